"""Files that unpack, nest or repeat without end are refused in seconds, with a word on why."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from warmonitor.reading import read

ZEROS = b"0" * 1_000_000
DEEP = 100_000
BOMBS: dict[str, tuple[bytes, str]] = {
    "deep.jsonl": (b'{"text": "x", "a": ' + b"[" * DEEP + b"]" * DEEP + b"}\n", "maximum recursion depth"),
    "deep.json": (b"[" * DEEP + b"]" * DEEP, "maximum recursion depth"),
    "deep.html": (b"<html><body>" + b"<div>" * DEEP + b"<p>Shells hit Sirte.</p>", "no article text"),
    "deep.rss": (b"<rss>" + b"<a>" * DEEP + b"</a>" * DEEP + b"</rss>", "no entries"),
    "wide.html": (b"<html><body><p " + b" ".join(b'a%d="x"' % n for n in range(DEEP)) + b">Shells.</p>", "no article"),
    "laughs.rss": (b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><rss><item><title>&b;</title></item></rss>',
                   "document type or entities"),
    "zeros.txt.gz": (gzip.compress(ZEROS * 20), "larger than 10,000,000 bytes"),
    "zeros.rss.gz": (gzip.compress(b"<rss>" + ZEROS * 20), "larger than 10,000,000 bytes"),
    "zeros.jsonl.gz": (gzip.compress(b'{"text": "' + ZEROS * 20), "longer than 10,000,000 bytes"),
    "zeros.csv.gz": (gzip.compress(b'text\n"' + ZEROS * 20), "field larger than field limit"),
    "zeros.warc.gz": (gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9000000\r\n\r\n" + ZEROS * 9),
                      "broken WARC record"),
}  # fmt: skip


def test_lines_of_two_byte_letters_are_read_only_so_far(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They are turned into UTF-8 in memory: packed zeros would fill it."""
    monkeypatch.setattr("warmonitor.reading.tables.LARGEST_WIDE", 5000)
    path = tmp_path / "zeros.jsonl.gz"
    path.write_bytes(gzip.compress('{"text": "Shells hit Sirte."}\n'.encode("utf-16-le") + b"\0" * 1_000_000))
    errors: list[object] = []
    assert list(read([str(path)], on_error=errors.append)) == [] and "larger than 5,000 bytes" in str(errors[0])


CROWDS = ("<div><p>Shells hit.</p></div>", "<ul><li>Shells hit.</li></ul>", "<table><tr><td>Shells.</td></tr></table>")


@pytest.mark.parametrize("unit", CROWDS)
def test_a_page_of_many_small_parts_is_read_in_seconds(unit: str, tmp_path: Path) -> None:
    path = tmp_path / "crowd.html"
    path.write_text(f"<html><head><title>Raid</title></head><body><div class='nav'>x</div>{unit * 15_000}</body>")
    started = time.process_time()
    (article,) = read([str(path)], on_error=print)
    assert "Shells" in article.text and time.process_time() - started < 20


def test_a_page_that_breaks_its_reader_is_read_by_its_paragraphs(monkeypatch: pytest.MonkeyPatch,
                                                                 tmp_path: Path) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise ValueError("All strings must be XML compatible")

    monkeypatch.setattr("trafilatura.bare_extraction", broken)
    monkeypatch.setattr("trafilatura.extract_metadata", broken)
    path = tmp_path / "broken.html"
    path.write_text("<html><body><div class='nav'>Menu</div><p>Shells hit Sirte.</p><p>Two died.</p></body></html>")
    (article,) = read([str(path)], on_error=print)
    assert (article.text, article.title) == ("Shells hit Sirte.\nTwo died.", None)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    content, said = BOMBS[name]
    path = tmp_path / name
    path.write_bytes(content)
    errors: list[object] = []
    started = time.monotonic()
    assert list(read([str(path)], on_error=errors.append)) == []
    assert said in " ".join(map(str, errors)) and time.monotonic() - started < 20
