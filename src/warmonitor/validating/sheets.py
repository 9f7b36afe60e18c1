"""Checks of tables: the header, each cell by its column, each row by the form's rules, ids that stand once.

Rows may come from CSV, from tab-separated lines, from Parquet or from a workbook: all are checked by ``rows_faults``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from warmonitor.export.acled import CODES as ACLED
from warmonitor.export.frame import columns_of, names_of
from warmonitor.validating.faults import Fault, Values
from warmonitor.validating.rules import ROW_RULES, UNIQUE
from warmonitor.validating.values import runs_as_formula, wrong

LONGEST_CELL = 10_000_000  # characters
LIST_OF_DAY = ("event_date", "location", "latitude", "longitude")


def csv_faults(path: Path, form: str) -> Iterator[Fault]:
    """Faults of a CSV file with a header."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        yield from _table_faults(reader, form, next(_readable(reader), []))


def tab_faults(path: Path, form: str) -> Iterator[Fault]:
    """Faults of tab-separated lines without a header."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        rows = ((number, line.rstrip("\n").split("\t")) for number, line in enumerate(stream, 1))
        yield from _cells_faults(rows, form)


def _readable(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise ValueError(f"not CSV: {error}") from error


def _table_faults(reader: Iterator[list[str]], form: str, header: Sequence[str]) -> Iterator[Fault]:
    yield from header_faults(header, form)
    if list(header) == names_of(form):
        yield from _cells_faults(enumerate(_readable(reader), 2), form)


def header_faults(header: Sequence[str], form: str) -> Iterator[Fault]:
    """Columns that are missing, not of the form, or not in its order."""
    expected = names_of(form)
    if list(header) == expected:
        return
    missing = [name for name in expected if name not in header]
    foreign = [name for name in header if name not in expected]
    yield from (Fault(f"the form {form} has this column; the file has not", 1, name) for name in missing)
    yield from (Fault(f"not a column of {form}", 1, name) for name in foreign)
    if not missing and not foreign:
        yield Fault(f"the columns are not in the order of {form}, which begins {', '.join(expected[:4])}", 1)


def _cells_faults(rows: Iterable[tuple[int, list[str]]], form: str) -> Iterator[Fault]:
    names = names_of(form)

    def whole() -> Iterator[tuple[int, Values]]:
        for number, cells in rows:
            if len(cells) == len(names):
                yield number, dict(zip(names, cells, strict=True))
            else:
                short.append(Fault(f"{len(cells)} cells where the form {form} has {len(names)}", number))

    short: list[Fault] = []
    yield from rows_faults(whole(), form, formulas=True)
    yield from short


def rows_faults(rows: Iterable[tuple[int, Values]], form: str, formulas: bool = False) -> Iterator[Fault]:
    """Faults of numbered rows: cells, what they are to each other, ids that come twice, the hierarchy rule."""
    columns, seen = columns_of(form), dict[tuple[str, object], int]()
    for number, values in rows:
        for column in columns:
            value = values.get(column.name)
            said = wrong(column, value)
            if said:
                yield Fault(said, number, column.name)
            if formulas and runs_as_formula(str(value)):
                yield Fault("a spreadsheet would run this cell as a formula", number, column.name)
        filled = {name: "" if value is None else str(value) for name, value in values.items()}
        yield from (Fault(said, number, name) for name, said in ROW_RULES[form](filled))
        yield from _twice(filled, number, form, seen)


def _twice(values: Values, number: int, form: str, seen: dict[tuple[str, object], int]) -> Iterator[Fault]:
    """What may stand once: ids, and in ACLED one row of the hierarchy's types for the same actors, place and day."""
    keys: list[tuple[str, object]] = [(name, values[name]) for name in UNIQUE.get(form, ()) if values.get(name)]
    if form == "acled" and values.get("event_type") in ACLED["hierarchy"] and values.get("time_precision") == "1":
        actors = sorted((values["actor1"], values["actor2"]))
        if all(actor and not actor.startswith("Unidentified") for actor in actors):
            keys.append(("event_type", (*actors, *(values[name] for name in LIST_OF_DAY))))
    for name, key in keys:
        if (name, key) in seen:
            yield Fault(_said_twice(name, seen[name, key]), number, name)
        else:
            seen[name, key] = number


def _said_twice(column: str, first: int) -> str:
    if column == "event_type":
        return f"the same actors, place and day as row {first}: by the hierarchy rule they are one event"
    return f"the same as in row {first}; it must stand once"
