"""One row for one incident, however often an article tells it: the table of ``retellings.toml``."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from warmonitor.coding.rules import code
from warmonitor.model import Article, Claim, When
from warmonitor.parsing import parse
from warmonitor.reading import to_document

DAY = date(2024, 3, 20)
ROWS = tomllib.loads(Path(__file__).with_name("retellings.toml").read_text(encoding="utf-8"))["retelling"]


def told(claim: Claim) -> str:
    return f"{claim.sub_event_type}, {claim.place.place.name if claim.place else ''}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["what"])
def test_retellings(row: dict[str, Any]) -> None:
    article = Article(id="t", text=row["text"].strip(), language="en", published=When(DAY, DAY))
    assert [told(claim) for claim in code(next(iter(parse([to_document(article)]))))] == row["rows"]


def test_a_denial_leaves_its_words_and_makes_the_doer_alleged() -> None:
    text = next(row["text"] for row in ROWS if row["what"].startswith("what is asserted, and denied"))
    article = Article(id="t", text=text, language="en", published=When(DAY, DAY))
    (claim,) = code(next(iter(parse([to_document(article)]))))
    assert claim.status == "happened"
    assert all(party.alleged for party in claim.side_a)
    assert {source.stance for source in claim.sources} == {"denies", "blames"}
