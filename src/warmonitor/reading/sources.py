"""Any source that a user names -> articles: files, folders, standard input, addresses. Nothing is dropped unreported.

In folders, entries whose name begins with a dot are not sources.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from warmonitor.model import Article
from warmonitor.reading.archives import read_warc
from warmonitor.reading.decoding import SNIFFED, BinaryContentError, declared_charset, decode, is_binary, misread, sniff
from warmonitor.reading.errors import OnError, ReadError
from warmonitor.reading.feeds import read_feed
from warmonitor.reading.identity import new_article
from warmonitor.reading.pages import read_page
from warmonitor.reading.tables import LARGEST_TABLE, read_csv, read_json, read_jsonl
from warmonitor.reading.web import FetchError, fetch

LARGEST_ARTICLE = 10_000_000  # bytes of one text, page, feed or record; a long news page has 2 MB
KINDS = {
    ".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "tsv", ".warc": "warc", ".rss": "feed",
    ".atom": "feed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Reader:
    """How to read: where errors go and what is allowed."""

    on_error: OnError
    largest: int
    allow_private: bool


def read(
    sources: Iterable[str | Path],
    *,
    on_error: OnError,
    stdin: BinaryIO | None = None,
    largest: int = LARGEST_ARTICLE,
    allow_private: bool = False,
) -> Iterator[Article]:
    """The articles of files, folders (recursively, sorted), addresses and "-" (``stdin``), in order.

    What cannot be read goes to ``on_error`` with its file and line; the rest goes on. ``largest`` is the most bytes of
    one article; ``allow_private`` permits addresses of the own machine and network.
    """
    reader = _Reader(on_error, largest, allow_private)
    for source in sources:
        name = str(source)
        if name == "-":
            yield from _read_stdin(stdin, reader)
        elif name.startswith(("http://", "https://")):
            yield from _read_address(name, reader)
        else:
            yield from _read_path(Path(source), reader)


def _read_stdin(stdin: BinaryIO | None, reader: _Reader) -> Iterator[Article]:
    if stdin is None:
        reader.on_error(ReadError("-", None, "there is no standard input"))
        return
    stream = stdin if hasattr(stdin, "peek") else cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, stdin)))
    yield from _read_stream(stream, "-", None, reader)


def _read_address(url: str, reader: _Reader) -> Iterator[Article]:
    try:
        found = fetch(url, reader.largest, reader.allow_private)
    except FetchError as error:
        reader.on_error(ReadError(url, None, str(error)))
        return
    kind = sniff(found.data)
    if kind == "text" and found.data.lstrip().startswith(b"<"):
        kind = "html"
    yield from _read_bytes(found.data, url, kind, reader, url=found.url, charset=found.charset)


def _read_path(path: Path, reader: _Reader, in_folder: bool = False) -> Iterator[Article]:
    """A file or a folder. In a folder, files of unknown endings that hold plain text (a README) are no articles."""
    try:
        if path.is_dir():
            for entry in sorted(path.iterdir()):
                if not entry.name.startswith("."):
                    yield from _read_path(entry, reader, in_folder=True)
            return
        with path.open("rb") as stream:
            kind = _kind_of_name(path)
            if in_folder and kind is None and path.suffix and sniff(_peek(stream)) == "text":
                reader.on_error(ReadError(str(path), None, f"not read: {path.suffix} is no known kind of source"))
                return
            yield from _read_stream(stream, str(path), kind, reader)
    except FileNotFoundError:
        reader.on_error(ReadError(str(path), None, "no such file or folder"))
    except (OSError, EOFError, zlib.error) as error:
        reader.on_error(ReadError(str(path), None, f"cannot be read: {error}"))


def _kind_of_name(path: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return KINDS.get(suffixes[-1]) if suffixes else None


def _read_stream(stream: BinaryIO, source: str, kind: str | None, reader: _Reader) -> Iterator[Article]:
    head = _peek(stream)
    if sniff(head) == "gzip" and kind != "warc":
        unpacked = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=stream)))
        if sniff(_peek(cast(BinaryIO, unpacked))) == "warc":
            kind = "warc"
        stream = cast(BinaryIO, unpacked)
        head = _peek(stream)
    kind = kind or sniff(head)
    if kind == "warc":
        yield from read_warc(stream, source, reader.largest, reader.on_error)
    elif kind == "jsonl" and (not head.strip() or is_binary(head.replace(b"\0", b""))):
        reader.on_error(ReadError(source, None, "binary content, not text" if head.strip() else "empty"))
    elif kind == "jsonl":
        yield from read_jsonl(stream, source, reader.largest, reader.on_error)
    elif kind in {"csv", "tsv"}:
        delimiter = "\t" if kind == "tsv" else ""
        yield from read_csv(stream, source, reader.largest, reader.on_error, delimiter)
    else:
        yield from _read_whole(stream, source, kind, reader)


def _peek(stream: BinaryIO) -> bytes:
    head: bytes = stream.peek(SNIFFED)  # type: ignore[attr-defined]
    return head[:SNIFFED]


def _read_whole(stream: BinaryIO, source: str, kind: str, reader: _Reader) -> Iterator[Article]:
    limit = LARGEST_TABLE if kind == "json" else reader.largest
    data = stream.read(limit + 1)
    if len(data) > limit:
        reader.on_error(ReadError(source, None, f"larger than {limit:,} bytes"))
        return
    yield from _read_bytes(data, source, kind, reader)


def _read_bytes(
    data: bytes, source: str, kind: str, reader: _Reader, url: str | None = None, charset: str | None = None
) -> Iterator[Article]:
    if not data.strip():
        reader.on_error(ReadError(source, None, "empty"))
    elif kind == "feed":
        yield from read_feed(data, source, reader.on_error)
    elif kind == "json":
        yield from read_json(data, source, reader.on_error)
    elif kind == "jsonl":
        yield from read_jsonl(io.BytesIO(data), source, reader.largest, reader.on_error)
    else:
        yield from _read_one(data, source, kind, reader, url, charset)


def _read_one(
    data: bytes, source: str, kind: str, reader: _Reader, url: str | None, charset: str | None
) -> Iterator[Article]:
    """A text or a page: one article."""
    declared = charset or (declared_charset(data) if kind == "html" else None)
    try:
        text, notes = decode(data, declared)
    except BinaryContentError as error:
        reader.on_error(ReadError(source, None, str(error)))
        return
    guessed = misread(data, notes)
    if guessed:
        reader.on_error(ReadError(source, *guessed))
    article = read_page(text, url, notes) if kind == "html" else _plain(text, url, notes)
    if article is None:
        reader.on_error(ReadError(source, None, "no article text found"))
    else:
        yield article


def _plain(text: str, url: str | None, notes: tuple[str, ...]) -> Article | None:
    return new_article(text, url=url, notes=notes) if text.strip() else None
