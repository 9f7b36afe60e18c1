"""Sources by table (sentence -> who, kind, stance, certainty, what is theirs), short articles, and invariants."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warmonitor.mentions.source_lexicon import bodies, find_bodies, verbs
from warmonitor.mentions.sources import find, main_country
from warmonitor.model import Article, Document, Mention, Sentence, Source
from warmonitor.ontology import cells, table
from warmonitor.parsing import parse
from warmonitor.reading.sentences import split_sentences

KINDS = {
    "monitor", "state or party media", "military or government", "opposition body", "armed group", "activists",
    "residents or witnesses", "medical or responder", "international organisation", "foreign government", "news agency",
    "local media", "unnamed",
}  # fmt: skip
STANCES = {"asserts", "denies", "no comment", "blames", "claims responsibility"}

with Path(__file__).with_name("attribution.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))
SENTENCES = tuple(dict.fromkeys(row["sentence"] for row in ROWS))


def document(text: str) -> Document:
    sentences = tuple(Sentence(start, end, "body", 0) for start, end in split_sentences(text))
    return Document(Article("a", text), (), sentences)


def sources(text: str) -> list[Source]:
    return [m.value for m in find(next(parse([document(text)]))) if isinstance(m.value, Source)]


@cache
def parsed() -> dict[str, list[Mention]]:
    documents = parse([document(text) for text in SENTENCES])
    return {text: list(find(d)) for text, d in zip(SENTENCES, documents, strict=True)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['source']}: {row['sentence'][:60]}")
def test_table(row: dict[str, str]) -> None:
    found = [
        (m.span.quote, v.name, v.kind, v.stance, v.certainty, v.content.quote.strip() if v.content else "")
        for m in parsed()[row["sentence"]]
        if isinstance(v := m.value, Source)
    ]
    expected = tuple(row[c] for c in ("source", "name", "kind", "stance", "certainty", "content"))
    assert expected in found if row["source"] else not found


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_source_too_many(sentence: str) -> None:
    expected = [row for row in ROWS if row["sentence"] == sentence and row["source"]]
    assert len(parsed()[sentence]) == len(expected)


ARTICLES: Sequence[tuple[str, str, list[str]]] = [
    ("pronoun of a person", "Rebel spokesman Lawrence Kanyuka said M23 took Sake. He added that it would not withdraw.",
     ["Lawrence Kanyuka (rebel spokesman)", "Lawrence Kanyuka (rebel spokesman)"]),
    ("pronoun of a body", "Emergency Lawyers said 46 people died in Omdurman. It said the dead included children.",
     ["Emergency Lawyers", "Emergency Lawyers"]),
    ("pronoun of many", "Villagers said soldiers burned huts in Moura. They said ten people died.",
     ["Villagers", "Villagers"]),
    ("a monitor named later", "Jets hit Idlib, a monitor said. The Syrian Observatory for Human Rights said nine died.",
     ["Syrian Observatory for Human Rights", "Syrian Observatory for Human Rights"]),
    ("the group", "Human Rights Watch said troops shot 20 men in Karma. The group said the men were unarmed.",
     ["Human Rights Watch", "Human Rights Watch"]),
    ("a title and a surname", "President Salva Kiir said talks began in South Sudan. Mr Kiir said they would go on.",
     ["Salva Kiir (President)", "Salva Kiir (President)"]),
    ("a body's person", "ICRC President Jakob Huber said fighting had spread. Huber said 22 bodies were brought in.",
     ["International Committee of the Red Cross", "International Committee of the Red Cross"]),
    ("who speaks for a government", "Musa Ibrahim, a government spokesman, said jets hit Libya. Ibrahim said 19 died.",
     ["Government of Libya", "Government of Libya"]),
    ("the agency named before", "The Red Cross could not reach El Fasher. The agency said it would try again.",
     ["International Committee of the Red Cross"]),
    ("a foreign ministry", "Russia said it hit Idlib in Syria. The ministry said a depot burned.",
     ["Government of Russia", "Ministry (Russia)"]),
    ("surname only", "Doctor Samir Aziz said nine bodies came in. Shells fell at dusk. Aziz said two were children.",
     ["Samir Aziz (doctor)", "Samir Aziz (doctor)"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), [row[1:] for row in ARTICLES], ids=[row[0] for row in ARTICLES])
def test_who_is_meant(text: str, names: list[str]) -> None:
    assert [s.name.lower() for s in sources(text)] == [name.lower() for name in names]


def test_chain_from_source_to_article() -> None:
    (source,) = sources("Two policemen were shot dead in Beni, a local official told AFP on Friday.")
    assert source.via == ("Agence France-Presse",)


def test_state_media_are_a_source_of_what_they_are_told() -> None:
    found = sources("A military official told SANA that the army had entered Saraqeb.")
    assert [s.name for s in found][1:] == ["SANA"] and found[1].actor == "Government of Syria"


def test_two_sources_of_one_sentence_say_their_own_part() -> None:
    army, group = sources("The army said it killed 12 militants, while the TTP said it had lost two men.")
    assert army.content and "12 militants" in army.content.quote and "lost two" not in army.content.quote
    assert group.content and "lost two men" in group.content.quote


def test_list_of_bodies_is_sound() -> None:
    rows = table("sources.csv")
    assert {row["kind"] for row in rows} <= KINDS
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names)) >= 300
    owner: dict[str, str] = {}
    for row in rows:
        for alias in (row["name"], *cells(row["aliases"])):
            assert owner.setdefault(alias.lower(), row["name"]) == row["name"], alias


def test_lexicon_is_sound() -> None:
    assert {verb.stance for verb in verbs().values()} <= STANCES
    assert all(name == name.lower() for name in bodies())


def test_names_in_capitals_are_no_words() -> None:
    assert [body.name for _, _, body in find_bodies("It is an IS attack")] == ["Islamic State"]


def test_main_country() -> None:
    assert main_country("no place is named here") is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), st.sampled_from(["", ",", '"', "'"]))
def test_invariants(chosen: list[str], lost: str) -> None:
    text = " ".join(chosen)
    text = text.replace(lost, "") if lost else text
    ready = next(parse([document(text)]))
    found = list(find(ready))
    assert found == list(find(ready))
    for mention in found:
        value = mention.value
        assert isinstance(value, Source) and value.span == mention.span
        assert value.kind in KINDS and value.stance in STANCES and value.name
        for span in (value.span, value.cue, value.content):
            assert span is not None and text[span.start : span.end] == span.quote and span.start < span.end


@settings(max_examples=20, deadline=None)
@given(st.text(alphabet='the army said "according to ,.-()A\n', max_size=80))
def test_any_text_is_read(text: str) -> None:
    for mention in find(next(parse([document(text)]))):
        assert text[mention.span.start : mention.span.end] == mention.span.quote
