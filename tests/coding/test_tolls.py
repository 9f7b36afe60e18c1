"""Figures told over several sentences go to the event that they are of (tolls.csv)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warmonitor.coding.rules import code
from warmonitor.model import Article, Claim, Count, When
from warmonitor.ontology import parse_table
from warmonitor.parsing import parse
from warmonitor.reading import to_document

DAY = date(2024, 3, 20)
TOLLS = {"killed", "injured"}
TABLE = Path(__file__).with_name("tolls.csv")
ROWS = tuple(dict(row) for row in parse_table(TABLE.name, TABLE.read_text(encoding="utf-8")))


def claims_of(text: str) -> list[Claim]:
    article = Article(id="t", text=text, language="en", published=When(DAY, DAY))
    return code(next(iter(parse([to_document(article)]))))


def event(claim: Claim) -> str:
    return f"{claim.sub_event_type} {claim.place.place.name if claim.place else ''}".strip()


def written(count: Count) -> str:
    low, high = ("" if n is None else str(n) for n in (count.low, count.high))
    return f"{'*' if count.part_of else ''}{count.kind} {low}-{high}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['construction']}: {row['event']}")
def test_tolls(row: dict[str, str]) -> None:
    told = {event(c): sorted(written(n) for n in c.counts if n.kind in TOLLS) for c in claims_of(row["text"])}
    assert told.get(row["event"]) == sorted(filter(None, row["counts"].split(";"))), told
