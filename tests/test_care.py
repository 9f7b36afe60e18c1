"""What is published: no masked name comes through, no place is told closer than asked, recent events are held back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor import care, cli, pipeline
from warmonitor.care import MASK, Outgoing
from warmonitor.cli.publishing import fingerprint
from warmonitor.export import FORMATS, evidence_path, export, export_file, frame
from warmonitor.geography import distance_km
from warmonitor.model import Article, Claim, Event, Location, Place, Span, When
from warmonitor.store import Store

TEXT = """Shells killed 12 people in the village of Shbeki in Suweida on 25 July 2018, said Omar Saleh, a baker.
"They hit the school," Saleh said. The army said on Thursday it had taken the village of Shbeki from Islamic State."""
URL = "https://herald.example/2018/baker-omar-saleh-tells"


@pytest.fixture(scope="module")
def outgoing() -> Outgoing:
    article = Article("a1", TEXT, "Baker Omar Saleh tells of shells", URL, "Gulf Morning Herald",
                      published=When(date(2018, 7, 26), date(2018, 7, 26)))
    claims = tuple(pipeline.code([article]))
    return Outgoing(tuple(pipeline.link(claims, articles=[article])), claims, (article,))


T = TypeVar("T")


def parts(value: Any, kind: type[T]) -> Iterator[T]:
    """Every value of a kind in a tree of dataclasses and tuples."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name), kind)


def test_a_name_is_masked_wherever_it_stands(outgoing: Outgoing) -> None:
    assert any("Saleh" in text for text in parts(outgoing.claims, str))
    found = pipeline.careful(outgoing, redact=True)
    assert not any("saleh" in text.lower() for text in parts(found.claims + found.events + found.articles, str))
    (article,) = found.articles
    assert (len(article.text), article.url) == (len(TEXT), None) and MASK * len("Omar Saleh") in article.text
    for span in parts(found.claims, Span):
        assert article.text[span.start : span.end] == span.quote


@pytest.mark.parametrize("name", FORMATS)
def test_no_export_lets_a_masked_name_through(name: str, outgoing: Outgoing, tmp_path: Path) -> None:
    found = pipeline.careful(outgoing, redact=True, coarsen=25)
    path = tmp_path / "out"
    export_file(name, found.events, frame(found.claims, found.articles), path)
    for file in (path, evidence_path(path)):
        content = file.read_bytes().lower()
        assert b"saleh" not in content and b"shbeki" not in content


def test_no_place_is_told_closer_than_asked(outgoing: Outgoing) -> None:
    found = pipeline.careful(outgoing, coarsen=25)
    assert not any("Shbeki" in text for text in parts(found.claims + found.events + found.articles, str))
    assert all("on 25 July 2018" in article.text for article in found.articles)
    stream = io.StringIO()
    export("geojson", found.events, frame(found.claims, found.articles), stream)
    for feature in json.loads(stream.getvalue())["features"]:
        assert (feature["properties"]["radius_km"] or 99) >= 25 and feature["properties"]["geo_precision"] != 1


@given(st.floats(-89, 89), st.floats(-180, 180), st.sampled_from([1.0, 5.0, 25.0, 100.0]))
def test_property_a_coarse_point_is_near_and_the_same_for_its_cell(lat: float, lon: float, km: float) -> None:
    place = Location(Place("x", "X", "village", "SY", "Y", None, lat, lon, 0.5))
    found = care.coarser(place, km)
    assert found is not None and found.place.lat is not None and found.place.lon is not None
    assert distance_km(lat, lon, found.place.lat, found.place.lon) <= 1.5 * km + 2
    assert found.place.name == "Y" and found.place.radius_km == km and found.span is None
    assert care.coarser(found, km) == found


RECENT = [
    (When(date(2024, 5, 1), date(2024, 5, 1)), "2024-05-02", True),
    (When(date(2024, 5, 1), date(2024, 5, 20)), "2024-05-02", False),
    (When(date(2024, 5, 1), None), "2024-05-02", True),
    (When(date(2024, 5, 1), None), "2024-05-19", False),
    (None, "2024-05-02", True),
    (None, None, False),
]


@pytest.mark.parametrize(("when", "published", "is_told"), RECENT)
def test_recent_and_undated_events_are_held_back(when: When | None, published: str | None, is_told: bool) -> None:
    day = date.fromisoformat(published) if published else None
    article = Article("a1", "x", published=When(day, day) if day else None)
    event = Event("e1", ("c1",), ("a1",), "Battles", "Armed clash", "happened", when=when)
    claim = Claim("c1", "a1", Span(0, 1, "x"), "Battles", "Armed clash", "happened", "main")
    found = care.held_back(Outgoing((event,), (claim,), (article,)), 14, date(2024, 5, 23))
    assert (len(found.events), len(found.claims), len(found.articles)) == ((1, 1, 1) if is_told else (0, 0, 0))


def test_the_command_takes_care_and_notes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles, db, out = tmp_path / "a.jsonl", str(tmp_path / "a.db"), tmp_path / "out.csv"
    articles.write_text(json.dumps({"id": "a1", "text": TEXT, "published": "2018-07-26", "url": URL}) + "\n",
                        encoding="utf-8")
    pipeline.add([articles], db)
    arguments = ["export", "csv", "--db", db, "-o", str(out), "--redact", "--coarsen", "25", "--by", "desk"]
    assert cli.run([*arguments, "--delay", "7"]) == 0
    assert b"Saleh" not in out.read_bytes() + evidence_path(out).read_bytes()
    capsys.readouterr()
    assert cli.run(["runs", "--exports", "--db", db, "--json"]) == 0
    noted = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert noted["parameters"] == {"by": "desk", "redact": True, "delay": 7, "coarsen": 25.0}
    assert (noted["format"], noted["path"]) == ("csv", str(out)) and len(noted["sha256"]) == 64 and noted["rows"] >= 1
    assert cli.run(["export", "csv", "--db", db, "-o", str(out), "--delay", "99999"]) == 0
    assert "events held back" in capsys.readouterr().err


def test_a_database_can_be_copied_with_care(tmp_path: Path) -> None:
    articles, db, copy = tmp_path / "a.jsonl", str(tmp_path / "a.db"), tmp_path / "copy.db"
    articles.write_text(json.dumps({"id": "a1", "text": TEXT, "published": "2018-07-26", "url": URL}) + "\n",
                        encoding="utf-8")
    pipeline.add([articles], db)
    call = ["export", "sqlite", "--db", db, "-o", str(copy), "--redact", "--coarsen", "25"]
    assert cli.run(call) == 0 and cli.run(call) == 2  # it is there already
    assert cli.run(["validate", str(copy)]) == 0
    with Store(db) as one, Store(copy) as other:
        assert len(one.events()) == len(other.events())
        assert {claim.id for claim in one.claims()} == {claim.id for claim in other.claims()}
    content = b"".join(path.read_bytes() for path in tmp_path.glob("copy.db*")).lower()
    assert b"saleh" not in content and b"shbeki" not in content


DAYS = ["--from", "2018-07-01", "--to", "2018-07-31"]
PUBLISHED = [("site", ["site"], "site"), ("html", ["report", *DAYS], "report.html"),
             ("markdown", ["report", *DAYS], "report.md")]  # fmt: skip


@pytest.mark.parametrize(("call", "name"), [row[1:] for row in PUBLISHED], ids=[row[0] for row in PUBLISHED])
def test_site_and_report_take_care_and_are_noted(call: list[str], name: str, tmp_path: Path,
                                                 capsys: pytest.CaptureFixture[str]) -> None:
    articles, db, out = tmp_path / "a.jsonl", str(tmp_path / "a.db"), tmp_path / "out"
    articles.write_text(json.dumps({"id": "a1", "text": TEXT, "published": "2018-07-26", "url": URL}) + "\n",
                        encoding="utf-8")
    pipeline.add([articles], db)
    out.mkdir()
    call = [*call, "--db", db, "-o", str(out / name), "--by", "desk"]
    assert cli.run([*call, "--redact", "--coarsen", "25", "--delay", "7"]) == 0
    content = published(out)
    assert b"suwayda" in content and b"saleh" not in content and b"shbeki" not in content
    assert cli.run(call) == 0
    assert b"shbeki" in published(out)
    assert cli.run([*call, "--delay", "99999"]) == 0
    assert "events held back" in capsys.readouterr().err and b"shbeki" not in published(out)
    assert cli.run(["runs", "--exports", "--db", db, "--json"]) == 0
    noted = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["format"] for row in noted] == [call[0]] * 3 and {row["path"] for row in noted} == {str(out / name)}
    days = {"from": "2018-07-01", "to": "2018-07-31"} if call[0] == "report" else {}
    assert noted[0]["parameters"] == {"by": "desk", "redact": True, "delay": 7, "coarsen": 25.0} | days
    assert noted[1]["parameters"] == {"by": "desk"} | days and noted[1]["events"] > noted[2]["events"] == 0
    assert len({row["sha256"] for row in noted}) == 3 and noted[2]["sha256"] == fingerprint(out / name)


def published(folder: Path) -> bytes:
    """All that was written, without the page itself, in small letters."""
    files = [path for path in folder.rglob("*") if path.is_file() and ("data" in path.parts or path.parent == folder)]
    return b"".join(path.read_bytes() for path in files).lower()


def test_a_folder_is_known_by_its_files_and_their_names(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    first = fingerprint(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert fingerprint(tmp_path) != first and fingerprint(tmp_path / "b") == sha256(b"x").hexdigest()
