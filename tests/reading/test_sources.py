"""Every container gives the same article; every kind of bad input is reported and the rest goes on."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date
from pathlib import Path

import pytest

from warmonitor.model import Article
from warmonitor.reading import ReadError, read

TITLE = "Shells hit market in Port Sudan"
PARAGRAPHS = ["Shells hit a market in Port Sudan on Monday, killing nine people.", "The army blamed rebels."]
TEXT = "\n".join(PARAGRAPHS)
PS = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
GUESSED = "not UTF-8 (byte 0x92): decoded as cp1252"
HTML = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{PS}</body></html>"


def read_all(*sources: Path | str, **options: object) -> tuple[list[Article], list[ReadError]]:
    errors: list[ReadError] = []
    return list(read(sources, on_error=errors.append, **options)), errors  # type: ignore[arg-type]


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def as_csv(delimiter: str = ",") -> str:
    out = io.StringIO()
    rows = [["Headline", "Body", "Link"], [TITLE, TEXT, "https://example.org/1"]]
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Example Wire</title><item><title>{TITLE}</title>
<link>https://example.org/1</link><pubDate>Mon, 04 Mar 2024 23:10:00 +0300</pubDate>
<description><![CDATA[{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}]]></description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Wire</title><entry><title>{TITLE}</title>
<link href="https://example.org/1"/><published>2024-03-04T20:10:00Z</published><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml">{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</div></content></entry></feed>"""

CONTAINERS: dict[str, str | bytes] = {
    "a.txt": TEXT,
    "a.html": HTML,
    "a.jsonl": json.dumps({"text": TEXT, "title": TITLE}),
    "html.jsonl": json.dumps({"html": HTML, "extra": [1, 2]}),
    "a.json": json.dumps([{"text": TEXT, "title": TITLE}], indent=1),
    "a.csv": as_csv(),
    "semicolon.csv": as_csv(";"),
    "a.tsv": as_csv("\t"),
    "feed.xml": FEED,
    "atom.xml": ATOM,
    "a.jsonl.gz": gzip.compress(json.dumps({"text": TEXT}).encode()),
    "wide.txt": TEXT.encode("utf-16"),
    "marked.txt": TEXT.encode("utf-8-sig"),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_same_article_in_every_container(name: str, tmp_path: Path) -> None:
    articles, errors = read_all(write(tmp_path / name, CONTAINERS[name]))
    assert not errors
    assert [article.text for article in articles] == [TEXT]
    assert articles[0].title in {TITLE, None}


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "feed.xml", "a.jsonl.gz"])
def test_stdin_is_sniffed(name: str) -> None:
    content = CONTAINERS[name]
    articles, errors = read_all("-", stdin=io.BytesIO(content if isinstance(content, bytes) else content.encode()))
    assert not errors and [article.text for article in articles] == [TEXT]


def test_feed_fields(tmp_path: Path) -> None:
    (article,), _ = read_all(write(tmp_path / "a.rss", FEED))
    assert (article.outlet, article.url, article.title) == ("Example Wire", "https://example.org/1", TITLE)
    assert article.published is not None and article.published.start == date(2024, 3, 4)


def test_page_without_a_day_stays_undated(tmp_path: Path) -> None:
    page = HTML.replace("</body>", "<footer class='x'>© 2024 Example</footer></body>")
    articles, _ = read_all(write(tmp_path / "a.html", HTML), write(tmp_path / "b.html", page))
    assert [article.published for article in articles] == [None, None]
    assert {article.text for article in articles} == {TEXT}


def test_page_with_a_day(tmp_path: Path) -> None:
    page = HTML.replace("</head>", '<meta property="article:published_time" content="2018-08-01T10:00:00Z"></head>')
    (article,), _ = read_all(write(tmp_path / "a.html", page))
    assert article.published is not None and article.published.start == date(2018, 8, 1)


def test_folders_are_read_sorted_and_recursively(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.txt", "a.txt", "c.txt", ".hidden.txt"):
        write(tmp_path / name, f"Text of {name}")
    write(tmp_path / "README.md", "About these articles")
    articles, errors = read_all(tmp_path)
    assert [article.text for article in articles] == ["Text of a.txt", "Text of b/2.txt", "Text of c.txt"]
    assert [error.message for error in errors] == ["not read: .md is no known kind of source"]


GOOD = json.dumps({"text": TEXT})
BAD_LINES = {
    '{"text": "half': "not JSON",
    "[1]": "not a JSON object",
    '{"title": "x"}': "no text: it has title",
    '{"text": ""}': "empty text",
    '{"text": 5}': "text is int",
    '{"html": "<p></p>"}': "no article text",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_bad_line_costs_one_article(line: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", f"{GOOD}\n{line}\n\n{GOOD}\n")
    articles, errors = read_all(path)
    assert len(articles) == 2
    assert [(error.source, error.line) for error in errors] == [(str(path), 2)]
    assert BAD_LINES[line] in errors[0].message


def test_odd_published_is_reported_and_the_article_kept(tmp_path: Path) -> None:
    stamps = ("2018-08-01", "2018-08-01T10:00:00+03:00", None, "1/8/18")
    lines = [json.dumps({"text": TEXT, "published": stamp}) for stamp in stamps]
    articles, errors = read_all(write(tmp_path / "a.jsonl", "\n".join(lines)))
    days = [article.published.start if article.published else None for article in articles]
    assert days == [date(2018, 8, 1), date(2018, 8, 1), None, None]
    assert [error.line for error in errors] == [4] and articles[3].notes == (errors[0].message,)


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.html": (b" \n", "empty"),
    "empty.csv": (b"", "empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "binary"),
    "paper.pdf": (b"%PDF-1.4\n\x00\x01\x02", "binary"),
    "columns.csv": (b"id,headline,when\n1,x,y\n", "it has id, headline, when"),
    "broken.json": (b'{"text": ', "not JSON"),
    "broken.xml": (b"<rss><channel><item>", "broken XML"),
    "none.rss": (b"<rss><channel></channel></rss>", "no entries"),
    "nothing.html": (b"<html><head><title>x</title></head><body><script>1</script></body></html>", "no article text"),
    "cut.jsonl.gz": (gzip.compress(b'{"text": "' + b"x" * 9000)[:40], "cannot be read"),
    "broken.warc": (b"WARC/1.0\r\nnothing", "WARC"),
    "large.txt": (b"x" * 20_001, "larger than 20,000 bytes"),
    "large.jsonl": (b'{"text": "' + b"x" * 30_000 + b'"}', "longer than 20,000 bytes"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_reported_and_the_rest_goes_on(name: str, tmp_path: Path) -> None:
    content, message = BAD_FILES[name]
    articles, errors = read_all(write(tmp_path / name, content), write(tmp_path / "good.txt", TEXT), largest=20_000)
    assert [article.text for article in articles] == [TEXT]
    assert len(errors) == 1 and message in errors[0].message and errors[0].source == str(tmp_path / name)


def test_missing_file_and_missing_stdin() -> None:
    _, errors = read_all("no/such/file.txt", "-")
    assert [error.message for error in errors] == ["no such file or folder", "there is no standard input"]


def test_old_encodings_are_read_and_noted(tmp_path: Path) -> None:
    text = "L’armée a repris Ménaka"
    path = write(tmp_path / "a.txt", text.encode("cp1252"))
    page = HTML.replace("<head>", '<head><meta charset="iso-8859-1">').replace("rebels", "“rebels”").encode("cp1252")
    (plain, html), errors = read_all(path, write(tmp_path / "a.html", page))
    assert [str(error) for error in errors] == [f"{path}, line 1: {GUESSED}"]
    assert plain.text == text and plain.notes == ("decoded as cp1252: not valid UTF-8",)
    assert "“rebels”" in html.text and html.notes == ("decoded as cp1252: as declared",)


def test_text_is_not_rewritten(tmp_path: Path) -> None:
    text = "  Shells\u00a0hit\tSirte.\r\n\r\nTwo died. \n"
    (article,), _ = read_all(write(tmp_path / "a.txt", text))
    assert article.text == text


def test_rows_of_a_table_fail_one_by_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text,date\n1,"Shells\nhit",2018-08-01\n2\n3,,\n4,Two died,soon\n')
    articles, errors = read_all(path)
    assert [article.id for article in articles] == ["1", "4"]
    assert [error.line for error in errors] == [4, 5, 6]


@pytest.mark.parametrize("kind", ["bomb", "external"])
def test_entities_are_refused(kind: str, tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    entities = f'<!ENTITY a0 "lol">{bomb}' if kind == "bomb" else '<!ENTITY a9 SYSTEM "file:///etc/passwd">'
    feed = f"<?xml version='1.0'?><!DOCTYPE rss [{entities}]>{FEED.partition('?>')[2].replace('Example Wire', '&a9;')}"
    articles, errors = read_all(write(tmp_path / "a.rss", feed), write(tmp_path / "wide.rss", feed.encode("utf-16")))
    assert not articles and all("refused" in error.message for error in errors) and len(errors) == 2


def test_warc(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    answers = [("200 OK", "text/html"), ("404 No", "text/html"), ("200 OK", "image/png")]
    records = []
    for number, (status, kind) in enumerate(answers):
        body = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{HTML}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\n"
            f"WARC-Date: 2024-03-05T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + body + b"\r\n\r\n"))
    articles, errors = read_all(write(tmp_path / "a.warc.gz", b"".join(records)))
    assert not errors and [(a.text, a.url, a.published) for a in articles] == [(TEXT, "https://example.org/0", None)]


def test_broken_html_still_gives_its_text(tmp_path: Path) -> None:
    page = "<html><body><div><p>Shells hit Sirte.<p>Two died.</b></html"
    (article,), errors = read_all(write(tmp_path / "a.html", page))
    assert not errors and article.text == "Shells hit Sirte.\nTwo died."
