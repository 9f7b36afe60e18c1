"""Parsing only what can hold an event: the claims are those of parsing everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from warmonitor import parsing, pipeline
from warmonitor.coding import rules
from warmonitor.coding.triggers import holds_events, may_hold_events
from warmonitor.model import Article, Sentence
from warmonitor.reading import to_document

CORPUS = Path(__file__).parent / "corpus" / "develop" / "articles.jsonl"
QUIET = (
    "The library will stay open until nine in the evening, the council said.",
    "Apple growers expect a good harvest after a mild spring.",
)
TELLING = (
    "Ze bombed the depot near Orsha.",
    "Tanks rolled into Vardo overnight.",
    "Suicide-bombers blew themselves up at a check-point.",
    "The mob was gonna go off.",
    "IS beheaded a shepherd in the hills.",
)


@pytest.fixture(scope="module")
def articles(sample_articles: list[Article]) -> list[Article]:
    return [*sample_articles, *pipeline.read([CORPUS])]


def test_claims_are_those_of_parsing_everything(articles: list[Article]) -> None:
    quiet = [Article(f"quiet-{n}", text) for n, text in enumerate(QUIET)]
    coded = 0
    for article in (*articles, *quiet):
        claims = tuple(rules.code(pipeline.prepare(article)))
        assert pipeline.code_article(article).claims == claims, article.id
        coded += len(claims)
    assert coded > len(articles)


def test_no_sentence_that_is_passed_over_holds_a_trigger(articles: list[Article]) -> None:
    """Parse those that are passed over, and only those."""
    seen: list[Sentence] = []

    def none_holds(sentence: Sentence) -> bool:
        seen.append(sentence)
        assert not holds_events(sentence), [token.text for token in sentence.tokens]
        return False

    for article in articles:
        document = to_document(article)
        assert parsing.parse_if(document, lambda lemmas: not may_hold_events(lemmas), none_holds) is None
    assert len(seen) > len(articles)


@pytest.mark.parametrize("text", QUIET)
def test_what_tells_of_no_event_is_never_parsed(text: str) -> None:
    def parsed(sentence: Sentence) -> bool:
        raise AssertionError(f"parsed: {[token.text for token in sentence.tokens]}")

    assert parsing.parse_if(to_document(Article("a", text)), may_hold_events, parsed) is None


@pytest.mark.parametrize("text", TELLING)
def test_words_of_events_are_seen_before_the_parse(text: str) -> None:
    seen: list[Sentence] = []
    document = to_document(Article("a", text))
    parsed = parsing.parse_if(document, may_hold_events, lambda sentence: not seen.append(sentence))  # type: ignore[func-returns-value]
    assert parsed == next(iter(parsing.parse([document])))
    assert seen
