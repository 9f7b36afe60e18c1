"""Whether one value is of the kind that a column holds; the kinds are those of export_columns.csv."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from warmonitor.export.frame import Column
from warmonitor.export.sheet import FORMULA
from warmonitor.ontology import event_types, settings

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
SHOWN = 40  # characters of a bad value in a message


@cache
def codes(name: str) -> frozenset[str]:
    """The values that a coded column may hold.

    >>> sorted(codes("flag"))
    ['0', '1']
    """
    kinds = event_types().values()
    if name == "sub_event_type":
        return frozenset(kind.sub_event_type for kind in kinds)
    if name == "event_type":
        return frozenset(kind.event_type for kind in kinds)
    if name == "disorder_type":
        return frozenset(kind.disorder_type for kind in kinds)
    return frozenset(settings("export")["codes"][name])


def _is_int(text: str) -> bool:
    return re.fullmatch(r"-1|\d+", text) is not None


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _is_year(text: str) -> bool:
    return re.fullmatch(r"(1[89]|2[01])\d\d", text) is not None


def _within(limit: int) -> Callable[[str], bool]:
    return lambda text: _is_number(text) and abs(float(text)) <= limit


KINDS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "int": (_is_int, "a whole number, 0 or more"),
    "number": (_is_number, "a number"),
    "year": (_is_year, "a year"),
    "day": (_is_day, "a day (YYYY-MM-DD)"),
    "latitude": (_within(90), "a latitude (-90 to 90)"),
    "longitude": (_within(180), "a longitude (-180 to 180)"),
    "link": (lambda text: re.match(r"[a-z][a-z0-9+.-]*:\S+$", text) is not None, "an address"),
    "flag": (lambda text: text.lower() in {"0", "1", "true", "false"}, "0 or 1"),
}


def wrong(column: Column, value: object) -> str | None:
    """What is wrong with a value in a column, or None; an empty value is None or "".

    >>> wrong(Column("year", "year", True, ""), "20x8")
    "a year is expected, not '20x8'"
    """
    if value is None or value == "":
        return "it must not be empty" if column.required else None
    text = str(value)
    if column.kind.startswith("code "):
        allowed = codes(column.kind.removeprefix("code "))
        return None if text in allowed else f"{text[:SHOWN]!r} is none of its codes: {_listed(allowed)}"
    if column.kind in KINDS:
        is_right, expected = KINDS[column.kind]
        return None if is_right(text) else f"{expected} is expected, not {text[:SHOWN]!r}"
    return None


def _listed(allowed: frozenset[str]) -> str:
    shown = sorted(allowed)
    return ", ".join(shown[:8]) + (f" and {len(shown) - 8} more" if len(shown) > 8 else "")


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula.

    >>> runs_as_formula("=1+1"), runs_as_formula("-3.5"), runs_as_formula("'=1+1")
    (True, False, False)
    """
    return text.startswith(FORMULA) and not _is_number(text)
