"""How well the figures of two claims go together, in log-odds: the same number, near numbers, tolls that rise."""

from __future__ import annotations

from collections.abc import Mapping

from warmonitor.linking.profiles import Profile, Range

WHOLE = "all"
Bounds = tuple[int | None, int | None]


def compare_figures(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """A printed number in common, else the killed and, for less, the injured."""
    common = a.numbers & b.numbers
    if common:
        return max(_equal(number, rule) for _, number in common)
    busy = (a.is_busy + b.is_busy) / 2  # how much of the pair lies where many events are the rule
    killed = _of_one_kind(a.killed, b.killed, rule, busy, _growth(a, b))
    injured = _of_one_kind(a.injured, b.injured, rule, busy, _growth(a, b))
    if killed is None or injured is None:
        return killed or injured or 0.0
    return killed + rule["injured_too"] * injured


def _growth(a: Profile, b: Profile) -> int:
    """1 where b's article came later, -1 where a's did: the later toll of one event is the higher one."""
    if a.published is None or b.published is None:
        return 0
    return (b.published > a.published) - (b.published < a.published)


def _of_one_kind(
    mine: tuple[Range, ...], other: tuple[Range, ...], rule: Mapping[str, float], busy: float, growth: int
) -> float | None:
    if not mine or not other:
        return None
    values = [_bounds(x[1:], y[1:], rule, busy, growth) for x in mine for y in other if x[0] == y[0]]
    if values:
        return max(values)
    largest, other_largest = max(mine, key=_size), max(other, key=_size)
    value = _bounds(largest[1:], other_largest[1:], rule, busy, growth)
    part, whole = sorted((largest, other_largest), key=lambda row: row[0] == WHOLE)
    is_part = whole[0] == WHOLE and _size(part) <= _size(whole)
    return max(value, 0.0) if is_part else value  # 15 civilians are not gainsaid by 50 in all


def _equal(number: int, rule: Mapping[str, float]) -> float:
    """What one printed figure in common says: the larger and the less round, the less by chance."""
    if number >= rule["distinctive"] and number % 10:
        return rule["equal_distinctive"]
    return rule["equal_large"] if number >= 20 else rule["equal"] if number >= 5 else rule["equal_small"]


def _size(row: Range) -> float:
    return _middle(row[1:])


def _bounds(x: Bounds, y: Bounds, rule: Mapping[str, float], busy: float, growth: int) -> float:
    """How well two figures go together. Where a place sees many events, near figures say less and others say more."""
    is_rise = growth * (_middle(y) - _middle(x)) > 0
    (low, lower), (high, _) = sorted(((_middle(x), x), (_middle(y), y)), key=lambda pair: pair[0])
    if low >= rule["distinctive"] and low >= 0.9 * high and busy < 1:
        return rule["close_distinctive"]
    if low >= 0.75 * high:
        return rule["close_large" if low >= rule["large"] and busy < 1 else "close"]
    if low > 0 and high - low <= rule["close_by"]:
        return 0.0
    is_far = high >= 3 * low and high - low >= 5
    if lower[1] is None and not is_far:
        return rule["apart"] if busy == 1 else 0.0  # "more than 15" is not gainsaid by 30
    value = rule["far_apart"] if is_far else rule["apart"]
    return value * (rule["rising"] if is_rise else 1.0) * (1 + busy * (rule["busy"] - 1))


def _middle(pair: Bounds) -> float:
    low, high = pair
    return float(low if low is not None else high if high is not None else 0)
