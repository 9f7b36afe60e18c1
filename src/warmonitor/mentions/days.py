"""Arithmetic of days for news: which Saturday, which May, which third of a month. Pure; knows no words.

Press convention: what is not marked as future is past, and the weekday of the publication day is that day.
"""

from __future__ import annotations

from datetime import date, timedelta

THIRDS = {"early": 0, "mid": 1, "late": 2}
Days = tuple[date, date]


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift(day: date, days: int) -> date | None:
    """The day so many days later (earlier if negative), or None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def weekday_by(day: date, weekday: int, *, future: bool = False) -> date | None:
    """The last such weekday on or before ``day``; with ``future`` the first one on or after it.

    >>> weekday_by(date(2018, 8, 1), 4)
    datetime.date(2018, 7, 27)
    """
    if future:
        return shift(day, (weekday - day.weekday()) % 7)
    return shift(day, -((day.weekday() - weekday) % 7))


def month_days(year: int, month: int, third: str | None = None) -> Days | None:
    """First and last day of a month, or of its early (1-10), mid (11-20) or late (21-) part.

    >>> month_days(2018, 6, "mid")
    (datetime.date(2018, 6, 11), datetime.date(2018, 6, 20))
    """
    first = day_of(year, month, 1)
    following = day_of(year + month // 12, month % 12 + 1, 1)
    if first is None or following is None:
        return None
    last = following - timedelta(days=1)
    if third is None:
        return first, last
    part = THIRDS[third]
    return first + timedelta(days=10 * part), last if part == 2 else first + timedelta(days=10 * part + 9)


def year_days(year: int, third: str | None = None) -> Days | None:
    """First and last day of a year, or of its early (to April), mid or late (from September) third."""
    part = THIRDS[third] if third else None
    first = day_of(year, 1 if part is None else 4 * part + 1, 1)
    last = month_days(year, 12 if part is None else 4 * part + 4) if first else None
    return (first, last[1]) if first and last else None


def week_days(day: date, weeks: int = 0, third: str | None = None) -> Days | None:
    """Monday to Sunday of the week ``weeks`` after that of ``day``; early is to Wednesday, late from Thursday."""
    monday = shift(day, -day.weekday() + 7 * weeks)
    if monday is None:
        return None
    first, last = {"early": (0, 2), "mid": (2, 3), "late": (3, 6)}.get(third or "", (0, 6))
    start, end = shift(monday, first), shift(monday, last)
    return (start, end) if start and end else None


def weekend_days(day: date, weeks: int = 0) -> Days | None:
    """Saturday and Sunday of the latest weekend that began on or before ``day``, or ``weeks`` later."""
    saturday = shift(day, -((day.weekday() - 5) % 7) + 7 * weeks)
    sunday = shift(saturday, 1) if saturday else None
    return (saturday, sunday) if saturday and sunday else None


def month_shift(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months after the month of ``day``.

    >>> month_shift(date(2018, 1, 5), -2)
    (2017, 11)
    """
    number = day.year * 12 + day.month - 1 + months
    return number // 12, number % 12 + 1


def years_before(day: date, years: int) -> date | None:
    """The same day of an earlier year (28 February for 29 February)."""
    return day_of(day.year - years, day.month, day.day) or day_of(day.year - years, day.month, 28)


def season_days(year: int, months: tuple[int, int]) -> Days | None:
    """A season that begins in ``year``; winter runs into the next."""
    first = day_of(year, months[0], 1)
    last = month_days(year + (months[1] < months[0]), months[1])
    return (first, last[1]) if first and last else None
