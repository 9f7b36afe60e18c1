"""Day and place over more than one sentence: the table of ``stories.toml``."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_constructions import DAY, day, place_fits

from warmonitor.coding.rules import code
from warmonitor.model import Article, Claim, When
from warmonitor.parsing import parse
from warmonitor.reading import to_document

STORIES = tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8"))["story"]


def claims_of(story: dict[str, Any]) -> list[Claim]:
    published = date.fromisoformat(story["published"]) if "published" in story else DAY
    article = Article(id="t", text=story["text"].strip(), language="en", published=When(published, published))
    return code(next(iter(parse([to_document(article)]))))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["what"])
def test_days_and_places_of_a_story(story: dict[str, Any]) -> None:
    found = claims_of(story)
    for expected in story["claims"]:
        claim = next((c for c in found if expected["trigger"] in c.trigger.quote), None)
        assert claim is not None, (expected, [c.trigger.quote for c in found])
        if "day" in expected:
            assert day(claim.when) == expected["day"], (expected, claim.when)
        if "place" in expected:
            assert place_fits(expected["place"], claim.place), (expected, claim.place)
