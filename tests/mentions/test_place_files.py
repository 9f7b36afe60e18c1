"""Places that a user brings: what is read, and what is said of a bad row."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from warmonitor import cli, ontology
from warmonitor.mentions import gazetteer
from warmonitor.mentions.place_files import read_places, write_places
from warmonitor.ontology import DataFileError, parse_table

GEONAMES = "\n".join(
    "\t".join(cells)
    for cells in (
        ["99999", "Khirbat al Jawz", "Khirbat al Jawz", "Khirbet el-Joz,Kherbet Al Joz", "35.903", "36.301", "P", "PPL",
         "SY", "", "12", "", "", "", "900", "", "", "Asia/Damascus", "2020-01-01"],
        ["99998", "Jabal Sahyun", "Jabal Sahyun", "", "35.5", "36.1", "T", "MTS", "SY", "", "02", "", "", "", "0", "",
         "", "Asia/Damascus", "2020-01-01"],
        ["99997", "Some Hotel", "Some Hotel", "", "35.5", "36.1", "S", "HTL", "SY", "", "02", "", "", "", "0", "",
         "", "Asia/Damascus", "2020-01-01"],
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("name,lat\nX,1\n", "line 1: the header lacks lon"),
        ("name,lat,lon\nGood,1,2\nBad,north,2\n", "line 3: lat is 'north'"),
        ("name,lat,lon\nBad,91,2\n", "line 2: lat is 91"),
        ("name,lat,lon\n# a note\nBad,1\n", "line 3: 2 cells"),
        ("name,lat,lon,kind\nBad,1,2,castle\n", "line 2: no kind 'castle'"),
        ("name,lat,lon,country\nBad,1,2,Syria\n", "line 2: no country 'SYRIA'"),
        ("name,lat,lon\n,1,2\n", "line 2: a place needs a name"),
        ("name,lat,lon,radius_km\nBad,1,2,-3\n", "line 2: radius_km must be"),
    ],
)
def test_bad_row_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(DataFileError, match=words) as error:
        read_places("my.csv", text)
    assert "my.csv" in str(error.value)


def test_own_rows_get_defaults_and_survive_writing() -> None:
    rows = read_places("my.csv", "name,lat,lon,country,kind\nHill 404,33.05,36.21,sy,region\n")
    assert (rows[0]["id"], rows[0]["country"], rows[0]["radius_km"]) == ("user:hill-404", "SY", "20")
    assert [dict(row) for row in parse_table("x", write_places(rows))] == rows


def test_geonames_file_gives_what_war_reports_name() -> None:
    rows = read_places("SY.txt", GEONAMES)
    assert [(r["id"], r["kind"]) for r in rows] == [("geonames:99999", "village"), ("geonames:99998", "region")]
    assert rows[0]["admin1"] == "Idlib" and "Kherbet Al Joz" in rows[0]["aliases"]


def test_imported_places_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                   capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setenv("WARMONITOR_NAMES", str(tmp_path / "names"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "About this file")
        archive.writestr("SY.txt", GEONAMES)
    (tmp_path / "SY.zip").write_bytes(packed.getvalue())
    try:
        assert cli.run(["places", "import", str(tmp_path / "SY.zip")]) == 0
        assert "2 places added" in capsys.readouterr().err
        forget()
        assert [s.entry.place.id for s in gazetteer.senses("Kherbet al-Joz")] == ["geonames:99999"]
        assert cli.run(["places", "import", str(tmp_path / "none.csv")]) == 2
        assert "cannot be read" in capsys.readouterr().err
    finally:
        monkeypatch.undo()
        forget()


def test_adding_a_country_without_a_network_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["places", "add", "SY", "--address", "http://127.0.0.1:9"]) == 2
    assert "places import SY.zip" in capsys.readouterr().err
    assert cli.run(["places", "add", "Atlantis"]) == 2


def forget() -> None:
    """Drop what was read of the user's folder."""
    ontology.user_tables.cache_clear()
    for cached in (gazetteer._conflict_places, gazetteer._own_names, gazetteer._own_skeletons, gazetteer.entries,
                   gazetteer.senses, gazetteer.similar):
        cached.cache_clear()
