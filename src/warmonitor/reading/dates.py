"""Full dates (day, month and year) as newspapers print them in a page's head.

Only a date that names all three parts counts; an ambiguous "04/06/2016" is no date. Day and year may be run together
("Nov 062016"), as scrapers that drop commas leave them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{m}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = (
    r"(?P<{w}>(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s{{1,3}})?"
)
_YEAR = r"(?:19|20)\d\d"
_SHORT_YEAR = r"\d\d(?=,?\s{1,2}\d{1,2}:\d\d)"  # "05 February 12 01:10 GMT": only before a clock
_FORMS = (
    _WEEKDAY.format(w="wa") + r"(?P<da>\d{1,2})(?:st|nd|rd|th)?[\s.,/-]{1,3}" + _MONTH.format(m="ma")
    + rf"[\s.,/-]{{0,3}}(?P<ya>{_YEAR}|{_SHORT_YEAR})",
    _WEEKDAY.format(w="wb") + _MONTH.format(m="mb")
    + rf"[\s-]{{0,2}}(?P<db>\d{{1,2}})(?:st|nd|rd|th)?[\s,/-]{{0,3}}(?P<yb>{_YEAR})",
    rf"(?P<yc>{_YEAR})(?P<sc>[-/.])(?P<mc>\d{{1,2}})(?P=sc)(?P<dc>\d{{1,2}})",
    rf"(?P<dd>\d{{1,2}})(?P<sd>[-/.])(?P<md>\d{{1,2}})(?P=sd)(?P<yd>{_YEAR})",
)
_DATE = re.compile(r"(?<![\w/.-])(?:" + "|".join(_FORMS) + r")(?!\d)", re.IGNORECASE)
CLOCK_WORDS = r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?(?:\s{0,2}(?:GMT|UTC|[A-Z]{1,2}[SD]T))?"
_CLOCK = re.compile(
    r"(?:,|\s|\||-|–|T|at\b){0,4}(?:(?<=at )\d{4}|\d{1,2}[:.]\d\d)(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?"
    r"(?:\s{0,2}\(?(?:GMT|UTC|BST|[A-Z]{1,2}[SD]T|CET|CEST|MSK|IST|PKT|WAT|EAT|CAT|EET|Z)\b\)?(?:[+-]\d{1,2}(?::?\d\d)?)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A day as printed: offsets of its words, and whether a weekday or a clock stands with it.

    ``other`` is the second reading of an ambiguous "04/06/2016" (then ``day`` is the day-first one).
    """

    start: int
    end: int
    day: date
    has_weekday: bool = False
    other: date | None = None


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[PrintedDate]:
    """Every full date in the text, in order.

    >>> [str(found.day) for found in find_dates("By Staff - Mar 11,2019 - Updated at Nov 062016")]
    ['2019-03-11', '2016-11-06']
    """
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        found = _read(match)
        if found is not None:
            yield found


def end_of_clock(text: str, position: int) -> int:
    """Where a clock that follows a date ends (the position itself if there is none)."""
    match = _CLOCK.match(text, position)
    return match.end() if match else position


def _read(match: re.Match[str]) -> PrintedDate | None:
    part = match.groupdict()
    for form in "ab":
        if part["m" + form]:
            month = MONTHS.index(part["m" + form][:3].lower()) + 1
            year = int(part["y" + form])
            day = _day(year + 2000 if year < 100 else year, month, int(part["d" + form]))
            return PrintedDate(*match.span(), day, bool(part["w" + form])) if day else None
    if part["yc"]:
        day = _day(int(part["yc"]), int(part["mc"]), int(part["dc"]))
        return PrintedDate(*match.span(), day) if day else None
    return _numeric(match, int(part["yd"]), int(part["dd"]), int(part["md"]), part["sd"])


def _numeric(match: re.Match[str], year: int, first: int, second: int, mark: str) -> PrintedDate | None:
    """Dots and hyphens stand in day-first dates; with slashes Americans put the month first."""
    day, other = _day(year, second, first), _day(year, first, second)
    if mark != "/":
        return PrintedDate(*match.span(), day) if day else None
    if day is None or other is None:
        only = day or other
        return PrintedDate(*match.span(), only) if only else None
    return PrintedDate(*match.span(), day, other=None if day == other else other)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


DATE_WORDS = re.sub(r"\(\?P<\w+>", "(?:", re.sub(r"\(\?P=\w+\)", "[-/.]", "|".join(_FORMS)))  # to build other patterns
