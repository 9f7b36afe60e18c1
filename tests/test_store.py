"""The store keeps all that it is given, once, whatever happens to the process that adds."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warmonitor.model import (
    Article,
    Claim,
    Control,
    Count,
    Event,
    EventParty,
    Evidence,
    Judgement,
    Location,
    Party,
    Place,
    Source,
    Toll,
    When,
)
from warmonitor.store import Store, StoreError

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
DAY = When(date(2024, 4, 28), date(2024, 4, 28))
GOMA = Location(Place("goma", "Goma", "city", "CD", "North Kivu", None, -1.68, 29.22, 8.0))


def article(text: str = "Shelling killed 12 people in Goma on Sunday, the army said.", **facts: Any) -> Article:
    values: dict[str, Any] = {
        "id": "a1",
        "outlet": "Radio Okapi",
        "published": When(date(2024, 4, 29), date(2024, 4, 29)),
        **facts,
    }
    return Article(text=text, **values)


def claim(of: Article, claim_id: str = "c1") -> Claim:
    return Claim(
        claim_id, of.id, of.span(0, 8), "Explosions/Remote violence", "Shelling/artillery/missile attack", "happened",
        "main", place=GOMA, when=DAY, counts=(Count("killed", 12, 12, of.span(16, 25), whom="all", source=0),),
        sources=(Source("Military Forces of DRC", "military or government", span=of.span(0, 4)),),
        evidence=(Evidence("when", of.span(0, 8), "times"), Evidence("place.admin1", None, "gazetteer parent")),
    )  # fmt: skip


def event(event_id: str = "e10", killed: int = 12, **facts: Any) -> Event:
    values: dict[str, Any] = {
        "place": GOMA, "when": DAY, "side_a": (EventParty("m23", "M23", ("c1",)),), "outlets": ("Radio Okapi",),
        "origins": ("Military Forces of DRC",),
        "tolls": (Toll("killed", "all", killed, killed, killed, "ucdp"),), **facts,
    }  # fmt: skip
    kind = ("Explosions/Remote violence", "Shelling/artillery/missile attack", "happened")
    return Event(event_id, ("c1",), ("a1",), *kind, **values)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "test.db") as opened:
        yield opened


def begin(store: Store, coder: str = "rules", now: datetime = NOW) -> int:
    return store.begin_run("0.1.0", coder, {"workers": 2}, now)


def test_what_goes_in_comes_out(store: Store) -> None:
    given = article()
    assert store.add_article(given, [claim(given)], begin(store))
    assert list(store.articles()) == [given]
    assert store.article("a1") == given
    assert list(store.claims()) == [claim(given)]
    assert list(store.claims("nobody")) == []


def test_adding_twice_changes_nothing(store: Store) -> None:
    given = article()
    assert store.add_article(given, [claim(given)], begin(store))
    assert not store.add_article(given, [claim(given)], begin(store))
    assert len(list(store.claims())) == len(list(store.articles())) == 1
    assert store.errors() == store.copies() == []


def test_the_same_text_under_another_id_is_kept_once_and_noted(store: Store) -> None:
    run = begin(store)
    store.add_article(article(), [], run)
    assert not store.add_article(article(id="a2", url="https://example.org/2", outlet="Other"), [], run)
    assert [a.id for a in store.articles()] == ["a1"]
    assert store.copies() == [{"article": "a1", "id": "a2", "url": "https://example.org/2", "outlet": "Other"}]
    assert store.article("a2") == store.article("a1")
    assert store.has_article("a2", "rules") and not store.has_article("a2", "other coder")


def test_another_text_under_the_same_id_is_a_new_version_and_nothing_is_lost(store: Store) -> None:
    old, new = article(), article("Shelling killed 15 people in Goma on Sunday, the army said.")
    store.add_article(old, [claim(old)], begin(store))
    assert store.add_article(new, [claim(new)], begin(store, now=LATER))
    assert store.versions("a1") == [old, new]
    assert list(store.articles()) == [new]
    assert list(store.claims()) == [claim(new)]
    assert list(store.claims(added_by=NOW)) == [claim(old)]
    (error,) = store.errors()
    assert error["article"] == "a1" and old.sha256[:16] in error["message"] and new.sha256[:16] in error["message"]
    assert not store.add_article(old, [claim(old)], begin(store, now=LATER))


def test_the_newest_coding_counts_and_older_ones_stay(store: Store) -> None:
    given = article()
    store.add_article(given, [claim(given, "by-rules")], begin(store, "rules 0.1"))
    store.add_article(given, [claim(given, "by-rules-2")], begin(store, "rules 0.2"))
    assert [c.id for c in store.claims()] == ["by-rules-2"]
    assert [c.id for c in store.claims(coder="rules 0.1")] == ["by-rules"]


def test_claims_as_of_a_day_are_those_published_by_then(store: Store) -> None:
    run = begin(store)
    for number, day in enumerate((date(2024, 4, 29), date(2024, 5, 3), None)):
        dated = article(f"Text {number} is long enough.", id=f"a{number}", published=When(day, day) if day else None)
        store.add_article(dated, [claim(dated, f"c{number}")], run)
    assert [c.id for c in store.claims(as_of=date(2024, 4, 30))] == ["c0"]
    assert [c.id for c in store.claims(as_of=date(2024, 5, 3))] == ["c0", "c1"]
    assert len(list(store.claims())) == 3


def test_an_article_and_its_claims_go_in_together(store: Store) -> None:
    given = article()
    with pytest.raises(StoreError):
        store.add_article(given, [claim(given), claim(given)], begin(store))
    assert not list(store.articles()) and not list(store.claims())


def test_a_text_with_half_a_character_is_refused_by_name(store: Store) -> None:
    with pytest.raises(StoreError, match="a1"):
        store.add_article(article("Broken \ud800 text"), [], begin(store))
    store.add_error("half a character \ud800", begin(store), "in.jsonl", 3, "a1")
    assert store.errors()[0]["line"] == 3


def test_runs_and_errors(store: Store) -> None:
    run = begin(store)
    store.end_run(run, LATER, {"articles": 3})
    killed = begin(store)
    store.add_error("no text", run, "in.jsonl", 7)
    store.add_error("no text", run, "in.jsonl", 7)
    first, second = store.runs()
    assert first["counts"] == {"articles": 3} and first["parameters"] == {"workers": 2}
    assert first["ended"] == "2024-06-01T12:00:00+00:00" and (second["id"], second["ended"]) == (killed, None)
    assert store.errors() == [{"run": run, "source": "in.jsonl", "line": 7, "article": None, "message": "no text"}]


def test_judgements_keep_the_last_word_of_each_maker(store: Store) -> None:
    machine = Judgement("c1", "c2", "same", 0.9, {"place": 1.0})
    person = Judgement("c1", "c2", "different", by="an analyst")
    for said in (machine, machine, person, replace(person, verdict="same"), person):
        store.add_judgement(said, NOW)
    assert store.judgements() == [machine, person]


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["e10", "e11", "e2"]),
    ({"type": "explosions/remote violence"}, ["e10", "e11"]),
    ({"type": "Agreement"}, ["e2"]),
    ({"since": date(2024, 4, 29)}, ["e11"]),
    ({"until": date(2024, 4, 29)}, ["e10"]),
    ({"country": "cd"}, ["e10", "e11"]),
    ({"place": "north kivu"}, ["e10", "e11"]),
    ({"place": "100%"}, []),
    ({"actor": "m23"}, ["e10"]),
    ({"actor": "Wagner"}, ["e11"]),
    ({"min_killed": 13}, ["e11"]),
    ({"source": "okapi"}, ["e10", "e11"]),
    ({"text": "shelling army"}, ["e10", "e11", "e2"]),
    ({"text": 'Wagner" OR (NEAR'}, []),
    ({"text": "wagner"}, ["e11"]),
    ({"box": (-2.0, 29.0, -1.0, 30.0)}, ["e10", "e11"]),
    ({"box": (10.0, 29.0, 12.0, 30.0)}, []),
    ({"limit": 1}, ["e10"]),
]


@pytest.fixture
def filled(store: Store) -> Store:
    given = article()
    store.add_article(given, [claim(given)], begin(store))
    wagner, may = EventParty(None, "Wagner Group", ("c1",)), When(date(2024, 5, 1), date(2024, 5, 31))
    unplaced: dict[str, Any] = {"place": None, "when": None, "side_a": (), "outlets": (), "tolls": ()}
    treaty = replace(event("e2", **unplaced), event_type="Strategic developments", sub_event_type="Agreement")
    ledger = [Control(GOMA, None, "captured", date(2024, 4, 1), date(2024, 4, 30)), Control(GOMA, None, "held", None)]
    events = [treaty, event("e11", 20, side_a=(wagner,), when=may), event()]
    store.replace_events(events, ledger)
    store.replace_events(events, ledger)
    return store


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_events_by_filter(filled: Store, filters: dict[str, Any], expected: list[str]) -> None:
    assert [e.id for e in filled.events(**filters)] == expected


def test_an_event_by_its_id_or_the_beginning_of_it(filled: Store) -> None:
    assert filled.event("e10") == event()
    assert filled.event("e2") is not None and filled.event("nothing") is None and filled.event("") is None
    with pytest.raises(StoreError, match="e10, e11"):
        filled.event("e1")


def test_control_by_place_and_day(filled: Store) -> None:
    assert [c.state for c in filled.control("GOMA", date(2024, 4, 30))] == ["captured", "held"]
    assert [c.state for c in filled.control(on=date(2024, 5, 1))] == ["held"]
    assert filled.control("Bukavu") == []


def test_search_marks_the_words(filled: Store) -> None:
    (hit,) = filled.search("GOMA shelling")
    assert (hit.article_id, hit.outlet) == ("a1", "Radio Okapi") and "[Goma]" in hit.snippet
    for hostile in ('"', "'; DROP TABLE articles", "NEAR(a b", "text:Goma*", "-Goma", "\0", ""):
        filled.search(hostile)
    assert filled.search("Goma", limit=0) == []


def test_sources_tell_who_stands_alone(filled: Store) -> None:
    outlet, origin = filled.sources()
    assert outlet == {
        "kind": "outlet", "name": "Radio Okapi", "articles": 1, "claims": 1, "events": 2, "alone": 2, "corroborated": 0,
    }  # fmt: skip
    assert (origin["kind"], origin["name"], origin["events"]) == ("origin", "Military Forces of DRC", 3)


def test_a_missing_or_foreign_or_newer_or_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="warmonitor add"):
        Store(tmp_path / "none.db", must_exist=True)
    with pytest.raises(StoreError, match="no folder"):
        Store(tmp_path / "no" / "such.db")
    with pytest.raises(StoreError, match="is a folder"):
        Store(tmp_path)
    (tmp_path / "text.db").write_text("This is not a database. " * 100)
    with pytest.raises(StoreError, match="not a warmonitor database"):
        Store(tmp_path / "text.db")
    for name, statement in (("newer.db", "PRAGMA user_version = 99"), ("other.db", "CREATE TABLE things (a)")):
        connection = sqlite3.connect(tmp_path / name)
        connection.execute(statement)
        connection.close()
    with pytest.raises(StoreError, match="newer warmonitor"):
        Store(tmp_path / "newer.db")
    with pytest.raises(StoreError, match="another program"):
        Store(tmp_path / "other.db")


def test_two_processes_may_use_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shared.db"
    with Store(path) as one, Store(path) as other:
        one.add_article(article(), [], begin(one))
        assert other.has_article("a1")
        lock = sqlite3.connect(path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        other._connection.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(StoreError, match="another process"):
            begin(other)
        assert [a.id for a in other.articles()] == ["a1"]
        lock.close()
        begin(other)


def test_no_store_without_a_run(store: Store) -> None:
    with pytest.raises(StoreError, match="begin_run"):
        store.add_article(article(), [], 99)


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
days = st.none() | st.dates()


@st.composite
def coded_articles(draw: st.DrawFn) -> tuple[Article, list[Claim]]:
    given = Article(
        draw(words), draw(words), draw(st.none() | words), outlet=draw(st.none() | words),
        published=When(draw(days), draw(days)), notes=tuple(draw(st.lists(words, max_size=2))),
    )  # fmt: skip
    span = given.span(0, draw(st.integers(1, len(given.text))))
    made = [
        replace(
            claim(given, f"c{number}"),
            trigger=span,
            side_a=(Party(draw(st.none() | words), draw(words), span, draw(st.booleans())),),
            place=draw(st.sampled_from([None, GOMA])),
            when=draw(st.sampled_from([None, DAY, When(constraint="month:05", vague=True)])),
            counts=(Count("killed", draw(st.none() | st.integers(0, 9)), None, span, vague=draw(st.booleans())),),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return given, made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(coded_articles(), max_size=4))
def test_property_all_claims_come_back_and_a_second_round_adds_nothing(
    tmp_path: Path, coded: list[tuple[Article, list[Claim]]]
) -> None:
    path = tmp_path / f"{time.monotonic_ns()}.db"
    with Store(path) as store:
        for _ in range(2):
            run = begin(store)
            for given_article, claims in coded:
                store.add_article(given_article, claims, run)
        newest = {a.id: a for a in store.articles()}
        first = {a.sha256: (a, claims) for a, claims in reversed(coded)}
        kept = [first[a.sha256] for a in newest.values()]
        assert all(a == newest[a.id] for a, _ in kept)
        assert list(store.claims()) == [c for _, claims in kept for c in claims]
        assert {a.sha256 for a, _ in coded} == {v.sha256 for a in newest for v in store.versions(a)}


ADDER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_store import NOW, article, claim
from warmonitor.store import Store
with Store(sys.argv[1]) as store:
    run = store.begin_run("0.1.0", "rules", {}, NOW)
    for number in range(400):
        one = article(f"Shelling number {number} killed 12 people in Goma.", id=f"a{number}")
        store.add_article(one, [claim(one, f"c{number}-{k}") for k in range(3)], run)
        print(number, flush=True)
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_at_most_the_article_in_hand(tmp_path: Path) -> None:
    path, here = tmp_path / "killed.db", str(Path(__file__).parent)
    call = [sys.executable, "-c", ADDER, str(path), here]
    for wanted in (1, 37, 150):
        with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(wanted)]
            os.kill(process.pid, signal.SIGKILL)
        with Store(path) as store:
            numbers = [int(a.id[1:]) for a in store.articles()]
            assert numbers == list(range(len(numbers))) and len(numbers) >= len(said)
            assert len(list(store.claims())) == 3 * len(numbers)
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
    with Store(path) as store:
        assert [a.id for a in store.articles()] == [f"a{number}" for number in range(400)]
        assert len({c.id for c in store.claims()}) == len(list(store.claims())) == 1200
        assert store.errors() == [] and len(store.runs()) == 4
