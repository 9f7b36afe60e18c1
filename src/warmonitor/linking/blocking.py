"""Which claims are compared at all: those that share a place key and a time key. Near linear in the number of claims.

A claim stands in the index under its own keys and looks up those of its neighbours, so that no pair of all is built.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from math import floor

from warmonitor.linking.profiles import Profile, settings

Key = tuple[Hashable, ...]
Index = dict[Key, dict[Key, list[int]]]
MONTH = 30  # days per bucket of claims that are dated to more than ten days
MOST_MONTHS = 13  # a claim "since 2011" is looked up in the last of its months only
LASTING = 90  # days per bucket of sieges and battles that go on and are told of without a day
ANY_TIME: Key = ("any",)
TELLING_NUMBER = 10  # figures from here on bring claims without a place or a day together


def candidate_pairs(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Positions of claims of two articles to compare, the smaller first, each pair once, in a fixed order."""
    index = _index(profiles)
    neighbours: list[set[int]] = [set() for _ in profiles]
    for position, profile in enumerate(profiles):
        for other in _found(profile, index):
            if profiles[other].article_id != profile.article_id:
                neighbours[min(position, other)].add(max(position, other))
    for position, others in enumerate(neighbours):
        for other in sorted(others):
            yield position, other


def _index(profiles: Sequence[Profile]) -> Index:
    index: Index = defaultdict(lambda: defaultdict(list))
    for position, profile in enumerate(profiles):
        for place in _own_places(profile):
            for time in _own_times(profile):
                index[place][time].append(position)
            if place[0] == "number":
                index[place][ANY_TIME].append(position)
    largest = settings()["blocks"]["largest"]
    for times in index.values():
        for time, positions in list(times.items()):
            if len(positions) > largest:
                del times[time]
                _split(times, time, positions, profiles, largest)
    return index


def _split(
    times: dict[Key, list[int]], time: Key, positions: list[int], profiles: Sequence[Profile], most: int
) -> None:
    """A block too large to compare whole: by type, figures and actors; a part that is still too large is given up."""
    parts: dict[Key, list[int]] = defaultdict(list)
    for position in positions:
        for fine in _fine(profiles[position]):
            parts[time + fine].append(position)
    times.update({key: part for key, part in parts.items() if len(part) <= most})
    times[time] = []  # stands for "was split": looked up by the finer keys


def _found(profile: Profile, index: Index) -> Iterator[int]:
    lookup_times = _lookup_times(profile)
    for place in _lookup_places(profile):
        times = index.get(place)
        if times is None:
            continue
        for time in lookup_times:
            block = times.get(time)
            if block is None:
                continue
            yield from block
            if not block:
                for fine in _fine(profile):
                    yield from times.get(time + fine, ())


def _fine(profile: Profile) -> Iterator[Key]:
    yield "type", profile.kind.sub_event_type
    for number in profile.numbers:
        yield "number", *number
    for actor in profile.side_a | profile.side_b:
        yield "actor", profile.kind.sub_event_type, actor


def _cell(profile: Profile) -> tuple[int, int]:
    size = settings()["blocks"]["cell_degrees"]
    return floor(profile.spot.lat / size), floor(profile.spot.lon / size)


def _own_places(profile: Profile) -> list[Key]:
    keys = _numbers(profile)
    if profile.spot.level == "site":
        keys += [("cell", *_cell(profile)), ("name", profile.spot.name)]
        if profile.spot.is_namesake:
            keys.append(("area", profile.spot.country, profile.spot.admin1))
    elif profile.spot.level == "area":
        keys.append(("area", profile.spot.country, profile.spot.area))
    elif profile.spot.level == "country":
        keys.append(("country", profile.spot.country or profile.spot.name))
    elif profile.spot.level == "name":
        keys.append(("name", profile.spot.name))
    return keys + [("actor", actor) for actor in sorted(profile.side_a) if profile.days.level == "day"]


def _lookup_places(profile: Profile) -> list[Key]:
    keys: list[Key] = []
    if profile.spot.level == "site":
        row, column = _cell(profile)
        keys += [("cell", row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        keys.append(("area", profile.spot.country, profile.spot.admin1))
    elif profile.spot.level == "area":
        keys.append(("area", profile.spot.country, profile.spot.area))
    elif profile.spot.level == "name":
        keys.append(("name", profile.spot.name))
    is_open = profile.days.level == "undated" or profile.days.is_inferred or profile.spot.is_inferred
    if is_open or profile.spot.level in {"name", "none"}:
        keys += _numbers(profile)
    if profile.spot.level not in {"name", "none"}:
        keys.append(("country", profile.spot.country or profile.spot.name))
    elif profile.days.level == "day":
        keys += [("actor", actor) for actor in sorted(profile.side_a)]  # a place that the gazetteer lacks
    return keys


def _numbers(profile: Profile) -> list[Key]:
    return [("number", *number) for number in sorted(profile.numbers) if number[1] >= TELLING_NUMBER]


def _own_times(profile: Profile) -> list[Key]:
    days = profile.days
    if days.level == "undated":
        return _own_weeks(profile)
    if days.level == "range":
        return [("month", month) for month in _months(profile)]
    keys: list[Key] = [("day", day) for day in range(days.first, days.last + 1)]
    return keys + _own_weeks(profile) if days.is_inferred else keys


def _own_weeks(profile: Profile) -> list[Key]:
    """Where a claim without a day of its own stands: under its week of publication."""
    if profile.published is None or profile.kind.is_background:
        return [("undated",)]
    lasting: list[Key] = [("lasting", profile.published // LASTING)] if profile.kind.is_durable else []
    return [("published", profile.published // 7), *lasting]


def _lookup_times(profile: Profile) -> list[Key]:
    rules, days = settings()["blocks"], profile.days
    keys: list[Key] = [("undated",)]
    if days.level == "undated":
        return [*keys, ANY_TIME, *_lookup_weeks(profile)]  # any time: stands under figures only
    keys += [("month", month) for month in _months(profile)]
    if profile.kind.is_durable:
        keys += [("lasting", days.last // LASTING + i) for i in (-1, 0, 1)]
    if days.level != "range":
        slack = rules["day_slack"]
        keys += [("day", day) for day in range(days.first - slack, days.last + slack + 1)]
    weeks = range(max(days.first, days.last - 60) // 7, (days.last + rules["undated_days"]) // 7 + 1)
    keys += [("published", week) for week in weeks]
    return list(dict.fromkeys(keys + _lookup_weeks(profile))) if days.is_inferred else keys


def _lookup_weeks(profile: Profile) -> list[Key]:
    if profile.published is None:
        return []
    week, season = profile.published // 7, profile.published // LASTING
    keys: list[Key] = [("published", week + i) for i in (-1, 0, 1)]
    return keys + [("lasting", season + i) for i in (-1, 0, 1)] if profile.kind.is_durable else keys


def _months(profile: Profile) -> range:
    last = profile.days.last // MONTH
    return range(max(profile.days.first // MONTH, last - MOST_MONTHS + 1), last + 1)
