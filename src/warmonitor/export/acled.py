"""ACLED-like CSV: the 31 columns and conventions of the codebook of October 2024 (data/export.toml holds them).

Fatalities are the lowest reported; ranges of days are given by their middle day; events whose place is known only by
country, or whose time no closer than a month, are left out, as the codebook does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from warmonitor.export.codes import REAL, actor_code, country, point, tolls, whole_toll
from warmonitor.export.frame import Context, Format, Row, Trace, names_of
from warmonitor.export.notes import note
from warmonitor.export.sheet import csv_writer
from warmonitor.model import Count, Event, EventParty, Toll
from warmonitor.ontology import event_types, settings

CODES: dict[str, Any] = dict(settings("export")["acled"])
COLUMNS = names_of("acled")
JOIN = "; "


def left_out(event: Event) -> str | None:
    """Why the codebook has no row for an event, or None."""
    days = event.when.days if event.when else None
    if event.status not in REAL:
        return "not reported as having happened"
    if event.when is None or not event.when.is_dated:
        return "no day, week or month"
    if days is not None and days > CODES["longest_days"]:
        return "time known no closer than a month"
    if event.place is None or not event.place.place.country or event.place.place.kind == "country":
        return "place known by country at most"
    return None if point(event.place) else "place not found on the map"


def row_id(event: Event) -> str:
    """event_id_cnty: the country's ISO3 code and a number that is always the same for an event's id."""
    return f"{country(event.place).get('iso3', 'UNK')}{int(hashlib.sha256(event.id.encode()).hexdigest()[:12], 16)}"


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """Rows of the events that the codebook records, in the order of the events, the hierarchy rule applied."""
    kept = [event for event in events if left_out(event) is None]
    whole = {event.parent for event in kept if event.parent}
    made = [row for event in kept if event.id not in whole for row in _days(event, context)]
    yield from absorb(made)


def _days(event: Event, context: Context) -> Iterator[Row]:
    """The row of an event; with ``split_days``, one for each day of its range, deaths spread, the rest on the first."""
    row = _row(event, context)
    when = event.when
    days = (when.days if when else None) or 1
    if not context.split_days or days == 1 or when is None or when.start is None:
        yield row
        return
    each, rest = divmod(row["fatalities"], days)
    for number in range(days):
        day = when.start + timedelta(days=number)
        yield {
            **row,
            "event_id_cnty": f"{row['event_id_cnty']}{number + 1:02d}",
            "event_date": day.isoformat(),
            "year": day.year,
            "time_precision": 1,
            "fatalities": each + (rest if number == 0 else 0),
        }


def _row(event: Event, context: Context) -> Row:
    nation, place, where = country(event.place), event.place, point(event.place)
    day, kind = middle_day(event), event_types().get(event.sub_event_type)
    values: Row = {
        "event_id_cnty": row_id(event),
        "event_date": day.isoformat(),
        "year": day.year,
        "time_precision": event.when.precision if event.when else None,
        "disorder_type": kind.disorder_type if kind else None,
        "event_type": event.event_type,
        "sub_event_type": CODES["stand_in_types"].get(event.sub_event_type, event.sub_event_type),
        **_actors(event),
        "iso": int(nation["iso_numeric"]) if nation.get("iso_numeric") else None,
        "region": nation.get("acled_region"),
        "country": nation.get("name"),
        "admin1": place and place.place.admin1,
        "admin2": place and place.place.admin2,
        "location": place and place.place.name,
        "latitude": where and where[0],
        "longitude": where and where[1],
        "geo_precision": place and place.precision,
        "source": JOIN.join(event.outlets),
        "notes": note(event),
        "fatalities": fatalities(event, context),
        "tags": _tags(event, context),
        "timestamp": int(context.now.timestamp()) if context.now else None,
    }
    return {column: values.get(column) for column in COLUMNS} | {"events": [event.id]}


def middle_day(event: Event) -> date:
    """The day that stands for an event's range: its middle, or the end that is known."""
    when = event.when
    if when is None or (when.start is None and when.end is None):
        raise ValueError(f"event {event.id} has no day")
    start, end = when.start or when.end, when.end or when.start
    assert start is not None and end is not None
    return start + timedelta(days=(end - start).days // 2)


def _actors(event: Event) -> Row:
    where = event.place.place.country if event.place else None
    sides = _named_sides(event)
    codes = [actor_code(side[0], where).inter if side else None for side in sides]
    against_civilians = 7 in codes or event.event_type == "Violence against civilians"
    return {
        **{f"actor{n}": side[0].name if side else None for n, side in enumerate(sides, 1)},
        **{f"assoc_actor_{n}": JOIN.join(p.name for p in side[1:]) for n, side in enumerate(sides, 1)},
        **{f"inter{n}": CODES["inter"].get(str(code)) for n, code in enumerate(codes, 1)},
        "interaction": interaction(codes),
        "civilian_targeting": "Civilians targeted" if against_civilians else None,
    }


def inferences(event: Event, context: Context) -> Iterator[tuple[str, str]]:
    """The columns that the codebook fills where no claim has words for them, each with its rule."""
    for number, (told, side) in enumerate(zip((event.side_a, event.side_b), _named_sides(event), strict=True), 1):
        if side and not told:
            yield f"actor{number}", f"named inference: no claim names this side; the codebook's {side[0].name!r}"
    days = (event.when.days if event.when else None) or 1
    if days > 1 and context.split_days:
        yield "event_date", f"named inference: one row for each of {days} days, deaths spread over them"
    elif days > 1:
        yield "event_date", f"named inference: the middle of {days} days"
    if not tolls(event, "killed"):
        yield "fatalities", "named inference: 0, as no claim gives a figure"


def _named_sides(event: Event) -> list[list[EventParty]]:
    """Both sides; the codebook names an unknown perpetrator, and the civilians of its third type, in its own words."""
    nation = country(event.place).get("name", "unknown")
    first, second = list(event.side_a), list(event.side_b)
    if not first and event.event_type in CODES["unknown_actor"]:
        first = [EventParty(None, CODES["unknown_actor"][event.event_type].format(nation), ())]
    if not second and event.event_type == "Violence against civilians":
        second = [EventParty(None, f"Civilians ({nation})", ())]
    return [first, second]


def interaction(codes: list[int | None]) -> str | None:
    """The pair of actor codes in words, the lower code first; civilians after external forces, as ACLED has it.

    >>> interaction([7, 2]), interaction([1, None]), interaction([7, 8])
    ('Rebel group-Civilians', 'State forces only', 'External/Other forces-Civilians')
    """
    known = sorted(code for code in codes if code is not None)
    names = [CODES["inter"][str(code)] for code in (known[::-1] if known == [7, 8] else known)]
    if not names:
        return None
    return f"{names[0]}-{names[1]}" if len(names) == 2 else f"{names[0]} only"


def fatalities(event: Event, context: Context) -> int:
    """The lowest figure reported, with ACLED's numbers for open words; silence is 0, as the codebook says."""
    return sum(_lowest(toll, event, context) for toll in whole_toll(tolls(event, "killed")))


def _lowest(toll: Toll, event: Event, context: Context) -> int:
    low = next((figure for figure in (toll.low, toll.best, toll.high) if figure is not None), 0)
    counts = [c for claim in context.claims_of(event) for c in claim.counts if c.kind == "killed" and not c.part_of]
    open_words = [_by_open_word(c) for c in counts if c.vague and (c.low is None or c.low == toll.low)]
    exact = any(not c.vague and c.low == toll.low for c in counts)
    known = [number for number in open_words if number is not None]
    return low if exact or not known else min(known)


def _by_open_word(count: Count) -> int | None:
    words = count.span.quote.lower()
    return next((number for word, number in CODES["open_words"].items() if word in words), None)


def _tags(event: Event, context: Context) -> str:
    """The crowd size that ACLED wants of demonstrations, and the permalink."""
    link = f"permalink={context.permalink(event.id)}"
    if event.event_type not in ("Protests", "Riots"):
        return link
    crowd = [c for claim in context.claims_of(event) for c in claim.counts if c.kind == "strength"]
    return JOIN.join((f"crowd size={crowd[0].span.quote}" if crowd else "crowd size=no report", link))


def absorb(made: list[Row]) -> list[Row]:
    """The hierarchy rule: of rows with the same actors, place and known day the highest type stays, deaths added up."""
    out: dict[object, Row] = {}
    for number, row in enumerate(made):
        key = _hierarchy_key(row) or number
        other = out.get(key)
        if other is None:
            out[key] = row
            continue
        upper, lower = sorted((other, row), key=lambda r: CODES["hierarchy"].index(r["event_type"]))
        out[key] = {
            **upper,
            "fatalities": upper["fatalities"] + lower["fatalities"],
            "notes": f"{upper['notes']} {lower['notes']}",
            "source": _joined(upper, lower, "source"),
            "tags": _joined(upper, lower, "tags"),
            "events": upper["events"] + lower["events"],
        }
    return list(out.values())


def _hierarchy_key(row: Row) -> object:
    """What two rows must share to be one; None where a part is not known, for unknown never matches unknown."""
    actors = frozenset((row["actor1"], row["actor2"]))
    known = all(a and not a.startswith("Unidentified") for a in actors)
    if not known or row["time_precision"] != 1 or row["event_type"] not in CODES["hierarchy"]:
        return None
    return (row["event_date"], row["latitude"], row["longitude"], row["location"], actors)


def _joined(upper: Row, lower: Row, column: str) -> str:
    return JOIN.join(dict.fromkeys([*upper[column].split(JOIN), *lower[column].split(JOIN)]))


def trace(row: Row) -> Trace:
    """A row tells of one event, or of those that the hierarchy rule put into it."""
    return row["event_id_cnty"], row["events"]


FORMAT = Format("acled", "csv", "ACLED-like CSV, 31 columns", rows, csv_writer(COLUMNS), trace, left_out, inferences)
