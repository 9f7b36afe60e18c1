"""The addresses of the API: what each answers, and the filters that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from warmonitor.web import shapes
from warmonitor.web.answers import At, answer
from warmonitor.web.charts import tiles, timeline
from warmonitor.web.feeds import evidence_csv, features
from warmonitor.web.filters import Box, Filter, chosen, facets, ordered
from warmonitor.web.shapes import Summary

api = APIRouter(prefix="/api")
LIMIT = 500
Day = Annotated[date | None, Query(description="A day, YYYY-MM-DD.")]
AsOf = Annotated[date | None, Query(description="The record as known on that day.")]
Limit = Annotated[int, Query(ge=1, le=LIMIT)]
Offset = Annotated[int, Query(ge=0)]
Part = Annotated[str | None, Query(max_length=400)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a request, and the day as of which it asks."""

    filter: Filter
    text: str | None
    as_of: date | None



def wanted(
    type: Annotated[list[str], Query(default_factory=list, description="Event types or sub-event types.")],
    status: Annotated[list[str], Query(default_factory=list, description="happened, ongoing, planned, denied ...")],
    actor: Annotated[list[str], Query(default_factory=list, description="Ids of actors, or parts of their names.")],
    country: Annotated[list[str], Query(default_factory=list, description="Country codes, ISO 3166-1 alpha-2.")],
    source: Annotated[list[str], Query(default_factory=list, description="Parts of names of outlets or origins.")],
    source_kind: Annotated[list[str], Query(default_factory=list, description="Kinds of the quoted sources.")],
    since: Annotated[date | None, Query(alias="from", description="May have happened on or after that day.")] = None,
    until: Annotated[date | None, Query(alias="to", description="May have happened on or before that day.")] = None,
    undated: Annotated[bool, Query(description="Only events without a day.")] = False,
    level: Annotated[str | None, Query(description="incident or campaign.")] = None,
    side: Annotated[str | None, Query(pattern="^[ab]$", description="With actor: only on that side.")] = None,
    place: Annotated[str | None, Query(description="Part of a place's name.")] = None,
    box: Annotated[str | None, Query(description="south,west,north,east in degrees.")] = None,
    unplaced: Annotated[bool, Query(description="Only events without a point.")] = False,
    kind: Annotated[str, Query(description="What min and max count.")] = "killed",
    min: Annotated[int | None, Query(ge=0)] = None,
    max: Annotated[int | None, Query(ge=0)] = None,
    origins: Annotated[int, Query(ge=0, description="At least so many origins.")] = 0,
    disputed: Annotated[str | None, Query(description="any, none, denied, or a field.")] = None,
    parent: Annotated[str | None, Query(description="Id of a campaign.")] = None,
    text: Annotated[str | None, Query(max_length=400, description="Words of the event or its articles.")] = None,
    as_of: AsOf = None,
) -> Wanted:
    """The filters of a request; each one given must hold."""
    days = [day.isoformat() if day else None for day in (since, until)]
    return Wanted(
        Filter(days[0], days[1], undated, tuple(type), tuple(status), level, tuple(actor), side, tuple(country), place,
               _box(box), unplaced, tuple(source), tuple(source_kind), kind, min, max, origins, disputed, parent),
        text, as_of,
    )  # fmt: skip


def _box(text: str | None) -> Box | None:
    if not text:
        return None
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError:
        raise HTTPException(400, f"box: {text[:60]!r} is not south,west,north,east in degrees.") from None
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise HTTPException(400, f"box: {text[:60]!r} is not on the globe, or its north lies south of its south.")
    return south, west, north, east


Asked = Annotated[Wanted, Depends(wanted)]


def found(at: At, asked: Wanted) -> list[Summary]:
    """The rows that a request asks for."""
    wish = replace(asked.filter, found=at.found(asked.text)) if asked.text else asked.filter
    return chosen(at.rows(asked.as_of), wish)


def paged(request: Request, name: str, rows: Sequence[Any], offset: int, limit: int) -> dict[str, Any]:
    """One page of rows, and the address of the next."""
    more = offset + limit < len(rows)
    query = [(key, value) for key, value in parse_qsl(request.url.query) if key != "offset"]
    following = f"{request.url.path}?{urlencode([*query, ('offset', str(offset + limit))])}" if more else None
    shown = rows[offset : offset + limit]
    return {"count": len(rows), "offset": offset, "limit": limit, "next": following, name: shown}


@api.get("/about", response_model=shapes.About)
def about(request: Request, at: At) -> Response:
    """What the database holds, and who made its data."""
    return answer(request, at.about)


@api.get("/overview", response_model=shapes.Overview)
def overview(request: Request, at: At, as_of: AsOf = None) -> Response:
    """All rows of the list of events, by column: what the page's map, timeline and filters work on."""
    return answer(request, lambda: at.overview_text(as_of))


@api.get("/events", response_model=shapes.EventsPage)
def events(
    request: Request, at: At, asked: Asked, limit: Limit = 50, offset: Offset = 0, with_facets: Annotated[
        bool, Query(alias="facets", description="Also how many there are of each kind.")] = False,
    sort: Annotated[str, Query(pattern="^(day|-day|-killed|-origins|-disputed|-doubt)$")] = "day",
) -> Response:  # fmt: skip
    """Events, page by page."""

    def make() -> dict[str, Any]:
        rows = found(at, asked)
        page = paged(request, "events", ordered(rows, sort), offset, limit)
        return {**page, "facets": facets(rows) if with_facets else None}

    return answer(request, make)


@api.get("/events.geojson", response_model=dict[str, Any])
def geojson(request: Request, at: At, asked: Asked) -> Response:
    """The events as GeoJSON (RFC 7946)."""
    return answer(request, lambda: features(found(at, asked)))


@api.get("/tiles", response_model=shapes.Tiles)
def map_tiles(request: Request, at: At, asked: Asked, zoom: Annotated[int, Query(ge=0, le=20)] = 3) -> Response:
    """Counts of events on a grid, for very many of them."""
    return answer(request, lambda: tiles(found(at, asked), zoom))


@api.get("/timeline", response_model=shapes.Timeline)
def time_line(
    request: Request, at: At, asked: Asked, by: Annotated[str, Query(pattern="^(day|week|month)$")] = "month"
) -> Response:
    """Counts of events by day, week or month."""
    return answer(request, lambda: timeline(found(at, asked), by))


@api.get("/events/{event_id}/evidence.csv", response_class=Response)
def evidence(request: Request, at: At, event_id: str) -> Response:
    """The quoted words behind every field of an event, as CSV in which no cell can be a formula."""

    def make() -> Response:
        return Response(
            evidence_csv(at, event_id), media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="evidence.csv"'},
        )  # fmt: skip

    _known(at.event_exists(event_id), f"There is no event {event_id[:60]!r}.")
    return answer(request, make)


@api.get("/events/{event_id}", response_model=shapes.EventDetail)
def event(request: Request, at: At, event_id: str, as_of: AsOf = None) -> Response:
    """One event in full, by its id or the beginning of it."""
    missing = f"There is no event {event_id[:60]!r}" + (f" known on {as_of}." if as_of else ".")
    return answer(request, lambda: _known(at.event(event_id, as_of), missing))


@api.get("/articles", response_model=shapes.ArticlesPage)
def articles(request: Request, at: At, q: Part = None, outlet: Part = None, limit: Limit = 50, offset: Offset = 0
             ) -> Response:  # fmt: skip
    """Articles, newest first; ``q`` are words that they hold."""
    return answer(request, lambda: paged(request, "articles", at.article_list(q, outlet), offset, limit))


@api.get("/articles/{article_id:path}/mentions", response_model=shapes.Mentions)
def mentions(request: Request, at: At, article_id: str) -> Response:
    """Everything that an article names. The first call takes seconds: the language model is loaded."""
    return answer(request, lambda: _known(at.mentions(article_id), f"There is no article {article_id[:60]!r}."))


@api.get("/articles/{article_id:path}", response_model=shapes.Reader)
def article(request: Request, at: At, article_id: str) -> Response:
    """One article with its zones and the words that its claims rest on."""
    return answer(request, lambda: _known(at.article(article_id), f"There is no article {article_id[:60]!r}."))


@api.get("/claims", response_model=shapes.ClaimsPage)
def claims(request: Request, at: At, event: Part = None, article: Part = None, limit: Limit = 50, offset: Offset = 0
           ) -> Response:  # fmt: skip
    """Claims, each with its event."""

    def make() -> dict[str, Any]:
        heads = [head for head in at.lists().claims
                 if event in (None, head.event) and article in (None, head.article)]  # fmt: skip
        page = paged(request, "claims", heads, offset, limit)
        return {**page, "claims": at.claims(head.id for head in page["claims"])}

    return answer(request, make)


@api.get("/claims/{claim_id}", response_model=dict[str, Any])
def claim(request: Request, at: At, claim_id: str) -> Response:
    """One claim, with its event."""
    return answer(request, lambda: _known(next(iter(at.claims([claim_id])), None), f"There is no claim {claim_id!r}."))


@api.get("/control", response_model=shapes.ControlShape)
def control(request: Request, at: At, on: Day = None, place: Part = None) -> Response:
    """Who holds what, with the words for it."""
    return answer(request, lambda: at.control(on, place))


@api.get("/sources", response_model=shapes.SourcesShape)
def sources(request: Request, at: At) -> Response:
    """How outlets and origins stand to each other, and who copies whom."""
    return answer(request, at.sources)


@api.get("/search", response_model=shapes.SearchShape)
def search(request: Request, at: At, q: Annotated[str, Query(max_length=400)], limit: Annotated[
        int, Query(ge=1, le=100)] = 20) -> Response:  # fmt: skip
    """Events and articles that hold all the words."""
    return answer(request, lambda: at.search(q, limit))


@api.get("/changes", response_model=shapes.ChangesShape)
def changes(request: Request, at: At, since: Annotated[date, Query(alias="from")], until: Annotated[
        date, Query(alias="to")]) -> Response:  # fmt: skip
    """What the record came to know after one day and by another."""
    return answer(request, lambda: at.changed(since, until))


def _known(value: Any, missing: str) -> Any:
    if not value:
        raise HTTPException(404, missing)
    return value
