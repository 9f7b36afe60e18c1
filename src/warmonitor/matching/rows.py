"""Rows of a file that the user owns (ACLED, UCDP GED, or one like them), read tolerantly: columns by many names, days
in many forms, any delimiter. A cell that cannot be read is named by line and column; its row is kept where it can be.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite, nan
from pathlib import Path
from typing import Any

from warmonitor.ontology import event_types, settings

RULES: Mapping[str, Any] = settings("matching")
LONGEST_CELL = 10_000_000
DAY_FORMS = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
OnFault = Callable[["RowFault"], None]


class MatchError(Exception):
    """A file that cannot be matched at all: says what it lacks and what it has."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A cell or row that cannot be read.

    >>> print(RowFault("ged.csv", 7, "best", "'x' is not a number"))
    ged.csv, line 7, column best: 'x' is not a number
    """

    file: str
    line: int
    column: str | None
    message: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, line {self.line}{column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of another data set. None is not known; ``slack`` is by how many days the range may be off."""

    line: int
    id: str
    start: date
    end: date
    slack: int = 0
    event_type: str | None = None
    sub_event_type: str | None = None
    violence: str | None = None
    side_a: tuple[str, ...] = ()
    side_b: tuple[str, ...] = ()
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file being read: where each of our fields stands in it, and what "3/4/2021" means in it."""

    file: str
    columns: Mapping[str, str]
    month_first: bool | None
    on_fault: OnFault


def read_rows(path: Path, on_fault: OnFault) -> list[Row]:
    """The rows of a file, in its order; MatchError where it has no day to go by."""
    csv.field_size_limit(LONGEST_CELL)
    header, lines = _table(path)
    columns = columns_in(header)
    missing = [name for name in RULES["columns"]["needed"] if name not in columns]
    if missing:
        known = ", ".join(RULES["columns"][missing[0]])
        raise MatchError(f"{path}: no column for {missing[0]} ({known}); the file has {', '.join(header[:12])}")
    days = (cells.get(columns["start"], "") for _, cells in lines)
    sheet = _Sheet(str(path), columns, _month_first(days), on_fault)
    return [row for number, cells in lines for row in [_row(cells, number, sheet)] if row]


def _table(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        return header, [
            (reader.line_num, dict(zip(header, cells, strict=False))) for cells in reader if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise MatchError(f"{path}, line {reader.line_num}: not a table ({error})") from error


def columns_in(header: Sequence[str]) -> dict[str, str]:
    """Which column of a file holds each of our fields.

    >>> columns_in(["Event Date", "ACTOR1", "notes"])
    {'start': 'Event Date', 'side_a': 'ACTOR1'}
    """
    found = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in reversed(header)}
    fields = {field: names for field, names in RULES["columns"].items() if field != "needed"}
    return {
        field: next(found[name.replace("_", "")] for name in names if name.replace("_", "") in found)
        for field, names in fields.items()
        if any(name.replace("_", "") in found for name in names)
    }


def _month_first(days: Iterator[str]) -> bool | None:
    """Whether "3/4/2021" is the fourth of March: told by any day of the file above 12, None where none is."""
    for day in days:
        match = SLASHED.match(day.strip())
        if match and int(match[1]) != int(match[2]) and max(int(match[1]), int(match[2])) > 12:
            return int(match[2]) > 12
    return None


def _row(cells: Mapping[str, str], line: int, sheet: _Sheet) -> Row | None:
    def cell(field: str) -> str:
        return (cells.get(sheet.columns[field]) or "").strip() if field in sheet.columns else ""

    def fault(field: str, message: str) -> None:
        sheet.on_fault(RowFault(sheet.file, line, sheet.columns[field], message))

    start = parse_day(cell("start"), sheet.month_first)
    if start is None:
        fault("start", f"{cell('start')[:40]!r} is not a day (YYYY-MM-DD); the row is left out")
        return None
    end = parse_day(cell("end"), sheet.month_first) if cell("end") else start
    if end is None or end < start:
        fault("end", f"{cell('end')[:40]!r} is not a day after the first; the first is taken")
        end = start
    numbers = {name: _number(cell(name), name, fault) for name in ("latitude", "longitude", "low", "best", "high")}
    kind = event_types().get(cell("sub_event_type"))
    return Row(
        line, cell("id") or f"line {line}", start, end, _by_precision("slack", "time_precision", cell, sheet),
        (kind.event_type if kind else cell("event_type")) or None, cell("sub_event_type") or None,
        cell("type_of_violence") or None, _names(cell("side_a"), cell("side_a_more")),
        _names(cell("side_b"), cell("side_b_more")), cell("country") or None, cell("admin1") or None,
        cell("admin2") or None, cell("place") or None, numbers["latitude"], numbers["longitude"],
        _by_precision("radius", "place_precision", cell, sheet) or None,
        *(None if numbers[name] is None else round(numbers[name] or 0) for name in ("low", "best", "high")),
    )  # fmt: skip


def parse_day(text: str, month_first: bool | None = None) -> date | None:
    """A day in any of the forms that data sets use; "3/4/2021" only where it is known which is the month.

    >>> parse_day("23 February 2021"), parse_day("2014-08-23 17:00:00")
    (datetime.date(2021, 2, 23), datetime.date(2014, 8, 23))
    >>> parse_day("3/4/2021"), parse_day("3/4/2021", True)
    (None, datetime.date(2021, 3, 4))
    """
    text = text.strip()
    slashed = SLASHED.match(text)
    try:
        if slashed:
            first, second, year = map(int, slashed.groups())
            same = first == second
            if month_first is None and not same:
                return None
            return date(year, first, second) if month_first else date(year, second, first)
        return date.fromisoformat(text[:10])
    except ValueError:
        return _by_form(text)


def _by_form(text: str) -> date | None:
    for form in DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _number(text: str, field: str, fault: Callable[[str, str], None]) -> float | None:
    if not text:
        return None
    try:
        number = float(text.replace(",", "") if field not in ("latitude", "longitude") else text)
    except ValueError:
        number = nan
    if not isfinite(number):
        fault(field, f"{text[:40]!r} is not a number; it is taken as unknown")
        return None
    return number


def _names(main: str, more: str) -> tuple[str, ...]:
    """The names on a side: GED separates them by commas, ACLED's associated actors by semicolons."""
    return tuple(name.strip() for name in (*main.split(", "), *more.split(";")) if name.strip())


def _by_precision(what: str, field: str, cell: Callable[[str], str], sheet: _Sheet) -> int:
    """What a precision code stands for in days or kilometres, by the name of its column; 0 where nothing is said."""
    name = sheet.columns.get(field, "").lower().replace(" ", "_")
    return int(RULES[what].get(name, {}).get(cell(field), 0))
