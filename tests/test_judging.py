"""What persons say: every field by table, corrections with their evidence, the commands, annotated articles."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from warmonitor import cli, corrections, judging, pipeline
from warmonitor.evaluate import evaluate
from warmonitor.model import Article, Claim, Correction
from warmonitor.records import claim_from_json, claim_to_json
from warmonitor.store import Store

TEXT = "A car bomb killed 12 people in Kabul on 3 March 2019, police said. Some 30 were hurt."
LINES = [
    {"id": "a1", "outlet": "One", "published": "2019-03-03",
     "text": "A suicide bomber killed 12 people in Kabul on 3 March 2019, police said."},
    {"id": "a2", "outlet": "Two", "published": "2019-03-04",
     "text": "A suicide bombing in Kabul on 3 March 2019 killed 14 people, doctors say."},
    {"id": "a3", "published": "2019-03-09",
     "text": "Gunmen killed four policemen at a checkpoint in Herat on 8 March 2019, officials said."},
]  # fmt: skip


@pytest.fixture(scope="module")
def coded() -> tuple[Article, Claim]:
    found = pipeline.code_article(Article("a1", TEXT))
    return found.article, found.claims[0]


@pytest.mark.parametrize(
    ("field", "text", "quote", "expected"),
    [
        ("sub_event_type", "armed CLASH", None, "Armed clash"),
        ("status", "denied", None, "denied"),
        ("focus", "background", None, "background"),
        ("when", "2018-07-25", None, {"start": "2018-07-25", "end": "2018-07-25"}),
        ("when", "2018-02", None, {"start": "2018-02-01", "end": "2018-02-28"}),
        ("when", "2018-07-25..", None, {"start": "2018-07-25", "end": None}),
        ("when", "2018-07..2018-08", None, {"start": "2018-07-01", "end": "2018-08-31"}),
        ("when", "2019-03-03", "3 March 2019", {"quote": "3 March 2019", "span": [40, 52]}),
        ("when", "unknown", None, None),
        ("place", "Mosul", None, {"name": "Mosul", "country": "IQ"}),
        ("place", "Taiz, YE", None, {"name": "Taiz", "country": "YE"}),
        ("place", "unknown", None, None),
        ("side_a", "Daesh; ?Somebody Unheard Of", None, [{"actor": "islamic-state", "alleged": False},
                                                         {"actor": None, "name": "Somebody Unheard Of",
                                                          "alleged": True}]),
        ("side_b", "none", None, []),
        ("killed", "15", None, [{"low": 15, "high": 15, "whom": "all", "quote": "12 people"}]),
        ("killed", "children 3+", None, [{"low": 3, "high": None, "whom": "children"}]),
        ("killed", "..30", None, [{"low": None, "high": 30}]),
        ("killed", "10-15", None, [{"low": 10, "high": 15}]),
        ("injured", "~30", "Some 30", [{"low": 30, "high": 30, "approximate": True, "quote": "Some 30", "start": 67}]),
        ("injured", "none", None, []),
        ("rejected", "yes", None, True),
        ("checked", "no", None, False),
    ],
)  # fmt: skip
def test_values(field: str, text: str, quote: str | None, expected: Any, coded: tuple[Article, Claim]) -> None:
    found = judging.value_of(field, text, coded[1], coded[0], quote)
    pairs = zip(found, expected, strict=True) if isinstance(expected, list) else [(found, expected)]
    for got, want in pairs:
        assert ({key: got[key] for key in want} if isinstance(want, dict) else got) == want
    again = claim_from_json(corrections.corrected(claim_to_json(coded[1]), [Correction("c", field, found, "me")]))
    assert claim_from_json(claim_to_json(again)) == again
    for evidence in again.evidence:
        if evidence.span:
            assert coded[0].text[evidence.span.start : evidence.span.end] == evidence.span.quote
    names = {evidence.field for evidence in again.evidence}
    for name in ("side_a", "side_b", "counts", "sources"):
        assert {f"{name}[{n}]" for n in range(len(getattr(again, name)))} <= names
    assert again.when is None or "when" in names
    assert again.place is None or "place" in names
    assert {"sub_event_type", "event_type", "status", "focus"} <= names


@pytest.mark.parametrize(
    ("field", "text", "quote", "says"),
    [
        ("trigger", "x", None, "no field that can be corrected"),
        ("sub_event_type", "Party", None, "no sub-event type"),
        ("status", "maybe", None, "no status"),
        ("when", "yesterday", None, "not a day"),
        ("when", "2019-02-30", None, "not a day"),
        ("when", "2019-03..2019-02", None, "ends before"),
        ("when", "..", None, "A time is"),
        ("place", "Xyzzyqqq", None, "places find"),
        ("killed", "many", None, "no figure"),
        ("killed", "15-10", None, "ends below"),
        ("killed", "dogs 3", None, "nobody who is counted"),
        ("missing", "3", None, "--quote"),
        ("when", "2019-03-03", "4 March", "do not stand"),
        ("rejected", "perhaps", None, "no answer"),
    ],
)
def test_what_cannot_be_taken_says_why(field: str, text: str, quote: str | None, says: str,
                                       coded: tuple[Article, Claim]) -> None:
    with pytest.raises(judging.JudgingError, match=says):
        judging.value_of(field, text, coded[1], coded[0], quote)


def test_figures_that_are_not_corrected_keep_their_evidence(coded: tuple[Article, Claim]) -> None:
    article, claim = coded
    record = claim_to_json(claim)
    said = judging.value_of("killed", "15", claim, article)
    after = claim_from_json(corrections.corrected(record, [Correction("c", "killed", said, "me", "misread")]))
    assert {c.kind: c.low for c in after.counts}["killed"] == 15
    by_field = {e.field: e for e in after.evidence}
    for number, count in enumerate(after.counts):
        evidence = by_field[f"counts[{number}]"]
        assert evidence.span is not None and evidence.span.quote == count.span.quote
        assert (evidence.by == "corrected by me (misread)") == (count.kind == "killed")


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    pipeline.add([path], tmp_path / "a.db")
    return str(tmp_path / "a.db")


def claims_by_article(db: str) -> dict[str, str]:
    with Store(db) as store:
        return {claim.article_id: claim.id for claim in store.claims()}


def events(db: str) -> list[list[str]]:
    with Store(db) as store:
        return sorted(sorted(event.articles) for event in store.events())


def test_judging_pairs(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claim = claims_by_article(db)
    assert events(db) == [["a1", "a2"], ["a3"]]
    call = ["judge", "different", claim["a1"], claim["a2"], "--db", db]
    assert cli.run(call) == 2 and "--by NAME" in capsys.readouterr().err
    assert cli.run([*call, "--by", "Ana", "--reason", "two blasts"]) == 0
    assert events(db) == [["a1"], ["a2"], ["a3"]]
    assert cli.run(["judge", "same", claim["a2"], claim["a3"], "--db", db, "--by", "Ana"]) == 0
    assert events(db) == [["a1"], ["a2", "a3"]]
    with Store(db) as store:
        pipeline.rebuild(store, scratch=True)
    assert events(db) == [["a1"], ["a2", "a3"]]
    table = str(tmp_path / "judgements.csv")
    assert cli.run(["judgements", "--db", db, "-o", table]) == 0
    with Path(table).open(encoding="utf-8") as stream:
        assert [row["reason"] for row in csv.DictReader(stream)] == ["two blasts", ""]
    assert cli.run(["judgements", "--db", db, "--import", table]) == 0
    assert "0 judgements kept, 2 known before" in capsys.readouterr().err
    Path(table).write_text(Path(table).read_text(encoding="utf-8") + "same,nobody,none,Ana,\n", encoding="utf-8")
    assert cli.run(["judgements", "--db", db, "--import", table]) == 1
    assert f"{table}, line 4: There is no claim 'nobody'" in capsys.readouterr().err
    assert cli.run(["judge", "unsure", claim["a2"], claim["a3"], "--db", db, "--by", "Ana"]) == 0
    assert events(db) == [["a1"], ["a2"], ["a3"]]
    for wrong in (["perhaps", claim["a1"], claim["a2"]], ["same", claim["a1"], claim["a1"]], ["same", "x", "y"]):
        assert cli.run(["judge", *wrong, "--db", db, "--by", "Ana"]) == 2
    assert cli.run(["judge", "same", claim["a1"], claim["a2"], "--db", db, "--by", "linker 2"]) == 2


def test_correcting_and_undoing(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    claim = claims_by_article(db)
    before = claims_of(db)
    call = ["correct", claim["a3"], "when", "--db", db, "--by", "Ana"]
    assert cli.run(call) == 2
    assert cli.run([*call, "2019-03-07", "--reason", "the day before"]) == 0
    assert cli.run(["correct", claim["a1"], "rejected", "yes", "--db", db, "--by", "Ben"]) == 0
    assert events(db) == [["a2"], ["a3"]]
    capsys.readouterr()
    assert cli.run(["explain", claim["a3"], "--db", db]) == 0
    assert "corrected by Ana (the day before)" in capsys.readouterr().out
    assert cli.run(["corrections", "--db", db]) == 0
    assert "2019-03-07" in capsys.readouterr().out
    assert cli.run([*call, "--undo"]) == 0 and cli.run([*call, "--undo"]) == 0
    assert "nothing to do" in capsys.readouterr().err
    assert cli.run(["correct", claim["a1"], "rejected", "--undo", "--db", db, "--by", "Ana"]) == 0
    assert claims_of(db) == before and events(db) == [["a1", "a2"], ["a3"]]
    assert cli.run(["corrections", "--db", db, "--json", "--claim", claim["a1"]]) == 0
    assert [json.loads(line)["by"] for line in capsys.readouterr().out.splitlines()] == ["Ben", "Ana"]


def claims_of(db: str) -> list[Claim]:
    with Store(db) as store:
        return list(store.claims())


def test_annotated_articles_can_be_scored_against(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claim, folder = claims_by_article(db), tmp_path / "gold"
    assert cli.run(["annotations", "-o", str(folder), "--db", db]) == 0
    assert not folder.exists() and "no article" in capsys.readouterr().err
    for article in ("a1", "a2"):
        assert cli.run(["correct", claim[article], "checked", "yes", "--db", db, "--by", "Ana"]) == 0
    assert cli.run(["correct", claim["a2"], "killed", "15", "--db", db, "--by", "Ana"]) == 0
    assert cli.run(["correct", claim["a3"], "rejected", "yes", "--db", db, "--by", "Ana"]) == 0
    assert cli.run(["annotations", "-o", str(folder), "--db", db]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["a1.json", "a2.json", "a3.json", "articles.jsonl"]
    texts = list(pipeline.read([folder / "articles.jsonl"]))
    machine = list(pipeline.code(texts))
    figures = evaluate(folder, texts, machine, pipeline.link(machine, articles=texts))
    assert (figures["gold_rows"], figures["found"], figures["pair_f1"]) == (2, 2, 1.0)
    assert figures["killed"] == 0.5 and figures["place"] == figures["sub_event_type"] == 1.0
    assert json.loads((folder / "a3.json").read_text(encoding="utf-8"))["claims"] == []
    quotes = [value for path in folder.glob("*.json") for value in quotes_in(json.loads(path.read_text()))]
    assert quotes and all(any(quote in text.text for text in texts) for quote in quotes)


def quotes_in(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node[key] for key in ("quote", "trigger", "cue") if node.get(key)]
        return own + [quote for value in node.values() for quote in quotes_in(value)]
    return [quote for value in node for quote in quotes_in(value)] if isinstance(node, list) else []


def test_every_table_shows_what_was_known_on_a_day(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store(db) as store:
        first = next(event for event in store.events() if "a1" in event.articles)
    calls = [["events"], ["event", first.id], ["control"], ["sources"], ["articles"], ["explain", first.id],
             ["export", "csv"]]  # fmt: skip
    for call in calls:
        assert cli.run([*call, "--as-of", "2019-03-03", "--db", db]) == 0
        shown = capsys.readouterr().out
        assert "Herat" not in shown and "Two" not in shown
    assert cli.run(["events", "--as-of", "2019-03-03", "--json", "--db", db]) == 0
    assert [json.loads(line)["articles"] for line in capsys.readouterr().out.splitlines()] == [["a1"]]
    assert cli.run(["events", "--as-of", "someday", "--db", db]) == 2
    assert cli.run(["runs", "--exports", "--json", "--db", db]) == 0
    (noted,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert noted["format"] == "csv" and noted["parameters"]["as_of"] == "2019-03-03" and noted["path"] == "-"
    out = str(tmp_path / "out.csv")
    assert cli.run(["export", "csv", "-o", out, "--db", db]) == 0
    capsys.readouterr()
    with Store(db) as store:
        assert len(store.exports()[-1]["sha256"]) == 64


def test_diff_tells_what_changed(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["diff", "2019-03-03", "2019-03-04", "--db", db]) == 0
    out, err = capsys.readouterr()
    assert "killed" in out and "0 new events, 1 changed" in err
    assert cli.run(["diff", "2019-03-04", "--db", db, "--json"]) == 0
    (found,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["articles"] for event in found["new"]] == [["a3"]] and not found["changed"]
    assert cli.run(["diff", "run:1", "--db", db]) == 0
    assert "0 new events, 0 changed" in capsys.readouterr().err
    for wrong in (["run:7"], ["soon"]):
        assert cli.run(["diff", *wrong, "--db", db]) == 2
