"""The types that travel between the stages: frozen values, no behaviour beyond what is derived from their own fields.

Every offset counts Unicode code points of ``article.text`` and is half open. Unknown is ``None``. Nothing here imports
anything of ours, reads a file or knows the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

SUPPORTED_LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of an article: ``article.text[start:end] == quote``.

    >>> Span(0, 5, "Daesh").end
    5
    """

    start: int
    end: int
    quote: str

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class When:
    """A range of days, both ends inclusive; an open end is None.

    ``constraint`` keeps what an undated expression says ("weekday:wednesday", "month:05"); ``duration`` is ISO 8601.
    ``vague`` marks expressions without usable bounds ("in recent weeks"). ``basis`` names how the days were found
    ("words", "publication day", "joined event").
    """

    start: date | None = None
    end: date | None = None
    span: Span | None = None
    part_of_day: str | None = None
    duration: str | None = None
    vague: bool = False
    constraint: str | None = None
    basis: str = "words"

    @property
    def is_dated(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def days(self) -> int | None:
        """Number of days in the range, or None where an end is open."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1

    @property
    def precision(self) -> int | None:
        """ACLED time precision: 1 the day, 2 the week, 3 the month or longer; None when undated."""
        if not self.is_dated:
            return None
        days = self.days
        if days is None:
            return 3
        return 1 if days == 1 else 2 if days <= 7 else 3


@dataclass(frozen=True, slots=True)
class Article:
    """One article as received. ``text`` is never rewritten; what was read off it (outlet, day) is said in ``notes``."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    agency: str | None = None
    author: str | None = None
    published: When | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def span(self, start: int, end: int) -> Span:
        """The words between two offsets.

        >>> Article("a", "Clashes erupted Tuesday").span(0, 7).quote
        'Clashes'
        """
        return Span(start, end, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a parsed sentence. ``head`` is an index into the sentence's tokens (its own for the root)."""

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence within one zone and paragraph; ``tokens`` is empty until it is parsed."""

    start: int
    end: int
    zone: str
    paragraph: int
    tokens: tuple[Token, ...] = ()


ZONES = ("headline", "standfirst", "byline", "dateline", "body", "caption", "teaser", "menu", "promotion", "repeat")
CODED_ZONES = ("headline", "standfirst", "body")


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the article and what it is; see ``ZONES``. Only ``CODED_ZONES`` give claims."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """An article made ready for coding: its zones, sentences, and the head's facts filled into ``article``."""

    article: Article
    zones: tuple[Zone, ...]
    sentences: tuple[Sentence, ...]

    @property
    def coded_sentences(self) -> tuple[Sentence, ...]:
        return tuple(s for s in self.sentences if s.zone in CODED_ZONES)

    @property
    def told_once(self) -> str:
        """The article's text without the sentences that it tells a second time."""
        text, parts, at = self.article.text, [], 0
        for again in (s for s in self.sentences if s.zone == "repeat"):
            parts.append(text[at : again.start])
            at = max(at, again.end)
        return "".join([*parts, text[at:]])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an entry of the actor list, or (``id`` None) a name that the list lacks, typed by its words."""

    id: str | None
    name: str
    type: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer; ``id`` None and no coordinates where a name could not be resolved.

    ``country`` is ISO 3166-1 alpha-2. ``radius_km`` is the area that the name covers, not an error bar.
    """

    id: str | None
    name: str
    kind: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    geonames: int | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place as an article names it: ``relation`` is "in", "near", "outskirts", "east of", "between" ...

    ``score`` is the resolver's score, 0 to 1. ``precision`` (ACLED: 1 exact, 2 near or small area, 3 province or
    larger) and ``ucdp_precision`` (GED where_prec 1-7) are derived, never stored.
    """

    place: Place
    span: Span | None = None
    relation: str = "in"
    score: float | None = None

    @property
    def precision(self) -> int | None:
        kind = self.place.kind
        if self.place.lat is None and kind != "country":
            return None
        if kind in {"country", "province"} or (kind == "region" and (self.place.radius_km or 99) > 25):
            return 3
        if kind in {"district", "region", "road"} or self.relation != "in":
            return 2
        return 1

    @property
    def ucdp_precision(self) -> int | None:
        """UCDP GED where_prec: 1 exact, 2 within ~25 km, 3 district, 4 province, 5 line or area, 6 country."""
        kind, exact = self.place.kind, self.precision
        if exact is None:
            return None
        fixed = {"country": 6, "province": 4, "district": 3, "region": 5, "road": 5}
        return fixed.get(kind or "", 1 if exact == 1 else 2)


@dataclass(frozen=True, slots=True)
class Count:
    """A figure in an article: ``low``/``high`` with None for an open end, ``whom`` it counts, ``part_of`` a bigger one.

    ``source`` is an index into the claim's sources, None for the article's own voice.
    """

    kind: str
    low: int | None
    high: int | None
    span: Span
    approximate: bool = False
    vague: bool = False
    whom: str | None = None
    part_of: str | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Who the article says it has this from. ``via`` is the chain between source and outlet (nearest to it last).

    ``content`` (in mentions) is the part of the text that it says; ``actor`` is the actor it speaks for, if any.
    """

    name: str
    kind: str
    stance: str = "asserts"
    certainty: str = "certain"
    span: Span | None = None
    cue: Span | None = None
    content: Span | None = None
    via: tuple[str, ...] = ()
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Something found in an article. ``value`` is None where the words could not be resolved; ``by`` is the rule."""

    kind: str
    span: Span
    value: Actor | Location | When | Count | Source | None
    by: str


@dataclass(frozen=True, slots=True)
class Party:
    """One party on a side of a claim; ``alleged`` where it is only blamed."""

    actor: str | None
    name: str
    span: Span | None = None
    alleged: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the quoted words, or (``span`` None) a named inference."""

    field: str
    span: Span | None
    by: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article reports about one event, with who is quoted for it. Claims are never edited."""

    id: str
    article_id: str
    trigger: Span
    event_type: str
    sub_event_type: str
    status: str
    focus: str
    side_a: tuple[Party, ...] = ()
    side_b: tuple[Party, ...] = ()
    place: Location | None = None
    places: tuple[Location, ...] = ()
    when: When | None = None
    counts: tuple[Count, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    coder: str = "rules"


def event_id(claim_id: str) -> str:
    """The id of an event from its first claim (earliest publication, then id): later articles do not change it.

    >>> event_id("a1-c1")
    'e06c3c49ee73d'
    """
    return "e" + hashlib.sha256(claim_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word on one field of a claim, which outranks the machine's; the last one of a field counts.

    ``value`` is what stands in the claim's JSON form (docs/interface.md); one that is ``withdrawn`` puts the machine's
    value back. ``made`` is the moment it was kept, None before that.
    """

    claim: str
    field: str
    value: Any
    by: str
    reason: str | None = None
    withdrawn: bool = False
    made: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """That two claims are ("same"), or are not ("different"), about one event, or "unsure". People outrank machines."""

    claim_a: str
    claim_b: str
    verdict: str
    score: float | None = None
    reasons: Mapping[str, float] = field(default_factory=dict)
    by: str = "linker"


@dataclass(frozen=True, slots=True)
class EventParty:
    """A party of an event and the claims that name it."""

    actor: str | None
    name: str
    claims: tuple[str, ...]
    alleged: bool = False


@dataclass(frozen=True, slots=True)
class Toll:
    """Low, best and high of one kind of count for one group of victims, by a named rule; None is open or unknown."""

    kind: str
    whom: str
    low: int | None
    best: int | None
    high: int | None
    rule: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One of the values that claims give for a field, with the claims and origins that give it."""

    value: str
    claims: tuple[str, ...]
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Who an event is known from in the end, and by which chain.

    ``side`` is party, party's media, monitor, witness, responder ...; ``actor`` the party that it speaks for and
    ``of_side`` the side of this event that that is; ``through`` the agencies and outlets between it and the reader.
    """

    name: str
    kind: str
    side: str
    actor: str | None
    of_side: str | None
    claims: tuple[str, ...]
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims that do not say the same: ``kind`` is "differ", "update", "denial", "no comment" or "unit".

    "unit" is no disagreement: a figure is given in a unit that its kind does not have ("6,000 kilometers" of land).
    """

    field: str
    kind: str
    values: tuple[StatedValue, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Why two claims were put into one event: the score and each feature's part in it."""

    claims: tuple[str, str]
    score: float
    reasons: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Dated:
    """What an event's day says of a claim that had none: ``when`` by the joined event, ``published`` at the earliest.

    ``published`` bounds the article's own day where that is not known, and is None where it is.
    """

    claim: str
    article: str
    when: When
    published: When | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What all the claims of one event say, reconciled. Computed, never edited: rebuild it from its claims.

    ``links`` joined the claims; ``against`` is the pair of them that agrees least.
    ``independent`` counts the bodies behind ``sources``; ``dated`` are the claims that have their day from the event.
    """

    id: str
    claims: tuple[str, ...]
    articles: tuple[str, ...]
    event_type: str
    sub_event_type: str
    status: str
    level: str = "incident"
    parent: str | None = None
    side_a: tuple[EventParty, ...] = ()
    side_b: tuple[EventParty, ...] = ()
    place: Location | None = None
    when: When | None = None
    tolls: tuple[Toll, ...] = ()
    outlets: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    sources: tuple[Origin, ...] = ()
    independent: int = 1
    agreement: Mapping[str, str] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    links: tuple[Link, ...] = ()
    against: Link | None = None
    dated: tuple[Dated, ...] = ()

    @property
    def is_corroborated(self) -> bool:
        """True where two or more independent origins tell of it."""
        return self.independent >= 2


@dataclass(frozen=True, slots=True)
class Ground:
    """The words of one claim for a row of control; ``kind`` and the bounds where they give a figure of ground taken.

    ``kind`` is "localities" ("eight villages") or "area_km2" ("2,000 sq km"), None for words without a figure.
    """

    claim: str
    article: str
    span: Span
    kind: str | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """Who holds a place, in what state, from when to when, and the claims that say so.

    ``origins`` are those by whom it is claimed, ``grounds`` the words for it, with figures of ground that was taken.
    """

    place: Location
    holder: EventParty | None
    state: str
    start: date | None
    end: date | None = None
    previous: EventParty | None = None
    contested: bool = False
    claims: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()
