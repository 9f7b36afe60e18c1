"""Linking by blocks in DuckDB gives the events of linking in memory, whatever the size of blocks."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from make_claims import Made, make_claims

from warmonitor import pipeline, scale
from warmonitor.linking import profiles
from warmonitor.linking.copies import near_copies
from warmonitor.model import Article, Claim, Event
from warmonitor.records import event_to_json
from warmonitor.scale import linking
from warmonitor.scale.shards import article_row, article_schema, claim_row, claim_schema, write_rows, writing

pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")
WORDS = ["shells", "fell", "market", "bridge", "while", "people", "queued", "bread", "doctors", "counted", "dead"]


def lines(events: list[Event]) -> list[str]:
    return [json.dumps(event_to_json(event)) for event in events]


def write_shards(folder: Path, claims: list[Claim], articles: list[Article], parts: int = 3) -> None:
    told = Counter(claim.article_id for claim in claims)
    for part in range(parts):
        with writing(folder / "articles" / f"{part}.parquet", article_schema()) as writer:
            write_rows(writer, (article_row(a, told[a.id], None) for a in articles[part::parts]))
        with writing(folder / "claims" / f"{part}.parquet", claim_schema()) as writer:
            write_rows(writer, map(claim_row, claims[part::parts]))


def with_copies(made: Made) -> list[Article]:
    """The articles with stories: every fifth is printed by the next as it stands, but for its number."""
    chance, out = random.Random(7), list[Article]()
    for number, article in enumerate(made.articles.values()):
        story = out[-1].text if number % 5 == 1 else "Report: " + " ".join(chance.choices(WORDS, k=60))
        out.append(replace(article, text=story))
    return out


@pytest.mark.parametrize("largest", [4, 250])
def test_events_are_those_of_linking_in_memory(largest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = {**profiles.settings(), "blocks": {**profiles.settings()["blocks"], "largest": largest}}
    for module in ("linking.blocking", "scale.blocks"):
        monkeypatch.setattr(f"warmonitor.{module}.settings", lambda: blocks)
    monkeypatch.setattr(linking, "TOGETHER", 40)
    monkeypatch.setattr(linking, "KEPT", 100)
    made = make_claims(600)
    articles = with_copies(made)
    assert len(near_copies(articles)) > 50
    write_shards(tmp_path, made.claims, articles)
    in_memory = pipeline.link(made.claims, articles=articles)
    assert any(len(event.claims) > 2 for event in in_memory)
    assert lines(list(scale.link_shards(tmp_path))) == lines(in_memory)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "claims"]


def test_coded_articles_too(tmp_path: Path, sample_articles: list[Article], sample_claims: list[Claim],
                            sample_events: list[Event]) -> None:
    write_shards(tmp_path, sample_claims, sample_articles, parts=2)
    assert lines(list(scale.link_shards(tmp_path))) == lines(sample_events)


def test_what_is_told_twice_counts_once(tmp_path: Path) -> None:
    made = make_claims(60)
    articles = list(made.articles.values())
    write_shards(tmp_path, [*made.claims, *made.claims], [*articles, *articles], parts=1)
    assert lines(list(scale.link_shards(tmp_path))) == lines(pipeline.link(made.claims, articles=articles))
