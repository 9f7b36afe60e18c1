"""Patterns behind a gate match where they match without it."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor.reading.gated import Gated, Phrases, gated, phrases
from warmonitor.reading.patterns import patterns

CASES = [json.loads(line)["text"] for line in
         Path(__file__).with_name("zones.jsonl").read_text(encoding="utf-8").splitlines()]  # fmt: skip
LEXICON = [getattr(patterns(), field.name) for field in fields(patterns())]
OURS = [p for found in LEXICON if isinstance(found, Phrases) for p in found.patterns]
OURS += [found for found in LEXICON if isinstance(found, Gated)]
NEEDS: list[tuple[str, tuple[str, ...]]] = [
    (r"\bsubscribe (?:now|here)\b|^donate\b", ("donate", "subscribe ")),
    (r"photos? by [A-Z]+", ("photo",)), (r"(?:abc)?x+", ()), (r"(?:epa|afp)/\w+", ("afp", "epa")), (r"©", ("©",)),
    (r"[\[(]file", ("file",)), (r"\d+ (?:min|hours?) read", (" read",)), (r"(?:kiosk){2}", ("kiosk",)), (r"a|bcd", ()),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "needs"), NEEDS)
def test_needs(pattern: str, needs: tuple[str, ...]) -> None:
    assert gated(pattern).needs == needs


def sample(pattern: Gated) -> st.SearchStrategy[str]:
    return st.one_of(st.from_regex(re.compile(pattern.pattern, re.IGNORECASE)), st.sampled_from(CASES))


def test_the_lexicon_is_gated() -> None:
    assert len(OURS) > 80
    assert sum(not p.needs for p in OURS) <= 2


@given(st.sampled_from(OURS).flatmap(lambda p: st.tuples(st.just(p), sample(p))))
def test_the_gate_lets_every_match_through(drawn: tuple[Gated, str]) -> None:
    pattern, text = drawn
    found, plain = pattern.search(text), re.compile(pattern.pattern, re.IGNORECASE).search(text)
    assert (found and found.span()) == (plain and plain.span())


def test_letters_that_patterns_take_for_others() -> None:
    assert phrases(["^kiosk"]).stand_in("Kıoſk and more") == bool(re.match("^kiosk", "Kıoſk", re.IGNORECASE))
