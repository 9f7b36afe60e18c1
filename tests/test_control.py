"""The ledger of control: by table, and the holder on a day."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from told_claims import told_articles, told_claim
from warmonitor.control import holder_on, ledger
from warmonitor.model import Article

TABLE = Path(__file__).parent / "control_cases.toml"
CASES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_ledger(case: dict[str, Any]) -> None:
    rows = ledger((told_claim(row) for row in case["claims"]), told_articles(case["claims"]))
    shown = [
        [row.state, row.holder.name if row.holder else "", str(row.start or ""), str(row.end or ""), row.contested]
        for row in rows
    ]
    assert shown == case["rows"]


def test_ledger_does_not_depend_on_order() -> None:
    claims = [told_claim({**row, "id": f"{i}{row['id']}"}) for i, case in enumerate(CASES) for row in case["claims"]]
    assert ledger(claims) == ledger(reversed(claims))


def test_the_holder_on_a_day_and_what_it_rests_on() -> None:
    rows = ledger(told_claim(row) for row in CASES[0]["claims"])
    before, during, after = (holder_on(rows, "AF-kunduz", date(2015, month, 30)) for month in (8, 9, 10))
    assert before is None
    assert during is not None and during.holder is not None and during.holder.name == "Taliban"
    assert after is not None and after.previous is not None and after.previous.name == "Taliban"
    assert during.claims == ("a",)


TAKEN = {
    "Militants captured the town of Ubari on Monday.": ["captured"],
    "Militants captured several districts of Ubari on Monday.": ["contested"],
    "Militants captured parts of Ubari on Monday.": ["contested"],
    "Militants captured two army posts in Ubari on Monday.": [],
    "Militants captured a village near the border, south of Ubari.": [],
    "Militants captured the last supply route into Ubari.": [],
    "In Ubari, militants captured an airbase from the army.": [],
    "The army lost Ubari, but its fighters captured the town again.": ["captured"],
    "Militants captured the mountain town of Ghat, near Ubari.": [],
    "The town of Ubari was captured by militants on Monday.": ["captured"],
}


@pytest.mark.parametrize("sentence", TAKEN)
def test_what_was_taken(sentence: str) -> None:
    """A capture of posts, roads or villages says nothing on who holds the town that is named with them."""
    article = Article("x", sentence)
    row = {"id": "a", "article": "x", "type": "Non-state actor overtakes territory", "place": "Ubari"}
    claim = told_claim({**row, "when": "2015-09-28", "side_a": "Brigade"})
    found = [re.search(word, sentence) for word in ("captured", "Ubari")]
    trigger, place = (article.span(match.start(), match.end()) for match in found if match)
    assert claim.place is not None
    claim = replace(claim, trigger=trigger, place=replace(claim.place, span=place))
    assert [entry.state for entry in ledger([claim], {"x": article})] == TAKEN[sentence]


def test_a_province_is_taken_only_where_the_text_says_just_that() -> None:
    row = {"id": "a", "type": "Non-state actor overtakes territory", "place": "Mopti", "when": "2015-09-28"}
    assert ledger([told_claim({**row, "side_a": "Brigade"})]) == []
