"""Day, place and sides over more than one sentence: the table of ``stories.toml``."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from warmonitor.coding.rules import code
from warmonitor.mentions.actor_names import fold
from warmonitor.model import Article, Claim, Location, When
from warmonitor.parsing import parse
from warmonitor.reading import to_document

DAY = date(2024, 3, 20)
STORIES = tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8"))["story"]


def claims_of(story: dict[str, Any]) -> list[Claim]:
    published = date.fromisoformat(story["published"]) if "published" in story else DAY
    article = Article(id="t", text=story["text"].strip(), language="en", published=When(published, published))
    return code(next(iter(parse([to_document(article)]))))


def day(when: When | None) -> str:
    if when is None or not when.is_dated:
        return ""
    return str(when.start) if when.start == when.end else f"{when.start}..{when.end}"


def place_fits(expected: str, place: Location | None) -> bool:
    if not expected or place is None:
        return not expected and place is None
    words = {fold(place.place.name), fold(place.span.quote if place.span else "")}
    return any(fold(expected) in word for word in words)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["what"])
def test_a_story(story: dict[str, Any]) -> None:
    found = claims_of(story)
    for expected in story["claims"]:
        claim = next((c for c in found if expected["trigger"] in c.trigger.quote), None)
        assert claim is not None, (expected, [c.trigger.quote for c in found])
        if "day" in expected:
            assert day(claim.when) == expected["day"], (expected, claim.when)
        if "place" in expected:
            assert place_fits(expected["place"], claim.place), (expected, claim.place)
        for side in ("side_a", "side_b"):
            if side in expected:
                assert [p.name for p in getattr(claim, side)] == expected[side], (expected, getattr(claim, side))
