"""Zones, printed days and wires, from a table; and what must hold for any text."""

from __future__ import annotations

import csv
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.model import ZONES, Article, When
from warmonitor.reading import is_supported, to_document
from warmonitor.reading.sentences import split_sentences

HERE = Path(__file__).parent
CASES = [json.loads(line) for line in (HERE / "zones.jsonl").read_text(encoding="utf-8").splitlines()]
SPLITS = tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))["text"]
LANGUAGES = [
    (row["language"], row["text"])
    for row in csv.DictReader((HERE / "languages.csv").read_text(encoding="utf-8").splitlines())
]
SEEDS = Path("/work/shared/data/seeds")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_zones(case: dict[str, Any]) -> None:
    document = to_document(Article("a", case["text"]))
    text = document.article.text
    assert [[zone.kind, text[zone.start : zone.end]] for zone in document.zones] == case["zones"]
    published = document.article.published
    if "published" in case:
        assert (str(published.start) if published else None) == case["published"]
    if "basis" in case:
        assert published is not None and published.basis == case["basis"]
    if "agency" in case:
        assert document.article.agency == case["agency"]


@pytest.mark.parametrize("case", SPLITS)
def test_sentences(case: dict[str, Any]) -> None:
    text = case.get("glued") or " ".join(case["sentences"])
    found = [text[start:end] for start, end in split_sentences(text)]
    assert found == case.get("split", case.get("sentences"))


def test_printed_day_wins_over_metadata_and_says_so() -> None:
    stated = When(date(2018, 8, 3), date(2018, 8, 3), basis="metadata")
    text = "Shells hit Sirte\nBy AFP - Aug 01,2018\nShells hit Sirte on Tuesday, a monitor said."
    article = to_document(Article("a", text, published=stated)).article
    assert article.published is not None and article.published.start == date(2018, 8, 1)
    assert article.published.basis == "text head"
    assert article.published.span is not None and article.published.span.quote == "Aug 01,2018"
    assert any("2018-08-03" in note for note in article.notes)


def test_metadata_settle_an_ambiguous_day() -> None:
    stated = When(date(2016, 4, 6), date(2016, 4, 6), basis="metadata")
    text = "Bus attacked in Cauca\n04/06/2016\nGunmen attacked a bus in Cauca on Friday, wounding four passengers."
    article = to_document(Article("a", text, published=stated)).article
    assert article.published is not None and article.published.start == date(2016, 4, 6) and not article.notes


def test_other_languages_are_kept_with_a_note() -> None:
    text = "L'armée a repris la ville de Gao dimanche, a déclaré un porte-parole. Trois soldats ont été tués. " * 2
    article = to_document(Article("a", text)).article
    assert article.language == "fr" and not is_supported(article)
    assert article.notes == ("language fr is not supported: not coded",)


def test_short_texts_keep_the_stated_language() -> None:
    assert to_document(Article("a", "Shells hit Sirte.", language="en")).article.language == "en"
    assert to_document(Article("a", "Shells hit Sirte.")).article.language is None


@pytest.mark.parametrize(("language", "text"), LANGUAGES)
def test_names_do_not_hide_the_language(language: str, text: str) -> None:
    assert to_document(Article("a", text)).article.language == language


PIECES = st.sampled_from(
    ["Gen. Haftar said.", "By AFP", "BEIRUT (AP) — ", "Related Articles", "\n", "\n\n", " ", "Aug 01,2018",
     "04/06/2016",
     "“We fled.”", "...", "(Reuters photo)", "©", "held.The army", "\u2028", "\x85", "No. 5", "Read also: ", "\ud800",
     "A" * 300, "Shells hit the market in Port Sudan on Monday, killing nine people, medics said.", "2 min read", "(",
     "By ", "|", "- "]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=300)))
def test_every_text_has_ordered_zones_and_sentences(text: str) -> None:
    document = to_document(Article("a", text))
    end = 0
    for zone in document.zones:
        assert zone.kind in ZONES and end <= zone.start < zone.end <= len(text)
        end = zone.end
    end = 0
    for sentence in document.sentences:
        words = text[sentence.start : sentence.end]
        assert end <= sentence.start < sentence.end and words == words.strip() and "\n" not in words
        end = sentence.end
        holders = [z for z in document.zones if z.start <= sentence.start and sentence.end <= z.end]
        assert [zone.kind for zone in holders] == [sentence.zone]
    covered = "".join("".join(text[s.start : s.end].split()) for s in document.sentences)
    assert covered == "".join(text.split())


UNITS = ["a", "A", " ", "\n", ".", "A.", "by ", "(", "A a ", "A B, ", "1 ", "“", "x|", "-", "Aug 1, ", "a b.\n",
         "by A ",
         "photo ", "reporting by A ", "in this a ", "(A ", "A | ", "share, "]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_adversarial_texts_end(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    assert to_document(Article("a", text)).article.text == text


@pytest.mark.skipif(not SEEDS.exists(), reason="the shared data are not here")
def test_seeds() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    first, second, third, fourth, fifth = (to_document(Article("a", text)) for text in texts)
    assert sum(z.end - z.start for z in first.zones if z.kind == "repeat") > 0.4 * len(texts[0])
    assert first.article.published is None and second.article.published is None
    assert {"caption", "promotion", "byline"} <= {zone.kind for zone in second.zones}
    assert second.article.agency == "Reuters" and fifth.article.agency == "AFP"
    assert third.article.published is not None and third.article.published.start == date(2017, 5, 25)
    assert [z.kind for z in fourth.zones].count("teaser") == 1
    assert fifth.article.published is not None and fifth.article.published.end == date(2018, 8, 1)
    assert fifth.zones[-1].kind == "teaser"
