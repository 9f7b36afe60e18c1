"""Actors by table, over many wars, and that the words chosen for a side do not change what is found."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.mentions.actor_names import actors_by_id, country_names, slug
from warmonitor.mentions.actors import actor, find, generated, main_country
from warmonitor.model import Actor, Article, Document, Location, Mention, Place, Sentence, Span
from warmonitor.ontology import cells, table
from warmonitor.parsing import parse

CASES = tomllib.loads((Path(__file__).parent / "actors.toml").read_text(encoding="utf-8"))["case"]


@cache
def parsed(text: str) -> Document:
    sentences, start = [], 0
    for part in text.replace(". ", ".\n").split("\n"):
        sentences.append(Sentence(start, start + len(part), "body", 0))
        start += len(part) + 1
    return next(parse([Document(Article("a", text), (), tuple(sentences))]))


def mentions(text: str) -> list[Mention]:
    return list(find(parsed(text)))


def name_of(mention: Mention) -> str | None:
    return mention.value.name if isinstance(mention.value, Actor) else None


@pytest.mark.parametrize("case", CASES, ids=[case["war"] for case in CASES])
def test_finds_the_actors_of_a_text(case: dict[str, Any]) -> None:
    found = [(m.span.quote, name_of(m)) for m in mentions(case["text"])]
    at = 0
    for line in case["actors"]:
        words, name = line.split(" = ")
        expected = (words, None if name == "?" else name)
        assert expected in found[at:], (expected, found)
        at = found.index(expected, at) + 1
    assert not {words for words, _ in found} & set(case.get("none", ()))
    if "country" in case:
        assert main_country(parsed(case["text"])) == case["country"]


@pytest.mark.parametrize("case", CASES, ids=[case["war"] for case in CASES])
def test_quotes_stand_in_the_text(case: dict[str, Any]) -> None:
    for mention in mentions(case["text"]):
        assert case["text"][mention.span.start : mention.span.end] == mention.span.quote
        assert mention.by


SWAPS = [("regime", "government"), ("terrorists", "militants"), ("rebels", "insurgents"), ("Hezbollah", "Al-Shabaab")]
FRAMES = [
    "{} shelled a village in the north on Monday.",
    "The army clashed with {} near the border.",
    "Ten people were killed by {} on Friday.",
]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(SWAPS), st.sampled_from(FRAMES))
def test_the_word_for_a_side_does_not_change_the_spans(pair: Sequence[str], frame: str) -> None:
    spans = []
    for word in pair:
        text = frame.format(word)
        shift = text.index(word)
        ours = [m for m in mentions(text) if m.span.start <= shift < m.span.end]
        spans.append([(m.span.start, m.span.quote == word) for m in ours])
    assert spans[0] == spans[1]


def test_the_list_holds_together() -> None:
    rows = table("actors.csv")
    ids = {row["id"] for row in rows}
    assert len(ids) == len(rows) >= 350
    for row in rows:
        assert row["id"] == slug(row["name"])
        assert not row["country"] or row["country"] in country_names()
        for other in (*cells(row["affiliation"]), *cells(row["allies"])):
            assert actor(other).id == other, (row["id"], other)


def test_classes_exist_for_every_country() -> None:
    for country in country_names():
        made = generated("military", country)
        assert actor(made.id or "").country == country
    assert generated("rebels", None).name == "Opposition rebels"
    assert actors_by_id()["islamic-state"].name == "Islamic State"


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        actor("nobody-of-nowhere")


def test_a_scene_abroad_goes_on() -> None:
    text = "Police held back protesters at the Sudanese embassy in London. Two officers were hurt. Sudan saw clashes."
    at = Span(55, 61, "London")
    london = Mention("place", at, Location(Place("gb:london", "London", "city", "GB"), at), "gazetteer")
    found = {name_of(m) for m in find(parsed(text), [london])}
    assert found >= {"Police Forces of the United Kingdom", "Protesters (United Kingdom)"}
    assert "Police Forces of Sudan" not in found


def test_the_army_of_a_state_outlet() -> None:
    document = parsed("The army destroyed a depot of the terrorists.")
    ours = replace(document, article=replace(document.article, outlet="SANA"))
    assert [name_of(m) for m in find(ours)] == ["Military Forces of Syria", "Unidentified armed group (Syria)"]
