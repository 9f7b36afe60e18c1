"""The five scraped articles that the system is for: what an analyst would sign of them. Skipped where they are not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from warmonitor import pipeline
from warmonitor.model import Event

SEEDS = Path(__file__).parents[2] / "shared" / "data" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.exists(), reason="the seed articles are not here")


def events_of(*paths: Path) -> list[Event]:
    articles = list(pipeline.read(sorted(paths)))
    return pipeline.link(pipeline.code(articles), articles=articles)


@pytest.fixture(scope="module")
def scraped() -> list[Event]:
    """From the bare texts, as a user has them from a scraper."""
    return events_of(*SEEDS.glob("*.txt"))


@pytest.fixture(scope="module")
def known() -> list[Event]:
    """With outlets and days added by hand."""
    return events_of(SEEDS / "articles.jsonl")


def of(events: Sequence[Event], kind: str, place: str) -> list[Event]:
    return [e for e in events if e.sub_event_type == kind and e.place and place in e.place.place.name]


def test_one_attack_on_suweida_with_four_figures_and_two_outlets(known: list[Event], scraped: list[Event]) -> None:
    for events in (known, scraped):
        (attack,) = [event for event in of(events, "Attack", "Suweida") if event.tolls]
        assert len(attack.articles) == 3
        assert attack.when is not None and str(attack.when.start) == str(attack.when.end) == "2018-07-25"
        assert attack.side_a[0].name == "Islamic State"
        assert attack.agreement["killed"] in {"refine", "update"}
    (attack,) = [event for event in of(known, "Attack", "Suweida") if event.tolls]
    assert attack.outlets == ("The Jordan Times", "The New Arab")
    (attack,) = [event for event in of(scraped, "Attack", "Suweida") if event.tolls]
    (killed,) = [toll for toll in attack.tolls if (toll.kind, toll.whom) == ("killed", "all")]
    assert (killed.low, killed.best) == (200, 250)


def test_the_attack_dates_what_tells_of_it_without_a_day(scraped: list[Event]) -> None:
    """Article 003 says "earlier this week": 004 gives the day, and 003 came out within the week. 000 stays open."""
    (attack,) = [event for event in of(scraped, "Attack", "Suweida") if event.tolls]
    bounds = sorted(
        (str(dated.published.start), str(dated.published.end)) for dated in attack.dated if dated.published
    )
    assert bounds == [("2018-07-25", "2018-07-31"), ("2018-07-25", "None")]
    assert all(dated.when.basis == "joined event" for dated in attack.dated)


def test_the_offensives_of_july_and_november_are_two(known: list[Event]) -> None:
    july = {f"seed-{number}" for number in ("003", "004")}
    assert not any("seed-000" in event.articles and july & set(event.articles) for event in known
                   if event.sub_event_type != "Attack")  # fmt: skip


def test_the_strike_on_mayadeen_is_alleged_and_unanswered(known: list[Event], scraped: list[Event]) -> None:
    for events in (known, scraped):
        (strike,) = of(events, "Air/drone strike", "Mayadeen")
        assert strike.side_a[0].alleged
        assert strike.agreement["side_a"] == "no comment"


def test_the_evacuation_in_may_is_one_event_from_two_articles(known: list[Event]) -> None:
    """ "Evacuated from Damascus to the desert in May", and "bussed out of Yarmuk, their last area in Damascus"."""
    moved = [event for event in known if event.sub_event_type == "Change to group/activity"]
    (evacuation,) = [event for event in moved if event.when and str(event.when.start) == "2018-05-01"]
    assert set(evacuation.articles) == {"seed-003", "seed-004"}


def test_two_measures_in_kilometers_differ_and_their_unit_is_in_doubt(known: list[Event]) -> None:
    (advance,) = [event for event in known if "area_km2" in event.agreement]
    assert advance.agreement["area_km2"] == "differ"
    by_kind = {c.kind: c.values for c in advance.contradictions if c.field == "area_km2"}
    origins = {value.value: value.origins for value in by_kind["differ"]}
    assert origins == {"5000+": ("Hezbollah military media",), "6000+": ("Syrian Observatory for Human Rights",)}
    assert len(by_kind["unit"]) == 2


def test_the_record_does_not_depend_on_the_order_of_the_articles(known: list[Event]) -> None:
    articles = list(pipeline.read([SEEDS / "articles.jsonl"]))
    again = pipeline.link(pipeline.code(reversed(articles)), articles=articles)
    assert sorted(json.dumps(e.claims) for e in again) == sorted(json.dumps(e.claims) for e in known)
