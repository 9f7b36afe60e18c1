"""JSON Lines, JSON and CSV -> articles, record by record, so that one bad line costs one article."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from warmonitor.model import Article
from warmonitor.reading.decoding import SNIFFED, BinaryContentError, decode, misread
from warmonitor.reading.errors import OnError, ReadError
from warmonitor.reading.records import FIELDS, read_record

LARGEST_TABLE = 2_000_000_000  # bytes of a JSON or CSV file, which is read whole
LARGEST_WIDE = 200_000_000  # ... of JSON Lines in UTF-16
DELIMITERS = ",;\t|"
LIST_NAMES = ("articles", "items", "results", "data")


def read_jsonl(stream: BinaryIO, source: str, largest: int, on_error: OnError) -> Iterator[Article]:
    """One article per line; each bad line is reported with its number."""
    first = stream.readline(largest + 1)
    if first[:2] in (b"\xff\xfe", b"\xfe\xff") or first[:SNIFFED].count(0) > 8:
        narrow = _narrow(first + stream.read(LARGEST_WIDE + 1 - len(first)), source, on_error)
        if narrow is None:
            return
        stream = narrow
        first = stream.readline(largest + 1)
    number, line = 0, first.removeprefix(b"\xef\xbb\xbf")
    while line:
        number += 1
        if len(line) > largest and not line.endswith(b"\n"):
            on_error(ReadError(source, number, f"the line is longer than {largest:,} bytes"))
            _skip_line(stream, largest)
        elif line.strip():
            article = _read_json_line(line, source, number, on_error)
            if article:
                yield article
        line = stream.readline(largest + 1)


def _narrow(data: bytes, source: str, on_error: OnError) -> BinaryIO | None:
    """UTF-16 as UTF-8, so that it has lines of bytes; None where it is no text, or more than is read at once."""
    if len(data) > LARGEST_WIDE:
        on_error(ReadError(source, None, f"larger than {LARGEST_WIDE:,} bytes and not UTF-8: save it as UTF-8"))
        return None
    try:
        return io.BytesIO(decode(data)[0].encode("utf-8", "surrogatepass"))
    except BinaryContentError as error:
        on_error(ReadError(source, None, str(error)))
        return None


def _skip_line(stream: BinaryIO, largest: int) -> None:
    while True:
        rest = stream.readline(largest + 1)
        if not rest or rest.endswith(b"\n"):
            return


def _read_json_line(line: bytes, source: str, number: int, on_error: OnError) -> Article | None:
    try:
        text, notes = decode(line)
        record = json.loads(text)
    except BinaryContentError as error:
        on_error(ReadError(source, number, str(error)))
        return None
    except (ValueError, RecursionError) as error:
        on_error(ReadError(source, number, f"not JSON: {error}"))
        return None
    guessed = misread(line, notes)
    if guessed:
        on_error(ReadError(source, number, guessed[1]))
    return _article_of(record, source, number, on_error, notes)


def _article_of(
    record: object, source: str, number: int | None, on_error: OnError, notes: tuple[str, ...] = ()
) -> Article | None:
    if not isinstance(record, Mapping):
        on_error(ReadError(source, number, f"not a JSON object but {type(record).__name__}"))
        return None
    return read_record(record, source, number, on_error, notes)


def read_json(data: bytes, source: str, on_error: OnError) -> Iterator[Article]:
    """The articles of one JSON value: an article, a list of them, or an object that holds such a list."""
    try:
        text, notes = decode(data)
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        on_error(ReadError(source, getattr(error, "lineno", None), f"not JSON: {error}"))
        return
    records = _records(value)
    if not records:
        on_error(ReadError(source, None, "an empty list: no articles"))
    for number, record in enumerate(records, 1):
        article = _article_of(record, source, number, on_error, notes)
        if article:
            yield article


def _records(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    held = [value.get(name) for name in LIST_NAMES] if isinstance(value, Mapping) else []
    return next((records for records in held if isinstance(records, list)), [value])


def read_csv(stream: BinaryIO, source: str, largest: int, on_error: OnError, delimiter: str = "") -> Iterator[Article]:
    """One article per row of a table with a header line; errors give the line of the file."""
    data = stream.read(LARGEST_TABLE + 1)
    if len(data) > LARGEST_TABLE:
        on_error(ReadError(source, None, f"larger than {LARGEST_TABLE:,} bytes: split the table"))
        return
    try:
        text, notes = decode(data)
    except BinaryContentError as error:
        on_error(ReadError(source, None, str(error)))
        return
    if not text.strip():
        on_error(ReadError(source, None, "empty"))
        return
    guessed = misread(data, notes)
    if guessed:
        on_error(ReadError(source, *guessed))
    csv.field_size_limit(largest)
    delimiter = delimiter or _delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [cell.strip() for cell in _next_row(rows, source, on_error) or []]
    lower = {cell.lower().replace(" ", "_") for cell in header}
    if not lower & {*FIELDS["text"], *FIELDS["html"]}:
        columns = ", ".join(header) or "none"
        on_error(ReadError(source, 1, f"no text column (text, body, content, article or html): it has {columns}"))
        return
    is_empty = True
    while (row := _next_row(rows, source, on_error)) is not None:
        is_empty = False
        article = _article_of_row(header, row, source, rows.line_num, on_error, notes)
        if article:
            yield article
    if is_empty:
        on_error(ReadError(source, None, "no rows below the header"))


def _article_of_row(
    header: list[str], row: list[str], source: str, line: int, on_error: OnError, notes: tuple[str, ...]
) -> Article | None:
    if not any(cell.strip() for cell in row):
        return None
    if len(row) != len(header):
        on_error(ReadError(source, line, f"{len(row)} cells where the header has {len(header)}"))
        return None
    return read_record(dict(zip(header, row, strict=True)), source, line, on_error, notes)


def _next_row(rows: Iterator[list[str]], source: str, on_error: OnError) -> list[str] | None:
    """The next row; None at the end. A row that the reader refuses is reported, and reading goes on."""
    while True:
        try:
            return next(rows)
        except StopIteration:
            return None
        except csv.Error as error:
            on_error(ReadError(source, getattr(rows, "line_num", None), f"broken row: {error}"))


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").split("\n", 1)[0]
    return max(DELIMITERS, key=header.count)
