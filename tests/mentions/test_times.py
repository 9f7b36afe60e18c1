"""Times by table: a sentence and its day -> the expressions, their days and what else the words say."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.mentions import times
from warmonitor.mentions.time_patterns import rules
from warmonitor.model import Article, Document, Mention, Sentence, When
from warmonitor.parsing import parse

TABLE = Path(__file__).with_name("times.csv")
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [(row["published"], row["sentence"], row["expected"]) for row in csv.DictReader(file)]


def find(text: str, published: When | None) -> list[Mention]:
    article = Article("a", text, published=published)
    return list(times.find(Document(article, (), (Sentence(0, len(text), "body", 0),))))


def written(mention: Mention) -> str:
    when = mention.value
    assert isinstance(when, When)
    also = (when.part_of_day, when.duration, "vague" if when.vague else None, when.constraint)
    cells = (mention.span.quote, str(when.start or ""), str(when.end or ""), " ".join(filter(None, also)))
    return "|".join(cells)


@pytest.mark.parametrize(("published", "sentence", "expected"), ROWS)
def test_table(published: str, sentence: str, expected: str) -> None:
    day = date.fromisoformat(published) if published else None
    found = find(sentence, When(day, day) if day else None)
    assert " ; ".join(map(written, found)) == expected


def test_sentences_are_searched_for_every_rule_that_matches_in_them() -> None:
    text = times.SEPARATOR.join(sentence for _, sentence, _ in ROWS).lower()
    for order, rule in enumerate(rules()):
        everywhere = [m.span() for m in rule.pattern.finditer(text) if times.SEPARATOR not in m.group()]
        assert [m.span() for number, _, m in times._matches(text) if number == order] == everywhere, rule.name


def test_table_is_broad() -> None:
    assert len(ROWS) >= 120


def test_uncertain_day_resolves_only_what_is_certain() -> None:
    month = When(date(2018, 7, 1), date(2018, 7, 31))
    weekday, year = find("Clashes erupted on Friday and in 2014.", month)
    assert weekday.value == When(span=weekday.span, constraint="weekday:friday")
    assert isinstance(year.value, When)
    assert year.value.start == date(2014, 1, 1)


PIECES = st.sampled_from(
    [
        "Friday",
        "since",
        "May",
        "3",
        "to",
        "between",
        "and",
        "2014",
        "31 February",
        "ago",
        "two weeks",
        "a day earlier",
        "the",
        "late",
        "overnight",
        "last",
        "99 years",
        "in",
        "\n",
        "Feb 29",
        "July 25, 2018",
        "earlier this week",
        ".",
        "9999",
        "5000 years ago",
        "for",
        "dawn",
        "next month",
        "’s",
        "the 31st",
        "Eid",
        "Ab 12",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join), st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_quotes_stand_and_ranges_are_ordered(text: str, day: date | None) -> None:
    last = 0
    for mention in find(text, When(day, day) if day else None):
        when = mention.value
        assert isinstance(when, When)
        assert text[mention.span.start : mention.span.end] == mention.span.quote
        assert mention.span.start >= last
        last = mention.span.end
        if when.start and when.end:
            assert when.start <= when.end


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_never_raises(text: str) -> None:
    find(text, When(date(2018, 8, 1), date(2018, 8, 1)))


def test_every_rule_is_reached() -> None:
    names = {rule.name for rule in rules()}
    day = When(date(2018, 8, 1), date(2018, 8, 1))
    seen = {mention.by for _, sentence, _ in ROWS for mention in find(sentence, day)}
    assert names - seen == set()


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("The talks will resume on Monday in Geneva.", [date(2018, 8, 6)]),
        ("Elections are expected on Sunday in Mali.", [date(2018, 8, 5)]),
        ("The rebels said on Monday that they had shelled the town on Friday.", [date(2018, 7, 30), date(2018, 7, 27)]),
    ],
)
def test_weekday_of_a_future_verb_lies_ahead(sentence: str, days: list[date]) -> None:
    published = When(date(2018, 8, 1), date(2018, 8, 1))
    bare = Document(Article("a", sentence, published=published), (), (Sentence(0, len(sentence), "body", 0),))
    (document,) = parse([bare])
    assert [m.value.start for m in times.find(document) if isinstance(m.value, When)] == days
