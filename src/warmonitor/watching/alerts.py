"""Alerts by rule: an event in a box or country with a toll, a contradiction on an event that is watched.

An event is told once for each rule, known by its claims, for its id may change when claims join it. What cannot be
delivered is tried again in the next round.
"""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warmonitor.model import Contradiction, Event

COMMAND_SECONDS = 60
KEYS = {"name", "box", "country", "killed", "type", "watch", "file", "command", "webhook"}
DISAGREEMENTS = ("differ", "denial")
Box = tuple[float, float, float, float]
Post = Callable[[str, bytes], None]


class AlertError(Exception):
    """A file of alerts that is not in its form: names the file, the alert and what is wrong."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """What an event must be, all of it: within a box (south, west, north, east), in a country, of a type, with a toll.

    With ``watch`` (beginnings of ids of events or claims) it tells contradictions on these events instead.
    """

    name: str
    box: Box | None = None
    country: str | None = None
    killed: int | None = None
    type: str | None = None
    watch: tuple[str, ...] = ()
    file: str | None = None
    command: tuple[str, ...] = ()
    webhook: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to tell: which rule, which event, why, and the keys by which it is known to have been told."""

    rule: AlertRule
    event: Event
    why: str
    keys: tuple[str, ...]


def read_rules(path: Path) -> list[AlertRule]:
    """The alerts of a TOML file, each a table [[alert]]."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("alert", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AlertError(f"{path}: {error}") from error
    rules = [_rule(table, f"{path}, alert {number}") for number, table in enumerate(tables, 1)]
    if not rules:
        raise AlertError(f"{path}: no [[alert]] in it")
    if len({rule.name for rule in rules}) < len(rules):
        raise AlertError(f"{path}: two alerts have one name")
    return rules


def _rule(table: dict[str, Any], where: str) -> AlertRule:
    unknown = set(table) - KEYS
    if unknown or not isinstance(table.get("name"), str):
        raise AlertError(f"{where}: {', '.join(sorted(unknown)) or 'name'} is {'unknown' if unknown else 'missing'}; "
                         f"there are {', '.join(sorted(KEYS))}")
    box = table.get("box")
    if box is not None and (not isinstance(box, list) or len(box) != 4 or not box[0] <= box[2]):
        raise AlertError(f"{where}: box is [south, west, north, east] in degrees")
    if not any(table.get(target) for target in ("file", "command", "webhook")):
        raise AlertError(f"{where}: say where it goes: file, command or webhook")
    lists = {key: tuple(map(str, table.get(key, ()))) for key in ("watch", "command")}
    killed = table.get("killed")
    return AlertRule(table["name"], (box[0], box[1], box[2], box[3]) if box else None, table.get("country"),
                     int(killed) if killed is not None else None, table.get("type"), lists["watch"],
                     table.get("file"), lists["command"], table.get("webhook"))  # fmt: skip


def due(rules: Iterable[AlertRule], events: Iterable[Event], told: dict[str, list[str]]) -> Iterator[Alert]:
    """What is to be told of these events and has not been told before."""
    known = list(events)
    for rule in rules:
        said = set(told.get(rule.name, ()))
        for event in known:
            yield from _contradictions(rule, event, said) if rule.watch else _match(rule, event, said)


def _match(rule: AlertRule, event: Event, said: set[str]) -> Iterator[Alert]:
    if event.status in ("happened", "ongoing") and not said & set(event.claims) and is_matched(rule, event):
        toll = killed_in(event)
        yield Alert(rule, event, "new event" + (f", {toll} killed" if toll else ""), event.claims)


def is_matched(rule: AlertRule, event: Event) -> bool:
    """Whether an event is all that a rule asks; what is not known is not."""
    place = event.place.place if event.place else None
    if rule.box and not (place and place.lat is not None and place.lon is not None
                         and _within(rule.box, place.lat, place.lon)):
        return False
    if rule.country and (place is None or place.country != rule.country.upper()):
        return False
    if rule.type and rule.type not in (event.event_type, event.sub_event_type):
        return False
    return rule.killed is None or (killed_in(event) or 0) >= rule.killed


def _within(box: Box, lat: float, lon: float) -> bool:
    """Whether a point lies in a box; one whose west is east of its east crosses the date line."""
    south, west, north, east = box
    inside = west <= lon <= east if west <= east else lon >= west or lon <= east
    return south <= lat <= north and inside


def killed_in(event: Event) -> int | None:
    """The largest best figure of killed, of all victims or of a group."""
    figures = [toll.best or toll.low for toll in event.tolls if toll.kind == "killed"]
    return max((figure for figure in figures if figure is not None), default=None)


def _contradictions(rule: AlertRule, event: Event, said: set[str]) -> Iterator[Alert]:
    if not any(item.startswith(begin) for begin in rule.watch for item in (event.id, *event.claims)):
        return
    for found in event.contradictions:
        key = _key(found)
        if found.kind in DISAGREEMENTS and key not in said:
            values = " / ".join(value.value for value in found.values)
            yield Alert(rule, event, f"contradiction on {found.field} ({found.kind}): {values}", (key,))


def _key(found: Contradiction) -> str:
    return f"{found.field}:{found.kind}:{'|'.join(sorted(value.value for value in found.values))}"


def as_record(alert: Alert, moment: str) -> dict[str, Any]:
    """An alert as it is told."""
    event, when = alert.event, alert.event.when
    return {
        "alert": alert.rule.name, "at": moment, "why": alert.why, "event": event.id,
        "type": event.sub_event_type, "day": str(when.start or when.end) if when and when.is_dated else None,
        "place": event.place.place.name if event.place else None, "killed": killed_in(event),
        "outlets": list(event.outlets), "origins": list(event.origins),
    }  # fmt: skip


def deliver(alert: Alert, moment: str, post: Post) -> None:
    """Send an alert where its rule says; OSError or subprocess.SubprocessError where that fails."""
    words = json.dumps(as_record(alert, moment), ensure_ascii=False)
    rule = alert.rule
    if rule.file:
        with Path(rule.file).open("a", encoding="utf-8") as stream:
            stream.write(words + "\n")
    if rule.command:  # a list, without a shell; the words of articles go to its standard input only
        subprocess.run(rule.command, input=words.encode(), timeout=COMMAND_SECONDS, check=True)  # noqa: S603
    if rule.webhook:
        post(rule.webhook, words.encode())
