"""Checks of JSON forms: GeoJSON, our own lines, PLOVER lines, timemap. Rows are features, lines or events, from 1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from warmonitor.export.frame import Column, columns_of
from warmonitor.records import RecordError, claim_from_json, event_from_json
from warmonitor.validating.faults import Fault
from warmonitor.validating.rules import flat
from warmonitor.validating.values import wrong

IN_GEOMETRY = ("latitude", "longitude")
TIMEMAP = {"events": "timemap_event", "sources": "timemap_source", "associations": "timemap_association"}


def load(path: Path) -> Any:
    """A JSON file; ValueError where it is none."""
    return json.loads(path.read_text(encoding="utf-8"))


def lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | Fault]]:
    """The objects of JSON lines, or what is wrong with a line."""
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, _object(line, number)


def _object(line: str, number: int) -> dict[str, Any] | Fault:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Fault(f"not a line of JSON ({error})", number)
    return found if isinstance(found, dict) else Fault("a JSON object is expected", number)


def geojson_faults(path: Path) -> Iterator[Fault]:
    """RFC 7946: a collection of features, points in range with longitude first; properties as in the flat table."""
    found = load(path)
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        yield Fault("a FeatureCollection is expected")
        return
    if not isinstance(found.get("features"), list):
        yield Fault("a list of features is expected", None, "features")
        return
    for number, feature in enumerate(found["features"], 1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            yield Fault("a Feature is expected", number, "type")
            continue
        yield from _geometry_faults(feature.get("geometry"), number)
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            yield Fault("a JSON object is expected", number, "properties")
            continue
        if feature.get("id") != properties.get("event_id"):
            yield Fault("the id is not that of event_id", number, "id")
        columns = [column for column in columns_of("csv") if column.name not in IN_GEOMETRY]
        yield from record_faults(properties, columns, number)
        texts = {name: "" if value is None else str(value) for name, value in properties.items()}
        yield from (Fault(said, number, name) for name, said in flat(texts))


def _geometry_faults(geometry: Any, number: int) -> Iterator[Fault]:
    if geometry is None:
        return
    at = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if not isinstance(at, list) or len(at) != 2 or not all(type(part) in (int, float) for part in at):
        yield Fault("a Point of longitude and latitude is expected", number, "geometry")
    elif abs(at[0]) > 180 or abs(at[1]) > 90:
        yield Fault(f"{at} does not lie on the globe (longitude comes first)", number, "geometry")


def plover_faults(path: Path) -> Iterator[Fault]:
    """Each line by the fields of PLOVER, its days in order."""
    for number, record in lines(path):
        if isinstance(record, Fault):
            yield record
            continue
        yield from record_faults(record, columns_of("plover"), number)
        if record.get("enddate") and str(record["enddate"]) < str(record.get("date")):
            yield Fault(f"{record['enddate']} is before date {record.get('date')}", number, "enddate")


def timemap_faults(path: Path) -> Iterator[Fault]:
    """timemap's own demands: texts where it wants texts, a place or a day, sources and associations that are there."""
    found = load(path)
    for key, form in TIMEMAP.items():
        if not isinstance(found, dict) or not isinstance(found.get(key), list):
            yield Fault(f"a list is expected under {key!r}")
            continue
        for number, record in enumerate(found[key], 1):
            for fault in record_faults(record, columns_of(form), number):
                yield Fault(f"{key}: {fault.message}", fault.row, fault.column)
            if key == "events" and isinstance(record, dict):
                yield from _timemap_event_faults(record, number, found)


def _timemap_event_faults(record: dict[str, Any], number: int, found: dict[str, Any]) -> Iterator[Fault]:
    for name, value in record.items():
        if not isinstance(value, str | list):
            yield Fault("events: timemap wants a text", number, name)
    if bool(record.get("latitude")) != bool(record.get("longitude")):
        yield Fault("events: latitude and longitude go together", number, "latitude")
    if not record.get("date") and not record.get("latitude"):
        yield Fault("events: a day or a place is needed", number, "date")
    for key in ("sources", "associations"):
        known = {str(item.get("id")) for item in _listed(found.get(key)) if isinstance(item, dict)}
        for name in _listed(record.get(key)):
            if str(name) not in known:
                yield Fault(f"events: there is no {key[:-1]} {name!r}", number, key)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def own_faults(path: Path) -> Iterator[Fault]:
    """Our JSON lines: each event and each of its claims can be read back."""
    for number, record in lines(path):
        if isinstance(record, Fault):
            yield record
            continue
        try:
            event = event_from_json(record)
            claims = [claim_from_json(claim) for claim in record.get("claim_records", ())]
        except (RecordError, KeyError, TypeError, AttributeError) as error:
            yield Fault(f"not an event ({error})", number)
            continue
        strangers = [claim.id for claim in claims if claim.id not in event.claims]
        yield from (Fault(f"{claim!r} is no claim of this event", number, "claim_records") for claim in strangers)
        for toll in event.tolls:
            known = [figure for figure in (toll.low, toll.best, toll.high) if figure is not None]
            if known != sorted(known):
                yield Fault(f"{toll.kind}, {toll.whom}: low, best and high are not in order", number, "tolls")


def record_faults(record: Any, columns: Iterable[Column], number: int) -> Iterator[Fault]:
    """Faults of one JSON record: fields that are not of the form, and values that are not of their kind."""
    if not isinstance(record, dict):
        yield Fault("a JSON object is expected", number)
        return
    columns = list(columns)
    known = {part for column in columns for part in [column.name.partition(".")[0].removesuffix("[]")]}
    yield from (Fault("not a field of this form", number, name) for name in record if name not in known)
    for column in columns:
        for value in _values(record, column.name.split(".")):
            said = _wrong_record(column, value) if column.kind == "record" else wrong(column, value)
            if said:
                yield Fault(said, number, column.name)


def _wrong_record(column: Column, value: object) -> str | None:
    if value is None:
        return "it must not be empty" if column.required else None
    return None if isinstance(value, dict) else "a JSON object is expected"


def _values(record: Any, path: list[str]) -> Iterator[Any]:
    """The values under a path; a list gives each of its items; what is missing below an absent field is not asked."""
    name, rest = path[0], path[1:]
    value = record.get(name.removesuffix("[]")) if isinstance(record, dict) else None
    items = (value if isinstance(value, list) else [] if value is None else [value]) if name.endswith("[]") else [value]
    for item in items:
        if rest:
            yield from _values(item, rest) if item is not None else ()
        else:
            yield item
