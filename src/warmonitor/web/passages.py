"""Articles as they are read: their zones, and the sentence around some words."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from warmonitor.model import CODED_ZONES, Article
from warmonitor.reading.sentences import split_sentences
from warmonitor.reading.zones import find_stretches, zones_of
from warmonitor.web.shapes import SentenceShape, ZoneShape

KEPT = 256  # articles whose sentences are held: those of a few events
LONGEST = 600  # characters of a sentence that is shown beside a quote; scraped texts may lack every stop


def zones(article: Article) -> list[ZoneShape]:
    """What each stretch of the article is.

    >>> [zone["kind"] for zone in zones(Article("a", "SIRTE (Reuters) - Shells hit the port on Sunday."))]
    ['dateline', 'body']
    """
    return [{"kind": zone.kind, "start": zone.start, "end": zone.end, "coded": zone.kind in CODED_ZONES}
            for zone in zones_of(find_stretches(article.text, article.title))]  # fmt: skip


@lru_cache(KEPT)
def _sentences(text: str, title: str | None) -> tuple[tuple[int, int], ...]:
    stretches = find_stretches(text, title)
    return tuple(sorted(span for s in stretches for span in split_sentences(text, s.start, s.end)))


def sentence_at(article: Article | None, start: int | None, end: int | None) -> SentenceShape | None:
    """The sentence that holds a stretch of text; None where nothing is quoted.

    >>> sentence_at(Article("a", "Two died. Shells hit the port."), 10, 16)
    {'text': 'Shells hit the port.', 'start': 10, 'end': 30}
    """
    if article is None or start is None or end is None:
        return None
    spans = _sentences(article.text, article.title)
    at = bisect_right(spans, (start, len(article.text) + 1)) - 1
    first, last = spans[at] if at >= 0 and spans[at][1] > start else (start, end)
    first, last = max(first, start - LONGEST), max(end, min(last, end + LONGEST))
    return {"text": article.text[first:last], "start": first, "end": last}
