"""Which events a view shows: the same filters as in the page, over the rows of the list.

``Filter`` says what is wanted, ``keeps`` decides on one row. tests/web/filters.json holds the cases that this and the
page's own filter must both give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, sqrt
from unicodedata import category, normalize

from warmonitor.web.shapes import Summary

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted of an event; a field left as it is wants nothing. ``found`` are the ids that hold the text."""

    since: str | None = None
    until: str | None = None
    undated: bool = False
    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    level: str | None = None
    actors: tuple[str, ...] = ()
    side: str | None = None
    countries: tuple[str, ...] = ()
    place: str | None = None
    box: Box | None = None
    unplaced: bool = False
    sources: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    kind: str = "killed"
    least: int | None = None
    most: int | None = None
    origins: int = 0
    disputed: str | None = None
    parent: str | None = None
    found: frozenset[str] | None = None


@lru_cache(100_000)
def folded(name: str) -> str:
    """A name for comparing, as the page makes it: without accents and case.

    >>> folded("Ménaka") == folded("MENAKA")
    True
    """
    return "".join(c for c in normalize("NFKD", name) if category(c)[0] != "M").lower()


def chosen(rows: Sequence[Summary], wanted: Filter) -> list[Summary]:
    """The rows that a filter keeps, in their order."""
    tests = _tests(wanted)
    return [row for row in rows if all(test(row) for test in tests)]


def _tests(f: Filter) -> list[Callable[[Summary], bool]]:
    """One test for every wish, the cheap ones first."""
    tests: list[Callable[[Summary], bool]] = []
    types, statuses, kinds = frozenset(f.types), frozenset(f.statuses), frozenset(f.source_kinds)
    countries = frozenset(code.upper() for code in f.countries)
    if f.found is not None:
        tests.append(lambda row: row["id"] in (f.found or ()))
    if f.since or f.until:
        tests.append(lambda row: _may_fall(row, f.since or "", f.until or "9999"))
    if f.undated:
        tests.append(lambda row: row["start"] is None and row["end"] is None)
    if types:
        tests.append(lambda row: row["sub_event_type"] in types or row["event_type"] in types)
    if statuses:
        tests.append(lambda row: row["status"] in statuses)
    if f.level:
        tests.append(lambda row: row["level"] == f.level)
    if countries:
        tests.append(lambda row: row["place"] is not None and row["place"]["country"] in countries)
    if f.parent:
        tests.append(lambda row: row["parent"] == f.parent)
    if f.origins:
        tests.append(lambda row: row["independent"] >= f.origins)
    if f.disputed:
        tests.append(lambda row: _is_disputed(row, f.disputed or ""))
    if f.least is not None or f.most is not None:
        tests.append(lambda row: _costs(row, f))
    if f.unplaced:
        tests.append(lambda row: row["place"] is None or row["place"]["lat"] is None)
    if f.box:
        box = f.box
        tests.append(lambda row: _lies_in(row, box))
    if kinds:
        tests.append(lambda row: not kinds.isdisjoint(row["source_kinds"]))
    if f.place:
        part = folded(f.place)
        tests.append(lambda row: _is_named(row, part))
    if f.actors:
        actors = tuple((name, folded(name)) for name in f.actors)
        tests.append(lambda row: _acts(row, actors, f.side))
    if f.sources:
        parts = tuple(folded(name) for name in f.sources)
        tests.append(lambda row: any(p in folded(n) for n in (*row["outlets"], *row["origins"]) for p in parts))
    return tests


def _may_fall(row: Summary, since: str, until: str) -> bool:
    start, end = row["start"], row["end"]
    if start is None and end is None:
        return False
    return (end or start or "") >= since and (start or end or "") <= until


def _is_disputed(row: Summary, wanted: str) -> bool:
    if wanted in ("any", "none"):
        return bool(row["disputed"]) is (wanted == "any")
    return row["denied"] if wanted == "denied" else wanted in row["disputed"]


def toll_of(row: Summary, kind: str) -> int | None:
    """The best figure that is known of a kind: best, else low, else high."""
    return next((figure for figure in _order(row["tolls"].get(kind)) if figure is not None), None)


def _order(bounds: tuple[int | None, int | None, int | None] | None) -> tuple[int | None, ...]:
    return (bounds[1], bounds[0], bounds[2]) if bounds else ()


def _costs(row: Summary, f: Filter) -> bool:
    figure = toll_of(row, f.kind)
    return figure is not None and (f.least or 0) <= figure <= (inf if f.most is None else f.most)


def _lies_in(row: Summary, box: Box) -> bool:
    place = row["place"]
    if place is None or place["lat"] is None or place["lon"] is None:
        return False
    south, west, north, east = box
    lon = place["lon"]
    return south <= place["lat"] <= north and (west <= lon <= east if west <= east else lon >= west or lon <= east)


def _is_named(row: Summary, part: str) -> bool:
    place = row["place"]
    return place is not None and (part in folded(place["name"]) or part in folded(place["admin1"] or ""))


def _acts(row: Summary, actors: Sequence[tuple[str, str]], side: str | None) -> bool:
    parties = (*(row["side_a"] if side != "b" else ()), *(row["side_b"] if side != "a" else ()))
    return any(party["actor"] == name or part in folded(party["name"]) for party in parties for name, part in actors)


ORDERS = ("day", "-day", "-killed", "-origins", "-disputed", "-doubt")


def ordered(rows: Sequence[Summary], order: str) -> list[Summary]:
    """Rows in one of ``ORDERS``; ties keep the order of days.

    >>> ordered([], "-killed")
    []
    """
    if order == "-day":
        dated = [row for row in rows if row["start"]]
        return [*reversed(dated), *(row for row in rows if not row["start"])]
    keys: dict[str, Callable[[Summary], float]] = {
        "-killed": lambda row: -(toll_of(row, "killed") or 0),
        "-origins": lambda row: -row["independent"],
        "-disputed": lambda row: -len(row["disputed"]),
        "-doubt": lambda row: -doubt(row),
    }
    return sorted(rows, key=keys[order]) if order in keys else list(rows)


def doubt(row: Summary) -> float:
    """How much there is to check: disputed fields, one origin for many dead, no place, no day; more where more died."""
    open_points = len(row["disputed"]) + row["denied"] + (row["start"] is None) + (row["place"] is None)
    weight = 1 + sqrt(toll_of(row, "killed") or 0)
    return (open_points + (not row["corroborated"]) / 2) * weight


def facets(rows: Iterable[Summary]) -> dict[str, dict[str, int]]:
    """How many of the rows have each value of what can be filtered by, most first."""
    counted: dict[str, Counter[str]] = {
        name: Counter() for name in ("event_type", "sub_event_type", "status", "country", "actor", "outlet", "origin",
                                     "source_kind", "disputed", "month", "corroborated")
    }  # fmt: skip
    for row in rows:
        place, start = row["place"], row["start"] or row["end"]
        counted["event_type"][row["event_type"]] += 1
        counted["sub_event_type"][row["sub_event_type"]] += 1
        counted["status"][row["status"]] += 1
        if place and place["country"]:
            counted["country"][place["country"]] += 1
        counted["month"][start[:7] if start else "undated"] += 1
        counted["corroborated"]["true" if row["corroborated"] else "false"] += 1
        counted["actor"].update({party["name"] for party in (*row["side_a"], *row["side_b"])})
        counted["outlet"].update(row["outlets"])
        counted["origin"].update(row["origins"])
        counted["source_kind"].update(row["source_kinds"])
        counted["disputed"].update(row["disputed"])
    return {name: dict(values.most_common()) for name, values in counted.items()}
