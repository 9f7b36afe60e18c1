"""A news crawl as WARC for measuring: ``make_warc(path, 5000)`` writes pages, with what crawls hold besides.

Requests, redirects, pictures and pages without an article stand between the pages; ``broken`` damages every so many.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Sequence
from pathlib import Path

HEAD = ("<html><head><title>{title}</title><meta property='article:published_time' content='{day}T08:00:00Z'>"
        "<meta property='og:site_name' content='Daily {number}'></head><body><nav><a href='/'>Home</a> <a href='/x'>"
        "World</a></nav><article><h1>{title}</h1>")
FILLER = "The council met on Tuesday to speak of roads, schools and the price of bread, and put off a vote."


def make_warc(path: Path, pages: int, stories: Sequence[str] = (), broken: int = 0, seed: int = 1) -> int:
    """Write that many pages, each of a story (or of words of no event); gives how many are whole."""
    chance, whole = random.Random(seed), 0
    with path.open("wb") as stream:
        for number in range(pages):
            story = stories[number % len(stories)] if stories else FILLER
            page = gzip.compress(_record("response", number, _page(number, story, chance)))
            if broken and number % broken == broken - 1:
                page = _damaged(page, number // broken)
            else:
                whole += 1
            stream.write(gzip.compress(_record("request", number, b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")))
            stream.write(page)
            if number % 10 == 0:
                stream.write(gzip.compress(_record("response", number, _answer("301 Moved", "text/html", b"moved"))))
                stream.write(gzip.compress(_record("response", number, _answer("200 OK", "image/png", bytes(900)))))
    return whole


def _page(number: int, story: str, chance: random.Random) -> bytes:
    title = f"Report {number} of the day"
    paragraphs = [story, *(f"{FILLER} Item {chance.randrange(10**6)} of {number} was read out." for _ in range(4))]
    head = HEAD.format(title=title, day=f"2024-03-{number % 28 + 1:02}", number=number % 40)
    body = head + "".join(f"<p>{words}</p>" for words in paragraphs) + "</article></body></html>"
    return _answer("200 OK", "text/html; charset=utf-8", body.encode())


def _answer(status: str, kind: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _record(kind: str, number: int, block: bytes) -> bytes:
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{number}\r\n"
            f"WARC-Date: 2024-04-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{kind}-{number}>\r\n"
            f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def _damaged(page: bytes, turn: int) -> bytes:
    """Cut short, overwritten in the middle, without its beginning, or no gzip at all, in turn."""
    middle = len(page) // 2
    return (page[:middle], page[:middle] + bytes(200) + page[middle + 200 :], page[9:], b"\0garbage\n" * 90)[turn % 4]
