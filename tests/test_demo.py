"""The demo and its sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from warmonitor import demo
from warmonitor.model import Article, Claim, Event
from warmonitor.reading import to_document


@pytest.mark.slow
def test_the_demo_shows_explains_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo.run(tmp_path / "out", workers=1)
    shown = capsys.readouterr().out
    for word in ("Kramatorsk", "Islamic State", "Try next"):
        assert word in shown
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"demo.db", *demo.EXPORTS.values()} <= written
    assert any(name.endswith(".evidence.csv") for name in written)
    assert (tmp_path / "out" / "site" / "index.html").exists() and "report.html" in written


def test_the_sample_is_what_its_page_says(sample_articles: list[Article]) -> None:
    assert len(sample_articles) >= 16
    assert len({article.outlet for article in sample_articles if article.outlet}) >= 8
    assert sum(article.published is None for article in sample_articles) >= 1


def test_dirt_gives_no_claims(sample_articles: list[Article], sample_claims: list[Claim]) -> None:
    zones = {article.id: to_document(article).zones for article in sample_articles}
    for claim in sample_claims:
        zone = next(z for z in zones[claim.article_id] if z.start <= claim.trigger.start < z.end)
        assert zone.kind in {"headline", "standfirst", "body"}, (zone.kind, claim.trigger.quote)
    doubled = next(article for article in sample_articles if "Massacre in the villages" in article.text)
    second = doubled.text.rindex("Daesh gunmen slaughtered")
    assert all(claim.trigger.start < second for claim in sample_claims if claim.article_id == doubled.id)


def test_the_copied_wire_report_is_one_origin(sample_claims: list[Claim], sample_events: list[Event]) -> None:
    of_claim = {claim.id: claim.article_id for claim in sample_claims}
    pair = {"sample-meridian-dahyan", "sample-harbour-dahyan"}
    assert any(pair <= {of_claim[claim] for claim in event.claims} for event in sample_events)
