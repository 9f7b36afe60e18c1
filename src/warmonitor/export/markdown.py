"""Markdown to read: events by day, each with its note, where the claims disagree, and the quoted words of its sources.

Names and words of articles are written so that no renderer takes them for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from warmonitor.export.frame import Context, Format, Row
from warmonitor.export.notes import day_words, note
from warmonitor.model import Article, Claim, Event

MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&@:-])")
UNDATED = "Day not known"


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """For each event its day, note, contradictions, words and permalink."""
    for event in events:
        day = event.when and (event.when.start or event.when.end)
        yield {
            "event_id": event.id,
            "day": day_words(day) if day else UNDATED,
            "title": f"{event.sub_event_type}" + (f", {event.place.place.name}" if event.place else ""),
            "note": note(event),
            "disagree": [f"{c.field} {c.kind}: {' / '.join(v.value for v in c.values)}" for c in event.contradictions],
            "words": [_words(claim, context.articles.get(claim.article_id)) for claim in context.claims_of(event)],
            "permalink": context.permalink(event.id),
        }


def _words(claim: Claim, article: Article | None) -> tuple[str, str, str | None]:
    """Who says it, the words for its figures (else for the event), and the address."""
    quotes = dict.fromkeys(count.span.quote for count in claim.counts) or [claim.trigger.quote]
    said = "; ".join(quotes)
    if article is None:
        return f"article {claim.article_id}", said, None
    day = article.published.start if article.published else None
    outlet = article.outlet or f"article {article.id}"
    return outlet + (f", {day_words(day)}" if day else ""), said, article.url


def plain(words: str) -> str:
    """Words that Markdown and HTML show as they are.

    >>> plain("<b>12</b> [dead](x)")
    '\\\\<b\\\\>12\\\\</b\\\\> \\\\[dead\\\\]\\\\(x\\\\)'
    """
    return MARKUP.sub(r"\\\1", " ".join(words.split()))


def write(rows: Iterable[Row], stream: TextIO) -> int:
    """A heading for each day, a section for each event; gives the number of events."""
    stream.write("# Events\n")
    number, day = 0, None
    for row in rows:
        if row["day"] != day:
            day = row["day"]
            stream.write(f"\n## {day}\n")
        stream.write(_section(row))
        number += 1
    return number


def _section(row: Row) -> str:
    lines = [f"\n### {plain(row['title'])}\n", f"{plain(row['note'])}\n"]
    lines += [f"* Claims disagree: {plain(said)}" for said in row["disagree"]]
    for outlet, words, url in row["words"]:
        lines.append(f"* {plain(outlet)}: “{plain(words)}”" + (f" {plain(url)}" if url else ""))
    return "\n".join([*lines, f"* Event `{row['event_id']}`: {plain(row['permalink'])}\n"])


FORMAT = Format("markdown", "md", "Markdown to read, by day, with the quoted words", rows, write,
                lambda row: (row["event_id"], [row["event_id"]]))
