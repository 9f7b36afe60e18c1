"""Linking what is new gives what linking everything gives: in any order and steps, with what persons say between."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from told_claims import told_claim
from warmonitor import pipeline, relinking
from warmonitor.model import Article, Claim, Correction, Event, Judgement, When
from warmonitor.store import Store, StoreError

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
FIRST = date(2019, 3, 20)
WIRE = "Gunmen on motorbikes raided the village before dawn and set fire to granaries, an official told the agency."

CLAIMS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Air/drone strike", "Attack", "Armed clash", "Siege", "Government regains territory"]),
        "place": st.sampled_from(["Ogossagou", "Welingara", "Mopti", "Mali", "Taiz", "Hodeidah", "Tuhayta", None]),
        "when": st.sampled_from(["2019-03-23", "2019-03-24", "2019-03-01..2019-03-31", "weekday:friday", None]),
        "side_a": st.sampled_from(["Hunters", "Army", None]),
        "counts": st.sampled_from([[], ["killed 160"], ["killed 20+"], ["killed 3", "injured 11"]]),
        "status": st.sampled_from(["happened", "happened", "ongoing", "planned"]),
        "focus": st.sampled_from(["main", "main", "background"]),
    }
)
ARTICLES = st.fixed_dictionaries(
    {
        "day": st.none() | st.integers(0, 12),
        "outlet": st.sampled_from(["Meridian Wire", "Volga Dispatch", None]),
        "text": st.sampled_from([WIRE, WIRE + " More soon.", "attack told in few words"]),
        "claims": st.lists(CLAIMS, max_size=3),
    }
)
Coded = tuple[Article, list[Claim]]


def coded(number: int, row: dict[str, Any]) -> Coded:
    """An article of a row and its claims; each text is its own, though some are nearly alike."""
    day = None if row["day"] is None else FIRST + timedelta(days=row["day"])
    article = Article(f"a{number}", f"{row['text']} {number}", outlet=row["outlet"],
                      published=When(day, day) if day else None)  # fmt: skip
    claims = [told_claim({**claim, "id": f"a{number}-c{i}", "article": article.id, "trigger": row["text"][:6]})
              for i, claim in enumerate(row["claims"])]  # fmt: skip
    return article, claims


def added(store: Store, articles: Sequence[Coded], coder: str = "rules") -> None:
    run = store.begin_run("0", coder, {}, NOW)
    for article, claims in articles:
        store.add_article(article, claims, run)


def from_scratch(store: Store) -> dict[str, Event]:
    events = pipeline.link(store.claims(), articles=store.articles(), judgements=store.judgements())
    return {event.id: event for event in events}


def holds(store: Store) -> None:
    """Events and control are those of linking everything, and every claim stands in one event."""
    events = {event.id: event for event in store.events()}
    assert events == from_scratch(store)
    ledger = pipeline.control(store.claims(), articles=store.articles())
    assert sorted(store.control(), key=repr) == sorted(ledger, key=repr)
    told = [claim for event in events.values() for claim in event.claims]
    assert sorted(told) == sorted(claim.id for claim in store.claims())


@settings(max_examples=60)
@given(st.lists(ARTICLES, min_size=1, max_size=9), st.data())
def test_property_steps_equal_scratch(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    articles = data.draw(st.permutations([coded(i, row) for i, row in enumerate(rows)]))
    with TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as store:
        while articles:
            step = data.draw(st.integers(1, 3))
            added(store, articles[:step])
            articles = articles[step:]
            pipeline.rebuild(store)
            holds(store)


@settings(max_examples=40)
@given(st.lists(ARTICLES, min_size=2, max_size=6), st.data())
def test_property_what_persons_say_equals_scratch(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    articles = [coded(i, row) for i, row in enumerate(rows)]
    ids = [claim.id for _, claims in articles for claim in claims]
    said = st.sampled_from(ids) if ids else st.nothing()
    with TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as store:
        added(store, articles)
        pipeline.rebuild(store)
        for _ in range(4 if ids else 0):
            action = data.draw(st.sampled_from(["same", "different", "unsure", "when", "rejected", "undo", "recode"]))
            if action == "recode":
                number = data.draw(st.integers(0, len(rows) - 1))
                again = coded(number, data.draw(ARTICLES))[1]
                added(store, [(articles[number][0], again)], f"rules {data.draw(st.integers(1, 99))}")
            else:
                say(store, action, data.draw(said), data.draw(said))
            pipeline.rebuild(store)
            holds(store)


def test_a_rejection_that_moves_on_to_another_claim_leaves_no_event_of_the_old_one(tmp_path: Path) -> None:
    """What was rejected of the old coding is read by the old coding's ids, not by those that it has now."""
    row = {"day": 3, "outlet": None, "text": "attack"}
    siege, attack = ({"type": kind, "place": "Taiz"} for kind in ("Siege", "Attack"))
    with Store(tmp_path / "a.db") as store:
        article, claims = coded(0, {**row, "claims": [siege, attack]})
        added(store, [(article, claims)])
        say(store, "rejected", "a0-c1", "")
        pipeline.rebuild(store)
        assert [event.claims for event in store.events()] == [("a0-c0",)]
        added(store, [(article, coded(0, {**row, "claims": [attack]})[1])], "rules 2")
        pipeline.rebuild(store)
        holds(store)
        assert not list(store.events())  # the attack has the same words at the same place, and was rejected


def say(store: Store, action: str, a: str, b: str) -> None:
    """A judgement or a correction by a person."""
    if action in {"same", "different", "unsure"}:
        store.add_judgement(Judgement(a, b, action, by="an analyst"), NOW)
    elif action == "undo":
        store.add_correction(Correction(a, "rejected", None, "an analyst", withdrawn=True), NOW)
    else:
        value: Any = True if action == "rejected" else {"start": "2019-03-23", "end": "2019-03-23"}
        store.add_correction(Correction(a, action, value, "an analyst"), NOW)


def test_only_what_is_touched_is_made_anew(tmp_path: Path) -> None:
    strike = {"type": "Air/drone strike", "when": "2019-03-23", "side_a": "Army", "counts": ["killed 11"]}
    rows = [{"day": 3, "outlet": "Volga Dispatch", "text": "attack", "claims": [{**strike, "place": place}]}
            for place in ("Taiz", "Sirte", "Kunduz", "Marawi", "Taiz")]  # fmt: skip
    with Store(tmp_path / "a.db") as store:
        added(store, [coded(i, row) for i, row in enumerate(rows[:4])])
        assert relinking.relink(store).whole
        assert relinking.relink(store) == relinking.Relinked(4, 0, False)
        added(store, [coded(4, rows[4])])
        assert relinking.relink(store) == relinking.Relinked(4, 1, False)
        assert relinking.relink(store, "acled").whole


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """With blocks of at most three claims every way of splitting comes up."""
    from warmonitor.linking import profiles

    small = {**profiles.settings(), "blocks": {**profiles.settings()["blocks"], "largest": 3}}
    for module in ("profiles", "blocking", "increment"):
        monkeypatch.setattr(f"warmonitor.linking.{module}.settings", lambda: small)


def crowded(number: int, chance: random.Random, day: int = 8) -> Coded:
    """An article with a claim that shares its block with many."""
    claim = {"type": chance.choice(["Air/drone strike", "Attack", "Armed clash"]),
             "place": chance.choice(["Taiz", "Tuhayta", "Hodeidah"]), "when": f"2019-03-{chance.randint(20, 26)}",
             "side_a": chance.choice(["Army", "Hunters"]),
             "counts": chance.choice([[], ["killed 3"], ["killed 20+"]])}  # fmt: skip
    return coded(number, {"day": day, "outlet": None, "text": "attack told", "claims": [claim]})


@pytest.mark.usefixtures("small_blocks")
def test_blocks_that_outgrow_their_size_equal_scratch(tmp_path: Path) -> None:
    chance, wholes = random.Random(5), []
    with Store(tmp_path / "a.db") as store:
        for number in range(40):
            added(store, [crowded(number, chance)])
            wholes.append(relinking.relink(store).whole)
            holds(store)
    assert True in wholes[1:] and False in wholes


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("seed", range(4))
def test_a_block_that_outgrew_its_size_later_is_whole_on_an_early_day(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    with Store(tmp_path / "a.db") as store:
        added(store, [crowded(number, chance, chance.randint(0, 12)) for number in range(40)])
        pipeline.rebuild(store)
        for number in range(13):
            with pipeline.as_of(store, FIRST + timedelta(days=number)) as view:
                holds(view)


def test_an_early_day_is_not_linked_from_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strike = {"type": "Air/drone strike", "side_a": "Army", "counts": ["killed 11"]}
    with Store(tmp_path / "a.db") as store:
        added(store, [coded(number, {"day": number, "outlet": None, "text": "attack", "claims": [
            {**strike, "place": place, "when": f"2019-03-{20 + number}"}]})
            for number, place in enumerate(("Taiz", "Sirte", "Kunduz", "Marawi", "Mopti"))])  # fmt: skip
        pipeline.rebuild(store)
        monkeypatch.setattr(relinking, "_whole", None)
        with pipeline.as_of(store, FIRST + timedelta(days=2)) as view:
            assert view.event_count() == 3


def test_an_article_that_comes_with_another_text_takes_its_claims_along(tmp_path: Path) -> None:
    row = {"day": 3, "outlet": None, "text": "attack", "claims": [{"type": "Attack", "place": "Taiz"}]}
    old, claims = coded(1, row)
    with Store(tmp_path / "a.db") as store:
        added(store, [coded(0, row), (old, claims)])
        pipeline.rebuild(store)
        new = replace(old, text=old.text + " Now with more.")
        added(store, [(new, [replace(claims[0], id="other", sub_event_type="Siege")])])
        pipeline.rebuild(store)
        holds(store)
        assert "other" in {claim for event in store.events() for claim in event.claims}


@settings(max_examples=40)
@given(st.lists(ARTICLES, min_size=2, max_size=8), st.data())
def test_property_as_of_a_day_equals_linking_what_was_out(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    articles = [coded(i, row) for i, row in enumerate(rows)]
    ids = [claim.id for _, claims in articles for claim in claims]
    with TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as store:
        added(store, articles)
        if len(ids) > 1 and data.draw(st.booleans()):
            say(store, "same", ids[0], ids[-1])
        if data.draw(st.booleans()):
            pipeline.rebuild(store)  # else the view links all by itself
        for number in data.draw(st.lists(st.integers(-1, 13), max_size=3)):
            with pipeline.as_of(store, FIRST + timedelta(days=number)) as view:
                day = FIRST + timedelta(days=number)
                out = {a.id for a, _ in articles if a.published and a.published.end and a.published.end <= day}
                assert {article.id for article in view.articles()} == out
                assert {claim.article_id for claim in view.claims()} <= out
                holds(view)
        holds_still = {event.id for event in store.events()}
        assert holds_still in (set(), set(from_scratch(store)))


def test_an_id_that_is_no_more_finds_the_event_in_its_place(tmp_path: Path) -> None:
    strike = {"type": "Air/drone strike", "place": "Taiz", "when": "2019-03-23", "side_a": "Army",
              "counts": ["killed 11"]}  # fmt: skip
    later, earlier = ({"day": day, "outlet": outlet, "text": "attack", "claims": [strike]}
                      for day, outlet in ((5, "Volga Dispatch"), (4, "Meridian Wire")))  # fmt: skip
    with Store(tmp_path / "a.db") as store:
        added(store, [coded(0, later)])
        pipeline.rebuild(store)
        (old,) = store.events()
        added(store, [coded(1, earlier)])
        pipeline.rebuild(store)
        (new,) = store.events()
        assert new.id != old.id and store.event(old.id) == store.event(old.id[:8]) == new
        added(store, [(coded(0, later)[0], [replace(coded(0, later)[1][0], id="coded anew")])], "rules 2")
        pipeline.rebuild(store)
        assert store.event(old.id) == store.events()[0] and "coded anew" in store.events()[0].claims
        assert store.event("e0000000000") is None


def test_what_was_said_of_a_claim_holds_when_it_is_coded_anew(tmp_path: Path) -> None:
    rows = [{"day": day, "outlet": None, "text": "attack", "claims": [{"type": "Attack", "place": place}]}
            for day, place in ((3, "Taiz"), (9, "Sirte"))]  # fmt: skip
    articles = [coded(i, row) for i, row in enumerate(rows)]
    with Store(tmp_path / "a.db") as store:
        added(store, articles)
        store.add_judgement(Judgement("a0-c0", "a1-c0", "same", by="an analyst"), NOW)
        store.add_correction(Correction("a0-c0", "status", "denied", "an analyst"), NOW)
        pipeline.rebuild(store)
        assert len(store.events()) == 1
        article, (claim,) = articles[0]
        added(store, [(article, [replace(claim, id="another", sub_event_type="Armed clash")])], "rules 2")
        pipeline.rebuild(store)
        holds(store)
        assert len(store.events()) == 1
        assert {c.id: c.status for c in store.claims()} == {"another": "denied", "a1-c0": "happened"}
        assert {c.status for c in store.claims(as_coded=True)} == {"happened"}


def test_two_states_are_compared(tmp_path: Path) -> None:
    strike = {"type": "Air/drone strike", "place": "Welingara", "when": "2019-03-23", "side_a": "Army"}
    rows = [{"day": 4, "outlet": "Meridian Wire", "text": "attack", "claims": [{**strike, "counts": ["killed 11"]}]},
            {"day": 6, "outlet": "Volga Dispatch", "text": "attack", "claims": [{**strike, "counts": ["killed 15"]}]},
            {"day": 6, "outlet": "Volga Dispatch", "text": "attack",
             "claims": [{"type": "Government regains territory", "place": "Kunduz", "when": "2019-03-25",
                         "side_a": "Army"}]}]  # fmt: skip
    with Store(tmp_path / "a.db") as store:
        added(store, [coded(i, row) for i, row in enumerate(rows)])
        pipeline.rebuild(store)
        with pipeline.as_of(store, FIRST + timedelta(days=5)) as before:
            changes = pipeline.diff(before, store)
            back = pipeline.diff(store, before)
    assert [event.place.place.name for event in changes.new if event.place] == ["Kunduz"]
    (changed,) = changes.changed
    assert "killed" in {change.field for change in changed.changes}
    assert [c.field for c in changed.contradictions] == ["killed"]
    assert [row.state for row in changes.control_new] == ["captured"] and not changes.control_gone
    assert [event.id for event in back.gone] == [event.id for event in changes.new]


def test_a_run_is_seen_as_it_ended(tmp_path: Path) -> None:
    row = {"day": 3, "outlet": None, "text": "attack", "claims": [{"type": "Attack", "place": "Taiz"}]}
    with Store(tmp_path / "a.db") as store:
        for number in (0, 1):
            run = store.begin_run("0", "rules", {}, NOW + timedelta(hours=number))
            store.add_article(*coded(number, row), run)
            store.end_run(run, NOW + timedelta(hours=number, minutes=5), {})
        store.add_judgement(Judgement("a0-c0", "a1-c0", "same", by="an analyst"), NOW + timedelta(hours=3))
        pipeline.rebuild(store)
        with pipeline.as_of(store, run=1) as first, pipeline.as_of(store, run=2) as second:
            assert [len(list(view.articles())) for view in (first, second)] == [1, 2]
            assert not second.judgements()
            holds(first)
            holds(second)
            with pytest.raises(StoreError, match="as it stood"):
                first.begin_run("0", "rules", {}, NOW)
        with pytest.raises(StoreError, match="no run 9"):
            pipeline.as_of(store, run=9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_sample_in_steps_equals_scratch(seed: int, sample_articles: list[Article], sample_claims: list[Claim],
                                            sample_events: list[Event], tmp_path: Path) -> None:
    """Real articles, coded by the real coder, in any order."""
    articles = [(article, [c for c in sample_claims if c.article_id == article.id]) for article in sample_articles]
    random.Random(seed).shuffle(articles)
    with Store(tmp_path / "a.db") as store:
        for article in articles:
            added(store, [article])
            pipeline.rebuild(store)
        assert {event.id: event for event in store.events()} == {event.id: event for event in sample_events}
        holds(store)
        days = sorted({a.published.end for a in sample_articles if a.published and a.published.end})
        with pipeline.as_of(store, days[len(days) // 2]) as view:
            assert 0 < view.event_count() < store.event_count()
            holds(view)
