"""JSON lines, messages and progress for the command line: bad lines are named by file and line, the rest is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO, TypeVar

from warmonitor.records import RecordError

T = TypeVar("T")


class Messages:
    """Says on stderr what went wrong and remembers that something did: the command then ends with status 1."""

    def __init__(self) -> None:
        self.failures = 0

    def failed(self, message: object) -> None:
        self.failures += 1
        self.say(message)

    def say(self, message: object) -> None:
        sys.stderr.write(f"warmonitor: {message}\n")
        sys.stderr.flush()


def json_lines(paths: Sequence[str], messages: Messages) -> Iterator[tuple[str, dict[str, Any]]]:
    """Records of JSON lines files with where each stands ("claims.jsonl, line 3"); no path or "-" is stdin."""
    for path in paths or ["-"]:
        name = "stdin" if path == "-" else path
        try:
            with _opened(path) as stream:
                for number, line in enumerate(stream, 1):
                    record = _record(line, f"{name}, line {number}", messages)
                    if record is not None:
                        yield f"{name}, line {number}", record
        except OSError as error:
            messages.failed(f"{name}: cannot be read ({error.strerror or error})")


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as stream:
        yield stream


def _record(line: bytes, where: str, messages: Messages) -> dict[str, Any] | None:
    if not line.strip():
        return None
    try:
        record = json.loads(line)
    except (ValueError, UnicodeDecodeError) as error:
        messages.failed(f"{where}: not a line of JSON ({error})")
        return None
    if not isinstance(record, dict):
        messages.failed(f"{where}: a JSON object is expected, not {type(record).__name__}")
        return None
    return record


def parsed(paths: Sequence[str], parse: Callable[[dict[str, Any]], T], messages: Messages) -> Iterator[T]:
    """The values in JSON lines files; a record that is not in its form is named and left out."""
    for where, record in json_lines(paths, messages):
        try:
            yield parse(record)
        except RecordError as error:
            messages.failed(f"{where}: {error}")


@contextmanager
def output(path: str | None) -> Iterator[TextIO]:
    """The stream to write to: stdout, or the file of ``-o``, always UTF-8 with plain line ends."""
    if path is None or path == "-":
        yield sys.stdout
        return
    with Path(path).open("w", encoding="utf-8", newline="\n") as stream:
        yield stream


def write_lines(records: Iterable[dict[str, Any]], path: str | None = None) -> int:
    """Write records as JSON lines while they come; returns how many."""
    written = 0
    with output(path) as stream:
        for record in records:
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
            written += 1
        stream.flush()
    return written


def with_progress(items: Iterable[T], what: str) -> Iterator[T]:
    """The same items, counted in a progress line on stderr when stderr is a terminal."""
    with progress_counter(what) as advance:
        for item in items:
            advance(item)
            yield item


@contextmanager
def progress_counter(what: str) -> Iterator[Callable[[object], None]]:
    """A function to call for each thing done: it counts on stderr where that is a terminal, else does nothing."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda _done: progress.advance(task)
