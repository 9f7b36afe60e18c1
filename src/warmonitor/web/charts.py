"""Counts for the timeline and the map, for more events than a page should hold one by one."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from math import floor

from warmonitor.web.filters import toll_of
from warmonitor.web.shapes import Bin, Summary, TileCell, Tiles, Timeline

PERIODS = ("day", "week", "month")
LONGEST = 366  # days; what is known no closer than a year is in no bin
CELLS = 512  # cells around the world at the closest zoom: about 0.7 degrees


def timeline(rows: Iterable[Summary], by: str = "month") -> Timeline:
    """Events and deaths by day, week (from Monday) or month; an event of uncertain day is spread over its days.

    >>> timeline([], "week")
    {'by': 'week', 'bins': [], 'undated': 0}
    """
    events: dict[date, Counter[str]] = defaultdict(Counter)
    killed: dict[date, float] = defaultdict(float)
    undated = 0
    for row in rows:
        shares = _shares(row, by)
        undated += not shares
        for begin, share in shares.items():
            events[begin][row["event_type"]] += share  # type: ignore[assignment]  # a share of an event
            killed[begin] += share * (toll_of(row, "killed") or 0)
    bins: list[Bin] = [
        {"start": begin.isoformat(), "end": _end(begin, by).isoformat(),
         "events": {name: round(number, 3) for name, number in events[begin].items()},
         "killed": round(killed[begin], 3)}
        for begin in sorted(events)
    ]  # fmt: skip
    return {"by": by, "bins": bins, "undated": undated}


def _shares(row: Summary, by: str) -> dict[date, float]:
    """The part of an event that falls into each stretch of days; nothing where its days have no bounds."""
    if row["start"] is None or row["end"] is None:
        return {}
    start, end = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
    days = (end - start).days + 1
    if days == 1:
        return {_begin(start, by): 1.0}
    if not 0 < days <= LONGEST:
        return {}
    counted = Counter(_begin(start + timedelta(days=i), by) for i in range(days))
    return {begin: number / days for begin, number in counted.items()}


def _begin(day: date, by: str) -> date:
    if by == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if by == "week" else day


def _end(begin: date, by: str) -> date:
    if by == "month":
        return begin.replace(day=monthrange(begin.year, begin.month)[1])
    return begin + timedelta(days=6 if by == "week" else 0)


def tiles(rows: Iterable[Summary], zoom: int) -> Tiles:
    """Events on a grid of cells that get smaller with the zoom of the map, each with its number, deaths and types."""
    size = 360 / min(CELLS, 8 * 2 ** max(0, zoom))
    cells: dict[tuple[int, int], list[Summary]] = defaultdict(list)
    unplaced = 0
    for row in rows:
        place = row["place"]
        if place is None or place["lat"] is None or place["lon"] is None:
            unplaced += 1
        else:
            cells[floor(place["lat"] / size), floor(place["lon"] / size)].append(row)
    return {"cell_degrees": size, "cells": [_cell(cells[key]) for key in sorted(cells)], "unplaced": unplaced}


def _cell(rows: list[Summary]) -> TileCell:
    """A cell stands where its events lie in the mean."""
    points = [(row["place"]["lat"] or 0.0, row["place"]["lon"] or 0.0) for row in rows if row["place"]]
    return {
        "lat": round(sum(lat for lat, _ in points) / len(points), 3),
        "lon": round(sum(lon for _, lon in points) / len(points), 3),
        "events": len(rows),
        "killed": sum(toll_of(row, "killed") or 0 for row in rows),
        "types": dict(Counter(row["event_type"] for row in rows).most_common()),
    }
