"""A row of another data set against one of our events: a score with its reasons, by weights in data.

Place and day decide whether the two can be one event at all; type, sides and deaths then speak for or against it. What
is not known on either side gives nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from warmonitor.export.codes import tolls, whole_toll
from warmonitor.geography import distance_km
from warmonitor.matching.places import Point, iso2, same_unit, where
from warmonitor.matching.rows import RULES, Row
from warmonitor.matching.sides import GENERIC, keys, keys_of
from warmonitor.model import Event, When
from warmonitor.ontology import event_types

WEIGHTS: dict[str, float] = dict(RULES["weights"])
LIMITS: dict[str, float] = dict(RULES["limits"])
TENTH = 0.1


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a row or an event: days, place, type, sides, deaths."""

    start: date
    end: date
    country: str | None
    admin1: str | None
    at: Point | None
    event_type: str | None
    sub_event_type: str | None
    violence: str | None
    side_a: frozenset[str]
    side_b: frozenset[str]
    low: int | None
    high: int | None

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Compared:
    """The score of a pair, what each feature gave to it, and how far apart the two are."""

    score: float
    reasons: dict[str, float]
    km: float | None
    days: int


def facts_of_row(row: Row) -> Facts:
    """The facts of a row; its range widened by what its precision says."""
    slack = timedelta(days=row.slack)
    low = row.low if row.low is not None else row.best
    high = row.high if row.high is not None else row.best
    kind = event_types().get(row.sub_event_type or "")
    return Facts(
        row.start - slack, row.end + slack, iso2(row), row.admin1, where(row), row.event_type, row.sub_event_type,
        row.violence or (kind.ucdp if kind else None) or None, keys(row.side_a), keys(row.side_b), low, high,
    )  # fmt: skip


def facts_of_event(event: Event) -> Facts | None:
    """The facts of an event, or None where it has no day."""
    when, location = event.when or When(), event.place
    start, end = when.start or when.end, when.end or when.start
    if start is None or end is None:
        return None
    place = location.place if location else None
    at = None
    if place and place.lat is not None and place.lon is not None:
        at = (place.lat, place.lon, max(place.radius_km or 0, RULES["places"]["default_radius_km"]))
    kind = event_types()[event.sub_event_type]
    low, high = deaths_of(event)
    return Facts(
        start, end, place.country if place else None, place.admin1 if place else None, at, event.event_type,
        event.sub_event_type, kind.ucdp or None, keys_of(event.side_a), keys_of(event.side_b), low, high,
    )  # fmt: skip


def deaths_of(event: Event) -> tuple[int | None, int | None]:
    """Lowest and highest number of deaths of an event; None where the claims leave it open or say nothing."""
    parts = list(whole_toll(tolls(event, "killed")))
    lows = [toll.low if toll.low is not None else toll.best for toll in parts]
    highs = [toll.high if toll.high is not None else toll.best for toll in parts]
    known_lows, known_highs = ([n for n in ends if n is not None] for ends in (lows, highs))
    return (sum(known_lows) if known_lows else None), (sum(known_highs) if known_highs else None)


def compare(row: Facts, event: Facts) -> Compared | None:
    """The score of a pair, or None where place or day rule it out or say nothing."""
    gap, km = days_between(row, event), km_between(row, event)
    abroad = row.country and event.country and row.country != event.country
    if abroad or gap > LIMITS["far_days"] or max(row.days, event.days) > LIMITS["longest_days"]:
        return None
    place = _place(row, event, km)
    if place is None:
        return None
    reasons = {
        "place": place,
        "day": _day(row, event, gap),
        "type": _type(row, event),
        "sides": _sides(row, event),
        "deaths": _deaths(row, event),
    }
    return Compared(round(sum(reasons.values()), 2), {name: part for name, part in reasons.items() if part}, km, gap)


def days_between(one: Facts, other: Facts) -> int:
    """Days between two ranges, 0 where they meet."""
    return max((one.start - other.end).days, (other.start - one.end).days, 0)


def km_between(one: Facts, other: Facts) -> float | None:
    """Kilometres between two points, None where one is not known."""
    if one.at is None or other.at is None:
        return None
    return round(distance_km(*one.at[:2], *other.at[:2]), 1)


def _place(row: Facts, event: Facts, km: float | None) -> float | None:
    if km is None:
        return WEIGHTS["province_same"] if same_unit(row.admin1, event.admin1) else None
    assert row.at is not None and event.at is not None
    smaller, larger = sorted((row.at[2], event.at[2]))
    if km <= smaller:
        return WEIGHTS["place_same"] if larger <= LIMITS["wide_km"] else WEIGHTS["place_near"]
    if km <= LIMITS["near_km"] or km <= larger <= LIMITS["wide_km"]:
        return WEIGHTS["place_near"]
    within = km <= larger or same_unit(row.admin1, event.admin1)
    return WEIGHTS["province_same"] if within and km <= max(LIMITS["far_km"], larger) else None


def _day(row: Facts, event: Facts, gap: int) -> float:
    longest = max(row.days, event.days)
    if gap == 0 and longest == 1:
        return WEIGHTS["day_same"]
    if gap == 0:
        return WEIGHTS["day_within" if longest <= LIMITS["week"] else "day_near"]
    return WEIGHTS["day_near"] if gap <= LIMITS["near_days"] else 0.0


def _type(row: Facts, event: Facts) -> float:
    if row.event_type:
        if row.sub_event_type and row.sub_event_type == event.sub_event_type:
            return WEIGHTS["type_same"]
        pair = {row.event_type, event.event_type}
        alike = len(pair) == 1 or any(pair <= set(group["types"]) for group in RULES["alike"])
        return WEIGHTS["type_alike" if alike else "type_other"]
    if row.violence and event.violence:
        return WEIGHTS["type_alike"] if row.violence == event.violence else 0.0
    if not event.violence and row.low:
        return WEIGHTS["type_other"]  # the row has deaths; ours is no violence
    return 0.0


def _sides(row: Facts, event: Facts) -> float:
    if not (row.side_a | row.side_b) or not (event.side_a | event.side_b):
        return 0.0
    common = {*GENERIC, f"government:{event.country}"}

    def shared(one: frozenset[str], other: frozenset[str]) -> float:
        both = one & other
        return WEIGHTS["side_same"] if both - common else WEIGHTS["side_common"] if both else 0.0

    straight = shared(row.side_a, event.side_a) + shared(row.side_b, event.side_b)
    crossed = shared(row.side_a, event.side_b) + shared(row.side_b, event.side_a)
    full = all((row.side_a, row.side_b, event.side_a, event.side_b))
    return max(straight, crossed) or (WEIGHTS["side_other"] if full else 0.0)


def _deaths(row: Facts, event: Facts) -> float:
    if row.low is None or row.high is None or event.low is None or event.high is None:
        return 0.0
    gap = max(row.low - event.high, event.low - row.high, 0)
    most = max(row.high, event.high)
    if gap <= TENTH * most:
        return WEIGHTS["deaths_same" if most >= LIMITS["few"] else "deaths_few"]
    least = min(max(row.high, 1), max(event.high, 1))
    return WEIGHTS["deaths_near"] if most <= 2 * least else WEIGHTS["deaths_other"]
