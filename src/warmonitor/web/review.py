"""The review desk: what is most doubtful and most deadly first; every decision is rows with who and when.

A decision adds judgements and corrections, which outrank the machine, and links what they touch anew. Undoing one adds
rows that put back what was said before it; nothing is ever taken away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from warmonitor import judging, pipeline
from warmonitor.corrections import CHECKED, MARKS, REJECTED
from warmonitor.model import Correction, Event, Judgement
from warmonitor.store import Store, lookups
from warmonitor.store.lookups import Said
from warmonitor.web.archive import Archive
from warmonitor.web.filters import doubt
from warmonitor.web.shapes import Record, Summary

WEAK = 0.7  # a link below that is shown as a reason to look
SHORTEST = 0.02  # seconds between looks at the clock
Clock = Callable[[], datetime]


class ReviewError(Exception):
    """The decision cannot be made: says why."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: its number, the events that now hold the claims it was about, and those that are no more."""

    id: int
    events: tuple[str, ...]
    gone: tuple[str, ...]


def utc_now() -> datetime:
    """The clock of the desk."""
    return datetime.now(UTC)


# ---- the queue


def queue(archive: Archive, limit: int) -> Record:
    """Events by doubt, each with the reasons to look at it, and what was decided of it."""
    rows = sorted(archive.table().rows, key=lambda row: (-doubt(row), row["id"]))
    with archive.store() as store:
        accepted = _accepted(store)
        items = [_item(row, store.event(row["id"]), accepted) for row in rows[:limit]]
    return {"count": len(rows), "items": sorted(items, key=lambda item: item["decided"] is not None)}


def _item(row: Summary, event: Event | None, accepted: Mapping[str, Said]) -> Record:
    said = [accepted.get(claim) for claim in event.claims] if event else []
    last = said[-1] if said and all(said) else None
    return {
        "event": row,
        "doubt": round(doubt(row), 2),
        "why": list(_reasons(row, event)),
        "decided": {"action": "accept", "by": last.by, "made": last.made} if last else None,
    }


def _accepted(store: Store) -> dict[str, Said]:
    """The claims that a person read and found right."""
    last = {said.about: said for said in lookups.said_by_people(store)}
    checked = (said for said in last.values() if said.field == CHECKED and said.value and not said.withdrawn)
    return {said.claims[0]: said for said in checked}


def _reasons(row: Summary, event: Event | None) -> Iterable[str]:
    for field in row["disputed"]:
        yield f"origins do not agree on {field}"
    if row["denied"]:
        yield "somebody denies it"
    weakest = min((link.score for link in event.links), default=None) if event else None
    if weakest is not None and weakest < WEAK:
        yield f"the weakest link between its claims is {weakest:.2f}"
    if not row["corroborated"]:
        yield "only one origin"
    if row["start"] is None and row["end"] is None:
        yield "no day"
    if row["place"] is None or row["place"]["lat"] is None:
        yield "no place on the map"


# ---- decisions


def decide(archive: Archive, asked: Mapping[str, Any], by: str, now: Clock = utc_now) -> Decided:
    """Keep a decision as rows and link anew what it touches; ReviewError where it does not make sense."""
    with archive.writing, archive.store() as store:
        rows = _ROWS[asked["action"]](store, asked, by) if asked["action"] in _ROWS else None
        if rows is None:
            raise ReviewError(f"There is no action {asked['action']!r}; there are {', '.join(_ROWS)}.")
        return _keep(store, rows, now)


def _keep(store: Store, rows: Sequence[Judgement | Correction], now: Clock) -> Decided:
    made = _own_second(store, now)
    touched = {c for row in rows for c in ((row.claim,) if isinstance(row, Correction) else (row.claim_a, row.claim_b))}
    before = _events_of(store, touched)
    kept = [store.add_correction(row, made) if isinstance(row, Correction) else store.add_judgement(row, made)
            for row in rows]  # fmt: skip
    if not any(kept):
        raise ReviewError("That was said before and still holds.")
    pipeline.rebuild(store, rule=_rule(store))
    claims = {claim for event in before for claim in event.claims} | touched
    after = {event.id for event in _events_of(store, claims)}
    return Decided(len(decisions(store)) - 1, tuple(sorted(after)), tuple(sorted({e.id for e in before} - after)))


def _own_second(store: Store, now: Clock) -> datetime:
    """A moment of its own: decisions are told apart by who made them in which second."""
    last = max((said.made for said in lookups.said_by_people(store)), default="")
    while (moment := now()).astimezone(UTC).isoformat(timespec="seconds") == last:
        time.sleep(SHORTEST)
    return moment


def _rule(store: Store) -> str:
    """The rule for figures that the events were made by."""
    runs = store.runs()
    return str(runs[-1]["parameters"].get("rule", "ucdp")) if runs else "ucdp"


def _events_of(store: Store, claims: Iterable[str]) -> list[Event]:
    ids = lookups.events_with(store, claims)
    return [event for key in ids if (event := store.event(key))]


def _event(store: Store, event_id: str) -> Event:
    event = store.event(event_id) if event_id else None
    if event is None:
        raise ReviewError(f"There is no event {event_id!r} any more: load the page again.")
    return event


def _accept(store: Store, asked: Mapping[str, Any], by: str) -> list[Judgement | Correction]:
    event = _event(store, str(asked.get("event")))
    return [Correction(claim, CHECKED, True, by, asked.get("note")) for claim in event.claims]


def _reject(store: Store, asked: Mapping[str, Any], by: str) -> list[Judgement | Correction]:
    event = _event(store, str(asked.get("event")))
    return [Correction(claim, REJECTED, True, by, asked.get("note")) for claim in event.claims]


def _merge(store: Store, asked: Mapping[str, Any], by: str) -> list[Judgement | Correction]:
    """All claims are of one event with the first; what anybody said against it is taken back with it.

    One pair would not do: the linker would then refuse the others' claims, which do not go with the new group.
    """
    events = [_event(store, str(key)) for key in asked.get("events") or ()]
    if len({event.id for event in events}) < 2:
        raise ReviewError("Name two events or more to merge.")
    apart = [j for j in store.judgements() if j.verdict == "different" and not j.by.startswith(lookups.MACHINES)]
    of = {claim: event.id for event in events for claim in event.claims}
    taken_back: list[Judgement | Correction] = [
        Judgement(j.claim_a, j.claim_b, "unsure", by=by) for j in apart
        if j.claim_a in of and j.claim_b in of and of[j.claim_a] != of[j.claim_b]
    ]  # fmt: skip
    first, *others = of
    return [*taken_back, *(Judgement(first, other, "same", by=by) for other in others)]


def _split(store: Store, asked: Mapping[str, Any], by: str) -> list[Judgement | Correction]:
    """The claims that leave are of another event than each that stays, and of one event with each other."""
    event = _event(store, str(asked.get("event")))
    leaving = [claim for claim in event.claims if claim in set(asked.get("claims") or ())]
    staying = [claim for claim in event.claims if claim not in leaving]
    if not leaving or not staying:
        raise ReviewError("Name some claims of the event, and not all of them.")
    apart: list[Judgement | Correction] = [Judgement(a, b, "different", by=by) for a in leaving for b in staying]
    return [*apart, *(Judgement(leaving[0], other, "same", by=by) for other in leaving[1:])]


def _correct(store: Store, asked: Mapping[str, Any], by: str) -> list[Judgement | Correction]:
    key, field, text = str(asked.get("claim")), str(asked.get("field")), asked.get("value")
    claim = store.claims_of([key]).get(key)
    article = store.article(claim.article_id) if claim else None
    if claim is None or article is None:
        raise ReviewError(f"There is no claim {key!r}.")
    if field in MARKS:
        raise ReviewError("Accept or reject the event instead.")
    try:
        value = judging.value_of(field, "unknown" if text is None else str(text), claim, article, asked.get("quote"))
    except judging.JudgingError as error:
        raise ReviewError(str(error)) from None
    return [Correction(key, field, value, by, asked.get("reason"))]


_ROWS: Mapping[str, Callable[[Store, Mapping[str, Any], str], list[Judgement | Correction]]] = {
    "accept": _accept,
    "reject": _reject,
    "merge": _merge,
    "split": _split,
    "correct": _correct,
}


# ---- the log, and undoing


def decisions(store: Store) -> list[tuple[Said, ...]]:
    """Every decision as the rows that one person made in one second, oldest first."""
    said = lookups.said_by_people(store)
    return [tuple(rows) for _, rows in groupby(said, key=lambda row: (row.made, row.by))]


def log(archive: Archive) -> Record:
    """Every decision, newest first, with what it was and whether it still holds."""
    with archive.store() as store:
        made = decisions(store)
        last = {said.about: said for rows in made for said in rows}
        event_of = lookups.event_of_claims(store)
    found = [_logged(number, rows, last, event_of) for number, rows in enumerate(made)]
    return {"decisions": found[::-1]}


def _logged(number: int, rows: Sequence[Said], last: Mapping[tuple[str, ...], Said], event_of: Mapping[str, str]
            ) -> Record:  # fmt: skip
    holds = all(last[said.about] is said for said in rows)
    action = _action(rows)
    first = rows[0]
    return {
        "id": number,
        "made": first.made,
        "by": first.by,
        "action": action,
        "event": next((event_of[c] for said in rows for c in said.claims if c in event_of), None),
        "detail": {"claims": sorted({c for said in rows for c in said.claims}), "field": first.field,
                   "value": first.value, "reason": first.reason},
        "undone": not holds,
        "can_undo": holds and action != "undo",
    }  # fmt: skip


def _action(rows: Sequence[Said]) -> str:
    """What a decision was, by its rows."""
    if all(said.withdrawn or said.verdict == "unsure" for said in rows):
        return "undo"
    verdicts, fields = {said.verdict for said in rows}, {said.field for said in rows}
    if "different" in verdicts:
        return "split"
    if "same" in verdicts:
        return "merge"
    return "accept" if fields == {CHECKED} else "reject" if fields == {REJECTED} else "correct"


def undo(archive: Archive, number: int, by: str, now: Clock = utc_now) -> Decided:
    """Put back what was said before a decision, by rows of its own."""
    with archive.writing, archive.store() as store:
        made = decisions(store)
        if not 0 <= number < len(made):
            raise ReviewError(f"There is no decision {number}.")
        rows = made[number]
        last = {said.about: said for group in made for said in group}
        if any(last[said.about] is not said for said in rows):
            raise ReviewError("Something later was said of the same: undo that first.")
        before = {said.about: said for group in made[:number] for said in group}
        return _keep(store, [_back(said, before.get(said.about), by) for said in rows], now)


def _back(said: Said, before: Said | None, by: str) -> Judgement | Correction:
    """The row that puts back the word before this one; "unsure", or withdrawn, where there was none."""
    if said.field is None:
        return Judgement(said.claims[0], said.claims[1], (before and before.verdict) or "unsure", by=by)
    if before is None or before.withdrawn:
        return Correction(said.claims[0], said.field, None, by, "undone", withdrawn=True)
    return Correction(said.claims[0], said.field, before.value, by, before.reason)
