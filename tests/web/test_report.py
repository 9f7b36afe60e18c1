"""Reports and figures: every sentence and number comes from the record, words of articles are never markup."""

from __future__ import annotations

import copy
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor.cli import run
from warmonitor.report.drawing import escaped, plain
from warmonitor.report.figures import FIGURES, map_figure, sums_by_actor, timeline_figure
from warmonitor.report.outlines import clipped_ring, frame_around, outlines, runs_inside
from warmonitor.report.pages import html, markdown, marked
from warmonitor.report.situation import Situation, situation
from warmonitor.web.archive import Archive

SINCE, UNTIL = date(2018, 7, 1), date(2018, 8, 31)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def report(archive: Archive) -> Situation:
    return situation(archive, SINCE, UNTIL)


@pytest.fixture(scope="module")
def hostile_report(hostile_db: Path) -> Situation:
    found = situation(Archive(hostile_db), date(1900, 1, 1), date(2100, 1, 1))
    assert found.keys
    return found


class Outline(HTMLParser):
    """The tags and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        assert not any(name.startswith("on") or name == "style" for name in given)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[name] or "" for name in ("href", "src") if name in given]

    def handle_data(self, data: str) -> None:
        self.words += data


def read(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    return outline


def test_the_report_tells_the_gravest_events_with_footnotes_that_stand_in_the_articles(
    report: Situation, archive: Archive
) -> None:
    killed = [int(n) for event in report.gravest for n in re.findall(r"(\d+)(?: or more)? killed", event.title)]
    assert len(report.gravest) >= 2 and killed[0] == max(killed)
    texts = [" ".join(plain(reader["text"], 10**9).split())
             for key in archive.lists().articles if (reader := archive.article(key))]  # fmt: skip
    assert len(report.notes) > 8
    for note in report.notes:
        assert any(note.quote.removesuffix("…") in text for text in texts), note.quote
    used = [n for event in report.gravest for _, given in event.figures for figure in given for n in figure.notes]
    assert sorted(used) == [note.number for note in report.notes]


def test_the_html_holds_together(report: Situation) -> None:
    outline = read(html(report))
    assert not {"script", "iframe", "object", "form", "link", "base"} & set(outline.tags)
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
    outside = [link for link in outline.links if not link.startswith("#")]
    assert all(link.startswith(("http://", "https://")) for link in outside)  # the articles' own addresses
    assert outline.tags.count("svg") == 3
    for event in report.gravest:
        assert event.note in outline.words


def test_every_day_of_the_report_lies_in_its_period(archive: Archive) -> None:
    one_day = situation(archive, date(2018, 8, 9), date(2018, 8, 9))
    assert {"Dahyan", "Saada"} & {word for event in one_day.gravest for word in re.findall(r"\w+", event.title)}
    assert not any("Kramatorsk" in event.title for event in one_day.gravest)
    empty = situation(archive, date(1990, 1, 1), date(1990, 1, 2))
    assert not empty.gravest and "None." in markdown(empty) and "<p>None.</p>" in html(empty)


def test_hostile_articles_do_nothing_in_a_report(hostile_report: Situation) -> None:
    outline = read(html(hostile_report))
    assert not {"script", "img", "b"} & set(outline.tags)
    assert all(link.startswith(("#", "http://example.org/ok")) for link in outline.links)
    assert "\u202e" not in outline.words and "\u2066" not in outline.words
    text = markdown(hostile_report)
    assert not re.search(r"(?<!\\)<", text) and "\u202e" not in text
    for drawing in (hostile_report.map, hostile_report.timeline, hostile_report.actors):
        assert {e.tag.removeprefix(SVG) for e in ElementTree.fromstring(drawing).iter()} <= {
            "svg", "title", "desc", "rect", "path", "circle", "text", "g", "defs", "clipPath",
        }  # fmt: skip


@given(st.text(max_size=80))
def test_any_words_are_text_in_html_and_svg(words: str) -> None:
    shown = plain(words)
    assert ElementTree.fromstring(f"<a b=\"{escaped(shown)}\">{escaped(shown)}</a>") is not None
    outline = read(f'<p title="{escaped(shown)}">{escaped(shown)}</p>')
    assert outline.tags == ["p"]


@given(st.text(alphabet="ab <>[]()*_`!#|~\\&\n:/w.1-", max_size=60))
def test_any_words_are_one_line_without_markup_in_markdown(words: str) -> None:
    line = marked(words)
    assert "\n" not in line
    bare = re.sub(r"\\[\\`*_\[\]<>|~&#+=\-/.]", "", line)
    assert not re.search(r"[`*_\[\]<>|~]|://", bare)


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_drawings_of_the_record(archive: Archive, name: str) -> None:
    rows = archive.rows()
    drawing = ElementTree.fromstring(FIGURES[name](rows))
    assert drawing.find(f"{SVG}title") is not None and drawing.find(f"{SVG}desc") is not None
    assert ElementTree.fromstring(FIGURES[name]([])) is not None


def test_the_map_draws_no_point_for_a_province_and_none_for_the_unplaced(archive: Archive) -> None:
    rows = archive.rows()
    wide = copy.deepcopy(next(r for r in rows if r["place"] and r["place"]["lat"] is not None))
    assert wide["place"] is not None
    wide["place"]["precision"] = 3
    group = next(g for g in ElementTree.fromstring(map_figure([wide])).iter(f"{SVG}g"))
    circles = list(group.iter(f"{SVG}circle"))
    assert len(circles) == 1 and circles[0].get("stroke-dasharray")
    unplaced = [row for row in rows if row["place"] is None or row["place"]["lat"] is None]
    assert not list(ElementTree.fromstring(map_figure(unplaced)).iter(f"{SVG}circle"))


def test_an_event_of_uncertain_day_is_spread_over_its_days(archive: Archive) -> None:
    row = next(row for row in archive.rows() if row["start"] and row["end"] and row["start"] < row["end"])
    days = (date.fromisoformat(str(row["end"])) - date.fromisoformat(str(row["start"]))).days + 1
    drawing = ElementTree.fromstring(timeline_figure([row], by="day"))
    assert len(list(drawing.iter(f"{SVG}g"))) == days


def test_tolls_by_actor_keep_their_order(archive: Archive) -> None:
    sums = sums_by_actor(archive.rows(), "killed")
    assert sums
    assert all(low <= best <= high for low, best, high, _ in sums.values())


coordinates = st.tuples(st.floats(-170, 170), st.floats(-75, 75))


@given(st.lists(coordinates, min_size=1, max_size=8))
def test_every_point_lies_inside_the_frame_around_all(points: list[tuple[float, float]]) -> None:
    window = frame_around(points, 760, 520)
    for lon, lat in points:
        x, y = window.at(lon, lat)
        assert -0.01 <= x <= 760.01 and -0.01 <= y <= 520.01


@given(st.lists(st.tuples(st.floats(-300, 300), st.floats(-300, 300)), min_size=3, max_size=12))
def test_a_clipped_ring_stays_in_its_box(ring: list[tuple[float, float]]) -> None:
    assert all(-0.001 <= x <= 100.001 and -0.001 <= y <= 80.001 for x, y in clipped_ring(ring, (0, 0, 100, 80)))
    for stretch in runs_inside(ring, (0, 0, 100, 80)):
        assert len(stretch) >= 2


def test_the_outlines_hold_the_world() -> None:
    ground = outlines()
    assert len(ground.land) > 500 and len(ground.borders) > 100 and len(ground.disputed) > 5
    names = {name for name, *_ in ground.countries}
    assert {"Syria", "Ukraine", "Sudan"} <= names
    assert all(-180.1 <= lon <= 180.1 and -90.1 <= lat <= 90.1 for line in ground.land for lon, lat in line)


def test_reports_and_figures_from_the_command_line(sample_db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                   ) -> None:  # fmt: skip
    period = ["--from", "2018-07-01", "--to", "2018-08-31", "--db", str(sample_db)]
    assert run(["report", *period]) == 0
    assert capsys.readouterr().out.startswith("# Situation report, 1 July 2018 to 31 August 2018")
    assert run(["report", *period, "-o", str(tmp_path / "r.html")]) == 0
    assert run(["report", *period, "-o", str(tmp_path / "r.md")]) == 0
    assert "![map](r.map.svg)" in (tmp_path / "r.md").read_text(encoding="utf-8")
    assert (tmp_path / "r.timeline.svg").exists()
    assert run(["report", *period, "-o", str(tmp_path / "r.doc")]) == 2
    assert run(["report", "--from", "2018-09-01", "--to", "2018-08-31", "--db", str(sample_db)]) == 2
    for name in FIGURES:
        assert run(["figure", name, "--db", str(sample_db), "-o", str(tmp_path / f"{name}.svg")]) == 0
        assert run(["figure", name, "--db", str(sample_db), "-o", str(tmp_path / f"{name}.png")]) == 0
        assert (tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert run(["figure", "pie", "--db", str(sample_db)]) == 2
