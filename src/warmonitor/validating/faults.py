"""What a check of a file finds: each fault with its row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warmonitor.export.frame import ExportError


class UnknownFormError(ExportError):
    """The form of a file cannot be told, or is not one of ours: says which forms there are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a file that its form does not allow. Rows count from 1, a header being row 1.

    >>> print(Fault("a year is expected, not 'x'", 3, "year"))
    row 3, column year: a year is expected, not 'x'
    """

    message: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        where = [f"row {self.row}"] if self.row is not None else []
        where += [f"column {self.column}"] if self.column is not None else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


Check = Callable[[Path], Iterable[Fault]]
Values = Mapping[str, Any]
Rule = Callable[[Values], Iterator[tuple[str, str]]]
