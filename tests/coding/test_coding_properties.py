"""What holds of every claim, whatever the text: its evidence, its bounds, and that noise does not change it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor import pipeline
from warmonitor.coding import merge
from warmonitor.coding.reports import Report
from warmonitor.coding.rules import code
from warmonitor.model import Article, Claim, When
from warmonitor.parsing import parse
from warmonitor.reading import to_document

DAY = date(2023, 11, 8)
STORY = (
    "At least 40 people were killed on Sunday when army jets bombed a market in the town of Kutum in North Darfur, "
    "the Darfur Relief Committee said. The army denied that it had hit civilians.",
    "On Monday fighters of the Rapid Support Forces captured the town of Um Keddada after clashes with regime troops, "
    "residents told Radio Marrah by telephone. Twelve soldiers died, they said.",
    "The United Nations called for a ceasefire. More than 10,000 people have been killed since the war began in April.",
)


def claims_of(text: str) -> list[Claim]:
    article = Article("t", text, language="en", published=When(DAY, DAY))
    return code(next(iter(parse([to_document(article)]))))


def gist(claims: list[Claim]) -> list[tuple[object, ...]]:
    """A claim without its offsets."""
    return [
        (c.sub_event_type, c.status, c.place and c.place.place.name, c.when and c.when.start,
         [p.name for p in c.side_a], [p.name for p in c.side_b], [(n.kind, n.low, n.high) for n in c.counts])
        for c in claims
    ]


def test_the_story_is_coded() -> None:
    types = {c.sub_event_type for c in claims_of("\n".join(STORY))}
    assert {"Air/drone strike", "Non-state actor overtakes territory"} <= types


def test_every_filled_field_has_evidence_and_every_quote_stands() -> None:
    text = "\n".join(STORY)
    for claim in claims_of(text):
        grounds = {e.field for e in claim.evidence}
        assert {"trigger", "event_type", "sub_event_type", "status", "focus"} <= grounds
        for name in ("side_a", "side_b", "places", "counts", "sources"):
            assert {f"{name}[{n}]" for n in range(len(getattr(claim, name)))} <= grounds
        assert ("place" in grounds) == (claim.place is not None)
        assert ("when" in grounds) == (claim.when is not None)
        assert all(text[e.span.start : e.span.end] == e.span.quote for e in claim.evidence if e.span)
        for count in claim.counts:
            assert count.low is None or count.high is None or count.low <= count.high
            assert count.source is None or count.source < len(claim.sources)


def test_coding_twice_gives_equal_claims() -> None:
    text = "\n".join(STORY)
    assert claims_of(text) == claims_of(text)


def test_a_doubled_body_adds_nothing() -> None:
    text = "\n".join(STORY)
    assert gist(claims_of(f"{text}\n{text}")) == gist(claims_of(text))


@pytest.mark.parametrize(("word", "other"), [("regime troops", "government troops"), ("fighters", "militants")])
def test_loaded_words_change_nothing(word: str, other: str) -> None:
    text = "\n".join(STORY)
    assert word in text
    assert gist(claims_of(text.replace(word, other))) == gist(claims_of(text))


@given(st.text(alphabet=st.sampled_from("abc ABC.,'\"-–()\n\u202e0129%éаع killed bombed in Aleppo"), max_size=400))
@settings(max_examples=25, deadline=None)
def test_no_text_breaks_the_coder(text: str) -> None:
    for claim in claims_of(text):
        assert claim.trigger.quote in text


def test_far_events_are_passed_over_and_none_that_could_be_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long article is not compared with itself sentence by sentence; what is skipped would never have been joined."""
    asked = Counter[str]()
    sameness = merge.sameness

    def counted(draft: merge.Draft, report: Report) -> float | None:
        asked[size] += 1
        return sameness(draft, report)

    monkeypatch.setattr(merge, "sameness", counted)
    towns = ("Sirte", "Kabul", "Mosul", "Taiz", "Goma", "Kidal", "Gao", "Aden")
    lines = [f"Shells killed {n % 40 + 3} people in {towns[n % 8]} on {n % 28 + 1} March 2019. The army denied it. "
             f"Later {n % 9 + 2} more were wounded there." for n in range(240)]  # fmt: skip
    found = {}
    for size, number in (("half", 120), ("whole", 240)):
        found[size] = pipeline.code_article(Article("long", "\n".join(lines[:number]))).claims
    assert asked["whole"] < 2.5 * asked["half"]
    monkeypatch.setattr(merge, "reach", lambda needed: inf)
    size = "all"
    assert pipeline.code_article(Article("long", "\n".join(lines[:120]))).claims == found["half"]
    assert asked["all"] > 1.5 * asked["half"]
