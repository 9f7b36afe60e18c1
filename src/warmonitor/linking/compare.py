"""How alike two claims are: a sum of named weights, each of which can be read, argued with and shown to a user.

The weights stand in data/linking.toml with their reasons. A missing value never agrees with a missing value.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import exp

from warmonitor.geography import distance_km
from warmonitor.linking.profiles import Profile, settings

Reasons = dict[str, float]
Range = tuple[int | None, int | None]


def compare(a: Profile, b: Profile, copy: float | None = None) -> Reasons | None:
    """The reasons for and against two claims being one event, in log-odds; None where they cannot be.

    ``copy`` is the share of common text of the two articles, when they are near-copies of one report.
    """
    rules = settings()
    if a.is_real != b.is_real:
        return None
    reasons: Reasons = {}
    is_copied = copy is not None and _same_sentence(a, b, rules["copy"]["sentence"])
    for name, part in (("type", _type), ("days", _days), ("place", _place)):
        value = part(a, b, rules[name])
        if is_copied and name != "type":
            value = max(value, 0.0)  # one text: where they part, a coder or a day of publication is wrong
        if value <= rules["threshold"]["veto"]:
            return None
        if value:
            reasons[name] = value
    for name, part in (("sides", _sides), ("figures", _figures), ("objects", _objects), ("text", _text)):
        value = part(a, b, rules[name])
        if value:
            reasons[name] = value
    if a.is_denied != b.is_denied:
        reasons["status"] = rules["status"]["denied"]
    if is_copied:
        reasons["copy"] = rules["copy"]["weight"]
    return reasons


def _same_sentence(a: Profile, b: Profile, least: float) -> bool:
    """True when two triggers stand in sentences that share nearly all of the longer one's content words."""
    longer = max(len(a.words), len(b.words))
    if a.trigger == b.trigger and longer < settings()["text"]["fewest_words"]:
        return a.words == b.words
    return longer > 0 and len(a.words & b.words) >= least * longer


def score(reasons: Mapping[str, float]) -> float:
    """The score from 0 to 1 of a sum of reasons.

    >>> score({"type": 1.6, "place": 2.3, "days": 2.4}) > 0.8
    True
    """
    return 1 / (1 + exp(-(settings()["threshold"]["bias"] + sum(reasons.values()))))


@cache
def _closeness() -> Mapping[frozenset[str], float]:
    return {frozenset(row["types"]): float(row["value"]) for row in settings()["close"]}


def _type(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    if a.sub_event_type == b.sub_event_type:
        return rule["same_other"] if a.sub_event_type == "Other" else rule["same_rare" if a.is_rare else "same"]
    close = _closeness().get(frozenset((a.sub_event_type, b.sub_event_type)), 0.0)
    if (a.is_loose or b.is_loose) and a.is_violent and b.is_violent:
        close = max(close, rule["loose"])
    if close:
        return rule["close"] * close + (rule["close_rare"] if a.is_rare and b.is_rare else 0.0)
    kin = a.event_type == b.event_type and a.event_type != "Strategic developments"
    return rule["family"] if kin else rule["other"]


def _place(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    if "none" in (a.place_level, b.place_level):
        return rule["unknown"]
    if a.place_level == "site" and b.place_level == "site":
        return _sites(a, b, rule)
    if "name" in (a.place_level, b.place_level):
        return rule["same_name_unresolved"] if a.place_name == b.place_name else rule["unknown"]
    if a.country and b.country and a.country != b.country:
        return rule["far"]
    if "country" in (a.place_level, b.place_level):
        return rule["same_country"] if a.place_level == b.place_level else rule["country_and_site"]
    area_a, area_b = a.admin1 or a.place_name, b.admin1 or b.place_name
    if area_a != area_b:
        return rule["other_area"]
    if a.place_level != b.place_level:
        return rule["area_of_name"] if a.place_name == b.place_name else rule["area_and_site"]
    if a.place_name != b.place_name:
        return rule["area_and_site"]
    return rule["same_area_busy" if a.is_busy and b.is_busy else "same_area"]


INSIDE = frozenset({"neighbourhood", "facility", "base", "camp", "road", "district", "region"})


def _sites(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    if a.is_namesake != b.is_namesake and a.admin1 == b.admin1 and a.country == b.country:
        return max(_two_sites(a, b, rule), rule["namesake_and_site"])
    return _two_sites(a, b, rule)


def _two_sites(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    away = distance_km(a.lat, a.lon, b.lat, b.lon)
    same = _same(a, b, rule)
    if a.place_id is not None and a.place_id == b.place_id:
        return same
    reach = max(rule["near_km"], a.radius, b.radius)
    if away > rule["far_km"] and away > reach:
        return rule["far"]
    if a.place_name == b.place_name and away <= rule["far_km"]:
        return same
    words_a, words_b = set(a.place_name.split()), set(b.place_name.split())
    if (a.kind in INSIDE) != (b.kind in INSIDE) and away <= reach:
        return rule["inside"]
    if words_a & words_b and away <= rule["near_km"]:
        return rule["inside"] if words_a <= words_b or words_b <= words_a else rule["near"]
    return rule["other_name"] if away <= rule["near_km"] else rule["other_name"] * 1.5


def _same(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """What the same place says: least of strikes in a large city, most where a place rarely sees two such events."""
    if a.is_busy and b.is_busy:
        return rule["same_busy"]
    is_single = (a.is_rare and b.is_rare) or (a.is_lasting and b.is_lasting)
    return rule["same_city" if "city" in (a.kind, b.kind) and not is_single else "same"]


def _days(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    if _printed_before(a, b) or _printed_before(b, a):
        return rule["after_publication"]
    if a.time_level == "undated" or b.time_level == "undated":
        return _undated(a, b, rule)
    overlap = min(a.last, b.last) - max(a.first, b.first) + 1
    if overlap > 0:
        return _meeting(a, b, overlap / (max(a.last, b.last) - min(a.first, b.first) + 1), rule)
    gap = 1 - overlap
    if a.is_durable and b.is_durable and gap <= rule["durable_days"]:
        return rule["durable_gap"]
    return rule["gap_1"] if gap == 1 else rule["gap_2"] if gap == 2 else rule["gap_more"]


def _meeting(a: Profile, b: Profile, share: float, rule: Mapping[str, float]) -> float:
    """Ranges that meet, by the share of their days that they have in common: a day in a month says little."""
    if share == 1 and "range" not in (a.time_level, b.time_level):
        return rule["same"]
    if a.is_durable and b.is_durable:
        return rule["durable_meeting"]
    if a.time_level == "range" and b.time_level == "range" and share >= 0.5:
        return rule["same_range"] * share
    if "range" in (a.time_level, b.time_level):
        return rule["in_range"]
    is_within = (a.first - b.first) * (b.last - a.last) >= 0  # a night that spans two days, and one of them
    return max(rule["same"] * (share**0.5 if is_within else share), rule["least_meeting"])


def _printed_before(a: Profile, b: Profile) -> bool:
    """True when a's article was out before b's event began (a day is left for time zones)."""
    return a.published is not None and b.time_level != "undated" and a.is_real and b.first > a.published + 1


def _undated(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    if a.time_level == "undated" and b.time_level == "undated":
        return _both_undated(a, b, rule)
    open_one, dated = (a, b) if a.time_level == "undated" else (b, a)
    value = rule["unknown"]
    lasting = a.is_durable and b.is_durable
    if lasting and open_one.published is not None:
        apart = max(dated.first - open_one.published, open_one.published - dated.last, 0)
        value += rule["durable_undated"] if apart <= rule["durable_undated_days"] else rule["durable_undated_far"]
    if open_one.weekday is not None and dated.time_level == "day" and dated.first == dated.last:
        agrees = (dated.first - 1) % 7 == open_one.weekday  # ordinal 1 was a Monday
        value += rule["weekday_agrees"] if agrees else rule["weekday_differs"]
    if open_one.published is not None and not (lasting or open_one.is_background):
        value += _news_of(open_one, open_one.published - dated.last, dated.time_level == "range", rule)
    return value


def _news_of(undated: Profile, age: int, is_range: bool, rule: Mapping[str, float]) -> float:
    """How well an event that ended ``age`` days before its publication suits an undated report of news."""
    if age > settings()["blocks"]["undated_days"]:
        return rule["undated_outside"]
    if is_range or age < 0:
        return rule["unknown"]
    return rule["undated_fresh"] if age <= 3 and not undated.is_ongoing else rule["undated_in_window"]


def _both_undated(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    if a.weekday is not None and b.weekday is not None and a.weekday != b.weekday:
        return rule["weekday_differs"]
    if a.published is None or b.published is None:
        return rule["unknown"]
    apart = abs(a.published - b.published)
    if a.is_durable and b.is_durable:
        return rule["durable_undated"] if apart <= rule["durable_undated_days"] else rule["durable_undated_far"]
    return rule["undated_both_near"] if apart <= 2 else rule["undated_both_far"] if apart > 7 else rule["unknown"]


def _sides(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    value = rule["victims"] if a.victims and b.victims else 0.0
    both_a, both_b = a.side_a and b.side_a, a.side_b and b.side_b
    if both_a:
        value += _side(a.side_a, b.side_a, rule, a.blamed or b.blamed)
    if both_b:
        value += _side(a.side_b, b.side_b, rule, False)
    if a.side_a & b.side_b or a.side_b & b.side_a:
        if a.event_type == b.event_type == "Battles":
            return rule["swapped"] if value < 0 else value
        return min(value, rule["turned"])
    return value


def _side(a: frozenset[str], b: frozenset[str], rule: Mapping[str, float], blamed: bool) -> float:
    if a == b:
        return rule["same"]
    if a & b:
        return rule["some"]
    return rule["alleged_differs"] if blamed else rule["differs"]


def _figures(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    common = a.numbers & b.numbers
    if common:
        return max(_equal(number, rule) for _, number in common)
    busy = (a.is_busy + b.is_busy) / 2  # how much of the pair lies where many events are the rule
    for mine, other in ((a.killed, b.killed), (a.injured, b.injured)):
        if mine and other:
            values = [_ranges(x[1:], y[1:], rule, busy) for x in mine for y in other if x[0] == y[0]]
            if not values:  # one counts all, the other civilians: the largest of each
                values = [_ranges(max(mine, key=_size)[1:], max(other, key=_size)[1:], rule, busy)]
            return max(values)
    return 0.0


def _equal(number: int, rule: Mapping[str, float]) -> float:
    """What one printed figure in common says: the larger and the less round, the less by chance."""
    if number >= rule["distinctive"] and number % 10:
        return rule["equal_distinctive"]
    return rule["equal_large"] if number >= 20 else rule["equal"] if number >= 5 else rule["equal_small"]


def _size(row: tuple[str, int | None, int | None]) -> float:
    return _middle(row[1:])


def _ranges(x: Range, y: Range, rule: Mapping[str, float], busy: float) -> float:
    """How well two figures go together. Where a place sees many events, near figures say less and others say more."""
    (low, lower), (high, _) = sorted(((_middle(x), x), (_middle(y), y)), key=lambda pair: pair[0])
    if low >= rule["distinctive"] and low >= 0.9 * high and busy < 1:
        return rule["close_distinctive"]
    if low >= 0.75 * high:
        return rule["close_large" if low >= rule["large"] and busy < 1 else "close"]
    is_far = high >= 3 * low and high - low >= 5
    if lower[1] is None and not is_far:
        return rule["apart"] if busy == 1 else 0.0  # "more than 15" is not gainsaid by 30
    value = rule["far_apart"] if is_far else rule["apart"]
    return value * (1 + busy * (rule["busy"] - 1))


def _middle(pair: Range) -> float:
    low, high = pair
    return float(low if low is not None else high if high is not None else 0)


def _objects(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    if not a.objects or not b.objects:
        return 0.0
    if a.objects & b.objects:
        return rule["same"]
    return 0.0 if a.is_durable or b.is_durable else rule["differs"]


def _text(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    smaller = min(len(a.words), len(b.words))
    if smaller < rule["fewest_words"]:
        return 0.0
    share = len(a.words & b.words) / smaller
    return round(rule["weight"] * max(0.0, share - rule["floor"]), 3)
