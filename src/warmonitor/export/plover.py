"""PLOVER records as JSON lines: one for each event with a day, its codes by the crosswalks in data.

In fighting of two sides both are ``actor``; else side a is ``actor`` and side b ``recipient``, as the manual has it.
What PLOVER has no field for (status, note, permalink) stands in fields of its own after PLOVER's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from warmonitor.export.codes import actor_code, best_of, country, country_row, home_of, point, tolls, whole_toll
from warmonitor.export.flat import write_lines
from warmonitor.export.frame import Context, Format, Row
from warmonitor.export.notes import note
from warmonitor.model import Article, Event, EventParty
from warmonitor.ontology import event_types, settings, table

CODES: dict[str, Any] = dict(settings("export")["plover"])
SIZES = {"dead": ("killed",), "injured": ("injured",), "arrested": ("captured", "arrested")}


def left_out(event: Event) -> str | None:
    """Why PLOVER has no record of an event, or None."""
    if event.when is None or not event.when.is_dated:
        return "no day"
    return None if event_types()[event.sub_event_type].plover else "no PLOVER event type"


def event_and_mode(sub_event_type: str) -> tuple[str, str | None]:
    """PLOVER's event type and mode.

    >>> event_and_mode("Air/drone strike"), event_and_mode("Agreement")
    (('ASSAULT', 'aerial'), ('AGREE', None))
    """
    code, _, mode = event_types()[sub_event_type].plover.partition(" (")
    return code, mode.rstrip(")") or None


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """A record for each event that PLOVER can hold, in the order of the events."""
    for event in events:
        if left_out(event) is None:
            yield _record(event, context)


def _record(event: Event, context: Context) -> Row:
    when, both = event.when, event.sub_event_type in CODES["both_sides_act"]
    assert when is not None
    start, end = when.start or when.end, when.end or when.start
    assert start is not None and end is not None
    code, mode = event_and_mode(event.sub_event_type)
    return {
        "id": event.id,
        "date": start.isoformat(),
        "enddate": end.isoformat() if end != start else None,
        "event": code,
        "mode": mode,
        "context": CODES["contexts"].get(event.sub_event_type, []),
        "actor": [_party(p, event) for p in (*event.side_a, *(event.side_b if both else ()))],
        "recipient": [] if both else [_party(p, event) for p in event.side_b],
        "event_loc": _place(event),
        **_words(event, context),
        "cite_info": [_citation(article) for article in context.articles_of(event)],
        "size": {name: _size(event, kinds) for name, kinds in SIZES.items()},
        "cameo": event_types()[event.sub_event_type].cameo or None,
        "status": event.status,
        "note": note(event),
        "permalink": context.permalink(event.id),
        "coder": "warmonitor",
    }


def _party(party: EventParty, event: Event) -> Row:
    where = event.place.place.country if event.place else None
    home = country_row(home_of(party))
    return {
        "entity_text": party.name,
        "code": home.get("iso3"),
        "sector": _sector(party, where),
        "identifier_id": party.actor,
        "alleged": party.alleged,
    }


@cache
def _sectors() -> dict[str, str]:
    return {row["id"]: row["plover_sector"] for row in table("actors.csv")}


def _sector(party: EventParty, where: str | None) -> str | None:
    listed = _sectors().get(party.actor or "")
    if listed:
        return str(CODES["sectors"].get(listed, listed))
    code: str | None = CODES["sector_of_inter"].get(str(actor_code(party, where).inter))
    return code


def _place(event: Event) -> Row | None:
    location, where = event.place, point(event.place)
    if location is None:
        return None
    return {
        "name": location.place.name,
        "country": country(location).get("iso3"),
        "admin1": location.place.admin1,
        "admin2": location.place.admin2,
        "lat": where and where[0],
        "lon": where and where[1],
        "resolution": CODES["resolution"].get(location.place.kind or ""),
    }


def _words(event: Event, context: Context) -> Row:
    """The words for the event in the first of its claims, and where they stand."""
    claims = context.claims_of(event)
    if not claims:
        return {"event_text": None, "text_info": None}
    trigger, article = claims[0].trigger, context.articles.get(claims[0].article_id)
    info = {"start": trigger.start, "end": trigger.end, "sha256": article and article.sha256}
    return {"event_text": trigger.quote, "text_info": info}


def _citation(article: Article) -> Row:
    day = article.published.start if article.published else None
    return {
        "publication": article.outlet,
        "date": day and day.isoformat(),
        "title": article.title,
        "url": article.url,
        "language": article.language,
    }


def _size(event: Event, kinds: tuple[str, ...]) -> int | None:
    parts = [best_of(toll) for kind in kinds for toll in whole_toll(tolls(event, kind))]
    return sum(parts) if parts else None


FORMAT = Format("plover", "jsonl", "PLOVER records as JSON lines", rows, write_lines,
                lambda row: (row["id"], [row["id"]]), left_out)
