"""JSON lines in and out: every type of ``model`` in the form that users' scripts rely on (docs/interface.md).

Writing never loses a field and reading takes what writing gave: ``claim_from_json(claim_to_json(c)) == c``.
"""

from warmonitor.records.claims import (
    Json,
    RecordError,
    article_to_json,
    claim_from_json,
    claim_to_json,
    count_from_json,
    count_to_json,
    day_to_json,
    location_from_json,
    location_to_json,
    mention_to_json,
    parse_day,
    party_to_json,
    source_from_json,
    source_to_json,
    when_from_json,
    when_to_json,
)
from warmonitor.records.events import (
    contradiction_to_json,
    control_from_json,
    control_to_json,
    event_from_json,
    event_to_json,
)

__all__ = [
    "Json",
    "RecordError",
    "article_to_json",
    "claim_from_json",
    "claim_to_json",
    "contradiction_to_json",
    "control_from_json",
    "control_to_json",
    "count_from_json",
    "count_to_json",
    "day_to_json",
    "event_from_json",
    "event_to_json",
    "location_from_json",
    "location_to_json",
    "mention_to_json",
    "parse_day",
    "party_to_json",
    "source_from_json",
    "source_to_json",
    "when_from_json",
    "when_to_json",
]
