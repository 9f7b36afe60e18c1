"""What could not be read: where, and why. Reported to the caller, never raised past it: the rest goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ReadError(Exception):
    """One thing that could not be read: the source, the line or record (None for all of it), and what is wrong.

    >>> str(ReadError("a.jsonl", 3, "not JSON"))
    'a.jsonl, line 3: not JSON'
    """

    source: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}, line {self.line}"
        return f"{where}: {self.message}"


OnError = Callable[[ReadError], None]
