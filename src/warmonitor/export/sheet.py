"""CSV in which no cell can be a formula: text that begins with = + - @ tab or return gets an apostrophe before it.

Spreadsheets would run such a cell (CWE-1236). Numbers are written as numbers, unknown as an empty cell. To get the
text back, drop an apostrophe that stands before one of those characters.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from warmonitor.export.frame import Row

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet runs.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell(-3.5), safe_cell(None)
    ("'=HYPERLINK(1)", -3.5, '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    text = str(value).replace("\0", "")
    return "'" + text if text.startswith(FORMULA) else text


def csv_writer(columns: Sequence[str]) -> Callable[[Iterable[Row], TextIO], int]:
    """A function that writes rows of these columns, header first, and gives their number."""

    def write(rows: Iterable[Row], stream: TextIO) -> int:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns)
        number = 0
        for row in rows:
            writer.writerow([safe_cell(row[column]) for column in columns])
            number += 1
        return number

    return write
