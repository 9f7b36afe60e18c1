"""The review desk: decisions are rows with who and when, outrank the machine, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from warmonitor.cli import run
from warmonitor.model import Article, Claim
from warmonitor.store import Store
from warmonitor.web import review
from warmonitor.web.archive import Archive
from warmonitor.web.desk import Decision
from warmonitor.web.security import Door
from warmonitor.web.server import build_app

from .conftest import HERE, filled

ASK = {"X-Warmonitor": "review"}


@pytest.fixture
def db(tmp_path: Path, sample_articles: list[Article], sample_claims: list[Claim]) -> Path:
    return filled(tmp_path / "review.db", sample_articles, sample_claims)


@pytest.fixture
def desk(db: Path) -> Archive:
    return Archive(db, "an analyst")


@pytest.fixture
def clock() -> Iterator[Callable[[], datetime]]:
    """A clock that goes on by a second at every look."""
    seen = [datetime(2024, 5, 1, 12, tzinfo=UTC)]

    def now() -> datetime:
        seen[0] += timedelta(seconds=1)
        return seen[0]

    yield now


def state(desk: Archive) -> list[Any]:
    """All that the record says of its events."""
    return [dict(row) for row in desk.table().rows]


def told_by(desk: Archive, event_id: str) -> list[str]:
    with desk.store() as store:
        event = store.event(event_id)
    assert event is not None
    return list(event.claims)


def some_events(desk: Archive, least: int) -> list[str]:
    return [row["id"] for row in desk.table().rows if row["claims"] >= least]


def test_the_queue_begins_with_what_is_doubtful_and_deadly(desk: Archive) -> None:
    items = review.queue(desk, 50)["items"]
    assert [item["doubt"] for item in items] == sorted((item["doubt"] for item in items), reverse=True)
    first = items[0]
    assert first["why"] and max(n or 0 for n in first["event"]["tolls"]["killed"]) > 20


def test_accepting_marks_every_claim_and_moves_the_event_to_the_end(desk: Archive, clock: Any) -> None:
    event = review.queue(desk, 1)["items"][0]["event"]["id"]
    done = review.decide(desk, {"action": "accept", "event": event}, "an analyst", clock)
    assert done.events == (event,) and not done.gone
    items = review.queue(desk, 50)["items"]
    decided = [item for item in items if item["decided"]]
    assert [item["event"]["id"] for item in decided] == [event] and items[-1]["decided"]["by"] == "an analyst"


def test_splitting_and_undoing_gives_back_the_record(desk: Archive, clock: Any) -> None:
    before = state(desk)
    event = some_events(desk, 3)[0]
    claims = told_by(desk, event)
    done = review.decide(desk, {"action": "split", "event": event, "claims": claims[1:]}, "an analyst", clock)
    assert len(done.events) >= 2
    holding = [set(told_by(desk, e)) for e in done.events]
    rest = set(claims[1:])  # who is set apart may find others that tell the same
    assert any(claims[0] in held and not held & rest for held in holding) and any(rest <= held for held in holding)
    review.undo(desk, done.id, "an analyst", clock)
    assert state(desk) == before


def test_merging_and_undoing_gives_back_the_record(desk: Archive, clock: Any) -> None:
    before = state(desk)
    one, other = some_events(desk, 1)[:2]
    both = {*told_by(desk, one), *told_by(desk, other)}
    done = review.decide(desk, {"action": "merge", "events": [one, other]}, "an analyst", clock)
    assert len(done.events) == 1 and set(told_by(desk, done.events[0])) >= both and len(done.gone) == 1
    review.undo(desk, done.id, "another", clock)
    assert state(desk) == before


def test_merging_takes_back_what_was_split(desk: Archive, clock: Any) -> None:
    event = some_events(desk, 2)[0]
    claims = told_by(desk, event)
    split = review.decide(desk, {"action": "split", "event": event, "claims": claims[1:]}, "an analyst", clock)
    merged = review.decide(desk, {"action": "merge", "events": list(split.events)}, "another", clock)
    assert len(merged.events) == 1 and set(told_by(desk, merged.events[0])) >= set(claims)


def test_a_corrected_field_shows_who_said_so_and_can_be_undone(desk: Archive, clock: Any) -> None:
    event = some_events(desk, 1)[0]
    claim = told_by(desk, event)[0]
    asked = {"action": "correct", "claim": claim, "field": "status", "value": "planned", "reason": "read it again"}
    review.decide(desk, asked, "an analyst", clock)
    record = desk.claims([claim])[0]
    assert record["status"] == "planned"
    assert any(e["by"].startswith("corrected by an analyst") for e in record["evidence"])
    second = review.decide(desk, asked | {"value": "denied"}, "an analyst", clock)
    with pytest.raises(review.ReviewError, match="later"):
        review.undo(desk, second.id - 1, "an analyst", clock)
    review.undo(desk, second.id, "an analyst", clock)
    assert desk.claims([claim])[0]["status"] == "planned"
    with Store(desk.path) as store:
        assert len(store.corrections(claim)) == 3  # nothing is taken away


def test_rejecting_takes_an_event_out_and_undoing_brings_it_back(desk: Archive, clock: Any) -> None:
    before = state(desk)
    event = some_events(desk, 1)[0]
    done = review.decide(desk, {"action": "reject", "event": event, "note": "not an event"}, "an analyst", clock)
    assert done.gone == (event,) and event not in desk.table().by_id
    review.undo(desk, done.id, "an analyst", clock)
    assert state(desk) == before


def test_the_log_says_who_when_what_and_whether_it_holds(desk: Archive, clock: Any) -> None:
    event = some_events(desk, 1)[0]
    done = review.decide(desk, {"action": "accept", "event": event, "note": "checked with the outlet"}, "Ana", clock)
    review.undo(desk, done.id, "Ben", clock)
    undone, accepted = review.log(desk)["decisions"]
    assert (accepted["by"], accepted["action"]) == ("Ana", "accept") and accepted["undone"] and not accepted["can_undo"]
    assert (undone["by"], undone["action"], undone["can_undo"]) == ("Ben", "undo", False)
    assert accepted["made"] < undone["made"] and accepted["detail"]["reason"] == "checked with the outlet"


WRONG: list[dict[str, Any]] = [
    {"action": "accept", "event": "none"}, {"action": "merge", "events": []}, {"action": "split", "claims": ["x"]},
    {"action": "correct", "claim": "none", "field": "status", "value": "denied"},
]  # fmt: skip


@pytest.mark.parametrize("asked", WRONG, ids=[str(asked) for asked in WRONG])
def test_a_decision_that_makes_no_sense_changes_nothing(desk: Archive, clock: Any, asked: dict[str, Any]) -> None:
    before = state(desk)
    with pytest.raises(review.ReviewError):
        review.decide(desk, asked, "an analyst", clock)
    assert state(desk) == before and review.log(desk) == {"decisions": []}


def test_a_value_that_is_none_is_told_what_there_is(desk: Archive, clock: Any) -> None:
    claim = told_by(desk, some_events(desk, 1)[0])[0]
    with pytest.raises(review.ReviewError, match="happened"):
        asked = {"action": "correct", "claim": claim, "field": "status", "value": "maybe"}
        review.decide(desk, asked, "an analyst", clock)


def test_the_desk_over_the_wire(db: Path, desk: Archive) -> None:
    with TestClient(build_app(desk, Door()), base_url=HERE) as client:
        assert client.get("/api/about").json()["reviewer"] == "an analyst"
        item = client.get("/api/review/queue?limit=1").json()["items"][0]
        asked = Decision(action="accept", event=item["event"]["id"]).model_dump()
        assert client.post("/api/review/decisions", json=asked).status_code == 403  # a form could have sent it
        done = client.post("/api/review/decisions", json=asked, headers=ASK)
        assert done.status_code == 201 and done.json()["decision"]["can_undo"]
        assert client.post("/api/review/decisions", json=asked, headers=ASK).status_code == 409
        undone = client.post("/api/review/undo", json={"id": done.json()["decision"]["id"]}, headers=ASK)
        assert undone.status_code == 201 and undone.json()["decision"]["action"] == "undo"
        assert client.post("/api/review/undo", json={"id": 99}, headers=ASK).status_code == 409
        assert client.post("/api/review/decisions", json={"action": "drop"}, headers=ASK).status_code == 400


def test_without_review_there_is_no_desk(client: TestClient) -> None:
    assert client.get("/api/review/queue").status_code == 404
    assert client.post("/api/review/decisions", json={}, headers=ASK).status_code == 404


def test_a_token_guards_the_whole_desk(desk: Archive) -> None:
    with TestClient(build_app(desk, Door(token="secret")), base_url=HERE) as client:
        assert client.get("/api/about").status_code == 200
        assert client.get("/api/review/log").status_code == 401
        for given, status in (("secret", 200), ("secre", 401), ("secrets", 401), ("", 401)):
            headers = {"Authorization": f"Bearer {given}"}
            assert client.get("/api/review/log", headers=headers).status_code == status


def test_a_database_that_is_not_there_is_no_empty_desk(tmp_path: Path) -> None:
    assert run(["serve", "--review", "--db", str(tmp_path / "none.db")]) == 2
