"""The JSON shapes of the page and its API: the API's description is made from them, and tests hold answers to them.

Days are "YYYY-MM-DD", unknown is None, offsets are code points of the article's text. Event, Claim and Control records
keep the shapes of docs/interface.md and are ``Record`` here.
"""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

Record = dict[str, Any]
Bounds = tuple[int | None, int | None, int | None]


class PlaceShape(TypedDict):
    """A place as the map draws it; its point is no finer than the words, and None where it is not on the map."""

    id: str | None
    name: str
    kind: str | None
    country: str | None
    country_name: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    precision: int | None
    relation: str


class PartyShape(TypedDict):
    """One party of a side; ``alleged`` where it is only blamed."""

    actor: str | None
    name: str
    alleged: bool


class Summary(TypedDict):
    """One row of the list of events; ``tolls`` are low, best, high of the whole figures by kind.

    ``independent`` counts the bodies behind the origins: a state's army and its news agency are one.
    """

    id: str
    title: str
    event_type: str
    sub_event_type: str
    status: str
    level: str
    parent: str | None
    start: str | None
    end: str | None
    time_precision: int | None
    constraint: str | None
    place: PlaceShape | None
    side_a: list[PartyShape]
    side_b: list[PartyShape]
    tolls: dict[str, Bounds]
    outlets: list[str]
    origins: list[str]
    source_kinds: list[str]
    articles: int
    claims: int
    independent: int
    corroborated: bool
    disputed: list[str]
    denied: bool
    updated: list[str]
    known: str | None
    last: str | None


class ArticleRow(TypedDict):
    """One row of the list of articles."""

    id: str
    title: str | None
    outlet: str | None
    agency: str | None
    author: str | None
    published: str | None
    language: str | None
    url: str | None
    claims: int
    events: int
    copy_of: str | None


class SentenceShape(TypedDict):
    """A sentence of an article and where it stands."""

    text: str
    start: int
    end: int


class Says(TypedDict):
    """What one claim says of a field; ``how`` it stands to the others."""

    claim: str
    value: str | None
    origins: list[str]
    how: str


class FieldShape(TypedDict):
    """One field of an event with what every claim says of it."""

    field: str
    value: str | None
    agreement: str | None
    says: list[Says]


class Mark(TypedDict):
    """One figure of one claim, at its value; ``replaced`` where a later report of the same origin changed it."""

    claim: str
    article: str
    low: int | None
    high: int | None
    approximate: bool
    vague: bool
    part_of: str | None
    words: str
    quote: str
    start: int
    end: int
    outlet: str | None
    published: str | None
    origin: str
    source_kind: str | None
    replaced: bool


class FigureShape(TypedDict):
    """One toll of an event with every figure that it was made from."""

    kind: str
    whom: str
    low: int | None
    best: int | None
    high: int | None
    rule: str
    marks: list[Mark]


class EvidenceShape(TypedDict):
    """Why a claim's field has its value: quoted words with their sentence, or a named inference."""

    field: str
    value: str | None
    quote: str | None
    start: int | None
    end: int | None
    by: str
    sentence: SentenceShape | None


class ClaimShape(TypedDict):
    """A claim beside the others: its article, origins, chain of sources, sentence and evidence."""

    claim: Record
    article: ArticleRow | None
    origins: list[str]
    chain: list[dict[str, str | None]]
    sentence: SentenceShape | None
    evidence: list[EvidenceShape]


class ChainShape(TypedDict):
    """Outlet <- agency <- sources, of one article of the event."""

    article: str
    outlet: str | None
    agency: str | None
    copy_of: str | None
    sources: list[dict[str, str]]
    claims: list[str]


class ReasonShape(TypedDict):
    """One feature's part in a link's score."""

    name: str
    part: float
    words: str


class LinkShape(TypedDict):
    """Why two claims were put together."""

    claims: list[str]
    score: float
    reasons: list[ReasonShape]


# A field that a later article changed; "is" is a word of Python, so not a class.
ChangeShape = TypedDict("ChangeShape", {"field": str, "was": str | None, "is": str | None})


class Step(TypedDict):
    """The event as it was known from a day on, and what that day's articles changed."""

    day: str
    articles: list[str]
    summary: Summary
    changes: list[ChangeShape]


class EventDetail(TypedDict):
    """One event in full."""

    summary: Summary
    title: str
    note: str
    event: Record
    fields: list[FieldShape]
    figures: list[FigureShape]
    claims: list[ClaimShape]
    chains: list[ChainShape]
    links: list[LinkShape]
    against: LinkShape | None
    history: list[Step]
    parent: Summary | None
    children: list[Summary]
    citation: str


class Overview(TypedDict):
    """All summaries by column; numbers index the lists."""

    count: int
    as_of: str | None
    shard: int
    sub_event_types: list[str]
    event_type_of: dict[str, str]
    statuses: list[str]
    places: list[PlaceShape]
    actors: list[dict[str, str | None]]
    outlets: list[str]
    origins: list[str]
    source_kinds: list[str]
    toll_kinds: list[str]
    fields: list[str]
    columns: dict[str, list[Any]]


class EventsPage(TypedDict):
    """One page of events."""

    count: int
    offset: int
    limit: int
    next: str | None
    facets: dict[str, dict[str, int]] | None
    events: list[Summary]


class ZoneShape(TypedDict):
    """A stretch of an article; only ``coded`` ones give claims."""

    kind: str
    start: int
    end: int
    coded: bool


class ReaderMark(TypedDict):
    """Words of an article that a claim rests on."""

    start: int
    end: int
    field: str
    value: str | None
    claim: str
    by: str


class MentionShape(TypedDict):
    """Something that an article names."""

    start: int
    end: int
    kind: str
    value: str | None
    by: str


class ReaderClaim(TypedDict):
    """A claim of the article that is read, and the event that it belongs to."""

    id: str
    event: str | None
    title: str | None
    sub_event_type: str
    status: str
    focus: str


class Reader(TypedDict):
    """An article to be read: its text as received, what each stretch is, and what was read out of it."""

    article: ArticleRow
    text: str
    notes: list[str]
    zones: list[ZoneShape]
    claims: list[ReaderClaim]
    marks: list[ReaderMark]
    mentions: list[MentionShape] | None


class Mentions(TypedDict):
    """The mentions of an article."""

    mentions: list[MentionShape]


class ArticlesPage(TypedDict):
    """One page of articles."""

    count: int
    offset: int
    limit: int
    next: str | None
    articles: list[ArticleRow]


class ClaimsPage(TypedDict):
    """One page of claims, each with the id of its event."""

    count: int
    offset: int
    limit: int
    next: str | None
    claims: list[Record]


class ControlClaim(TypedDict):
    """A claim for a row of the control ledger."""

    id: str
    event: str | None
    article: str
    outlet: str | None
    published: str | None
    quote: str
    start: int
    end: int
    sentence: SentenceShape | None


ControlRow = TypedDict(
    "ControlRow",
    {"place": PlaceShape, "holder": PartyShape | None, "previous": PartyShape | None, "state": str,
     "from": str | None, "to": str | None, "contested": bool, "claims": list[ControlClaim]},
)  # fmt: skip


class ControlShape(TypedDict):
    """The ledger of who holds what, or what of it holds on a day."""

    days: list[str]
    on: str | None
    rows: list[ControlRow]


class OutletRow(TypedDict):
    """How an outlet stands to the others."""

    name: str
    articles: int
    claims: int
    events: int
    alone: int
    first: int
    corroborated: int
    contradicted: int
    copies: int


class OriginRow(TypedDict):
    """How a source stands to the others."""

    name: str
    kind: str | None
    claims: int
    events: int
    alone: int
    first: int
    corroborated: int
    contradicted: int
    denies: int
    outlets: list[str]


CopyRow = TypedDict("CopyRow", {"from": str, "by": str, "articles": int, "pairs": list[list[str]]})


class SourcesShape(TypedDict):
    """Outlets, origins and who copies whom."""

    outlets: list[OutletRow]
    origins: list[OriginRow]
    copies: list[CopyRow]


class ArticleHit(TypedDict):
    """An article that holds the words looked for; ``snippet`` marks them."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    snippet: list[tuple[str, bool]]


class SearchShape(TypedDict):
    """What was found for some words."""

    events: list[Summary]
    ids: list[str]
    articles: list[ArticleHit]


class Changed(TypedDict):
    """An event that the record came to know better."""

    id: str
    title: str
    changes: list[ChangeShape]


ChangesShape = TypedDict(
    "ChangesShape",
    {"from": str, "to": str, "new": list[Summary], "changed": list[Changed], "counts": dict[str, int]},
)


class About(TypedDict):
    """What the database holds and who made its data."""

    name: str
    version: str
    counts: dict[str, int]
    first: str | None
    last: str | None
    published: list[str]
    languages: dict[str, int]
    failed: int
    review: bool
    reviewer: str | None
    as_of_days: list[str]
    event_types: dict[str, list[str]]
    attribution: list[str]


class TileCell(TypedDict):
    """Events of one cell of a grid."""

    lat: float
    lon: float
    events: int
    killed: int
    types: dict[str, int]


class Tiles(TypedDict):
    """Counts on a grid, for more events than a page should hold."""

    cell_degrees: float
    cells: list[TileCell]
    unplaced: int


class Bin(TypedDict):
    """Events of one stretch of days; an event of uncertain day is spread over its days."""

    start: str
    end: str
    events: dict[str, float]
    killed: float


class Timeline(TypedDict):
    """Counts by day, week or month."""

    by: str
    bins: list[Bin]
    undated: int


class Failure(TypedDict):
    """An error: what is wrong and what to do."""

    error: str


class QueueItem(TypedDict):
    """An event to look at, why, and what was decided of it."""

    event: Summary
    doubt: float
    why: list[str]
    decided: dict[str, str] | None


class Queue(TypedDict):
    """Events to look at, the most doubtful and most deadly first."""

    count: int
    items: list[QueueItem]


class LogRow(TypedDict):
    """A decision: who, when, what, and whether it still holds."""

    id: int
    made: str
    by: str
    action: str
    event: str | None
    detail: Record
    undone: bool
    can_undo: bool


class Log(TypedDict):
    """Every decision, newest first."""

    decisions: list[LogRow]


class Decided(TypedDict):
    """What a decision did to the events."""

    decision: LogRow
    events: list[str]
    gone: list[str]
