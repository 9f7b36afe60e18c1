"""What other programs take from the page: GeoJSON of the events shown, and the evidence of one event as CSV."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from warmonitor.export import flat, frame
from warmonitor.web.archive import Archive, parts_of
from warmonitor.web.shapes import Summary


def features(rows: Iterable[Summary]) -> dict[str, Any]:
    """The rows as a FeatureCollection; an event that is not on the map is a feature without geometry.

    >>> features([])
    {'type': 'FeatureCollection', 'features': []}
    """
    return {"type": "FeatureCollection", "features": [_feature(row) for row in rows]}


def _feature(row: Summary) -> dict[str, Any]:
    place = row["place"]
    placed = place is not None and place["lat"] is not None
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]} if place and placed else None,
        "properties": dict(row),
    }


def evidence_csv(archive: Archive, event_id: str) -> str:
    """The quoted words behind every field of an event; no cell can be a formula."""
    with archive.store() as store:
        event = store.event(event_id)
        if event is None:
            return ""
        claims, articles = parts_of(store, [event])
    stream = io.StringIO(newline="")
    context = frame(claims.values(), articles.values())
    flat.write_evidence(flat.evidence_rows([event], context, flat.CSV, {event.id: [event.id]}), stream)
    return stream.getvalue()
