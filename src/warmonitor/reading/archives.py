"""WARC files -> articles: the HTML pages that were answered with success. The crawl's day is never the article's.

A damaged record costs itself: reading goes on at the next that begins.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from warmonitor.model import Article
from warmonitor.reading.decoding import BinaryContentError, declared_charset, decode
from warmonitor.reading.errors import OnError, ReadError
from warmonitor.reading.pages import read_page

PAGE_TYPES = ("text/html", "application/xhtml+xml")
_START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.")  # of a record, packed by itself or not at all
_SEARCHED = 1 << 20  # bytes searched at a time
_BEGINNING = 512  # bytes that are enough to see what a packed record begins with


def read_warc(stream: BinaryIO, source: str, largest: int, on_error: OnError) -> Iterator[Article]:
    """One article per HTML response; other records (requests, images, redirects) hold none and are passed over."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        on_error(ReadError(source, None, 'reading WARC files needs warcio: pip install "warmonitor[warc]"'))
        return
    number = pages = 0
    start: int | None = None
    while True:
        records = ArchiveIterator(stream)
        try:
            for record in records:
                number += 1
                if _is_page(record):
                    pages += 1
                    article = _read_record(record, source, number, largest, on_error)
                    if article:
                        yield article
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:  # warcio: missing headers
            on_error(ReadError(source, number + 1, f"broken WARC record: {str(error).partition(', first line')[0]}"))
        start = _next_record(stream, max(records.offset, -1 if start is None else start) + 1)
        if start is None:
            break
        stream.seek(start)
    if not pages:
        on_error(ReadError(source, None, "no HTML page in this WARC file"))


def _next_record(stream: BinaryIO, at: int) -> int | None:
    """Where the next record begins, from an offset on; None at the end, and where the stream cannot be searched."""
    if not stream.seekable():
        return None
    stream.seek(at)
    kept = b""
    while chunk := stream.read(_SEARCHED):
        block = kept + chunk
        for match in _START.finditer(block):
            if _is_start(block[match.start() : match.start() + _BEGINNING]):
                return at - len(kept) + match.start()
        at += len(chunk)
        kept = block[-_BEGINNING:]
    return None


def _is_start(block: bytes) -> bool:
    if block.startswith(b"WARC/"):
        return True
    try:
        return zlib.decompressobj(31).decompress(block, 5) == b"WARC/"
    except zlib.error:
        return False


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in PAGE_TYPES and str(record.http_headers.get_statuscode() or "").startswith("2")


def _read_record(record: Any, source: str, number: int, largest: int, on_error: OnError) -> Article | None:
    url = record.rec_headers.get_header("WARC-Target-URI")
    data = record.content_stream().read(largest + 1)
    if len(data) <= largest and record.raw_stream.limit > 0:
        on_error(ReadError(source, number, f"broken WARC record: {url} is cut short"))
        return None
    if len(data) > largest:
        on_error(ReadError(source, number, f"{url} is larger than {largest:,} bytes"))
        return None
    header = record.http_headers.get_header("Content-Type") or ""
    try:
        html, notes = decode(data, declared_charset(header.encode("latin-1", "replace")) or declared_charset(data))
    except BinaryContentError as error:
        on_error(ReadError(source, number, f"{url}: {error}"))
        return None
    article = read_page(html, url, notes)
    if article is None:
        on_error(ReadError(source, number, f"no article text found in {url}"))
    return article
