"""How well two claims agree on the day, in log-odds: days, ranges, undated news and the days of publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from warmonitor.linking.profiles import Profile, settings


def compare_days(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """The weight of two times; a day that a coder took over from earlier sentences says less, for and against."""
    if _printed_before(a, b) or _printed_before(b, a):
        return rule["after_publication"]
    if "undated" in (a.days.level, b.days.level):
        return _undated(a, b, rule)
    value = _dated(a, b, rule)
    if not (a.days.is_inferred or b.days.is_inferred):
        return value
    return value * rule["inferred_share"] if value > 0 else max(value, _undated(a, b, rule) + rule["inferred_differs"])


def _dated(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    p, q = a.days, b.days
    overlap = min(p.last, q.last) - max(p.first, q.first) + 1
    if overlap > 0:
        return _meeting(a, b, overlap / (max(p.last, q.last) - min(p.first, q.first) + 1), rule)
    gap = 1 - overlap
    if a.kind.is_durable and b.kind.is_durable and gap <= rule["durable_days"]:
        return rule["durable_gap"]
    return rule["gap_1"] if gap == 1 else rule["gap_2"] if gap == 2 else rule["gap_more"]


def _meeting(a: Profile, b: Profile, share: float, rule: Mapping[str, float]) -> float:
    """Ranges that meet, by the share of their days that they have in common: a day in a month says little."""
    p, q = a.days, b.days
    if share == 1 and "range" not in (p.level, q.level):
        return rule["same"]
    if a.kind.is_durable and b.kind.is_durable:
        return rule["durable_meeting"]
    if p.level == q.level == "range" and share >= 0.5:
        is_recalled = _is_recalled(a, rule) and _is_recalled(b, rule)
        return rule["same_range_recalled" if is_recalled else "same_range"] * share
    if "range" in (p.level, q.level):
        return rule["in_range"]
    is_within = (p.first - q.first) * (q.last - p.last) >= 0  # a night that spans two days, and one of them
    value = rule["same"] * (share**0.5 if is_within else share) - (0.0 if is_within else rule["partly"])
    return max(value, rule["least_meeting"])


def _is_recalled(profile: Profile, rule: Mapping[str, float]) -> bool:
    """Whether an article tells again what was over weeks before it came out."""
    return profile.published is not None and profile.published - profile.days.last > rule["recalled_days"]


def _printed_before(a: Profile, b: Profile) -> bool:
    """True when a's article was out before b's event began (a day is left for time zones)."""
    is_dated = b.days.level != "undated" and not b.days.is_inferred
    return a.published is not None and is_dated and a.kind.is_real and b.days.first > a.published + 1


def _undated(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """Two times of which one is not known, or only inferred: by weekday, month and publication."""
    is_open_a, is_open_b = _is_open(a), _is_open(b)
    if is_open_a and is_open_b:
        return _both_undated(a, b, rule)
    told, dated = (a, b) if is_open_a else (b, a)
    value = rule["unknown"]
    lasting = a.kind.is_durable and b.kind.is_durable
    if lasting and told.published is not None:
        apart = max(dated.days.first - told.published, told.published - dated.days.last, 0)
        value += rule["durable_undated"] if apart <= rule["durable_undated_days"] else rule["durable_undated_far"]
    value += _calendar(told, dated, rule)
    if told.published is not None and not (lasting or told.kind.is_background):
        is_range = dated.days.level == "range"
        value += _news_of(told, told.published - dated.days.last, is_range, a.is_busy and b.is_busy, rule)
    return value


def _is_open(profile: Profile) -> bool:
    return profile.days.level == "undated" or profile.days.is_inferred


def _calendar(told: Profile, dated: Profile, rule: Mapping[str, float]) -> float:
    """What "on Wednesday" or "in May" without a year says to a day."""
    if dated.days.level != "day" or dated.days.first != dated.days.last:
        return 0.0
    value, day = 0.0, dated.days.first
    if told.days.weekday is not None:
        agrees = (day - 1) % 7 == told.days.weekday  # ordinal 1 was a Monday
        value += rule["weekday_agrees"] if agrees else rule["weekday_differs"]
    if told.days.month is not None:
        value += rule["month_agrees"] if date.fromordinal(day).month == told.days.month else rule["month_differs"]
    return value


def _news_of(undated: Profile, age: int, is_range: bool, is_busy: bool, rule: Mapping[str, float]) -> float:
    """How well an event that ended ``age`` days before its publication suits an undated report of news.

    Where such events are the rule on any day, news of the last days may be of any of them; what an article tells in
    the past perfect ("had been shelled") came before its news.
    """
    if age > settings()["blocks"]["undated_days"]:
        return rule["undated_outside"]
    if is_range or age < 0 or undated.kind.is_earlier:
        return rule["unknown"]
    if age > 3 or undated.kind.is_ongoing or is_busy:
        return rule["undated_in_window"]
    return rule["undated_fresh" if undated.kind.is_main else "undated_beside"]


def _both_undated(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    if a.days.weekday is not None and b.days.weekday is not None and a.days.weekday != b.days.weekday:
        return rule["weekday_differs"]
    if a.days.month is not None and b.days.month is not None and a.days.month != b.days.month:
        return rule["month_differs"]
    told_before = max(_calendar(a, b, rule), _calendar(b, a, rule), 0.0)  # "on Wednesday", and a day told before
    return _published_near(a, b, rule) + told_before * rule["inferred_share"]


def _published_near(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """What the days of publication say of two events without a day."""
    if a.published is None or b.published is None:
        return rule["unknown"]
    apart = abs(a.published - b.published)
    if a.kind.is_durable and b.kind.is_durable:
        return rule["durable_undated"] if apart <= rule["durable_undated_days"] else rule["durable_undated_far"]
    if apart <= 2:
        return rule["undated_both_near_rare" if a.kind.is_rare and b.kind.is_rare else "undated_both_near"]
    return rule["undated_both_far"] if apart > 7 else rule["unknown"]
