"""The temporal expressions of news English, each a pattern and how it is resolved against a day.

A resolver gets the match and a ``Clock`` and gives a ``When`` without span, or None where the words are no time.
With no day to count from it keeps what the words say as a constraint. Patterns read masked text (see times.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from warmonitor.mentions import days as d
from warmonitor.mentions.numbers import read_number
from warmonitor.model import When
from warmonitor.ontology import lexicon


@dataclass(frozen=True, slots=True)
class Clock:
    """What relative words count from: the publication day, and the last time the article named."""

    day: date | None
    previous: When | None = None
    future: bool = False

    @property
    def last_day(self) -> date | None:
        if self.previous is not None and self.previous.start is not None:
            return self.previous.end or self.previous.start
        return self.day


Match = re.Match[str]
Resolver = Callable[[Match, Clock], When | None]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: re.Pattern[str]
    resolve: Resolver


def span_of(days: d.Days | None) -> When | None:
    """A ``When`` over a pair of days."""
    return None if days is None else When(days[0], days[1])


def _single(day: date | None, part: str | None = None) -> When | None:
    return None if day is None else When(day, day, part_of_day=part)


def month_number(name: str) -> int:
    """1 to 12 for a month's name, short, long or Levantine."""
    words = lexicon("times")
    key = name.lower().rstrip(".").replace("-", " ").replace("al ", "al-")
    return int(words["months"].get(key) or words["months_short"].get(key) or words["months_levantine"][key])


def _third(word: str | None) -> str | None:
    key = (word or "").lower().strip(" -")
    if key in {"early", "mid", "late"}:
        return key
    if re.search(r"beginning|start", key):
        return "early"
    if "middle" in key:
        return "mid"
    return "late" if "end" in key else None


def resolve_date(match: Match, clock: Clock) -> When | None:
    """A day of a month, with or without its year; without, the latest one not after the clock's day."""
    parts = match.groupdict()
    month, day = month_number(parts["month"]), int(parts["day"])
    if parts.get("year"):
        return _single(d.day_of(int(parts["year"]), month, day))
    if d.day_of(2000, month, day) is None:
        return None
    found = _latest(clock, lambda year: d.day_of(year, month, day))
    return _single(found) or When(constraint=f"month:{month:02}-day:{day:02}")


def _latest(clock: Clock, of_year: Callable[[int], date | None]) -> date | None:
    if clock.day is None:
        return None
    candidates = [of_year(clock.day.year + n) for n in (1, 0, -1, -2, -3, -4)]
    if clock.future:
        return next((c for c in reversed(candidates) if c and c >= clock.day), None)
    return next((c for c in candidates if c and c <= clock.day), None)


def resolve_numeric(match: Match, clock: Clock) -> When | None:
    first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
    if first > 12 or first == second:
        return _single(d.day_of(year, second, first))
    if second > 12:
        return _single(d.day_of(year, first, second))
    return None  # 03/04/2018 is two days


def resolve_iso(match: Match, clock: Clock) -> When | None:
    return _single(d.day_of(int(match["year"]), int(match["month"]), int(match["day"])))


def resolve_day_range(match: Match, clock: Clock) -> When | None:
    end = resolve_date(match, clock)
    if end is None or end.start is None:
        month = month_number(match["month"])
        return When(constraint=f"month:{month:02}-day:{int(match['first']):02}/{int(match['day']):02}")
    start = d.day_of(end.start.year, end.start.month, int(match["first"]))
    return When(start, end.start) if start and start <= end.start else None


def resolve_month(match: Match, clock: Clock) -> When | None:
    month, parts = month_number(match["month"]), match.groupdict()
    third = _third(parts.get("third"))
    if parts.get("year"):
        return span_of(d.month_days(int(parts["year"]), month, third))
    if clock.day is None:
        return When(constraint=f"month:{month:02}")
    which = (parts.get("which") or "").lower()
    future = clock.future or which in {"next", "this coming"}
    first = _latest(Clock(clock.day, future=False), lambda year: d.day_of(year, month, 11 if third == "mid" else 1))
    if first is None:
        return None
    year = first.year + (1 if future and (first.year, first.month) != (clock.day.year, clock.day.month) else 0)
    if which == "last" and (year, month) == (clock.day.year, clock.day.month):
        year -= 1
    return span_of(d.month_days(year, month, third))


def resolve_piece_of_month(match: Match, clock: Clock) -> When | None:
    """ "The first week of August", "the second half of May 2019"; weeks count from the first day of the month."""
    month, year = month_number(match["month"]), match["year"]
    if year is None and clock.day is None:
        return When(constraint=f"month:{month:02}")
    first = d.day_of(int(year), month, 1) if year else _latest(clock, lambda y: d.day_of(y, month, 1))
    days = d.month_days(first.year, month) if first else None
    return _piece(days, match["which"].lower(), match["piece"].lower()) if days else None


def _piece(month: d.Days, which: str, piece: str) -> When | None:
    length, count = (7, 4) if piece == "week" else (15, 2)
    if which == "last":
        start = d.shift(month[1], 1 - length)
        return span_of((start, month[1])) if start else None
    number = ["first", "second", "third", "fourth"].index(which)
    start, end = d.shift(month[0], length * number), d.shift(month[0], length * (number + 1) - 1)
    is_rest = piece == "half" and number == 1
    if number >= count or start is None or end is None:
        return None
    return span_of((start, month[1] if is_rest else end))


def resolve_weekday(match: Match, clock: Clock) -> When | None:
    weekday = lexicon("times")["weekdays"][match["weekday"].lower()]
    which = (match["which"] or "").lower()
    if clock.day is None:
        return When(constraint=f"weekday:{match['weekday'].lower()}")
    if which in {"next", "this coming", "the following"} or (clock.future and which != "last"):
        start = d.shift(clock.day, 1 if which == "next" else 0)
        return _single(d.weekday_by(start, weekday, future=True)) if start else None
    if which in {"last", "this past", "the previous"}:
        start = d.shift(clock.day, -LAST_WEEKDAY_GAP)
        return _single(d.weekday_by(start, weekday)) if start else None
    return _single(d.weekday_by(clock.day, weekday))


def resolve_weekday_of_week(match: Match, clock: Clock) -> When | None:
    """ "Monday of last week": the weeks of the calendar, from Monday to Sunday."""
    if clock.day is None:
        return When(constraint=f"weekday:{match['weekday'].lower()}")
    week = d.week_days(clock.day, -1 if match["which"].lower() == "last" else 0)
    return _single(d.shift(week[0], lexicon("times")["weekdays"][match["weekday"].lower()])) if week else None


# "last Monday" in a Tuesday's paper is not yesterday: at least so many days back
LAST_WEEKDAY_GAP = 2


def resolve_near_day(match: Match, clock: Clock) -> When | None:
    words, word = lexicon("times"), match["word"].lower()
    part = words["near_parts"].get(word)
    base = clock.last_day if " the day" in word and "before" not in word and "after" not in word else clock.day
    if base is None:
        return When(constraint=word, part_of_day=part)
    if word == "last night":  # may be the evening before or the small hours of the day itself
        start = d.shift(base, -1)
        return When(start, base, part_of_day="night") if start else None
    return _single(d.shift(base, words["near_days"][word]), part)


def resolve_period(match: Match, clock: Clock) -> When | None:
    """ "earlier this week", "last month", "the following year": calendar units around the publication day."""
    which, unit = match["which"].lower(), match["unit"].lower()
    anaphoric = which in {"the following", "the previous", "the same", "that", "the next"}
    base = clock.last_day if anaphoric else clock.day
    third, modifier = None, (match["third"] or "").lower().strip(" -")
    if base is None:
        return When(constraint=f"{which} {unit}")
    step = {"last": -1, "the previous": -1, "next": 1, "the following": 1, "the next": 1, "the coming": 1}.get(which, 0)
    third = _third(modifier)
    days = _unit_days(base, unit, step, third)
    if days is None:
        return None
    start, end = days
    if step == 0 and modifier == "later":
        return When(base, end)
    if step == 0 and third is None and not anaphoric and not clock.future:
        end = max(start, min(end, base))
    return When(start, end)


def _unit_days(base: date, unit: str, step: int, third: str | None) -> d.Days | None:
    if unit == "week":
        if step == -1 and base.weekday() == SUNDAY:
            step = 0  # a Sunday paper's "last week" is the week that ends with it
        return d.week_days(base, step, third)
    if unit == "weekend":
        return d.weekend_days(base, max(step, 0))
    if unit == "month":
        return d.month_days(*d.month_shift(base, step), third)
    if unit == "year":
        return d.year_days(base.year + step, third)
    if unit == "decade":
        first = base.year // 10 * 10 + 10 * step
        start, end = d.year_days(first), d.year_days(first + 9)
        return (start[0], end[1]) if start and end else None
    months = tuple(lexicon("times")["seasons"][unit.replace("fall", "autumn")])
    days = d.season_days(base.year, months)
    if days and days[0] > base:
        days = d.season_days(base.year - 1, months)
    if days and step == -1 and days[1] >= base:
        days = d.season_days(days[0].year - 1, months)
    return days


SUNDAY = 6


def _length(number: str | None, unit: str) -> tuple[int | None, str]:
    word = (number or "a").lower().strip()
    value = 1 if word in {"a", "an"} else read_number(word)
    return value, unit.lower().rstrip("s")


def duration_of(value: int | None, unit: str) -> str | None:
    """ISO 8601 of a length; None where the number is open ("several days").

    >>> duration_of(2, "week"), duration_of(24, "hour")
    ('P2W', 'PT24H')
    """
    code = lexicon("times")["units"].get(unit)
    if value is None or code is None:
        return None
    if code.startswith("PT"):
        return f"PT{value}{code[-1]}"
    times = int(code[:-1] or 1)
    return f"P{value * times}{code[-1]}"


def resolve_past(match: Match, clock: Clock) -> When | None:
    """ "the past 24 hours", "the last three weeks", "the coming two days": counted from the publication day."""
    value, unit = _length(match["number"], match["unit"])
    if match["number"] is None and match["plural"]:
        value = None  # "in past days"
    duration = duration_of(value, unit)
    coming = match["which"].lower() in {"coming", "next"}
    if clock.day is None or value is None:
        end = None if coming else clock.day
        return When(end=end, duration=duration, vague=value is None, constraint="future" if coming else "past")
    other = _back(clock.day, -value if coming else value, unit)
    if other is None:
        return None
    start, end = sorted((other, clock.day))
    return When(start, end, duration=duration)


def _back(day: date, value: int, unit: str) -> date | None:
    """The day so many units earlier; hours round up to whole days."""
    if unit in {"hour", "minute"}:
        hours = value if unit == "hour" else 1
        return d.shift(day, -max(1, -(-hours // 24)))
    if unit == "month":
        year, month = d.month_shift(day, -value)
        last = d.month_days(year, month)
        return d.day_of(year, month, min(day.day, last[1].day)) if last else None
    if unit in {"year", "decade"}:
        return d.years_before(day, value * (10 if unit == "decade" else 1))
    return d.shift(day, -value * {"day": 1, "week": 7, "fortnight": 14}[unit])


def resolve_ago(match: Match, clock: Clock) -> When | None:
    """ "three days ago" is a day, "two weeks ago" a few days, "three months ago" that month: no finer than the unit."""
    value, unit = _length(match["number"], match["unit"])
    if clock.day is None or value is None:
        return When(vague=value is None, duration=duration_of(value, unit), constraint="past")
    return _about(_back(clock.day, value, unit), clock.day, value, unit)


def _about(day: date | None, base: date, value: int, unit: str) -> When | None:
    if day is None:
        return None
    if unit in {"hour", "minute"}:
        return When(min(day, base), max(day, base))
    if unit == "month":
        return span_of(d.month_days(day.year, day.month))
    if unit in {"year", "decade"}:
        return span_of(d.year_days(day.year))
    slack = {"day": 0 if value < 10 else 1, "week": 1 if value == 1 else 3}.get(unit, 3)
    start, end = d.shift(day, -slack), d.shift(day, slack)
    return When(start, end) if start and end else None


def resolve_relative(match: Match, clock: Clock) -> When | None:
    """ "two days earlier", "a week later": counted from the last time that the article named."""
    value, unit = _length(match["number"], match["unit"])
    way = match["way"].lower()
    later = way in {"later", "afterwards", "after"}
    if way in {"after", "before"} and re.match(r" (?![Tt]hat\b)\w", match.string[match.end() : match.end() + 6]):
        later = not later  # "a day after the raid": the raid was a day before what was told last
    base = clock.last_day
    if base is None or value is None or (way == "later" and clock.previous is None):
        return When(duration=duration_of(value, unit), constraint="after" if later else "before", vague=value is None)
    return _about(_back(base, -value if later else value, unit), base, value, unit)


STEPS = {"before": -1, "after": 1, "the previous": -1, "the next": 1, "the following": 1, "the same": 0, "that": 0}


def resolve_neighbour(match: Match, clock: Clock) -> When | None:
    """ "the day before", "the following day", "the same day"."""
    step = STEPS[(match.groupdict().get("way") or match["which"]).lower()]
    base = clock.last_day
    if base is None or (step >= 0 and clock.previous is None):
        return When(constraint="day before" if step < 0 else "day after" if step else "same day")
    return _single(d.shift(base, step))


def resolve_followed(match: Match, clock: Clock) -> When | None:
    """ "The night that followed": the one that begins on the day told last; "the day that followed" is the next."""
    base = clock.last_day if clock.previous is not None else None
    if base is None:
        return When(constraint="day after", part_of_day=None)
    after = d.shift(base, 1)
    is_night = match["part"].lower() in {"night", "evening"}
    return When(base if is_night else after, after, part_of_day="night" if is_night else None)


def resolve_course(match: Match, clock: Clock) -> When | None:
    """ "Is in its third day": from two days ago to the day of publication."""
    number = 2 + ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"].index(
        match["number"].lower())  # fmt: skip
    start = d.shift(clock.day, 1 - number) if clock.day else None
    return When(start, clock.day, duration=f"P{number}D")


def resolve_duration(match: Match, clock: Clock) -> When | None:
    value, unit = _length(match["number"], match["unit"])
    return When(duration=duration_of(value, unit), vague=value is None)


def resolve_vague(match: Match, clock: Clock) -> When | None:
    word = match["which"].lower()
    if word in {"coming", "within", "next", "soon", "shortly"}:
        return When(vague=True, constraint="future")
    return When(end=clock.day, vague=True, constraint="past")


def resolve_year(match: Match, clock: Clock) -> When | None:
    return span_of(d.year_days(int(match["year"]), _third(match.groupdict().get("third"))))


def resolve_years(match: Match, clock: Clock) -> When | None:
    start, end = d.year_days(int(match["first"])), d.year_days(int(match["year"]))
    return When(start[0], end[1]) if start and end and start[0] <= end[1] else None


def resolve_decade(match: Match, clock: Clock) -> When | None:
    first = int(match["year"])
    third = _third(match["third"])
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(third or "", (0, 9))
    start, end = d.year_days(first + low), d.year_days(first + high)
    return When(start[0], end[1]) if start and end else None


def resolve_season(match: Match, clock: Clock) -> When | None:
    months = tuple(lexicon("times")["seasons"][match["season"].lower().replace("fall", "autumn")])
    if match["year"]:
        return span_of(d.season_days(int(match["year"]), months))
    if clock.day is None:
        return When(constraint=f"season:{match['season'].lower()}")
    return span_of(_unit_days(clock.day, match["season"].lower(), 0, None))


def resolve_weekend(match: Match, clock: Clock) -> When | None:
    if clock.day is None:
        return When(constraint="weekend")
    return span_of(d.weekend_days(clock.day))


def resolve_week(match: Match, clock: Clock) -> When | None:
    """ "During the week": the seven days up to the publication."""
    if clock.day is None:
        return When(constraint="week")
    return When(d.shift(clock.day, -7), clock.day)


def resolve_feast(match: Match, clock: Clock) -> When | None:
    name = match["feast"].lower()
    fixed = lexicon("times")["feasts"][name]
    if not fixed:
        return When(constraint=name)
    month, day = map(int, fixed.split("-"))
    if match["year"]:
        return _single(d.day_of(int(match["year"]), month, day))
    return _single(_latest(clock, lambda year: d.day_of(year, month, day))) or When(constraint=name)


def resolve_part(match: Match, clock: Clock) -> When | None:
    """A part of a day alone: of the day named in the same sentence, else of the night or day up to publication."""
    part = lexicon("times")["parts_of_day"][match["part"].lower()]
    if clock.previous is not None and clock.previous.days == 1 and clock.previous.basis == "same sentence":
        day = clock.previous.start
        return When(d.shift(day, -1) if part == "overnight" and day else day, day, part_of_day=part)
    start = d.shift(clock.day, -1) if clock.day else None
    return When(start, clock.day, part_of_day=part, constraint=None if start else f"part:{part}")


def resolve_day_number(match: Match, clock: Clock) -> When | None:
    number = int(match["day"])
    if clock.day is None:
        return When(constraint=f"day:{number:02}")
    months = (d.month_shift(clock.day, -n) for n in range(3))
    return _single(next((x for y, m in months if (x := d.day_of(y, m, number)) and x <= clock.day), None))


def resolve_nth(match: Match, clock: Clock) -> When | None:
    """ "for a third day": how long it has lasted, no day."""
    word = match["number"].lower()
    ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
    value = ordinals.index(word) + 1 if word in ordinals else int(re.sub(r"\D", "", word))
    return When(duration=duration_of(value, match["unit"].lower()))
