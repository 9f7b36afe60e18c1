"""Bulletins and live pages: notes that a day or a clock heads, and that tell of that day unless they say another.

"17 June, Torit. Two men were shot." and "14:20 Shelling again in Basra." name the day once, before the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from warmonitor.coding.view import View
from warmonitor.model import When

CLOCK = re.compile(r"[-•*\s]*(?P<clock>(?:[01]?\d|2[0-3])[:.h][0-5]\d)\b(?![.:]\d)")
LIVE_PAGE = 3  # lines that begin with a clock and make an article a live page


def with_entries(views: Sequence[View]) -> list[View]:
    """The views of an article, each with the day of the note that it stands in."""
    return [replace(view, entry=entry) for view, entry in zip(views, _entries(views), strict=True)]


def _entries(views: Sequence[View]) -> Iterator[When | None]:
    is_live = sum(1 for view in views if _clock(view)) >= LIVE_PAGE
    day = _day_published(views)
    entry: When | None = None
    for view in views:
        head, clock = _head(view), _clock(view) if is_live else None
        if head is not None:
            entry = day = head
        elif clock is not None:
            span = view.article.span(*clock.span("clock"))
            entry = replace(day, span=span, basis="hour of a live page") if day else None
        elif _begins_line(view) and not is_live:
            entry = None
        yield entry


def _day_published(views: Sequence[View]) -> When | None:
    published = views[0].article.published if views else None
    return published if published and published.days == 1 else None


def _head(view: View) -> When | None:
    """The day that heads a note, where its sentence begins with one."""
    found = (m.value for _, m in view.times if m.by.endswith(" head"))
    return next((replace(when, basis="head of the note") for when in found if isinstance(when, When)), None)


def _clock(view: View) -> re.Match[str] | None:
    text = view.article.text
    return CLOCK.match(text, view.sentence.start, view.sentence.end) if _begins_line(view) else None


def _begins_line(view: View) -> bool:
    line = view.article.text[: view.sentence.start].rpartition("\n")[2]
    return not line.strip(" \t-•*–—")
