"""The whole system: its invariants on the sample, its public names, its database."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import warmonitor as wm
from warmonitor import pipeline
from warmonitor.coding import rules
from warmonitor.model import Article, Claim, Document, Event
from warmonitor.records import article_to_json, claim_to_json
from warmonitor.store import Store
from warmonitor.workers import FEWEST, ordered_map

TEXT = "A car bomb killed at least 12 people in the city of Gao on 3 March 2020, residents said.\n\nPolice denied it.\n"


def test_public_names_are_there() -> None:
    for name in wm.__all__:
        assert callable(getattr(wm, name)), name
    assert callable(wm.reconcile)


def test_import_is_light() -> None:
    heavy = "import sys, warmonitor; print([m for m in ('spacy', 'rich', 'sqlite3', 'lxml') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_reconcile_stays_a_function_after_the_pipeline_is_loaded() -> None:
    said = "import warmonitor.pipeline, warmonitor as wm; print(callable(wm.reconcile))"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout == "True\n"


def test_every_quote_stands_in_its_article(sample_articles: list[Article], sample_claims: list[Claim]) -> None:
    texts = {article.id: article.text for article in sample_articles}
    assert sample_claims
    for claim in sample_claims:
        for evidence in claim.evidence:
            if evidence.span is not None:
                quoted = texts[claim.article_id][evidence.span.start : evidence.span.end]
                assert quoted == evidence.span.quote


def test_every_filled_field_has_evidence(sample_claims: list[Claim]) -> None:
    for claim in sample_claims:
        fields = {evidence.field for evidence in claim.evidence}
        assert {"trigger", "event_type", "sub_event_type", "status", "focus"} <= fields
        assert claim.place is None or "place" in fields
        assert claim.when is None or "when" in fields
        for name in ("side_a", "side_b", "counts", "sources"):
            assert {f"{name}[{n}]" for n in range(len(getattr(claim, name)))} <= fields


def test_no_claim_is_lost_or_told_twice(sample_claims: list[Claim], sample_events: list[Event]) -> None:
    told = [claim for event in sample_events for claim in event.claims]
    assert sorted(told) == sorted(claim.id for claim in sample_claims)


def test_figures_are_in_order(sample_events: list[Event]) -> None:
    for toll in (toll for event in sample_events for toll in event.tolls):
        given = [figure for figure in (toll.low, toll.best, toll.high) if figure is not None]
        assert given == sorted(given)


def test_the_order_of_articles_does_not_matter(sample_articles: list[Article], sample_claims: list[Claim],
                                               sample_events: list[Event]) -> None:
    shuffled = list(sample_claims)
    random.Random(7).shuffle(shuffled)
    again = pipeline.link(shuffled, articles=reversed(sample_articles))
    assert sorted(event.claims for event in again) == sorted(event.claims for event in sample_events)


def test_coding_twice_gives_equal_claims(sample_articles: list[Article], sample_claims: list[Claim]) -> None:
    some = sample_articles[:4]
    ids = {article.id for article in some}
    assert list(pipeline.code(some)) == [claim for claim in sample_claims if claim.article_id in ids]


def test_a_language_that_is_not_supported_is_said_and_kept() -> None:
    text = "Mindestens zwölf Menschen wurden am Montag bei einem Anschlag in Kabul getötet, sagte die Polizei. " * 3
    said: list[object] = []
    assert list(pipeline.code([Article("g", text)], on_error=said.append)) == []
    assert "not supported" in str(said[0])


def test_one_failing_article_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    real = rules.code

    def fails_on_one(document: Document) -> list[Claim]:
        if document.article.id == "bad":
            raise ValueError("a bug")
        return real(document)

    monkeypatch.setattr(rules, "code", fails_on_one)
    said: list[object] = []
    claims = list(pipeline.code([Article("bad", TEXT), Article("good", TEXT)], on_error=said.append))
    assert {claim.article_id for claim in claims} == {"good"}
    assert said == ["article bad: could not be coded (ValueError: a bug)"]


def test_the_container_does_not_matter(tmp_path: Path) -> None:
    paragraphs = TEXT.strip().split("\n\n")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT}) + "\n", encoding="utf-8")
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["text"], [TEXT]])
    (tmp_path / "a.html").write_text(
        "<html><head><title>x</title></head><body><article>" + "".join(f"<p>{p}</p>" for p in paragraphs)
        + "</article></body></html>", encoding="utf-8")
    coded = {}
    for suffix in ("txt", "jsonl", "csv", "html"):
        claims = list(pipeline.code(pipeline.read([tmp_path / f"a.{suffix}"])))
        coded[suffix] = [(c.sub_event_type, c.trigger.quote, c.when and c.when.start, [k.low for k in c.counts])
                         for c in claims]
    assert coded["txt"] and all(said == coded["txt"] for said in coded.values())


def test_adding_twice_changes_nothing(sample: list[Path], tmp_path: Path) -> None:
    def now() -> datetime:
        return datetime(2024, 1, 1, tzinfo=UTC)

    db = tmp_path / "a.db"
    first = pipeline.add(sample[:3], db, now=now)
    with Store(db) as store:
        before = [list(store.articles()), list(store.claims()), store.events(), store.control()]
    second = pipeline.add(sample[:3], db, now=now)
    with Store(db) as store:
        assert [list(store.articles()), list(store.claims()), store.events(), store.control()] == before
    assert first.new == second.known == 3
    assert (second.new, second.claims, second.events) == (0, 0, first.events)


def test_what_cannot_be_read_is_kept_as_an_error(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "half.jsonl"
    good.write_text(TEXT, encoding="utf-8")
    bad.write_text('{"text": "Shelling kil', encoding="utf-8")
    said: list[object] = []
    added = pipeline.add([bad, good], tmp_path / "a.db", on_error=said.append)
    assert (added.new, added.failed) == (1, 1)
    assert f"{bad}, line 1" in str(said[0])
    with Store(tmp_path / "a.db") as store:
        assert store.errors()[0]["line"] == 1


@pytest.mark.slow
def test_workers_do_not_change_the_output(sample_articles: list[Article], sample_claims: list[Claim]) -> None:
    assert len(sample_articles) >= FEWEST
    pooled = pipeline.code(sample_articles, map=lambda work, items: ordered_map(work, items, workers=2))
    assert [claim_to_json(claim) for claim in pooled] == [claim_to_json(claim) for claim in sample_claims]


@pytest.mark.slow
def test_the_seeds_are_one_attack_with_its_figures(seeds: Path, tmp_path: Path) -> None:
    """The attack of 25 July 2018 is one event, its four figures kept apart."""
    db = tmp_path / "seeds.db"
    pipeline.add(sorted(seeds.glob("*.txt")), db)
    with Store(db) as store:
        claims = {claim.id: claim for claim in store.claims()}
        attack = max(store.events(place="Suw"), key=lambda event: len(event.articles))
    counts = [count for claim in attack.claims for count in claims[claim].counts]
    figures = sorted(count.low or 0 for count in counts if count.kind == "killed")
    assert {200, 220, 250} <= set(figures)
    assert figures.count(250) == 2


def test_json_of_read_articles_has_the_head(sample_articles: list[Article]) -> None:
    wire = article_to_json(next(a for a in sample_articles if a.outlet == "Meridian Wire"))
    assert wire["published"] and wire["language"] == "en"
