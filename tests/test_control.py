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
from warmonitor.holding import holding_of
from warmonitor.model import Article, Party, When
from warmonitor.records import control_from_json, control_to_json

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


HELD = {
    # words beside the place, who holds it, whether only parts of it
    "Jets struck the rebel-held town of Ubari on Monday.": ("Opposition rebels (Libya)", False),
    "Jets struck government-controlled Ubari on Monday.": ("Military Forces of Libya", False),
    "Jets struck rebel-held parts of Ubari on Monday.": ("Opposition rebels (Libya)", True),
    "Jets struck Ubari, which is controlled by Islamic State, on Monday.": ("Islamic State", False),
    "Jets struck Ubari on Monday. Nearby Ghat is held by Islamic State.": None,
    "Islamic State controls Ubari and fired shells.": ("Islamic State", False),
    "Islamic State took control of Ubari on Monday.": None,
    "Jets struck the Islamic State-held town of Ubari.": ("Islamic State", False),
    "Officials in Ubari held talks.": None,
    "Talks were held in Ubari.": None,
}


@pytest.mark.parametrize("sentence", HELD)
def test_who_holds_a_place_by_the_words_beside_it(sentence: str) -> None:
    article = Article("x", sentence)
    claim = told_claim({"id": "a", "article": "x", "type": "Air/drone strike", "place": "Ubari", "when": "2015-09-28"})
    assert claim.place is not None
    at = sentence.index("Ubari")
    claim = replace(claim, place=replace(claim.place, span=article.span(at, at + 5)))
    found = holding_of(claim, article)
    assert (found and (found.holder.name, found.is_part)) == HELD[sentence]
    if found:
        assert found.words.quote in sentence
        (row,) = ledger([claim], {"x": article})
        assert row.state == ("contested" if found.is_part else "held")
        assert [ground.span for ground in row.grounds] == [found.words]


def test_words_that_a_place_is_held_bear_out_its_capture() -> None:
    row = {"type": "Non-state actor overtakes territory", "place": "Ubari", "when": "2015-09-28", "side_a": "Rebels"}
    taken = told_claim({**row, "id": "a"})
    text = "Jets struck rebel-held Ubari."
    article = Article("x", text, published=When(date(2016, 3, 1), date(2016, 3, 1)))
    strike = told_claim({"id": "b", "article": "x", "type": "Air/drone strike", "place": "Ubari"})
    assert strike.place is not None
    strike = replace(strike, place=replace(strike.place, span=article.span(23, 28)))
    named = replace(taken, side_a=(Party("opposition-rebels-libya", "Opposition rebels (Libya)"),))
    (entry,) = ledger([named, strike], {"x": article})
    assert (entry.state, str(entry.start), entry.claims) == ("captured", "2015-09-28", ("a", "b"))


def test_ground_that_was_taken_is_a_figure_with_its_words_and_who_claims_it() -> None:
    row = {"id": "a", "type": "Government regains territory", "place": "Ubari", "when": "2015-09-28", "side_a": "Army"}
    claim = told_claim({**row, "sources": ["Army media"], "counts": ["localities 8", "area_km2 2000", "killed 3"]})
    (entry,) = ledger([claim])
    assert [(g.kind, g.low, g.high) for g in entry.grounds] == [
        (None, None, None), ("localities", 8, 8), ("area_km2", 2000, 2000),
    ]  # fmt: skip
    assert entry.origins == ("Army media",)
    assert control_from_json(control_to_json(entry)) == entry


def test_a_day_that_is_only_inferred_is_no_day_of_the_ledger() -> None:
    row = {"id": "a", "type": "Government regains territory", "place": "Ubari", "when": "2015-09-28", "side_a": "Army"}
    claim = told_claim(row)
    assert claim.when is not None
    inferred = replace(claim, when=replace(claim.when, basis="day told before"))
    assert [entry.start for entry in ledger([inferred])] == [None]
    assert ledger([replace(inferred, focus="other")]) == []
