"""Private persons are found, office-holders, bodies and places are not."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor import pipeline
from warmonitor.mentions.persons import find_private_names
from warmonitor.model import Article, Document

CASES = tomllib.loads((Path(__file__).parent / "persons.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30])
def test_private_names(case: dict[str, Any]) -> None:
    document = pipeline.prepare(Article("a", case["text"]))
    assert [span.quote for span in find_private_names(document)] == case["masked"]


@given(st.text(max_size=200))
def test_property_spans_stand_in_the_text_in_order_and_apart(text: str) -> None:
    spans = find_private_names(Document(Article("a", text), (), ()))
    assert all(text[span.start : span.end] == span.quote for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
