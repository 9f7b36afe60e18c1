"""What of a claim is compared, worked out once per claim: place level, days, folded names, figures, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from anyascii import anyascii

from warmonitor import ontology
from warmonitor.model import Article, Claim, Count, Location, Party, Place, When

REAL = frozenset({"happened", "ongoing", "denied"})
WORD = re.compile(r"[a-z]{3,}|\d+")
SENTENCE_END = re.compile(r"[.!?][\"”')]*\s+(?=[\"“'(]?[A-Z0-9])|\n")
OPEN_START, OPEN_START_LASTING = 30, 365  # days before a known end: of what happened, of a siege that goes on
SENTENCE_REACH = 320  # characters looked at on each side of a trigger; texts without stops give no longer sentence


@dataclass(frozen=True, slots=True)
class Profile:
    """One claim made ready for comparing. ``time_level``: day, week, range, undated; ``place_level``: site, area ..."""

    claim_id: str
    article_id: str
    event_type: str
    sub_event_type: str
    is_real: bool
    is_denied: bool
    is_background: bool
    is_ongoing: bool
    is_durable: bool
    is_lasting: bool
    is_rare: bool
    is_frequent: bool
    is_violent: bool
    is_loose: bool
    is_namesake: bool
    published: int | None
    place_level: str
    place_id: str | None
    place_name: str
    lat: float
    lon: float
    radius: float
    kind: str
    country: str
    admin1: str
    time_level: str
    first: int
    last: int
    weekday: int | None
    side_a: frozenset[str]
    side_b: frozenset[str]
    blamed: bool
    victims: bool
    killed: tuple[tuple[str, int | None, int | None], ...]
    injured: tuple[tuple[str, int | None, int | None], ...]
    numbers: frozenset[tuple[str, int]]
    objects: frozenset[str]
    words: frozenset[str]
    trigger: str
    outlet: str

    @property
    def is_busy(self) -> bool:
        """True where several such events in a day are the rule: strikes, shelling, clashes in a large city or wider."""
        return self.is_frequent and (self.kind == "city" or self.place_level in {"area", "country"})

    @property
    def order(self) -> tuple[bool, int, str]:
        """The canonical order of claims: published first, unknown days last, then by id."""
        return (self.published is None, self.published or 0, self.claim_id)


@cache
def fold(name: str) -> str:
    """A name without accents, article, case and kind words: for comparing, never for showing.

    >>> fold("As-Suwaydā province") == fold("al-Suwayda")
    True
    """
    words = re.findall(r"\w+", re.sub(r"['’`ʿʾ]", "", anyascii(name)).lower())
    noise = _words("name_noise")
    return " ".join(word for word in words if word not in noise) or " ".join(words)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(ontology.lexicon("linking")["words"][name])


@cache
def settings() -> Mapping[str, Any]:
    """The weights and windows of linking."""
    return ontology.settings("linking")


@cache
def _object_pattern() -> tuple[re.Pattern[str], Mapping[str, str]]:
    words = {word: name for name, group in ontology.lexicon("linking")["objects"].items() for word in group}
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b"), words


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that holds a stretch of text, at most ``SENTENCE_REACH`` characters to each side."""
    before, after = text[max(0, start - SENTENCE_REACH) : start], text[end : end + SENTENCE_REACH]
    ends = [match.end() for match in SENTENCE_END.finditer(before)]
    stop = SENTENCE_END.search(after)
    return before[ends[-1] if ends else 0 :] + text[start:end] + (after[: stop.start()] if stop else after)


def publication_days(claims: Iterable[Claim], articles: Mapping[str, Article]) -> dict[str, int]:
    """Each article's day of publication as an ordinal, moved up where it tells of something that happened later.

    Corpora carry wrong days; an article cannot be older than what it reports as done.
    """
    days = {}
    for key, article in articles.items():
        if article.published is not None and article.published.start is not None:
            days[key] = article.published.start.toordinal()
    for claim in claims:
        told = claim.when.start if claim.when and claim.status in REAL else None
        if told is not None and claim.article_id in days:
            days[claim.article_id] = max(days[claim.article_id], told.toordinal())
    return days


def is_loose(claim: Claim) -> bool:
    """True where the trigger leaves the means open ("the bombing"): the coder's type is then a guess."""
    return _words("loose").issuperset(WORD.findall(claim.trigger.quote.lower()))


def profile_of(claim: Claim, article: Article | None = None, published: int | None = None) -> Profile:
    """A claim made ready for comparing; its article, when given, adds the objects and words beside the trigger."""
    is_lasting = claim.sub_event_type in settings()["lasting"]
    is_durable = is_lasting or (claim.status == "ongoing" and claim.sub_event_type in settings()["durable"])
    sentence = sentence_around(article.text, claim.trigger.start, claim.trigger.end) if article else claim.trigger.quote
    level, first, last = _days(claim.when, published, OPEN_START_LASTING if is_durable else OPEN_START)
    place = claim.place
    found = place.place if place else None
    pattern, objects = _object_pattern()
    lowered = sentence.lower()
    side_a, side_b = _names(claim.side_a), _names(claim.side_b)
    return Profile(
        claim_id=claim.id,
        article_id=claim.article_id,
        event_type=claim.event_type,
        sub_event_type=claim.sub_event_type,
        is_real=claim.status in REAL,
        is_denied=claim.status == "denied",
        is_background=claim.focus == "background",
        is_ongoing=claim.status == "ongoing",
        is_durable=is_durable,
        is_lasting=is_lasting,
        is_violent=claim.sub_event_type in settings()["violent"],
        is_loose=is_loose(claim),
        is_frequent=claim.sub_event_type in settings()["frequent"],
        is_rare=claim.sub_event_type in settings()["rare"],
        is_namesake=_is_namesake(found),
        published=published,
        place_level=_place_level(place),
        place_id=found.id if found else None,
        place_name=fold(found.name) if found else "",
        lat=found.lat if found and found.lat is not None else 0.0,
        lon=found.lon if found and found.lon is not None else 0.0,
        radius=_radius(found),
        kind=(found.kind or "") if found else "",
        country=(found.country or "") if found else "",
        admin1=fold(found.admin1) if found and found.admin1 else "",
        time_level=level,
        first=first,
        last=last,
        weekday=_weekday(claim.when),
        side_a=side_a,
        side_b=side_b,
        blamed=any(party.alleged for party in claim.side_a),
        victims=any("civilian" in party.name.lower() for party in claim.side_b),
        killed=_ranges(claim.counts, "killed"),
        injured=_ranges(claim.counts, "injured"),
        numbers=frozenset(_numbers(claim.counts)),
        objects=frozenset(objects[match] for match in pattern.findall(lowered)),
        words=frozenset(word for word in WORD.findall(lowered) if word not in _words("stop")),
        trigger=claim.trigger.quote.lower(),
        outlet=(article.outlet or "") if article else "",
    )


def _place_level(location: Location | None) -> str:
    if location is None:
        return "none"
    place = location.place
    if place.kind == "country":
        return "country"
    if place.kind == "province" or (place.kind == "region" and (place.lat is None or (place.radius_km or 0) > 25)):
        return "area"
    return "site" if place.lat is not None and place.lon is not None else "name"


def _is_namesake(place: Place | None) -> bool:
    """True for a city that shares its province's name: texts and coders do not always tell the two apart."""
    return place is not None and place.kind in {"city", "town"} and fold(place.name) == fold(place.admin1 or "")


def _radius(place: Place | None) -> float:
    if place is None:
        return 0.0
    return place.radius_km if place.radius_km is not None else float(settings()["radius_km"].get(place.kind or "", 0.0))


def _days(when: When | None, published: int | None, open_days: int) -> tuple[str, int, int]:
    """Level, first and last day as ordinals. Open ends are closed at publication, open starts ``open_days`` before."""
    if when is None or not when.is_dated:
        return "undated", 0, 0
    if when.start is not None and when.end is not None:
        first, last = when.start.toordinal(), when.end.toordinal()
        days = last - first + 1
        return ("range" if when.vague or days > 10 else "week" if days > 3 else "day"), first, last
    if when.start is not None:
        first = when.start.toordinal()
        return "range", first, max(first, published or first + 30)
    assert when.end is not None
    return "range", when.end.toordinal() - open_days, when.end.toordinal()


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _weekday(when: When | None) -> int | None:
    if when is None or not when.constraint or not when.constraint.startswith("weekday:"):
        return None
    name = when.constraint.partition(":")[2].lower()
    return WEEKDAYS.index(name) if name in WEEKDAYS else None


def _names(side: tuple[Party, ...]) -> frozenset[str]:
    """Actors that tell something: civilians and unidentified groups are left out, nothing matches them."""
    nobody = _words("nobody")
    return frozenset(
        party.actor or fold(party.name) for party in side if not any(word in party.name.lower() for word in nobody)
    )


def _ranges(counts: tuple[Count, ...], kind: str) -> tuple[tuple[str, int | None, int | None], ...]:
    """Whom the whole figures of one kind count, and their ranges."""
    found = {
        (count.whom or "all", count.low, count.high)
        for count in counts
        if count.kind == kind and not count.part_of and not count.vague and (count.low, count.high) != (None, None)
    }
    return tuple(sorted(found, key=lambda row: (row[0], row[1] or 0, row[2] or 0)))


def _numbers(counts: tuple[Count, ...]) -> set[tuple[str, int]]:
    """Printed numbers that can identify an event: not "dozens"."""
    return {
        (count.kind, number)
        for count in counts
        if not count.vague
        for number in (count.low if count.low is not None else count.high,)
        if number is not None
    }
