"""Every export of the sample is valid; every fault of a table is told with its row and column."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from warmonitor import cli, pipeline
from warmonitor.export import FORMATS, evidence_path, export_file, frame
from warmonitor.export.frame import names_of
from warmonitor.model import Article, Claim, Event
from warmonitor.ontology import parse_table
from warmonitor.validating import CHECKS, UnknownFormError, form_of, validate

CASES = parse_table("faults.csv", (Path(__file__).parent / "faults.csv").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def files(sample_events: list[Event], sample_claims: list[Claim], sample_articles: list[Article],
          tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample in every form."""
    folder = tmp_path_factory.mktemp("exports")
    context = frame(sample_claims, sample_articles, site="https://war.example/")
    made = {name: folder / f"{name}.{form.suffix}" for name, form in FORMATS.items()}
    for name, path in made.items():
        export_file(name, sample_events, context, path)
    return made | {"evidence": evidence_path(made["acled"])}


@pytest.mark.parametrize("name", [*FORMATS, "evidence"])
def test_every_export_is_valid_and_told_by_itself(name: str, files: dict[str, Path]) -> None:
    assert form_of(files[name]) == name
    assert [str(fault) for fault in validate(files[name])] == []


@pytest.mark.parametrize("name", FORMATS)
def test_every_row_has_its_evidence_and_permalink(name: str, files: dict[str, Path]) -> None:
    with evidence_path(files[name]).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(row["permalink"] == f"https://war.example/#/event/{row['event_id']}" for row in rows)
    if name in ("acled", "ucdp", "csv"):
        with files[name].open(encoding="utf-8", newline="") as stream:
            ids = {next(iter(row.values())) for row in csv.DictReader(stream)}
        assert ids == {row["row_id"] for row in rows}
    assert [str(fault) for fault in validate(evidence_path(files[name]))] == []


def spoiled(path: Path, case: dict[str, str]) -> Path:
    """The file with one value replaced."""
    target = path.with_name(f"spoiled{path.suffix}")
    row, column, value = int(case["row"]), case["column"], case["value"]
    if case["form"] in ("acled", "ucdp", "csv", "evidence", "gdelt"):
        tabs = case["form"] == "gdelt"
        cells = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")), delimiter="\t" if tabs else ",",
                                quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL))
        cells[row - 1][names_of(case["form"]).index(column)] = value
        stream = io.StringIO()
        if tabs:
            stream.write("".join("\t".join(line) + "\n" for line in cells))
        else:
            csv.writer(stream).writerows(cells)
        target.write_text(stream.getvalue(), encoding="utf-8")
    elif path.suffix == ".jsonl":
        lines: list[Any] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        lines[row - 1][column] = value or None
        target.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    else:
        found = json.loads(path.read_text(encoding="utf-8"))
        record = found["features"][row - 1]["properties"] if "features" in found else found["events"][row - 1]
        record[column] = value
        target.write_text(json.dumps(found), encoding="utf-8")
    return target


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['form']}-{case['column']}-{case['value']}")
def test_a_fault_is_told_with_its_row_and_column(case: dict[str, str], files: dict[str, Path]) -> None:
    path = spoiled(files[case["form"]], dict(case))
    told = [str(fault) for fault in validate(path, case["form"])]
    assert any(said.startswith(case["fault"].replace("; ", ", ")) for said in told), told


def test_what_must_stand_once(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    lines = files["acled"].read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    number = len(lines) + 1
    told = [str(fault) for fault in validate(path)]
    assert f"row {number}, column event_id_cnty: the same as in row 2; it must stand once" in told
    assert f"row {number}, column event_type: the same actors, place and day as row 2: " \
           "by the hierarchy rule they are one event" in told


BROKEN = {
    "x.kml": (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', "document type or entities"),
    "y.kml": (b"<kml><Placemark>", "broken XML"),
    "z.kml": (b"<html></html>", "not kml of KML 2.2"),
    "x.md": (b"# Events\n<script>alert(1)</script>\n", "row 2: HTML"),
    "x.geojson": (b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", '
                  b'"coordinates": [36.6, 132.7]}, "properties": {}}]}', "does not lie on the globe"),
    "x.jsonl": (b'{"claims": []}\n', "row 1: not an event"),
    "x.xlsx": (b"PK not a zip", "not a workbook"),
    "x.parquet": (b"PAR1 and no more", "not parquet"),
    "x.csv": (b"event_id_cnty,event_date\nX1,2021-02-23\n", "row 1, column year: the form acled has this column"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_told_not_crashed_on(name: str, tmp_path: Path) -> None:
    content, said = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(content)
    form = {".csv": "acled", ".parquet": "parquet"}.get(path.suffix)
    told = " / ".join(map(str, validate(path, form)))
    assert said in told


def test_a_workbook_with_a_formula_is_told(files: dict[str, Path], tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(files["xlsx"])
    book["events"]["B3"] = "=1+1"
    book.save(tmp_path / "formula.xlsx")
    told = [str(fault) for fault in validate(tmp_path / "formula.xlsx")]
    assert "row 3, column B: a formula in the sheet 'events'" in told


def test_mentions_without_a_header_are_known_by_their_moments(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "mentions.csv"
    path.write_bytes(files["gdelt"].read_bytes())
    assert form_of(path) == "gdelt"
    path.write_bytes(files["gdelt"].read_bytes().replace(b"\t", b"\tnoon ", 1))
    with pytest.raises(UnknownFormError):
        form_of(path)


def test_a_file_of_no_form_names_the_forms(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("hello\n", encoding="utf-8")
    with pytest.raises(UnknownFormError, match="--format acled"):
        form_of(path)
    with pytest.raises(UnknownFormError, match="There is no form 'stata'"):
        list(validate(path, "stata"))


def test_the_command_ends_with_1_where_there_are_faults(files: dict[str, Path], tmp_path: Path,
                                                        capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["validate", str(files["ucdp"]), str(files["geojson"])]) == 0
    assert "a valid ucdp file" in capsys.readouterr().err
    bad = spoiled(files["ucdp"], {"form": "ucdp", "row": "2", "column": "best", "value": "7"})
    assert cli.run(["validate", str(bad)]) == 1
    assert f"{bad}, row 2, column best: 7 is not the sum" in capsys.readouterr().err
    assert cli.run(["validate", "--json", str(bad)]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[0])["column"] == "best"
    assert cli.run(["validate", str(tmp_path / "nosuch.csv")]) == 2


def test_a_database_is_copied_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles = tmp_path / "a.jsonl"
    text = "A suicide bomber killed 12 people in Kabul on 3 March 2019, police said."
    articles.write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
    db, copy = tmp_path / "war.db", tmp_path / "copy.db"
    pipeline.add([articles], db)
    assert cli.run(["export", "sqlite", "--db", str(db), "-o", str(copy)]) == 0
    assert "events" in json.loads((tmp_path / "copy.db.metadata.json").read_text())["databases"]["copy"]["tables"]
    assert cli.run(["validate", str(copy)]) == 0
    assert cli.run(["export", "sqlite", "--db", str(db)]) == 2
    assert cli.run(["export", "sqlite", "--db", str(db), "-o", str(db)]) == 2 and db.exists()
    broken = tmp_path / "broken.db"
    shutil.copy(copy, broken)
    broken.write_bytes(broken.read_bytes().replace(b"A suicide bomber killed", b"A dreadful dangers rove"))
    assert cli.run(["validate", str(broken)]) == 1
    assert "does not stand at" in capsys.readouterr().err


def test_every_form_has_a_check() -> None:
    assert set(CHECKS) == {*FORMATS, "evidence", "sqlite"}


def test_a_workbook_that_unpacks_without_end_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warmonitor.validating.files.LARGEST_UNPACKED", 1_000_000)
    monkeypatch.setattr("openpyxl.load_workbook", None)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert path.stat().st_size < 10_000
    assert [str(fault) for fault in validate(path)] == ["unpacks to 2,000,000 bytes, more than 1,000,000: not opened"]


def test_entities_in_a_workbook_are_not_spread(tmp_path: Path, files: dict[str, Path]) -> None:
    """Ten entities of ten each would be ten billion letters; the parser that openpyxl stands on refuses them."""
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 11))
    path = tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(files["xlsx"]) as good, zipfile.ZipFile(path, "w") as packed:
        for name in good.namelist():
            text = good.read(name).decode()
            if name.startswith("xl/worksheets/"):
                root = text.index("<worksheet")
                text = f'{text[:root]}<!DOCTYPE worksheet [<!ENTITY a0 "lol">{bomb}]>{text[root:]}'
                text = text.replace("<v>", "<v>&a10;", 1)
            packed.writestr(name, text)
    faults = [str(fault) for fault in validate(path)]
    assert faults and all(len(fault) < 1000 for fault in faults)
