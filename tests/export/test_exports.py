"""Exports keep to their codebooks, add up, and give no spreadsheet anything to run."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.export import FORMATS, Context, ExportError, Summary, evidence_path, export, export_file, flat, frame
from warmonitor.export.codes import actor_code, priogrid_cell
from warmonitor.export.notes import note
from warmonitor.export.sheet import csv_writer, safe_cell
from warmonitor.model import Article, Claim, Count, Event, EventParty, Evidence, Location, Place, Source, Toll, When
from warmonitor.ontology import cells, event_types, parse_table
from warmonitor.records import event_from_json

NOW = datetime(2024, 5, 1, tzinfo=UTC)
MAIDUGURI = Location(Place("maiduguri", "Maiduguri", "city", "NG", "Borno", "Maiduguri", 11.8464, 13.1603, 6.0))
BORNO = Location(Place("borno", "Borno", "province", "NG", "Borno", None, 11.5123, 13.0123, 120.0))
NIGERIA = Location(Place("NG", "Nigeria", "country", "NG", None, None, 9.6, 8.1, 540.0))
ARMY = EventParty(None, "Military Forces of Nigeria", ("c1",))
CIVILIANS = EventParty(None, "Civilians (Nigeria)", ("c1",))
REBELS = EventParty(None, "Opposition rebels (Nigeria)", ("c1",))


def on(first: str, last: str | None = None) -> When:
    return When(date.fromisoformat(first), date.fromisoformat(last or first))


def killed(low: int | None, best: int | None = None, high: int | None = None, whom: str = "all") -> Toll:
    return Toll("killed", whom, low, best, high, "ucdp", ("c1",))


def event(sub_event_type: str = "Armed clash", event_id: str = "e1", **facts: Any) -> Event:
    values: dict[str, Any] = {
        "place": MAIDUGURI, "when": on("2021-02-23"), "side_a": (ARMY,), "side_b": (REBELS,),
        "tolls": (killed(10, 12, 14),), "outlets": ("Daily Trust", "AFP"), **facts,
    }  # fmt: skip
    kind = event_types()[sub_event_type].event_type
    return Event(event_id, ("c1",), ("a1",), kind, sub_event_type, values.pop("status", "happened"), **values)


def written(name: str, events: list[Event], context: Context | None = None) -> tuple[list[dict[str, str]], Summary]:
    stream = io.StringIO(newline="")
    summary = export(name, events, context or frame(now=NOW), stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue(), newline=""))), summary


def test_columns_are_those_of_the_codebooks_in_order() -> None:
    stream = io.StringIO()
    export("acled", [], frame(), stream)
    header = stream.getvalue().strip().split(",")
    assert len(header) == 31 and header[:4] == ["event_id_cnty", "event_date", "year", "time_precision"]
    assert header[-4:] == ["notes", "fatalities", "tags", "timestamp"]
    stream = io.StringIO()
    export("ucdp", [], frame(), stream)
    header = stream.getvalue().strip().split(",")
    assert len(header) == 49 and header[0] == "id" and header[-5:] == ["best", "high", "low", "gwnoa", "gwnob"]


def test_an_acled_row() -> None:
    ((row,), summary) = written("acled", [event()])
    assert row["event_id_cnty"].startswith("NGA") and row["event_id_cnty"][3:].isdigit()
    expected = {
        "event_date": "2021-02-23", "year": "2021", "time_precision": "1", "disorder_type": "Political violence",
        "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Military Forces of Nigeria",
        "inter1": "State forces", "actor2": "Opposition rebels (Nigeria)", "inter2": "Rebel group",
        "interaction": "State forces-Rebel group", "civilian_targeting": "", "iso": "566", "region": "Western Africa",
        "country": "Nigeria", "admin1": "Borno", "location": "Maiduguri", "latitude": "11.85", "longitude": "13.16",
        "geo_precision": "1", "source": "Daily Trust; AFP", "fatalities": "10", "timestamp": str(int(NOW.timestamp())),
    }  # fmt: skip
    assert {column: row[column] for column in expected} == expected
    assert str(summary) == "acled: 1 rows from 1 events"


LEFT_OUT = [
    ("acled", {"status": "planned"}, "not reported as having happened"),
    ("acled", {"when": None}, "no day, week or month"),
    ("acled", {"when": on("2021-01-01", "2021-12-31")}, "time known no closer than a month"),
    ("acled", {"place": NIGERIA}, "place known by country at most"),
    ("acled", {"place": Location(Place(None, "Dalwa", "village", "NG"))}, "place not found on the map"),
    ("ucdp", {"tolls": ()}, "no death reported"),
    ("ucdp", {"tolls": (killed(None, 0, None),)}, "no death reported"),
    ("ucdp", {"status": "denied"}, "not reported as having happened"),
    ("ucdp", {"sub_event_type": "Agreement"}, "not organised violence"),
    ("ucdp", {"when": None}, "no year"),
    ("ucdp", {"place": None}, "country not known"),
]


@pytest.mark.parametrize(("name", "facts", "reason"), LEFT_OUT)
def test_what_a_codebook_does_not_record_is_left_out_and_counted(name: str, facts: Any, reason: str) -> None:
    rows, summary = written(name, [event(**facts)])
    assert (rows, dict(summary.left_out)) == ([], {reason: 1})


def test_acled_unknown_sides_take_the_codebooks_names() -> None:
    ((row,), _) = written("acled", [event("Attack", side_a=(), side_b=())])
    assert (row["actor1"], row["actor2"]) == ("Unidentified Armed Group (Nigeria)", "Civilians (Nigeria)")
    assert (row["interaction"], row["civilian_targeting"]) == ("Political militia-Civilians", "Civilians targeted")
    ((row,), _) = written("acled", [event("Agreement", side_a=(), side_b=())])
    assert (row["actor1"], row["inter1"], row["interaction"]) == ("", "", "")
    ((row,), _) = written("acled", [event("Siege")])
    assert (row["event_type"], row["sub_event_type"]) == ("Strategic developments", "Other")


def test_acled_a_range_stands_on_its_middle_day_or_is_split() -> None:
    week = event(when=on("2021-02-21", "2021-02-24"), tolls=(killed(10),))
    ((row,), _) = written("acled", [week])
    assert (row["event_date"], row["time_precision"], row["fatalities"]) == ("2021-02-22", "2", "10")
    rows, _ = written("acled", [week], frame(split_days=True))
    assert [(r["event_date"], r["fatalities"]) for r in rows] == [
        ("2021-02-21", "4"), ("2021-02-22", "2"), ("2021-02-23", "2"), ("2021-02-24", "2"),
    ]  # fmt: skip
    assert len({r["event_id_cnty"] for r in rows}) == 4


def test_acled_the_higher_type_absorbs_the_lower() -> None:
    strike = event("Air/drone strike", "e2", tolls=(killed(5),), outlets=("BBC",), side_a=(REBELS,), side_b=(ARMY,))
    rows, summary = written("acled", [strike, event()])
    assert [(r["event_type"], r["fatalities"], r["source"]) for r in rows] == [
        ("Battles", "15", "Daily Trust; AFP; BBC")
    ]
    assert sum(summary.left_out.values()) == 1
    apart = [strike, event(when=on("2021-02-24"))]
    assert len(written("acled", apart)[0]) == 2
    unknown = [replace(e, side_b=()) for e in (strike, event())]
    assert len(written("acled", unknown)[0]) == 2


def test_a_campaign_gives_way_to_its_incidents() -> None:
    campaign = event(event_id="e9", level="campaign", when=on("2021-02-20", "2021-02-27"))
    for name in ("acled", "ucdp"):
        rows, _ = written(name, [campaign, event(parent="e9")])
        assert len(rows) == 1
        assert len(written(name, [campaign])[0]) == 1


WORDS = [("dozens of people", 24, 12), ("hundreds", 200, 100), ("tens of people", 20, 10), ("several people", 3, 3)]


@pytest.mark.parametrize(("quote", "low", "expected"), WORDS)
def test_acled_open_words_count_as_the_codebook_says(quote: str, low: int, expected: int) -> None:
    one = Article("a1", f"Attackers killed {quote} in Maiduguri.")
    span = one.span(17, 17 + len(quote))
    claim = Claim(
        "c1", "a1", one.span(10, 16), "Battles", "Armed clash", "happened", "main",
        counts=(Count("killed", low, None, span, vague=True),), sources=(Source("Police", "military or government"),),
        evidence=(Evidence("counts", span, "counts"), Evidence("when", None, "publication day")),
    )  # fmt: skip
    ((row,), _) = written("acled", [event(tolls=(killed(low),))], frame([claim], [one]))
    assert row["fatalities"] == str(expected)


def test_a_ucdp_row() -> None:
    tolls = (killed(10, 12, None), killed(5, 5, 5, "civilians"), killed(3, 4, 4, "side_a"))
    ((row,), _) = written("ucdp", [event(side_a=(REBELS,), side_b=(ARMY,), tolls=tolls)])
    expected = {
        "relid": "e1", "type_of_violence": "1", "side_a": "Government of Nigeria",
        "side_b": "Opposition rebels (Nigeria)",
        "dyad_name": "Government of Nigeria - Opposition rebels (Nigeria)", "gwnoa": "475", "gwnob": "",
        "where_prec": "1", "date_prec": "1", "event_clarity": "1", "deaths_a": "0", "deaths_b": "4",
        "deaths_civilians": "5", "deaths_unknown": "3", "best": "12", "low": "10", "high": "12", "country_id": "475",
        "region": "Africa", "geom_wkt": "POINT (13.16 11.85)", "priogrid_gid": str(priogrid_cell(11.85, 13.16)),
        "number_of_sources": "2", "conflict_new_id": "", "active_year": "",
    }  # fmt: skip
    assert {column: row[column] for column in expected} == expected


VIOLENCE = [
    (ARMY, REBELS, "Armed clash", "1"),
    (REBELS, replace(REBELS, name="Militants (Nigeria)"), "Armed clash", "2"),
    (REBELS, CIVILIANS, "Suicide bomb", "3"),
    (ARMY, CIVILIANS, "Attack", "3"),
]


@pytest.mark.parametrize(("side_a", "side_b", "kind", "code"), VIOLENCE)
def test_ucdp_type_of_violence(side_a: EventParty, side_b: EventParty, kind: str, code: str) -> None:
    ((row,), _) = written("ucdp", [event(kind, side_a=(side_a,), side_b=(side_b,))])
    assert row["type_of_violence"] == code


@pytest.mark.parametrize(
    ("days", "code"), [(("2021-02-23", "2021-02-23"), "1"), (("2021-02-23", "2021-02-24"), "2"),
                       (("2021-02-22", "2021-02-28"), "3"), (("2021-02-01", "2021-02-28"), "4"),
                       (("2021-01-01", "2021-12-31"), "5")],
)  # fmt: skip
def test_ucdp_date_precision(days: tuple[str, str], code: str) -> None:
    ((row,), _) = written("ucdp", [event(when=on(*days))])
    assert (row["date_prec"], row["date_start"], row["date_end"]) == (code, *days)


def test_forces_abroad_are_external() -> None:
    assert actor_code(ARMY, "NG").inter == 1
    assert actor_code(ARMY, "CM").inter == 8
    assert actor_code(EventParty(None, "Military Forces of the United States", ()), "SY").inter == 8
    listed = EventParty("military-forces-of-the-united-states", "Military Forces of the United States", ())
    assert (actor_code(listed, "SY").inter, actor_code(listed, "US").inter) == (8, 1)
    assert actor_code(EventParty(None, "Some People Nobody Knows", ()), "NG").inter is None


figures = st.none() | st.integers(0, 500)
groups = st.sampled_from(["all", "civilians", "side_a", "side_b", "children", "women", "combatants"])


@st.composite
def toll(draw: st.DrawFn) -> Toll:
    low, best, high = sorted(draw(st.lists(st.integers(0, 500), min_size=3, max_size=3)))
    open_ends = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    values = [None if is_open else n for n, is_open in zip((low, best, high), open_ends, strict=True)]
    return killed(values[0], values[1], values[2], draw(groups))


@settings(max_examples=60, deadline=None)
@given(st.lists(toll(), max_size=5, unique_by=lambda t: t.whom))
def test_property_ucdp_deaths_add_up_and_lie_in_order(tolls: list[Toll]) -> None:
    rows, _ = written("ucdp", [event(tolls=tuple(tolls))])
    for row in rows:
        parts = [int(row[c]) for c in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")]
        assert sum(parts) == int(row["best"]) >= 1 and min(parts) >= 0
        assert int(row["low"]) <= int(row["best"]) <= int(row["high"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20), min_size=1))
def test_property_no_cell_is_a_formula_and_every_text_comes_back(texts: list[str]) -> None:
    stream = io.StringIO(newline="")
    csv_writer(["text", "number"])([{"text": text, "number": -1.5} for text in texts], stream)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))
    for text, row in zip(texts, rows, strict=True):
        assert not row["text"].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert row["text"] == str(safe_cell(text)) and row["text"].removeprefix("'") == text.removeprefix("'")
        assert row["number"] == "-1.5"


def test_a_hostile_name_stays_a_name() -> None:
    hostile = EventParty(None, '=HYPERLINK("http://example.org";"x")', ())
    for name in ("acled", "ucdp", "csv"):
        ((row,), _) = written(name, [event(side_a=(hostile,), outlets=("@SUM(A1)", "-2+3"))])
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_geojson_keeps_every_event_and_no_point_finer_than_the_words() -> None:
    stream = io.StringIO()
    unplaced = event(event_id="e3", place=None, when=None)
    export("geojson", [event(), event(event_id="e2", place=BORNO), unplaced], frame(), stream)
    found = json.loads(stream.getvalue())
    assert found["type"] == "FeatureCollection"
    geometries = [feature["geometry"] for feature in found["features"]]
    assert geometries[0] == {"type": "Point", "coordinates": [13.16, 11.85]}
    assert geometries[1] == {"type": "Point", "coordinates": [13.0, 11.5]} and geometries[2] is None
    properties = found["features"][1]["properties"]
    assert (properties["radius_km"], properties["geo_precision"], properties["event_id"]) == (120.0, 3, "e2")
    stream = io.StringIO()
    export("geojson", [], frame(), stream)
    assert json.loads(stream.getvalue())["features"] == []


def test_json_lines_lose_nothing() -> None:
    stream = io.StringIO()
    given_events = [event(), event("Agreement", "e2", place=None, tolls=())]
    export("jsonl", given_events, frame(), stream)
    assert [event_from_json(json.loads(line)) for line in stream.getvalue().splitlines()] == given_events


def test_the_flat_table_has_every_event_and_unknown_is_empty() -> None:
    rows, summary = written("csv", [event(), event("Agreement", "e2", place=None, when=None, tolls=(), side_b=())])
    assert (len(rows), summary.rows) == (2, 2)
    assert (rows[0]["killed_low"], rows[0]["killed_best"], rows[0]["killed_high"]) == ("10", "12", "14")
    assert all(rows[1][c] == "" for c in ("start", "place", "latitude", "killed_low", "killed_best", "side_b"))


TOLD_OF = {"acled": {"e1"}, "ucdp": {"e1"}}


@pytest.mark.parametrize("name", FORMATS)
def test_every_export_has_its_evidence_beside_it(name: str, tmp_path: Path) -> None:
    one = Article("a1", "Troops clashed with rebels in Maiduguri on Tuesday.", "Clash", outlet="AFP")
    span = one.span(30, 39)
    claim = Claim(
        "c1", "a1", one.span(7, 14), "Battles", "Armed clash", "happened", "main", place=MAIDUGURI,
        evidence=(Evidence("place", span, "gazetteer"), Evidence("place.admin1", None, "parent")), coder="rules",
    )  # fmt: skip
    path = tmp_path / f"nigeria.{FORMATS[name].suffix}"
    events = [event(), event(event_id="e2", status="planned", place=None)]
    summary = export_file(name, events, frame([claim], [one], NOW, site="https://war.example/"), path)
    assert summary.rows == len(told := TOLD_OF.get(name, {"e1", "e2"}))
    with evidence_path(path).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["field"], r["quote"], r["by"]) for r in rows[:3]] == [
        ("event_type", "clashed", "rules"), ("place", "Maiduguri", "gazetteer"), ("place.admin1", "", "parent"),
    ]  # fmt: skip
    assert all(one.text[int(r["start"]) : int(r["end"])] == r["quote"] for r in rows if r["quote"])
    assert {r["event_id"] for r in rows} == told
    assert all(r["permalink"] == f"https://war.example/#/event/{r['event_id']}" for r in rows)


def test_an_unknown_form_names_the_known_ones() -> None:
    with pytest.raises(ExportError, match="acled, csv, gdelt, geojson"):
        export("stata", [], frame(), io.StringIO())


NOTES = parse_table("notes.csv", (Path(__file__).parent / "notes.csv").read_text(encoding="utf-8"))


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


@pytest.mark.parametrize("row", NOTES, ids=[row["sub_event_type"] for row in NOTES])
def test_notes_say_what_is_recorded_and_no_more(row: dict[str, str]) -> None:
    place = Place(None, row["place"], None, row["country"] or None, row["admin1"] or None)
    start, end = (date.fromisoformat(row[end]) if row[end] else None for end in ("start", "end"))
    low, best, high = map(_number, row["killed"].split("/")) if row["killed"] else (None, None, None)
    made = event(
        row["sub_event_type"],
        side_a=tuple(EventParty(None, name, ()) for name in cells(row["side_a"])),
        side_b=tuple(EventParty(None, name, ()) for name in cells(row["side_b"])),
        place=Location(place, relation=row["relation"]) if row["place"] else None,
        when=When(start, end),
        origins=cells(row["origins"]),
        outlets=(),
        tolls=(killed(low, best, high),) if row["killed"] else (),
    )
    assert note(made) == row["note"]


def test_every_event_type_has_its_phrases_and_codes() -> None:
    for sub_event_type in event_types():
        assert note(event(sub_event_type)).startswith("On 23 February 2021, Military Forces of Nigeria")
        assert len(written("acled", [event(sub_event_type)])[0]) == 1


def evidence(name: str, events: list[Event], context: Context) -> list[dict[str, Any]]:
    rows = flat.row_ids(FORMATS[name].rows(events, context), FORMATS[name])
    return list(flat.evidence_rows(events, context, FORMATS[name], rows))


def test_what_a_codebook_fills_is_a_named_inference() -> None:
    week = When(date(2018, 7, 23), date(2018, 7, 29))
    place = Location(Place("sy-x", "Suweida", country="SY", lat=32.7, lon=36.6))
    event = Event("e1", (), (), "Violence against civilians", "Attack", "happened", place=place, when=week)
    rules = {row["field"]: row["by"] for row in evidence("acled", [event], frame())}
    assert "Unidentified Armed Group (Syria)" in rules["actor1"] and "Civilians (Syria)" in rules["actor2"]
    assert "7 days" in rules["event_date"] and rules["fatalities"].startswith("named inference: 0")
    split = {row["field"]: row["by"] for row in evidence("acled", [event], frame(split_days=True))}
    assert "one row for each of 7 days" in split["event_date"]


@pytest.mark.parametrize(("name", "package"), [("parquet", "pyarrow"), ("geoparquet", "pyarrow"), ("xlsx", "openpyxl")])
def test_a_missing_package_is_named_before_anything_is_written(name: str, package: str, tmp_path: Path,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ExportError, match=rf"{name} needs {package}: pip install"):
        export_file(name, [event()], frame(), tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_a_row_that_tells_two_events_has_the_evidence_of_both() -> None:
    strike = event("Air/drone strike", "e2", side_a=(REBELS,), side_b=(ARMY,), tolls=())
    rows = list(FORMATS["acled"].rows([strike, event()], frame()))
    assert [row["tags"] for row in rows] == ["permalink=warmonitor:event/e1; permalink=warmonitor:event/e2"]
    found = flat.row_ids(rows, FORMATS["acled"])
    assert found == {"e1": [rows[0]["event_id_cnty"]], "e2": [rows[0]["event_id_cnty"]]}


def test_plover_puts_both_sides_of_a_fight_into_actor() -> None:
    fight, attack = (next(FORMATS["plover"].rows([made], frame()))
                     for made in (event(), event("Attack", side_b=(CIVILIANS,))))
    assert [party["code"] for party in fight["actor"]] == ["NGA", "NGA"] and fight["recipient"] == []
    assert (fight["event"], fight["mode"], fight["context"]) == ("ASSAULT", None, ["military"])
    assert [party["sector"] for party in (*attack["actor"], *attack["recipient"])] == ["MIL", "CVL"]
    assert fight["event_loc"]["resolution"] == 4 and fight["size"] == {"dead": 12, "injured": None, "arrested": None}


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if not form.is_binary])
def test_an_export_is_the_same_each_time(name: str) -> None:
    first, second = io.StringIO(), io.StringIO()
    for stream in (first, second):
        export(name, [event(), event("Agreement", "e2", place=None, tolls=())], frame(now=NOW), stream)
    assert first.getvalue() == second.getvalue()
