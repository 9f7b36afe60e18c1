"""What columns of one row must be to each other, and rows to each other: the rules of each form's codebook.

A rule is given the filled cells of a row as texts and yields (column, what is wrong). Cells that are wrong by
themselves have been told before; a rule passes over what it cannot read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from math import isfinite

from warmonitor.export.acled import interaction
from warmonitor.export.codes import priogrid_cell
from warmonitor.ontology import event_types, settings
from warmonitor.validating.faults import Rule, Values

DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


def _number(values: Values, column: str) -> float | None:
    try:
        number = float(values[column]) if values.get(column) not in (None, "") else None
    except ValueError:
        return None
    return number if number is not None and isfinite(number) else None


def _day(values: Values, column: str) -> date | None:
    try:
        return date.fromisoformat(str(values.get(column) or ""))
    except ValueError:
        return None


def _types(values: Values) -> Iterator[tuple[str, str]]:
    kind = event_types().get(values.get("sub_event_type") or "")
    if kind is None:
        return
    if values.get("event_type") and values["event_type"] != kind.event_type:
        yield "event_type", f"{kind.sub_event_type} is a kind of {kind.event_type}, not of {values['event_type']}"
    if values.get("disorder_type") and values["disorder_type"] != kind.disorder_type:
        yield "disorder_type", f"{kind.sub_event_type} is {kind.disorder_type}, not {values['disorder_type']}"


def _year(values: Values, day: str) -> Iterator[tuple[str, str]]:
    found, year = _day(values, day), _number(values, "year")
    if found and year and found.year != year:
        yield "year", f"{year:.0f} is not the year of {day} {found}"


def acled(values: Values) -> Iterator[tuple[str, str]]:
    """Types agree, the year is the day's, the interaction is that of the actors' kinds, civilians stand as actor 2.

    >>> list(acled({"event_date": "2018-07-25", "year": "2017"}))
    [('year', '2017 is not the year of event_date 2018-07-25')]
    """
    yield from _types(values)
    yield from _year(values, "event_date")
    kinds = {name: int(code) for code, name in settings("export")["acled"]["inter"].items()}
    expected = interaction([kinds.get(values.get(column) or "") for column in ("inter1", "inter2")])
    if (values.get("interaction") or None) != expected:
        yield "interaction", f"{values.get('interaction')!r} is not {expected!r}, as inter1 and inter2 have it"
    for number in "12":
        if values.get(f"inter{number}") and not values.get(f"actor{number}"):
            yield f"actor{number}", f"it must be filled where inter{number} is"
        if values.get(f"assoc_actor_{number}") and not values.get(f"actor{number}"):
            yield f"assoc_actor_{number}", f"an associated actor without actor{number}"


def ucdp(values: Values) -> Iterator[tuple[str, str]]:
    """Deaths add up and lie in order, days lie in order and fit their precision, the cell is that of the point.

    >>> list(ucdp({"deaths_a": "1", "deaths_b": "2", "deaths_civilians": "0", "deaths_unknown": "0", "best": "4"}))
    [('best', '4 is not the sum of the deaths, 3')]
    """
    yield from _year(values, "date_start")
    parts = [_number(values, column) for column in DEATHS]
    low, best, high = (_number(values, column) for column in ("low", "best", "high"))
    known = [part for part in parts if part is not None]
    if best is not None and len(known) == len(DEATHS) and sum(known) != best:
        yield "best", f"{best:.0f} is not the sum of the deaths, {sum(known):.0f}"
    if None not in (low, best) and low > best:  # type: ignore[operator]
        yield "low", f"{low:.0f} is above best, {best:.0f}"
    if None not in (high, best) and high < best:  # type: ignore[operator]
        yield "high", f"{high:.0f} is below best, {best:.0f}"
    yield from _ucdp_days(values)
    yield from _ucdp_point(values)


def _ucdp_days(values: Values) -> Iterator[tuple[str, str]]:
    start, end, precision = _day(values, "date_start"), _day(values, "date_end"), _number(values, "date_prec")
    if start is None or end is None:
        return
    days = (end - start).days + 1
    longest = settings("export")["ucdp"]["date_precision"]
    if days < 1:
        yield "date_end", f"{end} is before date_start {start}"
    elif precision is not None and 1 <= precision <= len(longest) and days > longest[int(precision) - 1]:
        yield "date_prec", f"{precision:.0f} is too fine for {days} days"


def _ucdp_point(values: Values) -> Iterator[tuple[str, str]]:
    lat, lon, cell = (_number(values, column) for column in ("latitude", "longitude", "priogrid_gid"))
    if lat is None or lon is None:
        if lat is not lon:
            yield "longitude" if lon is None else "latitude", "latitude and longitude go together"
        return
    if cell is not None and cell != priogrid_cell(lat, lon):
        yield "priogrid_gid", f"{cell:.0f} is not the cell of the point, {priogrid_cell(lat, lon)}"
    wkt = values.get("geom_wkt")
    if wkt and wkt != f"POINT ({values['longitude']} {values['latitude']})":
        yield "geom_wkt", f"{wkt!r} is not the point"


def flat(values: Values) -> Iterator[tuple[str, str]]:
    """Types agree, days and figures lie in order, a point has both coordinates.

    >>> list(flat({"killed_low": "5", "killed_best": "3"}))
    [('killed_best', '3 is below killed_low, 5')]
    """
    yield from _types(values)
    start, end = _day(values, "start"), _day(values, "end")
    if start and end and end < start:
        yield "end", f"{end} is before start {start}"
    if bool(values.get("latitude")) != bool(values.get("longitude")):
        yield "longitude", "latitude and longitude go together"
    for kind in ("killed", "injured"):
        figures = [(name, _number(values, name)) for name in (f"{kind}_{end}" for end in ("low", "best", "high"))]
        known = [(name, figure) for name, figure in figures if figure is not None]
        for (lower_name, lower), (name, figure) in pairwise(known):
            if figure < lower:
                yield name, f"{figure:.0f} is below {lower_name}, {lower:.0f}"


def evidence(values: Values) -> Iterator[tuple[str, str]]:
    """Words have their place in an article, as long as they are."""
    start, end, quote = _number(values, "start"), _number(values, "end"), values.get("quote")
    if (start is None) != (end is None) or (quote and start is None):
        yield "start", "words need the article's start and end"
    elif start is not None and end is not None and quote is not None:
        words = quote.removeprefix("'") if len(quote) == end - start + 1 else quote
        if len(words) != end - start:
            yield "quote", f"{len(quote)} characters where start and end have {end - start:.0f}"


def gdelt(values: Values) -> Iterator[tuple[str, str]]:
    """Moments are moments, and Extras names the event."""
    for column in ("EventTimeDate", "MentionTimeDate"):
        stamp = str(values.get(column) or "")
        if stamp and (len(stamp) != 14 or _day({"day": f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"}, "day") is None):
            yield column, f"a moment (YYYYMMDDHHMMSS) is expected, not {stamp!r}"
    try:
        named = json.loads(values.get("Extras") or "{}").get("event")
    except (ValueError, AttributeError):
        named = None
    if not named:
        yield "Extras", "a JSON object with the event's id is expected"


ROW_RULES: dict[str, Rule] = {"acled": acled, "ucdp": ucdp, "csv": flat, "evidence": evidence, "gdelt": gdelt}
UNIQUE: dict[str, tuple[str, ...]] = {"acled": ("event_id_cnty",), "ucdp": ("id", "relid"), "csv": ("event_id",)}
