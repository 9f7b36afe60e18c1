"""The API: every answer has the shape that its description states, pages and filters hold together, ETags save work."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from pydantic import ConfigDict, TypeAdapter, with_config
from starlette.testclient import TestClient

from warmonitor.web import shapes
from warmonitor.web.archive import Archive
from warmonitor.web.overview import rows_of

SHAPES = {
    "about": shapes.About,
    "overview": shapes.Overview,
    "overview?as_of=2018-08-09": shapes.Overview,
    "events?limit=500&facets=true": shapes.EventsPage,
    "events.geojson": dict[str, Any],
    "tiles?zoom=2": shapes.Tiles,
    "timeline?by=day": shapes.Timeline,
    "timeline?by=week": shapes.Timeline,
    "timeline": shapes.Timeline,
    "articles?limit=500": shapes.ArticlesPage,
    "claims?limit=500": shapes.ClaimsPage,
    "control": shapes.ControlShape,
    "sources": shapes.SourcesShape,
    "search?q=hospital": shapes.SearchShape,
    "changes?from=2018-07-01&to=2018-08-10": shapes.ChangesShape,
}


def fits(shape: Any, value: object) -> None:
    """The value has the fields of the shape, no more and no less, of its types."""
    strict = with_config(ConfigDict(extra="forbid"))(shape) if hasattr(shape, "__total__") else shape
    TypeAdapter(strict).validate_python(value)


@pytest.mark.parametrize("address", SHAPES)
def test_answers_have_their_shape(client: TestClient, address: str) -> None:
    response = client.get(f"/api/{address}")
    assert response.status_code == 200
    fits(SHAPES[address], response.json())


def test_every_event_article_and_claim_has_its_shape(client: TestClient) -> None:
    overview = client.get("/api/overview").json()
    for event_id in overview["columns"]["id"]:
        detail = client.get(f"/api/events/{event_id}").json()
        fits(shapes.EventDetail, detail)
        assert detail["summary"] == next(row for row in rows_of(overview) if row["id"] == event_id) | {
            "tolls": detail["summary"]["tolls"]
        }
    for row in client.get("/api/articles?limit=500").json()["articles"]:
        fits(shapes.Reader, client.get(f"/api/articles/{row['id']}").json())


def test_the_description_names_every_address_and_shape(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    paths = described["paths"]
    for address in SHAPES:
        name = f"/api/{address.partition('?')[0]}"
        assert paths[name]["get"]["description"], name
        answer = paths[name]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert "$ref" in answer or answer["type"] == "object"
    assert set(described["components"]["schemas"]["EventDetail"]["required"]) == set(shapes.EventDetail.__annotations__)
    parameters = {p["name"] for p in paths["/api/events"]["get"]["parameters"]}
    assert {"from", "to", "type", "actor", "box", "source", "disputed", "text", "as_of", "facets", "sort"} <= parameters


def test_pages_follow_each_other_without_loss(client: TestClient) -> None:
    seen, address = [], "/api/events?limit=8&sort=-killed"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["events"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == page["count"] == client.get("/api/about").json()["counts"]["events"]


def test_the_overview_gives_the_same_rows_as_the_pages(client: TestClient) -> None:
    paged = client.get("/api/events?limit=500").json()["events"]
    by_column = [row | {"tolls": {k: list(v) for k, v in row["tolls"].items()}}
                 for row in rows_of(client.get("/api/overview").json())]  # fmt: skip
    assert by_column == paged


def test_facets_count_what_is_found(client: TestClient) -> None:
    page = client.get("/api/events?limit=500&country=YE&facets=true").json()
    assert page["count"] == len(page["events"]) > 0
    assert page["facets"]["country"] == {"YE": page["count"]}
    assert sum(page["facets"]["status"].values()) == page["count"]


FOUND = [
    ("type=Battles", lambda row: row["event_type"] == "Battles"),
    ("type=Attack&type=Siege", lambda row: row["sub_event_type"] in ("Attack", "Siege")),
    ("actor=russia", lambda row: any("Russia" in p["name"] for p in row["side_a"] + row["side_b"])),
    ("actor=ukraine&side=b", lambda row: any("Ukraine" in p["name"] for p in row["side_b"])),
    ("country=sy", lambda row: (row["place"] or {}).get("country") == "SY"),
    ("place=suweida", lambda row: "Suweida" in row["place"]["name"]),
    ("box=12,42,18,45", lambda row: row["place"]["country"] in ("YE", "SA")),
    ("unplaced=true", lambda row: row["place"] is None or row["place"]["lat"] is None),
    ("undated=true", lambda row: row["start"] is None and row["end"] is None),
    ("from=2018-08-01&to=2018-08-31", lambda row: "2018-08" in (row["start"] or row["end"])),
    ("source=observatory", lambda row: any("Observatory" in name for name in row["origins"] + row["outlets"])),
    ("source_kind=monitor", lambda row: "monitor" in row["source_kinds"]),
    ("min=100", lambda row: max(n or 0 for n in row["tolls"]["killed"]) >= 100),
    ("kind=injured&min=1", lambda row: "injured" in row["tolls"]),
    ("origins=2", lambda row: row["corroborated"]),
    ("disputed=any", lambda row: row["disputed"]),
    ("disputed=killed", lambda row: "killed" in row["disputed"]),
    ("disputed=none", lambda row: not row["disputed"]),
    ("status=happened", lambda row: row["status"] == "happened"),
]


@pytest.mark.parametrize(("query", "holds"), FOUND, ids=[query for query, _ in FOUND])
def test_filters_keep_what_they_say_and_nothing_else(client: TestClient, query: str, holds: Any) -> None:
    everything = client.get("/api/events?limit=500").json()["events"]
    kept = client.get(f"/api/events?limit=500&{query}").json()["events"]
    assert kept
    assert all(holds(row) for row in kept)
    if not query.startswith(("box", "place", "min", "actor", "from")):  # those tests look at the rows that are kept
        assert kept == [row for row in everything if holds(row)]


def test_text_finds_events_by_the_words_of_their_articles(client: TestClient) -> None:
    found = client.get("/api/search?q=observatory").json()
    assert found["ids"] and set(found["ids"]) == {
        row["id"] for row in client.get("/api/events?limit=500&text=observatory").json()["events"]
    }
    assert any(is_hit for hit in found["articles"] for _, is_hit in hit["snippet"])


def test_as_of_shows_what_was_known(client: TestClient) -> None:
    days = client.get("/api/about").json()["as_of_days"]
    for day in days:
        for row in client.get(f"/api/events?limit=500&as_of={day}").json()["events"]:
            assert row["known"] <= row["last"] <= day
    counts = [client.get(f"/api/events?limit=1&as_of={day}").json()["count"] for day in days]
    assert counts == sorted(counts)
    whole = {row["id"]: row for row in client.get("/api/events?limit=500").json()["events"] if row["known"]}
    at_last = {row["id"]: row for row in client.get(f"/api/events?limit=500&as_of={days[-1]}").json()["events"]}
    assert at_last.keys() == whole.keys()


def test_history_ends_with_what_is_known_now(archive: Archive) -> None:
    stepped = 0
    for row in archive.table().rows:
        detail = archive.event(row["id"])
        assert detail is not None
        steps = detail["history"]
        assert [step["day"] for step in steps] == sorted({step["day"] for step in steps})
        if steps and len(detail["summary"]["outlets"]) and sum(len(s["articles"]) for s in steps) == row["articles"]:
            assert steps[-1]["summary"] == detail["summary"]
        stepped += len(steps) > 1
        for before, after in pairwise(steps):
            assert all(change["was"] != change["is"] for change in after["changes"])
            assert before["day"] < after["day"]
    assert stepped >= 3


def test_changes_are_the_steps_between_two_days(client: TestClient) -> None:
    changed = client.get("/api/changes?from=2018-08-09&to=2018-08-20").json()
    assert changed["counts"]["to"] - changed["counts"]["from"] == len(changed["new"])
    assert not {row["id"] for row in changed["new"]} & {row["id"] for row in changed["changed"]}


def test_every_figure_of_a_toll_is_a_mark_with_its_words(archive: Archive) -> None:
    marks = 0
    for row in archive.table().rows:
        detail = archive.event(row["id"])
        assert detail is not None
        texts = {claim["claim"]["article"]: archive.article(claim["claim"]["article"]) for claim in detail["claims"]}
        for figure in detail["figures"]:
            assert figure["marks"], row["title"]
            for mark in figure["marks"]:
                article = texts[mark["article"]]
                assert article is not None and article["text"][mark["start"] : mark["end"]] == mark["quote"]
                marks += 1
    assert marks > 30


def test_fields_tell_agreement_denial_and_silence_apart(archive: Archive) -> None:
    hows = set()
    for row in archive.table().rows:
        detail = archive.event(row["id"])
        assert detail is not None
        for field in detail["fields"]:
            assert len(field["says"]) == row["claims"]
            hows |= {says["how"] for says in field["says"]}
            if field["agreement"] == "silent":
                assert {says["how"] for says in field["says"]} <= {"silent", "denies", "no comment"}
    assert {"agrees", "differs", "denies", "silent"} <= hows


def test_marks_and_zones_stand_in_the_text(client: TestClient) -> None:
    for row in client.get("/api/articles?limit=500").json()["articles"]:
        found = client.get(f"/api/articles/{row['id']}").json()
        length = len(found["text"])
        assert all(0 <= z["start"] < z["end"] <= length for z in found["zones"])
        assert all(a["end"] <= b["start"] for a, b in zip(found["zones"], found["zones"][1:], strict=False))
        assert all(0 <= m["start"] <= m["end"] <= length for m in found["marks"])
        assert {m["claim"] for m in found["marks"]} == {c["id"] for c in found["claims"]}


def test_sentences_hold_their_quotes(archive: Archive) -> None:
    for row in archive.table().rows[:12]:
        detail = archive.event(row["id"])
        assert detail is not None
        for claim in detail["claims"]:
            for evidence in claim["evidence"]:
                sentence = evidence["sentence"]
                assert (sentence is None) == (evidence["quote"] is None)
                if sentence and evidence["start"] is not None and evidence["end"] is not None:
                    at = evidence["start"] - sentence["start"], evidence["end"] - sentence["start"]
                    assert sentence["text"][at[0] : at[1]] == evidence["quote"]


def test_control_on_a_day(client: TestClient) -> None:
    rows = client.get("/api/control").json()["rows"]
    (row,) = [row for row in rows if row["place"]["name"] == "Sievierodonetsk"]
    assert row["claims"][0]["sentence"]["text"] and row["claims"][0]["event"]
    assert client.get(f"/api/control?on={row['from']}").json()["rows"] == [row]
    assert client.get("/api/control?on=2001-01-01").json()["rows"] == []


def test_sources_add_up(client: TestClient) -> None:
    found = client.get("/api/sources").json()
    events = client.get("/api/events?limit=500").json()["events"]
    for row in found["outlets"]:
        mine = [event for event in events if row["name"] in event["outlets"]]
        assert row["events"] == len(mine) == row["alone"] + row["corroborated"]
        assert row["contradicted"] <= row["corroborated"] and row["first"] <= row["corroborated"]
    names = {name for event in events for name in event["origins"]}
    assert names <= {row["name"] for row in found["origins"]}


def test_an_etag_spares_the_answer_until_the_address_changes(client: TestClient) -> None:
    first = client.get("/api/events?limit=3")
    again = client.get("/api/events?limit=3", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
    other = client.get("/api/events?limit=4", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


FAULTS = [
    ("events?limit=0", 400), ("events?limit=100000", 400), ("events?from=yesterday", 400), ("events?box=1,2", 400),
    ("events?box=9,0,1,0", 400), ("events?side=c", 400), ("events?sort=name", 400), ("events/none", 404),
    ("articles/none", 404), ("claims/none", 404), ("nothing", 404), ("search", 400), ("timeline?by=year", 400),
    ("events/none/evidence.csv", 404), ("articles/none/mentions", 404), ("../../etc/passwd", 404),
]  # fmt: skip


@pytest.mark.parametrize(("address", "status"), FAULTS, ids=[address for address, _ in FAULTS])
def test_a_wrong_request_is_told_what_is_wrong(client: TestClient, address: str, status: int) -> None:
    response = client.get(f"/api/{address}")
    assert response.status_code == status
    assert set(response.json()) == {"error"} and len(response.json()["error"]) > 5


@pytest.mark.parametrize("text", ['"', "AND", "NEAR(", "*", "a\0b", "'; DROP TABLE events; --", "(" * 300, "ب" * 50])
def test_no_text_breaks_the_search(client: TestClient, text: str) -> None:
    for address in ("events?text=", "search?q=", "articles?q="):
        assert client.get(f"/api/{address.split('?')[0]}", params={address[:-1].split("?")[1]: text}).status_code == 200
