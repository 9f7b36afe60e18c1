"""WARC files -> articles: the HTML pages that were answered with success. The crawl's day is never the article's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from warmonitor.model import Article
from warmonitor.reading.decoding import BinaryContentError, declared_charset, decode
from warmonitor.reading.errors import OnError, ReadError
from warmonitor.reading.pages import read_page

PAGE_TYPES = ("text/html", "application/xhtml+xml")


def read_warc(stream: BinaryIO, source: str, largest: int, on_error: OnError) -> Iterator[Article]:
    """One article per HTML response; other records (requests, images, redirects) hold none and are passed over."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        on_error(ReadError(source, None, 'reading WARC files needs warcio: pip install "warmonitor[warc]"'))
        return
    number = pages = 0
    try:
        for number, record in enumerate(ArchiveIterator(stream), 1):
            if _is_page(record):
                pages += 1
                article = _read_record(record, source, number, largest, on_error)
                if article:
                    yield article
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:  # warcio on missing headers
        on_error(ReadError(source, number + 1, f"broken WARC record: {error}"))
        return
    if not pages:
        on_error(ReadError(source, None, "no HTML page in this WARC file"))


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in PAGE_TYPES and str(record.http_headers.get_statuscode() or "").startswith("2")


def _read_record(record: Any, source: str, number: int, largest: int, on_error: OnError) -> Article | None:
    url = record.rec_headers.get_header("WARC-Target-URI")
    data = record.content_stream().read(largest + 1)
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
