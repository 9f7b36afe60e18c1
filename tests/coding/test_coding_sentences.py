"""The coder on single sentences: each row of sentences.csv is one class of English."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warmonitor.coding.rules import code
from warmonitor.model import Article, Claim, Party, When
from warmonitor.ontology import parse_table
from warmonitor.parsing import parse
from warmonitor.reading import to_document

TABLE = Path(__file__).with_name("sentences.csv")
ROWS = parse_table(TABLE.name, TABLE.read_text(encoding="utf-8"))
DAY = date(2024, 3, 20)


def claims_of(sentence: str) -> list[Claim]:
    article = Article(id="t", text=sentence, language="en", published=When(DAY, DAY))
    document = next(iter(parse([to_document(article)])))
    return code(document)


def names(parties: tuple[Party, ...]) -> set[str]:
    return {party.name for party in parties}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["sentence"][:60])
def test_sentence(row: dict[str, str]) -> None:
    claims = claims_of(row["sentence"])
    if not row["sub_event_type"]:
        assert claims == []
        return
    fitting = [c for c in claims if c.sub_event_type == row["sub_event_type"]]
    assert fitting, f"coded as {[c.sub_event_type for c in claims]}"
    claim = fitting[0]
    assert claim.status == row["status"] or {claim.status, row["status"]} <= {"happened", "ongoing"}
    for field in ("side_a", "side_b"):
        if row[field] != "?":
            assert names(getattr(claim, field)) == set(filter(None, row[field].split("|")))
    if row["place"] not in {"", "?"}:
        assert claim.place is not None
        assert row["place"] in {claim.place.place.name, claim.place.span.quote if claim.place.span else ""}
    if row["killed"]:
        low, high = row["killed"].split("-")
        assert (int(low), int(high) if high else None) in {(c.low, c.high) for c in claim.counts if c.kind == "killed"}
