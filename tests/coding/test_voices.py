"""Whose word an event rests on, over the sentences of a short article."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from warmonitor.coding.rules import code
from warmonitor.model import Article, Claim, When
from warmonitor.ontology import parse_table
from warmonitor.parsing import parse
from warmonitor.reading import to_document

HERE = Path(__file__).parent
DAY = date(2024, 3, 20)
ROWS = tuple(dict(row) for row in parse_table("voices.csv", (HERE / "voices.csv").read_text(encoding="utf-8")))


@cache
def claims_of(text: str) -> list[Claim]:
    article = Article(id="t", text=text, language="en", published=When(DAY, DAY))
    return code(next(iter(parse([to_document(article)]))))


def claim_of(row: dict[str, str]) -> Claim:
    types = row["sub_event_type"].split("|")
    return next(c for c in claims_of(row["text"]) if c.sub_event_type in types or types == ["?"])


def cells(cell: str) -> set[str]:
    return set(filter(None, cell.split(";")))


@pytest.mark.parametrize("row", [row for row in ROWS if row["sources"] != "?"], ids=lambda row: row["text"][:60])
def test_sources_of_an_event(row: dict[str, str]) -> None:
    told = {s.name + ("" if s.stance == "asserts" else f":{s.stance}") for s in claim_of(row).sources}
    assert told == cells(row["sources"])


@pytest.mark.parametrize("row", [row for row in ROWS if row["figures"] != "?"], ids=lambda row: row["text"][:60])
def test_each_figure_has_its_own_source(row: dict[str, str]) -> None:
    claim = claim_of(row)
    told = {f"{c.low} {claim.sources[c.source].name if c.source is not None else ''}" for c in claim.counts}
    assert told == cells(row["figures"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:60])
def test_sources_name_their_words(row: dict[str, str]) -> None:
    for claim in claims_of(row["text"]):
        assert all(s.span and row["text"][s.span.start : s.span.end] == s.span.quote for s in claim.sources)
        assert {f"sources[{n}]" for n in range(len(claim.sources))} <= {e.field for e in claim.evidence}
