"""JSON for timemap: events, sources and associations in the form of its schemas, in one file under these three keys.

timemap asks each from an address of its own: serve the three lists, or split the file. It shows what has a place or a
day; events with neither are left out. Its coordinates are texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from warmonitor.export.codes import point
from warmonitor.export.frame import Context, Format, Row
from warmonitor.export.notes import note, when_phrase
from warmonitor.model import Article, Claim, Event


def left_out(event: Event) -> str | None:
    """Why timemap cannot show an event, or None."""
    return None if point(event.place) or (event.when and event.when.is_dated) else "neither a place nor a day"


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """An event with the sources that it rests on, for each event that timemap can show."""
    for event in events:
        if left_out(event) is None:
            claims = {claim.article_id: claim for claim in reversed(context.claims_of(event))}
            articles = context.articles_of(event)
            sources = [_source(article, claims.get(article.id)) for article in articles]
            yield {"event": _event(event, articles, context), "sources": sources}


def _event(event: Event, articles: list[Article], context: Context) -> Row:
    where, when = point(event.place), event.when
    day = when and (when.start or when.end)
    values = {
        "id": event.id,
        "description": note(event),
        "date": day and day.isoformat(),
        "time_precision": when_phrase(when) if when and when.is_dated and when.days != 1 else None,
        "location": event.place and event.place.place.name,
        "latitude": where and str(where[0]),
        "longitude": where and str(where[1]),
        "type": event.sub_event_type,
        "category": event.event_type,
        "comments": context.permalink(event.id),
    }
    parties = [party.name for party in (*event.side_a, *event.side_b)]
    known = {name: value for name, value in values.items() if value is not None}
    return known | {"associations": list(dict.fromkeys([event.event_type, *parties])),
                    "sources": [article.id for article in articles]}  # fmt: skip


def _source(article: Article, claim: Claim | None) -> Row:
    day = article.published.start if article.published else None
    values = {
        "id": article.id,
        "title": article.title,
        "type": "Article",
        "url": article.url,
        "author": article.outlet,
        "date": day and day.isoformat(),
        "description": claim and claim.trigger.quote,
    }
    return {name: value for name, value in values.items() if value is not None} | {"paths": []}


def _associations(events: list[Row]) -> Iterator[Row]:
    """The event types as categories, the parties as filters."""
    categories = dict.fromkeys(event["category"] for event in events)
    parties = dict.fromkeys(name for event in events for name in event["associations"] if name not in categories)
    for name in categories:
        yield {"id": name, "title": name, "mode": "CATEGORY"}
    for name in parties:
        yield {"id": name, "title": name, "mode": "FILTER", "filter_paths": ["Parties", name]}


def write(rows: Iterable[Row], stream: TextIO) -> int:
    """One JSON object; gives the number of events."""
    events: list[Row] = []
    sources: dict[str, Any] = {}
    for row in rows:
        events.append(row["event"])
        sources.update((source["id"], source) for source in row["sources"] if source["id"] not in sources)
    found = {"events": events, "sources": list(sources.values()), "associations": list(_associations(events))}
    json.dump(found, stream, ensure_ascii=False, indent=1)
    stream.write("\n")
    return len(events)


FORMAT = Format("timemap", "json", "events, sources and associations for timemap", rows, write,
                lambda row: (row["event"]["id"], [row["event"]["id"]]), left_out)
