"""Who holds what, with the words for it: the rows of the control ledger as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from warmonitor.model import Control
from warmonitor.web.history import Parts
from warmonitor.web.passages import sentence_at
from warmonitor.web.shapes import ControlClaim, ControlRow, ControlShape
from warmonitor.web.summaries import party_shape, place_shape


def control_shape(rows: Sequence[Control], parts: Parts, events: Mapping[str, str], on: date | None = None
                  ) -> ControlShape:  # fmt: skip
    """The rows with their reasons; ``events`` gives each claim's event, ``on`` keeps what holds on a day."""
    held = [row for row in rows if on is None or holds(row, on)]
    days = sorted({day for row in rows for day in (row.start, row.end) if day})
    return {
        "days": [day.isoformat() for day in days],
        "on": on.isoformat() if on else None,
        "rows": [_row(row, parts, events) for row in held],
    }


def holds(row: Control, day: date) -> bool:
    """Whether a row holds on a day: from its first day until the next change."""
    return row.start is not None and row.start <= day and (row.end is None or day < row.end)


def _row(row: Control, parts: Parts, events: Mapping[str, str]) -> ControlRow:
    place = place_shape(row.place)
    assert place is not None
    return {
        "place": place,
        "holder": party_shape(row.holder) if row.holder else None,
        "previous": party_shape(row.previous) if row.previous else None,
        "state": row.state,
        "from": row.start.isoformat() if row.start else None,
        "to": row.end.isoformat() if row.end else None,
        "contested": row.contested,
        "claims": [_claim(key, parts, events) for key in row.claims if key in parts[0]],
    }


def _claim(key: str, parts: Parts, events: Mapping[str, str]) -> ControlClaim:
    claim = parts[0][key]
    article = parts[1].get(claim.article_id)
    published = article.published if article else None
    return {
        "id": key,
        "event": events.get(key),
        "article": claim.article_id,
        "outlet": article.outlet if article else None,
        "published": published.end.isoformat() if published and published.end else None,
        "quote": claim.trigger.quote,
        "start": claim.trigger.start,
        "end": claim.trigger.end,
        "sentence": sentence_at(article, claim.trigger.start, claim.trigger.end),
    }
