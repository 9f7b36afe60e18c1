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


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Al-Shabab clashed with the army in Jilib on Monday and lost 12 of its fighters.", ["side_a"]),
        ("Houthi fighters fought the army in Taiz on Monday, killing 12 of the army's soldiers.", ["side_b"]),
        (
            "The Sudanese army attacked rebels in Boali on Monday. Members of the Sudanese army attended the funeral "
            "of eight fellow fighters who died during the assault.",
            ["side_a"],
        ),
        (
            "Clashes between the rebels and the Islamic State in Bria on Monday killed at least 40 fighters from rebel "
            "groups as well as 12 Islamic State fighters.",
            ["side_a", "side_b"],
        ),
        ("The army stormed Baga and fought Boko Haram with advice from some 200 US special forces troops.", [None]),
    ],
)
def test_whose_the_counted_are(text: str, whom: list[str | None]) -> None:
    assert [n.whom for c in claims_of(text) for n in c.counts] == whom


def test_evidence_of_a_dropped_sum() -> None:
    text = "A car bomb killed 32 people in Sudan, officials said. The car bomb in Kutum killed 22 people on Monday. "
    bomb = claims_of(text + "In Nyala shelling killed 10 people.")[0]
    assert [(e.field, e.span and e.span.quote) for e in bomb.evidence if e.field.startswith("counts")] == [
        ("counts[0]", "22 people")
    ]
