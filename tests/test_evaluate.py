"""The scorer gives the figures that its definitions say, and those of the shared scorer where that is at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from warmonitor.evaluate import GoldError, date_score, evaluate, match_rows, place_score, same_name
from warmonitor.model import Article, Claim, Count, Event, Location, Party, Place, Source, Span, When
from warmonitor.records import claim_to_json, event_to_json, parse_day

FIRST = "A car bomb killed 12 people in Mogadishu on Monday, police said. In Kismayo, troops clashed with militants."
SECOND = "Twelve died when a car bomb exploded in Mogadishu on Monday. Fighters may attack Baidoa."
TEXTS = {"so-1": FIRST, "so-2": SECOND}
MOGADISHU = {"name": "Mogadishu", "quote": "Mogadishu", "kind": "city", "lat": 2.04, "lon": 45.34, "precision": 1}
SCORER = Path(__file__).parents[2] / "shared" / "score" / "score.py"


def row(event: str, trigger: str, kind: str, **facts: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"side_a": None, "side_b": None, "place": None, "when": None, "counts": [], "sources": []}
    return {"event": event, "trigger": trigger, "type": kind, "status": "happened", "focus": "main", **empty, **facts}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    bomb: dict[str, Any] = {
        "type_alternatives": ["Suicide bomb"], "place": MOGADISHU,
        "when": {"quote": "Monday", "start": "2022-10-03", "end": "2022-10-03"},
    }  # fmt: skip
    twelve = [{"quote": "12 people", "kind": "killed", "low": 12, "high": 12, "whom": "all", "part_of": None}]
    police = [{"quote": "police", "name": "Police Forces of Somalia", "kind": "military or government"}]
    kismayo = {"name": "Kismayo", "quote": "Kismayo", "lat": None, "lon": None}
    troops = {"quote": "troops", "name": "Military Forces of Somalia"}
    shabaab = {"quote": "militants", "name": "Al-Shabaab", "also": [{"quote": "fighters", "name": "Clan militia"}]}
    files: dict[str, Any] = {
        "a.json": {"article": "so-1", "claims": [
            row("bomb", "car bomb", "Remote explosive/landmine/IED", counts=twelve, sources=police, **bomb),
            row("clash", "clashed", "Armed clash", focus="other", place=kismayo, side_a=troops, side_b=shabaab),
        ]},
        "b.json": {"article": "so-2", "claims": [
            row("bomb", "car bomb", "Remote explosive/landmine/IED", **bomb),
            row("threat", "attack", "Attack", status="planned"),
        ]},
        "c.json": ["not an article"],
    }  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


def claim(claim_id: str, article: str, trigger: str, kind: str, **facts: Any) -> Claim:
    text = TEXTS[article]
    at = text.index(trigger)
    values: dict[str, Any] = {"status": "happened", "focus": "main", **facts}
    return Claim(claim_id, article, Span(at, at + len(trigger), trigger), "", kind, **values)


def system() -> list[Claim]:
    place = Location(Place("m", "Mogadishu", "city", "SO", lat=2.05, lon=45.32), Span(31, 40, "Mogadishu"))
    monday = When(parse_day("2022-10-03", "start"), parse_day("2022-10-03", "end"))
    return [
        claim("c1", "so-1", "bomb", "Suicide bomb", place=place, when=monday,
              counts=(Count("killed", 12, 12, Span(18, 27, "12 people")),),
              sources=(Source("Police Forces of Somalia", "military or government", span=Span(52, 58, "police")),)),
        claim("c2", "so-1", "clashed", "Armed clash", side_b=(Party("al-shabaab", "Al-Shabaab"),)),
        claim("c3", "so-2", "exploded", "Remote explosive/landmine/IED", side_a=(Party(None, "Al-Shabaab"),)),
        claim("c4", "so-2", "attack", "Armed clash", status="happened"),
        claim("c5", "so-2", "died", "Agreement"),
    ]  # fmt: skip


def articles() -> list[Article]:
    return [Article(article_id, text) for article_id, text in TEXTS.items()]


def test_figures_by_hand(gold: Path) -> None:
    events = [Event("e1", ("c1", "c3"), (), "", "", "happened"), Event("e2", ("c2",), (), "", "", "happened")]
    figures = evaluate(gold, articles(), system(), events)
    expected = {
        "articles": 3, "gold_rows": 3, "system_claims": 5, "found": 3, "precision": 0.6, "recall": 1.0, "f1": 0.75,
        "recall_by_type": 1.0, "sub_event_type": 1.0, "status": 1.0, "focus": 1.0,
        "side_a": 0.0,  # gold's troops are not found, and Al-Shabaab is filled in where gold is open
        "side_b": 0.667,  # one of gold's two, nothing wrong
        "place": 0.333, "date": 0.5, "killed": 1.0, "sources": 1.0, "injured": None, "quotes_not_in_text": 0,
        "pairs": 1, "pair_precision": 1.0, "pair_recall": 1.0, "pair_f1": 1.0, "b3_f1": 1.0,
    }  # fmt: skip
    assert {name: figures[name] for name in expected} == expected


def test_missed_rows_lose_recall_and_are_listed(gold: Path) -> None:
    misses: list[str] = []
    figures = evaluate(gold, articles(), system()[:1], [], misses)
    assert (figures["recall"], figures["precision"], figures["pair_recall"]) == (0.333, 1.0, 0.0)
    assert misses == [
        "so-1 Armed clash | clashed | Kismayo",
        "so-2 Remote explosive/landmine/IED | car bomb | Mogadishu",
    ]
    assert evaluate(gold, articles(), [])["record"] == 0.0


def test_wrong_quotes_are_counted(gold: Path) -> None:
    broken = claim("c1", "so-1", "bomb", "Suicide bomb", side_a=(Party(None, "X", Span(0, 3, "not there")),))
    assert evaluate(gold, articles(), [broken])["quotes_not_in_text"] == 1


def test_each_row_takes_one_claim_the_best_first() -> None:
    rows = [row("e", "car bomb", "Remote explosive/landmine/IED", place=MOGADISHU)]
    claims = [claim_to_json(c) for c in (system()[0], system()[0], system()[1])]
    assert len(match_rows(rows, claims, FIRST)) == 1


def test_a_folder_without_gold_says_so(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no annotated article"):
        evaluate(tmp_path, [], [])
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(GoldError, match=r"bad\.json"):
        evaluate(tmp_path, [], [])


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [("Al-Raqqa", "Raqqa city", True), ("Da'esh", "Daesh", True), ("Sana'a", "Sanaa", True), ("Homs", "Hama", False),
     ("the town", "the city", False), ("Military Forces of Mali", "Mali", True)],
)  # fmt: skip
def test_same_name(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same


def test_scores_of_places_and_days() -> None:
    near, far = {**MOGADISHU, "lat": 2.2}, {**MOGADISHU, "lat": 5.0}
    assert [place_score(MOGADISHU, other) for other in (near, far, None)] == [1.0, 0.5, 0.0]
    assert place_score(None, None) is None
    assert place_score({**MOGADISHU, "precision": 3}, {**near, "name": "X", "quote": "Y", "lat": 2.6}) == 1.0
    day, week = {"start": "2022-10-03", "end": "2022-10-03"}, {"start": "2022-10-03", "end": "2022-10-09"}
    three = {"start": "2022-10-02", "end": "2022-10-04"}
    assert [date_score(week, day), date_score(day, three), date_score(day, week)] == [1.0, 0.5, 0.0]
    assert date_score(None, None) is None and date_score(day, None) == 0.0


@pytest.mark.skipif(not SCORER.exists(), reason="the shared scorer is not here")
def test_the_shared_scorer_gives_the_same_figures(gold: Path, tmp_path: Path) -> None:
    events = [Event("e1", ("c1", "c3"), (), "", "", "happened")]
    folder = tmp_path / "in"
    folder.mkdir()
    lines: dict[str, list[dict[str, Any]]] = {
        "articles": [{"id": key, "text": text} for key, text in TEXTS.items()],
        "claims": [claim_to_json(c) for c in system()],
        "events": [event_to_json(e) for e in events],
    }
    call = [sys.executable, str(SCORER), "--gold", str(gold), "--json"]
    for name, records in lines.items():
        (folder / name).write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        call += [f"--{name}", str(folder / name)]
    theirs = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    assert evaluate(gold, articles(), system(), events) == theirs
