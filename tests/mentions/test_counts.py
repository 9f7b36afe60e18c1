"""Counts by table: a sentence -> its figures, what they count, whom, and which are parts or totals of a war."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.mentions import counts
from warmonitor.mentions.count_phrases import find_figures
from warmonitor.mentions.numbers import read_number
from warmonitor.model import Article, Count, Document, Mention, Sentence
from warmonitor.parsing import parse

TABLE = Path(__file__).with_name("counts.csv")
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [(row["sentence"], row["expected"]) for row in csv.DictReader(file)]


def document(text: str) -> Document:
    return Document(Article("a", text), (), (Sentence(0, len(text), "body", 0),))


@pytest.fixture(scope="module")
def parsed() -> dict[str, Document]:
    return {d.article.text: d for d in parse(document(sentence) for sentence, _ in ROWS)}


def written(mention: Mention) -> str:
    count = mention.value
    assert isinstance(count, Count)
    bounds = f"{'' if count.low is None else count.low}-{'' if count.high is None else count.high}"
    also = (
        "approximate" if count.approximate else "",
        "vague" if count.vague else "",
        f"part of {count.part_of}" if count.part_of else "",
        "cumulative" if mention.by == "cumulative" else "",
    )
    return "|".join([mention.span.quote, count.kind, bounds, count.whom or "", " ".join(filter(None, also))])


@pytest.mark.parametrize(("sentence", "expected"), ROWS)
def test_table(sentence: str, expected: str, parsed: dict[str, Document]) -> None:
    assert " ; ".join(map(written, counts.find(parsed[sentence]))) == expected


def test_table_is_broad() -> None:
    assert len(ROWS) >= 120


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5,000", 5000),
        ("twenty-three", 23),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("1.2 million", 1200000),
        ("half a million", 500000),
        ("a quarter of a million", 250000),
        ("two hundred and fifty", 250),
        ("a hundred", 100),
        ("three thousand five hundred", 3500),
        ("1.5", None),
        ("", None),
        ("dozens", None),
    ],
)
def test_numbers(text: str, value: int | None) -> None:
    assert read_number(text) == value


def test_part_of_a_whole_in_the_sentence_before() -> None:
    text = "The raid on Hajjah killed 38 people. Nine of them were children."
    halves = (Sentence(0, 36, "body", 0), Sentence(37, len(text), "body", 0))
    (both,) = parse([Document(Article("a", text), (), halves)])
    whole, part = (m.value for m in counts.find(both))
    assert isinstance(whole, Count)
    assert isinstance(part, Count)
    assert (whole.low, part.low, part.kind, part.part_of) == (38, 9, "killed", "38 people")


def test_works_without_a_parse() -> None:
    found = list(counts.find(document("Gunmen killed 12 villagers and wounded at least 20 others.")))
    assert [m.span.quote for m in found] == ["12 villagers", "at least 20 others"]


PIECES = st.sampled_from(
    [
        "killed",
        "12",
        "at least",
        "between",
        "and",
        "dozens",
        "of",
        "people",
        "wounded",
        "a child",
        "including",
        "them",
        "among",
        "the dead",
        "were",
        "20-30",
        "5,000",
        "two",
        "million",
        ".",
        ",",
        "or",
        "toll",
        "to",
        "(",
        "’",
        "\n",
        "2011",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_quotes_stand_and_bounds_are_ordered(text: str) -> None:
    for mention in counts.find(document(text)):
        count = mention.value
        assert isinstance(count, Count)
        assert text[mention.span.start : mention.span.end] == mention.span.quote
        if count.low is not None and count.high is not None:
            assert count.low <= count.high


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_never_raises(text: str) -> None:
    list(counts.find(document(text)))
    list(find_figures(text))
