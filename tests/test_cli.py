"""The command line: streams, exit statuses, messages with file and line, tables."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from warmonitor import cli, pipeline
from warmonitor.store import Store, StoreError

LINES = [
    {"id": "a1", "outlet": "One", "text": "A suicide bomber killed 12 people in Kabul on 3 March 2019, police said."},
    {"id": "a2", "outlet": "Two", "text": "A suicide bombing in Kabul on 3 March 2019 killed 14 people, doctors say."},
    {"id": "a3", "text": "Iraqi forces said on Thursday that they had recaptured the northern town of Hawija from "
     "Islamic State. The army took the town on 5 October 2017 after two weeks of fighting, a military spokesman said."},
]


@pytest.fixture
def articles(tmp_path: Path) -> str:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return str(path)


@pytest.fixture
def db(articles: str, tmp_path: Path) -> str:
    path = str(tmp_path / "a.db")
    pipeline.add([articles], path)
    return path


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_stages_feed_each_other(articles: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read, claims = str(tmp_path / "read.jsonl"), str(tmp_path / "claims.jsonl")
    assert cli.run(["read", articles, "-o", read]) == 0
    assert [line["id"] for line in lines(Path(read).read_text(encoding="utf-8"))] == ["a1", "a2", "a3"]
    assert cli.run(["code", read, "-o", claims]) == 0
    assert {line["article"] for line in lines(Path(claims).read_text(encoding="utf-8"))} == {"a1", "a2", "a3"}
    assert cli.run(["link", claims, "--articles", read]) == 0
    events = lines(capsys.readouterr().out)
    assert sorted(len(event["claims"]) for event in events)[-1] == 2
    assert cli.run(["control", claims]) == 0
    assert lines(capsys.readouterr().out)[0]["state"] == "captured"


def test_stdin_is_read_where_no_file_is_named(monkeypatch: pytest.MonkeyPatch,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["code"], ["code", "-"], ["mentions"]):
        text = io.TextIOWrapper(io.BytesIO(json.dumps(LINES[0]).encode()))
        monkeypatch.setattr(sys, "stdin", text)
        assert cli.run(arguments) == 0
        assert lines(capsys.readouterr().out)[0]["article"] == "a1"


def test_mentions_have_their_words(articles: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["mentions", articles]) == 0
    texts = {str(line["id"]): line["text"] for line in LINES}
    found = lines(capsys.readouterr().out)
    assert {"place", "count", "time", "source"} <= {mention["kind"] for mention in found}
    for mention in found:
        assert texts[mention["article"]][mention["start"] : mention["end"]] == mention["quote"]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('{"id": "c1"}\n', "claims.jsonl, line 1: a claim without"),
        ('{"id": "c1", \n', "claims.jsonl, line 1: not a line of JSON"),
        ("\n[1]\n", "claims.jsonl, line 2: a JSON object is expected"),
    ],
)
def test_bad_lines_are_named(content: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(content, encoding="utf-8")
    assert cli.run(["link", str(path)]) == 1
    assert named in capsys.readouterr().err


def test_a_bad_article_is_named_and_the_rest_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text('{"text": "half\n' + json.dumps(LINES[0]) + "\n", encoding="utf-8")
    assert cli.run(["code", str(path)]) == 1
    out, err = capsys.readouterr()
    assert f"warmonitor: {path}, line 1: " in err
    assert lines(out)


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["events", "--db", "no.db"], ["event", "e1", "--db", "no.db"], ["read"], ["code", "--workers", "x"],
     ["places", "find", "Xyzzyqqq"], ["events", "--since", "yesterday"]],
)
def test_a_wrong_call_ends_with_2(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                  capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["events"], ["sources"], ["articles"], ["articles", "--search", "kabul"], ["runs"], ["control"],
     ["events", "--country", "AF", "--min-killed", "3"]],
)
def test_tables_and_lines(arguments: list[str], db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*arguments, "--db", db]) == 0
    assert capsys.readouterr().out.strip()
    assert cli.run([*arguments, "--db", db, "--json"]) == 0
    assert lines(capsys.readouterr().out)


def test_an_event_is_shown_and_explained(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["events", "--db", db, "--json", "--country", "AF"]) == 0
    event = lines(capsys.readouterr().out)[0]
    assert cli.run(["event", event["id"][:8], "--db", db]) == 0
    assert "Kabul" in capsys.readouterr().out
    assert cli.run(["explain", event["id"], "--db", db]) == 0
    out = capsys.readouterr().out
    assert "12 people" in out and "14 people" in out
    assert cli.run(["explain", event["claims"][0], "--db", db, "--json"]) == 0
    grounds = [ground for field in lines(capsys.readouterr().out)[0]["fields"] for ground in field["grounds"]]
    assert any(ground["quote"] for ground in grounds)


@pytest.mark.parametrize("form", ["jsonl", "csv", "geojson", "acled", "ucdp", "markdown", "gdelt"])
def test_exports_bring_their_evidence(form: str, db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"out.{form}"
    assert cli.run(["export", form, "--db", db, "-o", str(path)]) == 0
    assert path.stat().st_size
    assert "12 people" in (tmp_path / f"out.{form}.evidence.csv").read_text(encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["export", form, "--db", db]) == 0
    assert capsys.readouterr().out


def test_the_database_may_be_named_by_the_environment(db: str, monkeypatch: pytest.MonkeyPatch,
                                                      capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WARMONITOR_DB", db)
    assert cli.run(["articles", "--json"]) == 0
    assert len(lines(capsys.readouterr().out)) == 3


def test_places_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["places", "find", "Kharkov", "--country", "UA", "--json"]) == 0
    assert lines(capsys.readouterr().out)[0]["country"] == "UA"


def test_python_m_is_the_same() -> None:
    shown = subprocess.run([sys.executable, "-m", "warmonitor", "--help"], capture_output=True, text=True, check=True)
    assert "events" in shown.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes of a POSIX shell")
def test_a_closed_pipe_is_no_error(articles: str) -> None:
    command = f"{sys.executable} -m warmonitor read {articles} | head -c 10"
    shown = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert shown.stderr == ""


GOOD = json.dumps(LINES[0])
BAD_INPUTS: dict[str, tuple[bytes, str, int]] = {  # name -> content, what stderr says, articles that are read
    "broken.html": (b"<html><head><title>x</tit<body><p>Shells hit", "broken.html: no article text found", 0),
    "empty.txt": (b"", "empty.txt: empty", 0),
    "empty.jsonl": (b"\n", "empty.jsonl: empty", 0),
    "huge.txt": (b"Shells hit the town of Sirte on Monday.\n" * 1_300_000, "huge.txt: larger than 10,000,000 bytes", 0),
    "binary.txt": (bytes(range(256)) * 20, "binary.txt: binary content, not text", 0),
    "binary.jsonl": (bytes(range(256)) * 20, "binary.jsonl: binary content, not text", 0),
    "latin.txt": ("Two died.\nShells hit a café.".encode("latin-1"), "latin.txt, line 2: not UTF-8 (byte 0xe9)", 1),
    "latin.csv": ("text\nShells hit a café.\n".encode("latin-1"), "latin.csv, line 2: not UTF-8 (byte 0xe9)", 1),
    "half.jsonl": (f'{GOOD}\n{{"text": "half'.encode(), "half.jsonl, line 2: not JSON", 1),
    "column.csv": (b"id,headline\n1,x\n", "column.csv, line 1: no text column", 0),
    "cells.csv": (b"id,text\n1,Shells hit Sirte.\n2\n", "cells.csv, line 3: 1 cells where the header has 2", 1),
}


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_bad_inputs_are_named_and_the_rest_is_done(name: str, tmp_path: Path,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    content, said, kept = BAD_INPUTS[name]
    bad, good = tmp_path / name, tmp_path / "good.jsonl"
    bad.write_bytes(content)
    good.write_text(GOOD, encoding="utf-8")
    assert cli.run(["read", str(bad), str(good)]) == 1
    out, err = capsys.readouterr()
    assert f"{tmp_path}{os.sep}{said}" in err and len(err.splitlines()) == 1
    assert len(lines(out)) == kept + 1


@pytest.mark.parametrize("arguments", [["export", "acled"], ["events", "--json"]])
def test_an_output_that_cannot_be_written_is_named(arguments: list[str], db: str, tmp_path: Path,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nosuch" / "out.csv"
    assert cli.run([*arguments, "--db", db, "-o", str(path)]) == 2
    assert f"{path}: cannot be opened" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(articles: str, tmp_path: Path,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    assert cli.run(["add", articles, "--db", str(folder / "a.db")]) == 2
    assert "Check that its folder may be written to" in capsys.readouterr().err


def test_two_exports_of_one_name_keep_their_evidence(db: str, tmp_path: Path) -> None:
    for form, name in (("acled", "war.csv"), ("geojson", "war.geojson")):
        assert cli.run(["export", form, "--db", db, "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / f"{name}.evidence.csv").stat().st_size


SEEDS = sorted(Path("/work/shared/data/seeds").glob("*.txt"))


@pytest.mark.skipif(not SEEDS, reason="the shared data are not here")
def test_a_real_article_gives_the_same_claims_in_every_container(tmp_path: Path) -> None:
    from csv import writer

    text = SEEDS[-1].read_text(encoding="utf-8").strip()
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.html").write_text(f"<html><body><article>{paragraphs}</article></body></html>", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}), encoding="utf-8")
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        writer(stream).writerows([["text"], [text]])
    found = []
    for name in ("a.txt", "a.html", "a.jsonl", "a.csv"):
        assert cli.run(["code", str(tmp_path / name), "-o", str(tmp_path / "out"), "--workers", "1"]) == 0
        found.append((tmp_path / "out").read_text(encoding="utf-8"))
    assert found[0] and len(set(found)) == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_adding_goes_on_after_a_kill(tmp_path: Path) -> None:
    path, db = tmp_path / "many.jsonl", str(tmp_path / "killed.db")
    texts = [f"A suicide bomber killed {n} people in Kabul on 3 March 2019, police said." for n in range(2, 62)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    command = [sys.executable, "-m", "warmonitor", "add", str(path), "--db", db, "--workers", "1"]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while running.poll() is None and not articles_in(db):
        time.sleep(0.02)
    running.kill()
    running.wait()
    assert cli.run(command[3:]) == 0
    assert articles_in(db) == 60
    whole = str(tmp_path / "whole.db")
    assert cli.run(["add", str(path), "--db", whole, "--workers", "1"]) == 0
    with Store(db) as one, Store(whole) as other:
        assert list(one.events()) == list(other.events()) and {*one.claims()} == {*other.claims()}


def articles_in(db: str) -> int:
    if not Path(db).exists():
        return 0
    try:
        with Store(db, must_exist=True) as store:
            return len(list(store.articles()))
    except StoreError:
        return 0


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"warmonitor {pipeline.VERSION}\n"
