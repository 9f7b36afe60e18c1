"""What of a claim is compared, worked out once per claim: kind of event, place, days, sides, figures, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from anyascii import anyascii

from warmonitor import ontology
from warmonitor.model import Article, Claim, Count, Party, Place, Span, When

ONE_NAME = 0.7  # share of letters that two spellings of a name have in common
REAL = frozenset({"happened", "ongoing", "denied"})
WORD = re.compile(r"[a-z]{3,}|\d+")
SENTENCE_END = re.compile(r"[.!?][\"”')]*\s+(?=[\"“'(]?[A-Z0-9])|\n")
OPEN_START, OPEN_START_LASTING = 30, 90  # days before a known end: of what happened, of a siege that goes on
SENTENCE_REACH = 320  # characters looked at on each side of a trigger; texts without stops give no longer sentence
WORDS_BEFORE, WORDS_AFTER = 4, 3  # words beside a trigger that may say "second", "again", "attempted"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
INFERRED = "told before"  # a coder's word for a place or day taken over from earlier sentences

Range = tuple[str, int | None, int | None]  # whom a figure counts, low, high


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of event a claim tells of; the lists behind these are in data/linking.toml and its lexicon."""

    event_type: str
    sub_event_type: str
    is_real: bool
    is_denied: bool
    is_main: bool
    is_background: bool
    is_ongoing: bool
    is_durable: bool
    is_lasting: bool
    is_rare: bool
    is_frequent: bool
    is_violent: bool
    is_undirected: bool
    is_loose: bool
    is_attempt: bool
    is_sequel: bool
    is_earlier: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where: ``level`` is site, area, country, name (not resolved) or none; ``is_inferred`` if not in its own words."""

    level: str = "none"
    id: str | None = None
    name: str = ""
    lat: float = 0.0
    lon: float = 0.0
    radius: float = 0.0
    kind: str = ""
    country: str = ""
    admin1: str = ""
    is_namesake: bool = False
    is_inferred: bool = False

    @property
    def area(self) -> str:
        return self.admin1 or self.name


@dataclass(frozen=True, slots=True)
class Days:
    """When, as ordinals: ``level`` is day, week, range or undated; ``is_inferred`` if not in its own words."""

    level: str = "undated"
    first: int = 0
    last: int = 0
    weekday: int | None = None
    month: int | None = None
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One claim made ready for comparing; ``published`` is its article's day as an ordinal."""

    claim_id: str
    article_id: str
    kind: Kind
    spot: Spot
    days: Days
    published: int | None
    side_a: frozenset[str]
    side_b: frozenset[str]
    blamed: bool
    victims: bool
    killed: tuple[Range, ...]
    injured: tuple[Range, ...]
    numbers: frozenset[tuple[str, int]]
    struck: frozenset[str]
    objects: frozenset[str]
    words: frozenset[str]
    telling: frozenset[str]
    trigger: str

    @property
    def is_busy(self) -> bool:
        """True where several such events in a day are the rule: strikes, shelling, clashes in a large city or wider."""
        return self.kind.is_frequent and (self.spot.kind == "city" or self.spot.level in {"area", "country"})

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
def _listed(name: str) -> frozenset[str]:
    return frozenset(settings()[name])


@cache
def _object_pattern() -> tuple[re.Pattern[str], Mapping[str, str]]:
    words = {word: name for name, group in ontology.lexicon("linking")["objects"].items() for word in group}
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b"), words


@cache
def _beside(name: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(ontology.lexicon("linking")["beside"][name]) + r")\b")


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that holds a stretch of text, at most ``SENTENCE_REACH`` characters to each side."""
    before, after = _halves(text, start, end)
    return before + text[start:end] + after


def _halves(text: str, start: int, end: int) -> tuple[str, str]:
    """The words of the sentence before and after a stretch of text."""
    before, after = text[max(0, start - SENTENCE_REACH) : start], text[end : end + SENTENCE_REACH]
    ends = [match.end() for match in SENTENCE_END.finditer(before)]
    stop = SENTENCE_END.search(after)
    return before[ends[-1] if ends else 0 :], after[: stop.start()] if stop else after


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
    before, after = _beside_words(claim.trigger, article)
    trigger = claim.trigger.quote.lower()
    sentence = f"{before}{trigger}{after}".lower()
    kind = _kind(claim, f"{_last(before)} {trigger} {_first(after)}".lower())
    words = frozenset(word for word in WORD.findall(sentence) if word not in _words("stop"))
    return Profile(
        claim_id=claim.id,
        article_id=claim.article_id,
        kind=kind,
        spot=_spot(claim),
        days=_days(claim, published, OPEN_START_LASTING if kind.is_durable else OPEN_START),
        published=published,
        side_a=_names(claim.side_a),
        side_b=_names(claim.side_b),
        blamed=any(party.alleged for party in claim.side_a),
        victims=any("civilian" in party.name.lower() for party in claim.side_b),
        killed=_ranges(claim.counts, "killed"),
        injured=_ranges(claim.counts, "injured"),
        numbers=frozenset(_numbers(claim.counts)),
        struck=_objects([sentence]),
        objects=_objects([sentence, *_other_sentences(claim, article)]),
        words=words,
        telling=_telling(words, claim),
        trigger=trigger,
    )


def _last(text: str) -> str:
    return " ".join(text.split()[-WORDS_BEFORE:])


def _first(text: str) -> str:
    return " ".join(text.split()[:WORDS_AFTER])


def _beside_words(span: Span, article: Article | None) -> tuple[str, str]:
    """The words of its sentence before and after a span; found by its quote where its place is not known."""
    if article is None:
        return "", ""
    start = span.start if span.start >= 0 else article.text.find(span.quote)
    return _halves(article.text, start, start + len(span.quote)) if start >= 0 else ("", "")


def _objects(sentences: Iterable[str]) -> frozenset[str]:
    """What was hit or taken, as far as the sentences name it."""
    pattern, names = _object_pattern()
    return frozenset(names[match] for sentence in sentences for match in pattern.findall(sentence))


def _other_sentences(claim: Claim, article: Article | None) -> set[str]:
    """The sentences of the figures and the place, lower case."""
    spans = [*(count.span for count in claim.counts), claim.place.span if claim.place else None]
    return {"".join(_beside_words(span, article)).lower() for span in spans if span}


STEM = 4  # letters in common that make "Syrian" the word of "Syria"


def _telling(words: frozenset[str], claim: Claim) -> frozenset[str]:
    """The words that do not say again what place, day, sides and figures are compared by."""
    located = [location.place for location in (claim.place, *claim.places) if location]
    parties = (*claim.side_a, *claim.side_b)
    said = [name for place in located for name in (place.name, place.admin1) if name]
    said += [party.span.quote if party.span else party.name for party in parties]
    stems = {word[:STEM] for word in WORD.findall(" ".join(said + [party.name for party in parties]).lower())}
    calendar = _words("calendar")
    return frozenset(w for w in words if w not in calendar and not w.isdigit() and w[:STEM] not in stems)


def _kind(claim: Claim, beside: str) -> Kind:
    kind = claim.sub_event_type
    is_lasting = kind in _listed("lasting")
    return Kind(
        event_type=claim.event_type,
        sub_event_type=kind,
        is_real=claim.status in REAL,
        is_denied=claim.status == "denied",
        is_main=claim.focus == "main",
        is_background=claim.focus == "background",
        is_ongoing=claim.status == "ongoing",
        is_durable=is_lasting or (claim.status == "ongoing" and kind in _listed("durable")),
        is_lasting=is_lasting,
        is_rare=kind in _listed("rare"),
        is_frequent=kind in _listed("frequent"),
        is_violent=kind in _listed("violent"),
        is_undirected=kind in _listed("undirected"),
        is_loose=is_loose(claim),
        is_attempt=kind in _listed("achieved") and _beside("attempt").search(beside) is not None,
        is_sequel=_beside("sequel").search(beside) is not None,
        is_earlier=_beside("earlier").search(beside) is not None,
    )


def _is_inferred(claim: Claim, field: str) -> bool:
    return any(e.field == field and INFERRED in e.by for e in claim.evidence)


def _spot(claim: Claim) -> Spot:
    if claim.place is None:
        return Spot()
    place = claim.place.place
    return Spot(
        level=_place_level(place),
        id=place.id,
        name=fold(place.name),
        lat=place.lat if place.lat is not None else 0.0,
        lon=place.lon if place.lon is not None else 0.0,
        radius=_radius(place),
        kind=place.kind or "",
        country=place.country or "",
        admin1=fold(place.admin1) if place.admin1 else "",
        is_namesake=place.kind in {"city", "town"} and _is_one_name(place.name, place.admin1 or ""),
        is_inferred=_is_inferred(claim, "place"),
    )


def _is_one_name(city: str, province: str) -> bool:
    """Whether a city and its province have one name, however each is spelt: "Suweida" in Suwayda."""
    return SequenceMatcher(None, fold(city), fold(province)).ratio() >= ONE_NAME


def _place_level(place: Place) -> str:
    if place.kind == "country":
        return "country"
    if place.kind == "province" or (place.kind == "region" and (place.lat is None or (place.radius_km or 0) > 25)):
        return "area"
    return "site" if place.lat is not None and place.lon is not None else "name"


def _radius(place: Place) -> float:
    return place.radius_km if place.radius_km is not None else float(settings()["radius_km"].get(place.kind or "", 0.0))


def _days(claim: Claim, published: int | None, open_days: int) -> Days:
    """The days of a claim. Open ends are closed at publication, open starts ``open_days`` before the end."""
    when = claim.when
    if when is None or not when.is_dated:
        return Days(weekday=_weekday(when), month=_month(when))
    first = when.start.toordinal() if when.start else None
    last = when.end.toordinal() if when.end else None
    is_inferred = INFERRED in when.basis or _is_inferred(claim, "when")
    if first is None:
        assert last is not None
        return Days("range", last - open_days, last, is_inferred=is_inferred)
    if last is None:
        return Days("range", first, max(first, published or first + 30), is_inferred=is_inferred)
    length = last - first + 1
    level = "range" if when.vague or length > 10 else "week" if length > 3 else "day"
    return Days(level, first, last, is_inferred=is_inferred)


def _constraint(when: When | None, name: str) -> str:
    """The value of one part of what an undated expression says: "05" of "month:05-day:18"."""
    parts = (when.constraint or "").split("-") if when else []
    return next((part.partition(":")[2] for part in parts if part.startswith(f"{name}:")), "")


def _weekday(when: When | None) -> int | None:
    name = _constraint(when, "weekday").lower()
    return WEEKDAYS.index(name) if name in WEEKDAYS else None


def _month(when: When | None) -> int | None:
    number = _constraint(when, "month")
    return int(number) if number.isdigit() else None


def _names(side: tuple[Party, ...]) -> frozenset[str]:
    """Actors that tell something: civilians and unidentified groups are left out, nothing matches them."""
    return frozenset(party.actor or fold(party.name) for party in side if not _is_nobody(party.name))


@cache
def _is_nobody(name: str) -> bool:
    return any(word in name.lower() for word in _words("nobody"))


def _ranges(counts: tuple[Count, ...], kind: str) -> tuple[Range, ...]:
    """Whom the whole figures of one kind count, and their ranges; a town's share of a larger toll is its own."""
    told = [c for c in counts if c.kind == kind and not c.vague and (c.low, c.high) != (None, None)]
    whole = [c for c in told if not c.part_of] or [c for c in told if c.whom == "all"]
    found = {(count.whom or "all", count.low, count.high) for count in whole}
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
