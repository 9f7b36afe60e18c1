"""Land, borders and rivers of Natural Earth, read from the page's own map data, and where a point falls on paper."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import atan, cos, degrees, exp, log, pi, radians, tan
from pathlib import Path
from typing import Any

BASEMAP = Path(__file__).parents[1] / "web" / "page" / "basemap.js"
HIGHEST = 80.0  # degrees north and south that a map shows
Point = tuple[float, float]
Line = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Outlines:
    """Lines of longitude and latitude; ``land`` and ``lakes`` are closed. ``disputed`` borders are drawn dashed."""

    land: tuple[Line, ...] = ()
    lakes: tuple[Line, ...] = ()
    rivers: tuple[Line, ...] = ()
    borders: tuple[Line, ...] = ()
    disputed: tuple[Line, ...] = ()
    countries: tuple[tuple[str, float, float, float], ...] = ()  # name, lon, lat, size in square degrees


@cache
def outlines(path: Path = BASEMAP) -> Outlines:
    """The outlines of the page's map; none where the page is not part of the installation."""
    if not path.exists():
        return Outlines()
    text = path.read_text(encoding="utf-8")
    made = json.loads(text[text.index("{") : text.rindex("}") + 1])
    world = made["world"]
    arcs = [_points(arc, world["transform"]) for arc in world["arcs"]]
    named = {name: tuple(_lines(world["objects"].get(name), arcs))
             for name in ("land", "lakes", "rivers", "borders", "disputed")}  # fmt: skip
    return Outlines(**named, countries=tuple((name, lon, lat, size) for name, lon, lat, size in made["countries"]))


def _points(arc: Iterable[Sequence[int]], transform: dict[str, Any]) -> list[Point]:
    """An arc of a topology: steps on a grid, each from the one before."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step in arc:
        if None in step:  # a lake too small for the grid
            return []
        x, y = x + step[0], y + step[1]
        points.append((x * sx + tx, y * sy + ty))
    return points


def _lines(shape: dict[str, Any] | None, arcs: Sequence[list[Point]]) -> Iterable[Line]:
    """The lines and rings of a shape of a topology."""
    if shape is None:
        return
    if "geometries" in shape:
        for part in shape["geometries"]:
            yield from _lines(part, arcs)
    elif shape["type"] == "MultiPolygon":
        yield from (_joined(ring, arcs) for polygon in shape["arcs"] for ring in polygon)
    elif shape["type"] in ("Polygon", "MultiLineString"):
        yield from (_joined(line, arcs) for line in shape["arcs"])
    elif shape["type"] == "LineString":
        yield _joined(shape["arcs"], arcs)


def _joined(numbers: Iterable[int], arcs: Sequence[list[Point]]) -> Line:
    """Arcs one after the other; a number below zero is an arc walked backwards."""
    line: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc
    return line


@dataclass(frozen=True, slots=True)
class Frame:
    """A map's window: Mercator, in pixels from the upper left."""

    west: float
    south: float
    east: float
    north: float
    width: float
    height: float

    def at(self, lon: float, lat: float) -> Point:
        """Where a point falls."""
        top, bottom = _mercator(self.north), _mercator(self.south)
        y = (top - _mercator(lat)) / (top - bottom) * self.height
        return (lon - self.west) / (self.east - self.west) * self.width, y

    def pixels(self, km: float, lat: float) -> float:
        """A length on the ground, at a latitude, in pixels."""
        return km / (111.32 * max(cos(radians(lat)), 0.05)) / (self.east - self.west) * self.width


def _mercator(lat: float) -> float:
    return log(tan(pi / 4 + radians(max(-HIGHEST, min(HIGHEST, lat))) / 2))


def frame_around(points: Sequence[Point], width: float, height: float, margin: float = 0.15, least: float = 1.5
                 ) -> Frame:  # fmt: skip
    """The window that holds all points (longitude, latitude) with a margin, in the form of the paper.

    >>> window = frame_around([(36.0, 33.0), (37.0, 36.0)], 720, 480)
    >>> all(0 < window.at(lon, lat)[0] < 720 for lon, lat in [(36.0, 33.0), (37.0, 36.0)])
    True
    """
    lons, lats = [lon for lon, _ in points] or [-160, 170], [lat for _, lat in points] or [-55, 75]
    west, east = min(lons), max(lons)
    low, high = _mercator(min(lats)), _mercator(max(lats))
    wide, tall = radians(east - west), high - low
    wide, tall = (max(size, radians(least)) * (1 + 2 * margin) for size in (wide, tall))
    wide, tall = max(wide, tall * width / height), max(tall, wide * height / width)
    wide = min(wide, 2 * pi)
    x, y = radians((west + east) / 2), (low + high) / 2
    edge = _mercator(HIGHEST)
    y = max(min(y, edge - tall / 2), tall / 2 - edge) if tall < 2 * edge else 0.0
    return Frame(degrees(x - wide / 2), _latitude(y - tall / 2), degrees(x + wide / 2), _latitude(y + tall / 2),
                 width, height)  # fmt: skip


def _latitude(y: float) -> float:
    return degrees(2 * atan(exp(y)) - pi / 2)


def clipped_ring(ring: Line, box: tuple[float, float, float, float]) -> list[Point]:
    """The part of a closed ring inside a box (left, top, right, bottom), by Sutherland and Hodgman's method."""
    points = list(ring)
    for axis, edge, inside_above in ((0, box[0], True), (0, box[2], False), (1, box[1], True), (1, box[3], False)):
        kept: list[Point] = []
        for i, point in enumerate(points):
            before = points[i - 1]
            is_in, was_in = ((p[axis] >= edge) is inside_above for p in (point, before))
            if is_in != was_in:
                kept.append(_crossing(before, point, axis, edge))
            if is_in:
                kept.append(point)
        points = kept
        if not points:
            break
    return points


def _crossing(a: Point, b: Point, axis: int, edge: float) -> Point:
    share = (edge - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (edge, other) if axis == 0 else (other, edge)


def runs_inside(line: Line, box: tuple[float, float, float, float]) -> list[list[Point]]:
    """The stretches of an open line that touch a box; each keeps one point outside at its ends."""
    runs: list[list[Point]] = []
    last_in = False
    for a, b in pairwise(line):
        near = not (max(a[0], b[0]) < box[0] or min(a[0], b[0]) > box[2]
                    or max(a[1], b[1]) < box[1] or min(a[1], b[1]) > box[3])  # fmt: skip
        if near and last_in:
            runs[-1].append(b)
        elif near:
            runs.append([a, b])
        last_in = near
    return runs
