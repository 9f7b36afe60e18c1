"""What one state of the record says that another did not: new events, changed fields, contradictions, control.

An event is followed by its first claim: it may have got another id by an earlier article, or have joined another event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from warmonitor.explain import place_words, toll_words, when_words
from warmonitor.model import Contradiction, Control, Event, EventParty, event_id
from warmonitor.records import contradiction_to_json, control_to_json, event_to_json


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event, in words: what it was and what it is; None is unknown."""

    field: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """An event that is told otherwise. ``before`` are the ids under which it was known, several where they merged."""

    event: Event
    before: tuple[str, ...]
    changes: tuple[Change, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new, told otherwise or gone. ``gone`` lost all their claims: coded anew, or rejected by a person."""

    new: tuple[Event, ...]
    changed: tuple[Changed, ...]
    gone: tuple[Event, ...]
    control_new: tuple[Control, ...]
    control_gone: tuple[Control, ...]


def diff(before: Iterable[Event], after: Iterable[Event], control_before: Iterable[Control] = (),
         control_after: Iterable[Control] = ()) -> Changes:
    """The changes from one state of the record to another; events in the order of the later state.

    >>> told = Event("e1", ("c1",), ("a1",), "Battles", "Armed clash", "happened")
    >>> [event.id for event in diff([], [told]).new]
    ['e1']
    """
    old, now = list(before), list(after)
    homes = _homes(old, now)
    was: dict[str, list[Event]] = defaultdict(list)
    for event in old:
        if event.id in homes:
            was[homes[event.id]].append(event)
    changed = (_changed(was[event.id], event) for event in now if event.id in was)
    ledger_was, ledger_now = list(control_before), list(control_after)
    return Changes(
        new=tuple(event for event in now if event.id not in was),
        changed=tuple(found for found in changed if found is not None),
        gone=tuple(event for event in old if event.id not in homes),
        control_new=tuple(row for row in ledger_now if row not in ledger_was),
        control_gone=tuple(row for row in ledger_was if row not in ledger_now),
    )


def _homes(old: Iterable[Event], now: Iterable[Event]) -> dict[str, str]:
    """The event in which each old one lives on: where its first claim is, else where any of its claims is."""
    by_claim = {claim: event.id for event in now for claim in event.claims}
    homes = {}
    for event in old:
        first = [claim for claim in event.claims if event_id(claim) == event.id]
        found = next((by_claim[claim] for claim in (*first, *event.claims) if claim in by_claim), None)
        if found is not None:
            homes[event.id] = found
    return homes


def _changed(old: list[Event], event: Event) -> Changed | None:
    """What is told otherwise than by the old event that it continues, the one of its own id if there is one."""
    before = next((e for e in old if e.id == event.id), old[0])
    changes = tuple(_changes(before, event))
    known = {(c.field, c.kind) for e in old for c in e.contradictions}
    fresh = tuple(c for c in event.contradictions if (c.field, c.kind) not in known and c.kind != "update")
    ids = tuple(sorted(e.id for e in old))
    if not changes and not fresh and ids == (event.id,):
        return None
    return Changed(event, ids, changes, fresh)


def _changes(before: Event, after: Event) -> Iterator[Change]:
    was, now = words(before), words(after)
    for field in dict.fromkeys([*was, *now]):
        if was.get(field) != now.get(field):
            yield Change(field, was.get(field), now.get(field))


def words(event: Event) -> dict[str, str]:
    """The fields of an event in words, without those that are unknown."""
    found: dict[str, str | None] = {
        "sub_event_type": event.sub_event_type,
        "status": event.status,
        "when": when_words(event.when) if event.when else None,
        "place": place_words(event.place) if event.place else None,
        "side_a": _parties(event.side_a),
        "side_b": _parties(event.side_b),
    }
    for toll in event.tolls:
        name = toll.kind if toll.whom == "all" else f"{toll.kind} {toll.whom}"
        found[name] = toll_words(toll).removeprefix(name.split()[0]).strip()
    found["origins"] = ", ".join(event.origins)
    found["parent"] = event.parent
    return {name: value for name, value in found.items() if value}


def _parties(side: Iterable[EventParty]) -> str:
    return ", ".join(party.name + (" (alleged)" if party.alleged else "") for party in side)


def changes_to_json(changes: Changes) -> dict[str, Any]:
    """The changes in JSON: new and gone events and rows of control as in docs/interface.md."""
    return {
        "new": [event_to_json(event) for event in changes.new],
        "changed": [
            {"id": c.event.id, "before": list(c.before), "event": event_to_json(c.event),
             "changes": [{"field": x.field, "was": x.was, "is": x.now} for x in c.changes],
             "contradictions": [contradiction_to_json(x) for x in c.contradictions]}
            for c in changes.changed
        ],
        "gone": [event_to_json(event) for event in changes.gone],
        "control": {"new": [control_to_json(row) for row in changes.control_new],
                    "gone": [control_to_json(row) for row in changes.control_gone]},
    }  # fmt: skip


def rows(changes: Changes) -> Iterator[tuple[str, str, str, str, str]]:
    """The changes for a table: what, event, field, was, is."""
    for event in changes.new:
        yield "new event", event.id, event.sub_event_type, "", _title(event)
    for c in changes.changed:
        others = [event for event in c.before if event != c.event.id]
        if others:
            yield "merged" if len(c.before) > 1 else "new id", c.event.id, "id", ", ".join(others), c.event.id
        for x in c.changes:
            yield "changed", c.event.id, x.field, x.was or "unknown", x.now or "unknown"
        for found in c.contradictions:
            said = " | ".join(f"{v.value} ({', '.join(v.origins)})" for v in found.values)
            yield "disagreement", c.event.id, f"{found.field}: {found.kind}", "", said
    for event in changes.gone:
        yield "gone", event.id, event.sub_event_type, _title(event), ""
    for row in changes.control_gone:
        yield "control was", "", place_words(row.place), _held(row), ""
    for row in changes.control_new:
        yield "control is", "", place_words(row.place), "", _held(row)


def _title(event: Event) -> str:
    tolls = "; ".join(toll_words(toll) for toll in event.tolls if toll.whom == "all")
    return ", ".join(part for part in (place_words(event.place), when_words(event.when), tolls) if part)


def _held(row: Control) -> str:
    holder = row.holder.name if row.holder else "?"
    return f"{row.state} {holder}, {row.start or '?'} to {row.end or '...'}" + (", contested" if row.contested else "")
