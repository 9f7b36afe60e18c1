"""How well two claims agree on the place, in log-odds: names, sizes, distances, and what lies in what."""

from __future__ import annotations

from collections.abc import Mapping

from warmonitor.geography import distance_km
from warmonitor.linking.profiles import Profile

INSIDE = frozenset({"neighbourhood", "facility", "base", "camp", "road", "district", "region"})


def compare_places(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """The weight of two places; one that a coder took over from earlier sentences says less, for and against."""
    value = _places(a, b, rule)
    if not (a.spot.is_inferred or b.spot.is_inferred):
        return value
    if value > 0:
        return value * rule["inferred_share"]
    is_elsewhere = a.spot.country and b.spot.country and a.spot.country != b.spot.country
    return value if is_elsewhere else max(value, rule["inferred_differs"])


def _places(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    p, q = a.spot, b.spot
    levels = {p.level, q.level}
    if "none" in levels:
        return rule["unknown"]
    if levels == {"site"}:
        return _sites(a, b, rule)
    if "name" in levels:
        return rule["same_name_unresolved"] if p.name == q.name else rule["unknown"]
    if p.country and q.country and p.country != q.country:
        return rule["far"]
    if "country" in levels:
        return rule["same_country"] if p.level == q.level else rule["country_and_site"]
    if p.area != q.area:
        return rule["other_area"]
    if p.level != q.level:
        site = p if p.level == "site" else q
        return rule["area_of_name"] if p.name == q.name or site.is_namesake else rule["area_and_site"]
    if p.name != q.name:
        return rule["area_and_site"]
    return rule["same_area_busy" if a.is_busy and b.is_busy else "same_area"]


def _sites(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    p, q = a.spot, b.spot
    value = _two_sites(a, b, rule)
    if p.is_namesake != q.is_namesake and p.admin1 == q.admin1 and p.country == q.country:
        return max(value, rule["namesake_and_site"])
    return value


def _two_sites(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    p, q = a.spot, b.spot
    away = distance_km(p.lat, p.lon, q.lat, q.lon)
    if p.id is not None and p.id == q.id:
        return _same(a, b, rule)
    reach = max(rule["near_km"], p.radius, q.radius)
    if away > rule["far_km"] and away > reach:
        return rule["far"]
    if p.name == q.name and away <= rule["far_km"]:
        return _same(a, b, rule)
    words_p, words_q = set(p.name.split()), set(q.name.split())
    if (p.kind in INSIDE) != (q.kind in INSIDE) and away <= reach:
        return _inside(a, b, rule)
    if words_p & words_q and away <= rule["near_km"]:
        return _inside(a, b, rule) if words_p <= words_q or words_q <= words_p else rule["near"]
    return rule["other_name"] if away <= rule["near_km"] else rule["other_name"] * 1.5


def _inside(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """A quarter and its town: one siege of both; of strikes there a town sees several."""
    if a.kind.is_lasting and b.kind.is_lasting:
        return rule["inside_lasting"]
    return rule["inside" if a.kind.is_frequent and b.kind.is_frequent else "inside_seldom"]


def _same(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """What the same place says: least of strikes in a large city, most where a place rarely sees two such events."""
    if a.is_busy and b.is_busy:
        return rule["same_busy"]
    if (a.kind.is_rare and b.kind.is_rare) or (a.kind.is_lasting and b.kind.is_lasting):
        return rule["same"]
    if "city" in (a.spot.kind, b.spot.kind):
        return rule["same_city"]
    return rule["same_frequent" if a.kind.is_frequent and b.kind.is_frequent else "same"]
