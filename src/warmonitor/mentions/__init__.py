"""Every actor, place, time, count and source that a document names, each with its words."""

from __future__ import annotations

from warmonitor.model import Document, Mention


def find_mentions(document: Document) -> list[Mention]:
    """All mentions in the coded zones of a parsed document, in the order of the text."""
    from warmonitor.mentions import actors, counts, places, sources, times

    located = list(places.find(document))
    found = [
        *located,
        *actors.find(document, located),
        *times.find(document),
        *counts.find(document),
        *sources.find(document, located),
    ]
    return sorted(found, key=lambda m: (m.span.start, m.span.end, m.kind))
