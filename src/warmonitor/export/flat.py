"""Our own forms: the readable CSV table, JSON lines that lose nothing, and the evidence that goes with any export."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from warmonitor.export.codes import country, point, tolls
from warmonitor.export.frame import Context, Format, Row, Trace, names_of
from warmonitor.export.notes import note, side_names
from warmonitor.export.sheet import csv_writer
from warmonitor.model import Claim, Event, Span
from warmonitor.records import claim_to_json, event_to_json

COLUMNS = names_of("csv")
JOIN = "; "


def table_rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """One row for every event, with empty cells for what is not known."""
    for event in events:
        values = {**_what(event), **_when_where(event), **_figures(event), "permalink": context.permalink(event.id)}
        yield {column: values.get(column) for column in COLUMNS}


def _what(event: Event) -> Row:
    return {
        "event_id": event.id,
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "status": event.status,
        "level": event.level,
        "parent": event.parent,
        "side_a": side_names(event.side_a),
        "side_b": side_names(event.side_b),
        "outlets": JOIN.join(event.outlets),
        "origins": JOIN.join(event.origins),
        "articles": len(event.articles),
        "claims": len(event.claims),
        "agreement": JOIN.join(f"{name}: {value}" for name, value in sorted(event.agreement.items())),
        "contradictions": JOIN.join(
            f"{c.field} {c.kind}: {' / '.join(v.value for v in c.values)}" for c in event.contradictions
        ),
        "note": note(event),
    }


def _when_where(event: Event) -> Row:
    when, location, where = event.when, event.place, point(event.place)
    return {
        "start": when and when.start and when.start.isoformat(),
        "end": when and when.end and when.end.isoformat(),
        "time_precision": when and when.precision,
        "place": location and location.place.name,
        "place_kind": location and location.place.kind,
        "admin1": location and location.place.admin1,
        "admin2": location and location.place.admin2,
        "country": country(location).get("name"),
        "latitude": where and where[0],
        "longitude": where and where[1],
        "radius_km": location and location.place.radius_km,
        "geo_precision": location and location.precision,
    }


def _figures(event: Event) -> Row:
    """Low, best and high of the whole figures; a figure of a part of the victims only is in the note."""
    out: Row = {}
    for kind in ("killed", "injured", "abducted", "displaced"):
        toll = tolls(event, kind).get("all")
        out.update({f"{kind}_{end}": getattr(toll, end, None) for end in ("low", "best", "high")})
    return out


def line_rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """Events as JSON records, each with the records of its claims under "claim_records" where they are given."""
    for event in events:
        claims = [claim_to_json(claim) for claim in context.claims_of(event)]
        link = {"permalink": context.permalink(event.id)}
        yield event_to_json(event) | link | ({"claim_records": claims} if claims else {})


def write_lines(rows: Iterable[Row], stream: TextIO) -> int:
    """JSON lines; gives their number."""
    number = 0
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        number += 1
    return number


def row_ids(rows: Iterable[Row], form: Format) -> dict[str, list[str]]:
    """The rows of an export that tell of each event: a row may tell of several, an event may have several rows."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        row_id, events = form.trace(row)
        for event in events:
            found[event].append(row_id)
    return found


def evidence_rows(
    events: Iterable[Event], context: Context, form: Format, rows: Mapping[str, Sequence[str]]
) -> Iterator[Row]:
    """For every row of an export: field, article, place in its text, the words, and who made it."""
    for event in events:
        grounds = [*_quoted(event, context), *_inferred(event, context, form)] if event.id in rows else []
        for row_id in dict.fromkeys(rows.get(event.id, ())):
            for ground in grounds:
                yield {"event_id": event.id, "row_id": row_id, **ground, "permalink": context.permalink(event.id)}


def _quoted(event: Event, context: Context) -> Iterator[Row]:
    for claim in context.claims_of(event):
        article = context.articles.get(claim.article_id)
        for field, span, by in _evidence(claim):
            yield {
                "field": field,
                "article": claim.article_id,
                "start": span and span.start,
                "end": span and span.end,
                "quote": span and span.quote,
                "by": by,
                "url": article and article.url,
            }


def _inferred(event: Event, context: Context, form: Format) -> Iterator[Row]:
    for field, rule in form.inferences(event, context):
        yield {"field": field, **dict.fromkeys(("article", "start", "end", "quote", "url")), "by": rule}


def _evidence(claim: Claim) -> Iterator[tuple[str, Span | None, str]]:
    """The trigger, and whatever the claim gives as evidence."""
    yield "event_type", claim.trigger, claim.coder
    for evidence in claim.evidence:
        if evidence.span != claim.trigger or evidence.field not in ("event_type", "sub_event_type"):
            yield evidence.field, evidence.span, evidence.by


def trace(row: Row) -> Trace:
    """A row of the flat table is one event."""
    return row["event_id"], [row["event_id"]]


def _trace_record(record: Row) -> Trace:
    return record["id"], [record["id"]]


write_evidence = csv_writer(names_of("evidence"))
CSV = Format("csv", "csv", "flat table of all events", table_rows, csv_writer(COLUMNS), trace)
JSONL = Format("jsonl", "jsonl", "JSON lines that lose nothing", line_rows, write_lines, _trace_record)
