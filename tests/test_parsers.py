"""Every parser of what users and articles write: what is well-formed comes back as it was, anything else is refused in
the parser's own way, and nothing raises anything else."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor import cli
from warmonitor.cli.app import CallError, a_day
from warmonitor.judging import JudgingError, value_of
from warmonitor.matching.rows import DAY_FORMS, columns_in, parse_day
from warmonitor.mentions.numbers import read_number, word_values
from warmonitor.mentions.place_files import read_places, write_places
from warmonitor.model import Article, Claim, Span
from warmonitor.ontology import DataFileError
from warmonitor.reading import dates, read
from warmonitor.reading.decoding import BinaryContentError, decode, sniff
from warmonitor.reading.records import published_on
from warmonitor.watching import state

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60).map(
    lambda text: f"Shells hit {text} twice."
)
CLOCKS = st.sampled_from(["", "T23:10:00Z", " 23:10", "T23:10:00+03:00", "T2310", " 23:10:00.5 UTC"])
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8,
)  # fmt: skip


def articles_of(data: bytes) -> tuple[list[Article], list[object]]:
    errors: list[object] = []
    return list(read(["-"], on_error=errors.append, stdin=io.BytesIO(data))), errors


# ---- containers


@given(st.lists(st.tuples(WORDS, DAYS, WORDS), min_size=1, max_size=4), st.lists(st.sampled_from(
    [b"{", b"[1]", b"null", b'"text"', b'{"text": ""}', b"{'text': 1}", b"{\"a\": NaN}", b"[" * 3000]), max_size=3))
def test_property_lines_of_json_come_back_whatever_stands_between(
        rows: list[tuple[str, date, str]], broken: list[bytes]) -> None:
    lines = [json.dumps({"id": f"a{n}", "text": text, "published": day.isoformat(), "title": title}).encode()
             for n, (text, day, title) in enumerate(rows)]  # fmt: skip
    found, errors = articles_of(b"\n".join([lines[0], *broken, *lines[1:]]))
    assert [(a.text, a.title) for a in found] == [(text, title) for text, _, title in rows]
    assert [a.published and a.published.start for a in found] == [day for _, day, _ in rows]
    assert len(errors) == len(broken)


@given(st.dictionaries(st.sampled_from(["text", "html", "title", "url", "published", "author", "id", "language", "x"]),
                       SHAPES), st.booleans())
def test_property_a_record_of_any_shape_is_read_or_refused(record: dict[str, object], in_list: bool) -> None:
    found, errors = articles_of(json.dumps([record] if in_list else record).encode())
    assert found or errors
    assert all(article.text.strip() and str(article).encode() for article in found)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), st.sampled_from(",;\t|"))
def test_property_tables_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]],
                                   delimiter: str) -> None:
    path = tmp_path_factory.mktemp("tables") / "articles.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerows([("text", "title"), *rows])
    errors: list[object] = []
    found = list(read([path], on_error=errors.append))
    assert [(a.text, a.title) for a in found] == [(text, title.strip()) for text, title in rows] and not errors


@given(st.lists(st.tuples(WORDS, DAYS), min_size=1, max_size=4), st.booleans())
def test_property_feeds_come_back(rows: list[tuple[str, date]], is_atom: bool) -> None:
    item, text, day = ("entry", "summary", "published") if is_atom else ("item", "description", "pubDate")
    kind = ' type="text"' if is_atom else ""
    told = (words if is_atom else escape(words) for words, _ in rows)
    entries = "".join(f"<{item}><{text}{kind}>{escape(words)}</{text}><{day}>{on.isoformat()}</{day}></{item}>"
                      for words, (_, on) in zip(told, rows, strict=True))  # fmt: skip
    feed = f"<feed>{entries}</feed>" if is_atom else f"<rss><channel>{entries}</channel></rss>"
    found, errors = articles_of(feed.encode())
    assert not errors and [a.published and a.published.start for a in found] == [on for _, on in rows]
    assert ["".join(a.text.split()) for a in found] == ["".join(words.split()) for words, _ in rows]


@given(WORDS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_property_texts_come_back_in_any_unicode(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@given(st.binary(max_size=300),
       st.none() | st.text(max_size=20) | st.sampled_from(["idna", "utf-7", "rot13", "koi8-r"]))
def test_property_any_bytes_are_text_or_binary(data: bytes, declared: str | None) -> None:
    assert sniff(data) in {"warc", "gzip", "jsonl", "json", "feed", "html", "text"}
    try:
        text, notes = decode(data, declared)
    except BinaryContentError:
        return
    assert isinstance(text, str) and len(notes) <= 1


# ---- days


@given(DAYS, CLOCKS)
def test_property_stamps_give_their_day(day: date, clock: str) -> None:
    when, note = published_on(f"{day.isoformat()}{clock}")
    assert when is not None and (when.start, when.end, note) == (day, day, None)


@given(SHAPES)
def test_property_any_stamp_is_a_day_or_told(value: object) -> None:
    when, note = published_on(value)
    is_empty = value is None or (isinstance(value, str) and not value.strip())
    assert (when is None and note is None) == is_empty and (when is None or note is None)


@given(DAYS, st.sampled_from(["{0:%A}, {0.day} {0:%B} {0.year}", "{0:%b} {0.day},{0.year}", "{0:%Y-%m-%d}",
                              "{0:%d.%m.%Y}", "{0.day}th {0:%B}, {0.year}", "{0:%Y/%m/%d}"]))
def test_property_printed_days_are_found(day: date, form: str) -> None:
    printed = form.format(day)
    (found,) = dates.find_dates(f"By Staff - {printed} - updated")
    assert found.day == day and f"By Staff - {printed} - updated"[found.start : found.end] in printed


@given(DAYS, st.sampled_from([form for form in DAY_FORMS if "%y" not in form] + ["%Y-%m-%d"]))
def test_property_days_of_other_tables_are_read(day: date, form: str) -> None:
    assert parse_day(f" {day.strftime(form)} ") == day


@given(st.text(max_size=20) | st.from_regex(r"\d{1,4}[-/. ]\d{1,4}[-/. ]\d{1,6}", fullmatch=True),
       st.none() | st.booleans())
def test_property_any_cell_is_a_day_or_none(text: str, month_first: bool | None) -> None:
    found = parse_day(text, month_first)
    assert found is None or isinstance(found, date)
    try:
        assert a_day(text, "--from") == (date.fromisoformat(text) if text else None)
    except CallError as error:
        assert "--from" in str(error)


@given(st.text(max_size=12))
def test_property_a_command_refuses_what_is_no_day(text: str) -> None:
    is_day = len(text) == 10 and text[4] == text[7] == "-"
    assert is_day or cli.run(["report", f"--from={text}", "--to=2020-01-01", "--db=nowhere.db"]) == 2


# ---- numbers, columns, places, what persons write


@given(st.integers(0, 10**9))
def test_property_figures_are_read(number: int) -> None:
    assert read_number(str(number)) == read_number(f"{number:,}") == number


@given(st.lists(st.sampled_from([*word_values(), "and", "of", "a", "an", "half", "quarter", "1.5", "12,000"]),
                max_size=80).map(" ".join) | st.text(max_size=40))
def test_property_any_words_are_a_number_or_none(text: str) -> None:
    found = read_number(text)
    assert found is None or found >= 0


def test_a_number_beyond_all_is_none() -> None:
    assert read_number("one" + " hundred" * 200) is None


@given(st.lists(st.text(max_size=15) | st.sampled_from(["Event Date", "ACTOR1", "best", "date_start"]), max_size=8))
def test_property_columns_are_found_among_those_that_are_there(header: list[str]) -> None:
    assert set(columns_in(header).values()) <= set(header)


@given(st.text(max_size=80) | st.lists(st.text(max_size=8), max_size=8).map("\t".join))
def test_property_a_file_of_places_is_read_or_refused(text: str) -> None:
    try:
        rows = read_places("mine.csv", text)
    except DataFileError as error:
        assert "mine.csv" in str(error)
    else:
        assert read_places("mine.csv", write_places(rows)) == rows


@given(st.sampled_from(["status", "sub_event_type", "when", "place", "side_a", "killed", "injured", "checked"]),
       st.text(max_size=20) | st.from_regex(r"~?\d{1,5}(\+|-\d{1,5})?|\d{4}-\d{2}(-\d{2})?(\.\.)?", fullmatch=True))
def test_property_what_a_person_writes_is_taken_or_refused(field: str, text: str) -> None:
    claim = Claim("c", "a", Span(0, 4, "Raid"), "Battles", "Armed clash", "happened", "main")
    try:
        json.dumps(value_of(field, text, claim, Article("a", "Raid")))
    except JudgingError as error:
        assert str(error)


@given(st.binary(max_size=60) | SHAPES.map(lambda value: json.dumps(value).encode()))
def test_property_a_state_of_watching_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("watch") / "state.json"
    path.write_bytes(data)
    try:
        state.load(path)
    except state.StateError as error:
        assert str(path) in str(error)
