"""GDELT-like mentions: one line for each claim, the 16 columns of GDELT 2's Mentions table, tabs and no header.

GDELT gives offsets into texts that it does not ship; here they are those of the articles in the database. Columns for
which there is no measured value (tone, confidence) stay empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from warmonitor.export.frame import Context, Format, Row, Trace, names_of
from warmonitor.export.sheet import safe_cell
from warmonitor.export.ucdp import row_id
from warmonitor.model import Article, Claim, Event, Party

COLUMNS = names_of("gdelt")
NOT_THERE = -1


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """A row for each claim of each event, in the order of the events and their claims."""
    for event in events:
        first = min(filter(None, map(_published, context.articles_of(event))), default=None)
        for claim in context.claims_of(event):
            values = _row(claim, context.articles.get(claim.article_id))
            extras = {"event": event.id, "claim": claim.id, "permalink": context.permalink(event.id)}
            values.update(GLOBALEVENTID=int(row_id(event)), EventTimeDate=first, Extras=json.dumps(extras))
            yield {column: values.get(column) for column in COLUMNS} | {"events": [event.id]}


def _row(claim: Claim, article: Article | None) -> Row:
    return {
        "MentionTimeDate": article and _published(article),
        "MentionType": 1 if article and article.url else 2,
        "MentionSourceName": article and article.outlet,
        "MentionIdentifier": (article and article.url) or claim.article_id,
        "Actor1CharOffset": _offset(claim.side_a),
        "Actor2CharOffset": _offset(claim.side_b),
        "ActionCharOffset": claim.trigger.start,
        "InRawText": 1,
        "MentionDocLen": len(article.text) if article else None,
    }


def _published(article: Article) -> int | None:
    """A day as GDELT writes moments: YYYYMMDDHHMMSS."""
    day = article.published.start if article.published else None
    return int(f"{day:%Y%m%d}000000") if day else None


def _offset(side: tuple[Party, ...]) -> int:
    return next((party.span.start for party in side if party.span), NOT_THERE)


def write(mentions: Iterable[Row], stream: TextIO) -> int:
    """Lines of cells between tabs; a tab or line end within a cell becomes a space, for the form has no quotes."""
    number = 0
    for row in mentions:
        cells = [" ".join(str(safe_cell(row[column])).split()) for column in COLUMNS]
        stream.write("\t".join(cells) + "\n")
        number += 1
    return number


def trace(row: Row) -> Trace:
    """Several rows share GDELT's number of their event."""
    return str(row["GLOBALEVENTID"]), row["events"]


FORMAT = Format("gdelt", "tsv", "GDELT-like mentions, 16 columns, no header", rows, write, trace)
