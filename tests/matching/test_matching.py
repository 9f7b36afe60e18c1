"""Matching a user's file to our events: who is who, tolerant reading, faults with line and column, figures."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor import cli, matching
from warmonitor.export import export, frame
from warmonitor.matching.rows import MatchError, Row, RowFault, parse_day, read_rows
from warmonitor.model import Event, EventParty, Location, Place, Toll, When
from warmonitor.ontology import parse_table
from warmonitor.store import Store

PAIRS = parse_table("pairs.csv", (Path(__file__).parent / "pairs.csv").read_text(encoding="utf-8"))
DAY = date(2021, 2, 23)
MAIDUGURI = Location(Place("m", "Maiduguri", "city", "NG", "Borno", None, 11.8464, 13.1603, 6.0))
EVENT = Event(
    "e1", ("c1",), ("a1",), "Battles", "Armed clash", "happened", place=MAIDUGURI, when=When(DAY, DAY),
    side_a=(EventParty(None, "Military Forces of Nigeria", ()),),
    side_b=(EventParty(None, "Opposition rebels (Nigeria)", ()),),
    tolls=(Toll("killed", "all", 10, 12, 14, "ucdp"),),
)  # fmt: skip


def written(path: Path, rows: list[dict[str, str]], delimiter: str = ",") -> Path:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def read(path: Path) -> tuple[list[Row], list[str]]:
    faults: list[RowFault] = []
    return read_rows(path, faults.append), list(map(str, faults))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["about"].replace(" ", "-"))
def test_which_rows_are_the_event(pair: dict[str, str], tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", [{k: v for k, v in pair.items() if k not in ("about", "matched")}])
    found = matching.match_rows(read(path)[0], [EVENT])
    assert len(found.matches) == (pair["matched"] == "yes")
    assert len(found.matches) + len(found.only_theirs) == 1 == len(found.matches) + len(found.only_ours)
    if found.matches:
        reasons = found.matches[0].compared.reasons
        assert {"place", "day"} <= set(reasons) and sum(reasons.values()) == found.matches[0].compared.score


@pytest.mark.parametrize("form", ["acled", "ucdp"])
def test_our_own_export_is_matched_to_itself(form: str, sample_events: list[Event], tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        export(form, sample_events, frame(), stream)
    rows, faults = read(path)
    found = matching.match_rows(rows, sample_events)
    assert not faults and rows and not found.only_theirs
    with path.open(encoding="utf-8", newline="") as stream:
        own = {row.get("relid") or row["tags"].rpartition("event/")[2] for row in csv.DictReader(stream)}
    assert {match.event.id for match in found.matches} <= {event.id for event in sample_events}
    assert len(own & {match.event.id for match in found.matches}) >= 0.9 * len(rows)
    figures = {figure.name: figure for figure in matching.figures(found.matches).rows}
    assert figures["same day"].share == figures["same place"].share == 1.0


def test_each_row_and_event_is_taken_once_the_better_pair_first(tmp_path: Path) -> None:
    good, worse = dict(PAIRS[0]), dict(PAIRS[2])
    rows, _ = read(written(tmp_path / "x.csv", [worse, good]))
    found = matching.match_rows(rows, [EVENT])
    assert [match.row.line for match in found.matches] == [3] and [row.line for row in found.only_theirs] == [2]
    assert found.covered == {2, 3}


FORMS = {
    "ged": ({"id": "7", "relid": "NIG-1", "date_start": "2021-02-23 00:00:00.000", "date_end": "2021-02-23",
             "type_of_violence": "1", "side_a": "Government of Nigeria", "side_b": "JAS", "country": "Nigeria",
             "adm_1": "Borno state", "where_coordinates": "Maiduguri town", "latitude": "11.85", "longitude": "13.16",
             "where_prec": "1", "date_prec": "1", "best": "12", "high": "14", "low": "10"}, ","),
    "acled of old": ({"data_id": "7", "EVENT_DATE": "23 February 2021", "Actor1": "Military Forces of Nigeria",
                      "COUNTRY": "Nigeria", "Location": "Maiduguri", "LATITUDE": "11.85", "LONGITUDE": "13.16",
                      "fatalities": "12"}, ";"),
    "a spreadsheet": ({"date": "23/02/2021", "country": "Nigeria", "lat": "11.85", "lon": "13.16", "killed": "12"},
                      "\t"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_columns_and_days_in_many_forms(name: str, tmp_path: Path) -> None:
    cells, delimiter = FORMS[name]
    rows, faults = read(written(tmp_path / "x.csv", [cells], delimiter))
    assert not faults and (rows[0].start, rows[0].best, rows[0].lat) == (DAY, 12, 11.85)
    assert len(matching.match_rows(rows, [EVENT]).matches) == 1


def test_faults_name_line_and_column_and_the_rest_is_read(tmp_path: Path) -> None:
    good = dict(FORMS["ged"][0])
    path = written(tmp_path / "x.csv", [good | {"date_start": "soon"}, good | {"best": "many"},
                                        good | {"date_end": "2020-01-01"}, good | {"latitude": "11,85"}])
    rows, faults = read(path)
    assert [row.line for row in rows] == [3, 4, 5] and rows[0].best is None and rows[2].lat is None
    assert faults == [
        f"{path}, line 2, column date_start: 'soon' is not a day (YYYY-MM-DD); the row is left out",
        f"{path}, line 3, column best: 'many' is not a number; it is taken as unknown",
        f"{path}, line 4, column date_end: '2020-01-01' is not a day after the first; the first is taken",
        f"{path}, line 5, column latitude: '11,85' is not a number; it is taken as unknown",
    ]


def test_a_day_that_may_be_two_is_not_guessed(tmp_path: Path) -> None:
    rows, faults = read(written(tmp_path / "x.csv", [{"date": "3/4/2021"}]))
    assert not rows and "line 2, column date: '3/4/2021' is not a day" in faults[0]
    rows, _ = read(written(tmp_path / "x.csv", [{"date": "3/4/2021"}, {"date": "3/14/2021"}]))
    assert [row.start for row in rows] == [date(2021, 3, 4), date(2021, 3, 14)]


def test_a_file_without_a_day_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(MatchError, match=r"no column for start \(date_start, .*; the file has text, country"):
        read(written(tmp_path / "x.csv", [{"text": "x", "country": "y"}]))


@given(st.text(max_size=30))
def test_property_any_text_is_a_day_or_none(text: str) -> None:
    assert parse_day(text) is None or isinstance(parse_day(text), date)


@given(st.binary(max_size=300))
def test_property_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.csv"
    path.write_bytes(b"event_date,fatalities\n" + data)
    try:
        rows, _ = read(path)
    except MatchError as error:
        assert str(path) in str(error)
    else:
        assert all(row.line >= 2 for row in rows)


def test_the_command_tells_figures_rows_and_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db, out = tmp_path / "a.db", tmp_path / "out.csv"
    with Store(db) as store:
        store.replace_events([EVENT], [])
    path = written(tmp_path / "x.csv", [dict(PAIRS[0]), dict(PAIRS[5])])
    assert cli.run(["match", str(db), str(path), "-o", str(out)]) == 0
    told = capsys.readouterr()
    assert "same day" in told.out and "1 matched; 1 only in" in told.err
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["in"], row["line"], row["event"]) for row in rows] == [("both", "2", "e1"), ("theirs", "3", "")]
    assert rows[0]["reasons"].startswith("place +3.0, day +3.0") and rows[0]["our_deaths"] == "10 / 12 / 14"
    assert cli.run(["match", str(db), str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["score"] > 8
    path.write_text("event_date\nsoon\n", encoding="utf-8")
    assert cli.run(["match", str(db), str(path)]) == 1
    assert "line 2, column event_date" in capsys.readouterr().err
    assert cli.run(["match", str(db), str(tmp_path / "nosuch.csv")]) == 2


AEC = Path(__file__).parents[3] / "shared" / "data" / "ucdp-aec" / "events.csv"


@pytest.mark.skipif(not AEC.exists(), reason="the shared data are not here")
def test_a_real_file_is_read_without_a_fault() -> None:
    rows, faults = read(AEC)
    assert len(rows) == 11_363 and not faults
    assert all(row.country and row.low is not None for row in rows)
