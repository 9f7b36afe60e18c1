"""Figures for papers and reports, as SVG: map, timeline, tolls by actor. What is uncertain is drawn as uncertain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import sqrt

from warmonitor.report.drawing import (
    BORDER,
    COLOURS,
    INK,
    LAND,
    PAPER,
    SEA,
    SOFT,
    WATER,
    escaped,
    number,
    path,
    plain,
    svg,
    text,
)
from warmonitor.report.outlines import Frame, Outlines, clipped_ring, frame_around, outlines, runs_inside
from warmonitor.web.charts import timeline
from warmonitor.web.filters import toll_of
from warmonitor.web.shapes import Summary

WIDTH, MAP_HEIGHT = 760.0, 520.0
SMALLEST, LARGEST = 4.0, 26.0  # radius of a mark, in pixels
WIDEST_KM = 400  # "Europe" is no place on a map
AREA_FROM = 3  # precision from which only the area is drawn, never a point
MOST_ACTORS = 14
NEAR = 10  # pixels; marks closer than that are one spot for their numbers
LETTER = 0.53  # mean width of a letter, in font sizes


def map_figure(rows: Sequence[Summary], numbers: Mapping[str, int] | None = None, title: str = "Map of events") -> str:
    """Events where they are said to have happened: marks by type, larger with the toll; wide places as areas.

    ``numbers`` are written beside the events that a report lists.
    """
    placed = [row for row in rows if is_placed(row)]
    points = [(row["place"]["lon"] or 0.0, row["place"]["lat"] or 0.0) for row in placed if row["place"]]
    window = frame_around(points, WIDTH, MAP_HEIGHT)
    ground, most = outlines(), max((toll_of(row, "killed") or 0 for row in placed), default=0)
    marks = sorted(placed, key=lambda row: -(toll_of(row, "killed") or 0))
    parts = [f'<rect width="{number(WIDTH)}" height="{number(MAP_HEIGHT)}" fill="{SEA}"/>', *_ground(window, ground),
             *_country_names(window, ground),
             *(_mark(row, window, most) for row in marks), *_numbers(placed, numbers or {}, window),
             _scale(window), *_legend(rows, MAP_HEIGHT + 18)]  # fmt: skip
    left = len(rows) - len(placed)
    foot = "Area: place known no closer. Dashed lines: disputed. Outlines: Natural Earth."
    foot += f" Not on the map: {left} of {len(rows)} events." if left else ""
    parts.append(text((0, MAP_HEIGHT + 40), foot, 11, SOFT))
    about = f"{len(placed)} of {len(rows)} events by place; the size of a mark grows with the number killed."
    return svg(WIDTH, MAP_HEIGHT + 50, [_clip(), *parts], title, about)


def is_placed(row: Summary) -> bool:
    """True for an event with a point, in an area that is small enough to be one on a map."""
    place = row["place"]
    return place is not None and place["lat"] is not None and (place["radius_km"] or 0) <= WIDEST_KM


def _clip() -> str:
    size = f'width="{number(WIDTH)}" height="{number(MAP_HEIGHT)}"'
    return f'<defs><clipPath id="window"><rect {size}/></clipPath></defs>'


def _ground(window: Frame, ground: Outlines) -> list[str]:
    box = (-5.0, -5.0, window.width + 5, window.height + 5)

    def rings(lines: Iterable[Sequence[tuple[float, float]]]) -> str:
        return "".join(path(clipped_ring([window.at(*p) for p in line], box), closed=True) for line in lines)

    def runs(lines: Iterable[Sequence[tuple[float, float]]]) -> str:
        return "".join(path(run) for line in lines for run in runs_inside([window.at(*p) for p in line], box))

    drawn = [
        (rings(ground.land), f'fill="{LAND}" fill-rule="evenodd" stroke="{BORDER}" stroke-width="0.6"'),
        (rings(ground.lakes), f'fill="{WATER}"'),
        (runs(ground.rivers), f'fill="none" stroke="{WATER}" stroke-width="1"'),
        (runs(ground.borders), f'fill="none" stroke="{BORDER}" stroke-width="1"'),
        (runs(ground.disputed), f'fill="none" stroke="{BORDER}" stroke-width="1.2" stroke-dasharray="4 3"'),
    ]
    return [f'<path d="{data}" {style} clip-path="url(#window)"/>' for data, style in drawn if data]


def _country_names(window: Frame, ground: Outlines) -> list[str]:
    """Names of the countries in the window, the larger first, none over another."""
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for name, lon, lat, _ in sorted(ground.countries, key=lambda country: -country[3]):
        x, y = window.at(lon, lat)
        half = len(name) * 11 * LETTER / 2
        box = (x - half, y - 12, x + half, y + 4)
        inside = box[0] > 4 and box[2] < window.width - 4 and 12 < y < window.height - 8
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            found.append(text((x, y), name, 11, "#9a958a", "middle"))
    return found


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _mark(row: Summary, window: Frame, most: int) -> str:
    place = row["place"]
    if place is None or place["lat"] is None or place["lon"] is None:
        return ""
    x, y = window.at(place["lon"], place["lat"])
    colour = COLOURS.get(row["event_type"], SOFT)
    size = SMALLEST + (LARGEST - SMALLEST) * sqrt((toll_of(row, "killed") or 0) / most) if most else SMALLEST
    area = window.pixels(place["radius_km"] or 0, place["lat"])
    wide = (place["precision"] or AREA_FROM) >= AREA_FROM
    circles = ""
    if wide or area > size:
        circles = (f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(max(area, SMALLEST))}" fill="{colour}" '
                   f'fill-opacity="{0.16 if wide else 0.07}" stroke="{colour}" stroke-width="0.8" '
                   'stroke-dasharray="3 3"/>')  # fmt: skip
    if not wide:
        real = row["status"] in ("happened", "ongoing")
        fill = f'fill="{colour}" fill-opacity="0.6"' if real else 'fill="none"'
        circles += (f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(size)}" {fill} stroke="{colour}" '
                    'stroke-width="1.2"/>')  # fmt: skip
    words = escaped(plain(f"{row['title']} ({_days(row)})"))
    return f'<g clip-path="url(#window)"><title>{words}</title>{circles}</g>'


def _numbers(rows: Iterable[Summary], numbers: Mapping[str, int], window: Frame) -> list[str]:
    """The numbers of listed events beside their marks; those of one spot stand together."""
    spots: dict[tuple[float, float], list[int]] = {}
    for row in rows:
        place = row["place"]
        if row["id"] in numbers and place and place["lat"] is not None and place["lon"] is not None:
            x, y = window.at(place["lon"], place["lat"])
            spot = next((at for at in spots if abs(at[0] - x) + abs(at[1] - y) < 3 * NEAR), (x, y))
            spots.setdefault(spot, []).append(numbers[row["id"]])
    found = []
    for (x, y), here in sorted(spots.items()):
        words = ", ".join(map(str, sorted(here)))
        halo = text((x + NEAR, y - NEAR), words, 12, PAPER, weight=700)
        found.append(halo.replace("<text", f'<text stroke="{PAPER}" stroke-width="3"', 1))
        found.append(text((x + NEAR, y - NEAR), words, 12, INK, weight=700))
    return found


def _days(row: Summary) -> str:
    if row["start"] is None and row["end"] is None:
        return "undated"
    return row["start"] or "" if row["start"] == row["end"] else f"{row['start'] or '...'} to {row['end'] or '...'}"


def _scale(window: Frame) -> str:
    """A bar of a round length at the middle of the map."""
    lat = (window.south + window.north) / 2
    length = next((km for km in (1000, 500, 200, 100, 50, 20, 10, 5, 2) if window.pixels(km, lat) < 150), 1)
    size, y = window.pixels(length, lat), window.height - 14
    bar = f'<path d="M14 {number(y - 4)}V{number(y)}H{number(14 + size)}V{number(y - 4)}" fill="none" stroke="{INK}"/>'
    return bar + text((14 + size / 2, y - 6), f"{length} km", 10, INK, "middle")


def _legend(rows: Iterable[Summary], y: float) -> list[str]:
    """The types that there are, in the page's order, each with its colour."""
    present = {row["event_type"] for row in rows}
    x, parts = 0.0, []
    for name, colour in COLOURS.items():
        if name in present:
            parts.append(f'<rect x="{number(x)}" y="{number(y - 9)}" width="10" height="10" rx="5" fill="{colour}"/>')
            parts.append(text((x + 14, y), name, 11))
            x += 14 + len(name) * 11 * LETTER + 16
    return parts


def timeline_figure(rows: Sequence[Summary], by: str | None = None, toll: bool = False,
                    title: str = "Events over time") -> str:
    """Events (or the number killed) by day, week or month, stacked by type; an event of unsure day is spread."""
    chart = timeline(rows, by or period_of(rows))
    bins = chart["bins"]
    width, height, left, bottom = WIDTH, 240.0, 44.0, 26.0
    if not bins:
        return svg(width, 60, [text((0, 34), "No event with a day.", 12, SOFT)], title, "No event with a day.")
    first, last = date.fromisoformat(bins[0]["start"]), date.fromisoformat(bins[-1]["end"])
    span = (last - first).days + 1
    totals = [b["killed"] if toll else sum(b["events"].values()) for b in bins]
    top = _round_up(max(totals) or 1)

    def x_of(day: date) -> float:
        return left + (day - first).days / span * (width - left)

    parts = [_gridline(share, top, width, height, left) for share in (0.0, 0.5, 1.0)]
    for b, total in zip(bins, totals, strict=True):
        x, end = x_of(date.fromisoformat(b["start"])), x_of(date.fromisoformat(b["end"])) + (width - left) / span
        stack = {"killed": total} if toll else b["events"]
        parts.append(_bar(x, max(end - x - 1, 0.8), stack, top, height, b["start"]))
    ticks = _ticks(bins[0]["start"], bins[-1]["end"], chart["by"])
    parts += [text((x_of(day), height + 16), words, 10.5, SOFT, "start") for day, words in ticks]
    parts += _legend(rows, height + bottom + 14) if not toll else []
    what = "Killed (best figures; events overlap, so not a total)" if toll else "Events"
    parts.append(text((left, 12), f"{what} by {chart['by']}", 12, INK, weight=600))
    undated = f"Without a day, or known no closer than a year: {chart['undated']}." if chart["undated"] else ""
    parts.append(text((0, height + bottom + 34), undated, 11, SOFT) if undated else "")
    return svg(width, height + bottom + 44, parts, title, f"{what} by {chart['by']}, {first} to {last}. {undated}")


def period_of(rows: Iterable[Summary]) -> str:
    """Day, week or month: what gives some tens of bars.

    >>> period_of([])
    'day'
    """
    days = [date.fromisoformat(day) for row in rows for day in (row["start"], row["end"]) if day]
    span = (max(days) - min(days)).days if days else 0
    return "day" if span <= 62 else "week" if span <= 400 else "month"


def _round_up(value: float) -> float:
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if factor * step >= value:
                return factor * step
        step *= 10


def _gridline(share: float, top: float, width: float, height: float, left: float) -> str:
    y = height - share * (height - 24)
    words = number(top * share)
    line = f'<path d="M{number(left)} {number(y)}H{number(width)}" stroke="#dfe3e6" fill="none"/>'
    return line + text((left - 6, y + 4), words, 10.5, SOFT, "end")


def _bar(x: float, width: float, stack: Mapping[str, float], top: float, height: float, day: str) -> str:
    y, parts = height, []
    for name in [*COLOURS, "killed"]:
        share = stack.get(name, 0.0)
        if share:
            tall = share / top * (height - 24)
            y -= tall
            parts.append(f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(tall)}" '
                         f'fill="{COLOURS.get(name, INK)}"/>')  # fmt: skip
    words = ", ".join(f"{name}: {number(share)}" for name, share in stack.items())
    return f"<g><title>{escaped(day)}: {escaped(words)}</title>{''.join(parts)}</g>"


def _ticks(first: str, last: str, by: str) -> list[tuple[date, str]]:
    """Up to ten days to write under the axis, at the beginnings of months, or of days where there are few."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if (end - start).days <= 62:
        step = max(1, (end - start).days // 8)
        days = [date.fromordinal(start.toordinal() + i) for i in range(0, (end - start).days + 1, step)]
        return [(day, f"{day.day} {day:%b %Y}" if i == 0 else f"{day.day} {day:%b}") for i, day in enumerate(days)]
    months = [(year, month) for year in range(start.year, end.year + 1) for month in range(1, 13)
              if start <= date(year, month, 1) <= end]  # fmt: skip
    step = max(1, -(-len(months) // 10))
    return [(date(y, m, 1), f"{date(y, m, 1):%b %Y}") for y, m in months[::step]]


def actors_figure(rows: Sequence[Summary], kind: str = "killed", title: str = "Reported tolls by actor") -> str:
    """Tolls of the events that each actor is said to have carried out: low to high, and best, of the largest sums."""
    sums = sums_by_actor(rows, kind)
    shown = sorted(sums, key=lambda name: (-sums[name][1], name))[:MOST_ACTORS]
    if not shown:
        return svg(WIDTH, 60, [text((0, 34), "No toll with a named actor.", 12, SOFT)], title, "No toll.")
    left, row_height, top = 250.0, 26.0, max(max(sums[name]) for name in shown) or 1
    scale: Callable[[float], float] = lambda value: left + value / top * (WIDTH - left - 60)  # noqa: E731
    parts = []
    for i, name in enumerate(shown):
        low, best, high, events = sums[name]
        y = 34 + i * row_height
        parts.append(text((left - 8, y + 4), plain(name, 38), 12, INK, "end"))
        parts.append(f'<rect x="{number(left)}" y="{number(y - 7)}" width="{number(scale(best) - left)}" height="14" '
                     f'fill="{COLOURS["Violence against civilians"]}" fill-opacity="0.75"/>')  # fmt: skip
        ends = [number(scale(low)), number(scale(high))]
        parts.append(f'<path d="M{ends[0]} {number(y)}H{ends[1]}M{ends[0]} {number(y - 5)}v10M{ends[1]} '
                     f'{number(y - 5)}v10" stroke="{INK}" fill="none"/>')  # fmt: skip
        parts.append(text((scale(max(best, high)) + 6, y + 4), f"{best} in {events}", 11, SOFT))
    height = 34 + len(shown) * row_height
    parts.append(text((0, 14), f"{kind.capitalize()} in events that the actor is said to have carried out", 12,
                      weight=600))  # fmt: skip
    foot = "Bar: sum of best figures; line: low to high; then the number of events. Blamed actors are included."
    parts.append(text((0, height + 6), foot, 11, SOFT))
    foot = "Events with several actors count for each; tolls of events may overlap."
    parts.append(text((0, height + 22), foot, 11, SOFT))
    return svg(WIDTH, height + 32, parts, title, f"{kind} by actor of side A, {len(shown)} actors.")


def sums_by_actor(rows: Iterable[Summary], kind: str) -> dict[str, tuple[int, int, int, int]]:
    """Low, best, high and number of events by actor, over incidents that happened and have a toll of the kind."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        bounds = row["tolls"].get(kind)
        if bounds is None or row["status"] not in ("happened", "ongoing") or row["level"] != "incident":
            continue
        best = toll_of(row, kind) or 0
        low, high = bounds[0] if bounds[0] is not None else best, bounds[2] if bounds[2] is not None else best
        for name in {party["name"] for party in row["side_a"]}:
            sums = found[name]
            sums[0], sums[1], sums[2], sums[3] = sums[0] + low, sums[1] + best, sums[2] + max(high, best), sums[3] + 1
    return {name: (sums[0], sums[1], sums[2], sums[3]) for name, sums in found.items()}


FIGURES: Mapping[str, Callable[[Sequence[Summary]], str]] = {
    "map": map_figure,
    "timeline": timeline_figure,
    "actors": actors_figure,
}
