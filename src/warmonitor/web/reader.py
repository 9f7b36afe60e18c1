"""An article to be read beside what was read out of it; and the rows of the list of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from warmonitor.explain import figures, place_words, when_words
from warmonitor.model import Actor, Article, Claim, Count, Location, Mention, Source, When
from warmonitor.store.lookups import ArticleHead, ClaimHead
from warmonitor.web.fields import evidence
from warmonitor.web.passages import zones
from warmonitor.web.shapes import ArticleRow, MentionShape, Reader, ReaderClaim, ReaderMark

ADDRESSES = ("http://", "https://")


def article_rows(heads: Iterable[ArticleHead], claims: Iterable[ClaimHead]) -> list[ArticleRow]:
    """The rows of the list of articles, newest first, undated ones last; copies are filled in by ``sources``."""
    told: Counter[str] = Counter()
    events: dict[str, set[str]] = {}
    for claim in claims:
        told[claim.article] += 1
        if claim.event:
            events.setdefault(claim.article, set()).add(claim.event)
    rows = [_row(head, told[head.id], len(events.get(head.id, ()))) for head in heads]
    return sorted(rows, key=lambda row: (row["published"] or "", row["id"]), reverse=True)


def _row(head: ArticleHead, claims: int, events: int) -> ArticleRow:
    return {
        "id": head.id,
        "title": head.title,
        "outlet": head.outlet,
        "agency": head.agency,
        "author": head.author,
        "published": head.published.isoformat() if head.published else None,
        "language": head.language,
        "url": web_address(head.url),
        "claims": claims,
        "events": events,
        "copy_of": None,
    }


def web_address(url: str | None) -> str | None:
    """An address that a reader may open: http and https alone, without white space or control characters.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if url is None or not url.lower().startswith(ADDRESSES):
        return None
    return url if url.isprintable() and " " not in url else None


def reader(article: Article, row: ArticleRow, claims: Sequence[Claim], events: Mapping[str, tuple[str, str]],
           mentions: Sequence[Mention] | None = None) -> Reader:
    """The article with its zones and marks; ``events`` gives each claim's event: id and title."""
    told: list[ReaderClaim] = []
    for claim in claims:
        event = events.get(claim.id)
        told.append({"id": claim.id, "event": event and event[0], "title": event and event[1],
                     "sub_event_type": claim.sub_event_type, "status": claim.status, "focus": claim.focus})  # fmt: skip
    return {
        "article": row,
        "text": article.text,
        "notes": list(article.notes),
        "zones": zones(article),
        "claims": told,
        "marks": sorted((mark for claim in claims for mark in _marks(claim, article)), key=_standing),
        "mentions": None if mentions is None else mention_shapes(mentions),
    }


def _standing(mark: ReaderMark) -> tuple[int, int, str, str]:
    return mark["start"], -mark["end"], mark["field"], mark["claim"]


def _marks(claim: Claim, article: Article) -> Iterable[ReaderMark]:
    trigger = claim.trigger
    yield {"start": trigger.start, "end": trigger.end, "field": "trigger", "value": claim.sub_event_type,
           "claim": claim.id, "by": claim.coder}  # fmt: skip
    for e in evidence(claim, {article.id: article}):
        if e["start"] is not None and e["end"] is not None:
            yield {"start": e["start"], "end": e["end"], "field": e["field"], "value": e["value"],
                   "claim": claim.id, "by": e["by"]}  # fmt: skip


def mention_shapes(mentions: Iterable[Mention]) -> list[MentionShape]:
    """What an article names, in the order of the text, each with its reading in words; None where it has none."""
    ordered = sorted(mentions, key=lambda m: (m.span.start, -m.span.end, m.kind))
    return [{"start": m.span.start, "end": m.span.end, "kind": m.kind, "value": _words(m), "by": m.by} for m in ordered]


def _words(mention: Mention) -> str | None:
    match mention.value:
        case Actor(name=name, type=kind):
            return f"{name} ({kind})" if kind else name
        case Location() as place:
            return place_words(place)
        case When() as when:
            return when_words(when)
        case Count(kind=kind, low=low, high=high):
            return f"{kind} {figures(low, high)}"
        case Source(name=name, kind=kind, stance=stance):
            return f"{name} ({kind}) {stance}"
    return None
