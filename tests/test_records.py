"""JSON lines: what is written is read back the same, and what is broken is named."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.model import Article, Claim, Count, Evidence, Location, Party, Place, Source, Span, When
from warmonitor.records import RecordError, article_to_json, claim_from_json, claim_to_json

words = st.text(min_size=1, max_size=12)
spans = st.builds(lambda start, quote: Span(start, start + len(quote), quote), st.integers(0, 999), words)
days = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
figures = st.one_of(st.none(), st.integers(0, 10_000))
whens = st.builds(When, start=days, end=days, span=st.one_of(st.none(), spans), vague=st.booleans())
places = st.builds(Place, id=st.one_of(st.none(), words), name=words, kind=st.sampled_from(["city", "province", None]))
relations = st.sampled_from(["in", "near"])
locations = st.builds(Location, place=places, span=st.one_of(st.none(), spans), relation=relations)
parties = st.builds(Party, actor=st.one_of(st.none(), words), name=words, span=spans, alleged=st.booleans())
counts = st.builds(Count, kind=st.sampled_from(["killed", "injured"]), low=figures, high=figures, span=spans)
sources = st.builds(Source, name=words, kind=st.just("monitor"), span=spans, cue=st.one_of(st.none(), spans))
evidence = st.builds(Evidence, field=words, span=st.one_of(st.none(), spans), by=words)
claims = st.builds(
    Claim,
    id=words,
    article_id=words,
    trigger=spans,
    event_type=st.just("Battles"),
    sub_event_type=st.just("Armed clash"),
    status=st.just("happened"),
    focus=st.just("main"),
    side_a=st.lists(parties, max_size=2).map(tuple),
    side_b=st.lists(parties, max_size=2).map(tuple),
    place=st.one_of(st.none(), locations),
    places=st.lists(locations, max_size=2).map(tuple),
    when=st.one_of(st.none(), whens),
    counts=st.lists(counts, max_size=2).map(tuple),
    sources=st.lists(sources, max_size=2).map(tuple),
    evidence=st.lists(evidence, max_size=2).map(tuple),
)


@given(claims)
@settings(max_examples=60, deadline=None)
def test_a_claim_survives_its_json(claim: Claim) -> None:
    assert claim_from_json(json.loads(json.dumps(claim_to_json(claim)))) == claim


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({}, "without 'trigger'"),
        ({"trigger": {"quote": "x", "start": 0, "end": 1}, "id": "a"}, "without 'article'"),
        ({"trigger": 3}, "not in its form"),
        ({"trigger": {}}, "needs its quote"),
    ],
)
def test_a_broken_claim_says_what_is_wrong(record: dict[str, object], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        claim_from_json(record)


@pytest.mark.parametrize(
    ("published", "written"),
    [
        (When(date(2019, 3, 1), date(2019, 3, 1)), "2019-03-01"),
        (When(date(2019, 3, 1), None), None),  # a caption's bound: "or later"
        (When(date(2019, 3, 1), date(2019, 3, 31)), None),
        (None, None),
    ],
)
def test_only_a_known_day_is_written_as_the_day_of_publication(published: When | None, written: str | None) -> None:
    assert article_to_json(Article("a", "Shelling hit Marib.", published=published))["published"] == written


def test_an_annotated_row_is_a_claim() -> None:
    """Words without offsets, a figure that carries its source, no event type: what annotators write."""
    told = {"name": None, "quote": "the observatory", "kind": "monitor"}
    row = {
        "id": "c", "article": "a", "trigger": {"quote": "raid", "start": 4, "end": 8}, "sub_event_type": "Attack",
        "counts": [{"kind": "killed", "low": 3, "high": 3, "quote": "three", "approx": True, "source": told}],
    }  # fmt: skip
    claim = claim_from_json(row)
    assert claim.event_type == "Violence against civilians"
    assert [source.name for source in claim.sources] == ["the observatory"]
    assert (claim.counts[0].source, claim.counts[0].approximate) == (0, True)
    written = claim_to_json(claim)
    assert (written["counts"][0]["quote"], written["counts"][0]["start"]) == ("three", None)
    assert claim_from_json(written) == claim
