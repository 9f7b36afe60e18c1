"""Whose word an event rests on, over the sentences of a short article."""

from __future__ import annotations

import pytest
from test_constructions import claims_of, read

ROWS = read("voices.csv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:60])
def test_sources_of_an_event(row: dict[str, str]) -> None:
    types = row["sub_event_type"].split("|")
    claim = next(c for c in claims_of(row["text"]) if c.sub_event_type in types)
    told = {s.name + ("" if s.stance == "asserts" else f":{s.stance}") for s in claim.sources}
    assert told == set(filter(None, row["sources"].split(";")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:60])
def test_sources_name_their_words(row: dict[str, str]) -> None:
    for claim in claims_of(row["text"]):
        assert all(s.span and row["text"][s.span.start : s.span.end] == s.span.quote for s in claim.sources)
        assert {f"sources[{n}]" for n in range(len(claim.sources))} <= {e.field for e in claim.evidence}
