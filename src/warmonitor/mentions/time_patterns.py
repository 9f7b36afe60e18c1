"""How news English writes times: each rule a pattern and its resolver. Words come from ``lexicon/en/times.toml``.

Patterns read masked text (see times.py): straight quotes, single spaces for other white space, NUL between sentences.
A group ``core`` is the mention where the pattern needs more context than it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from warmonitor.mentions import time_rules as t
from warmonitor.mentions.numbers import number_pattern
from warmonitor.ontology import lexicon

DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d|[:,.]\d|%)"
FOUR = r"(?P<year>(?:19|20)\d\d)"
YEAR = FOUR + r"(?!\d|,\d)"
ORDINAL = r"(?:st|nd|rd|th)?"
THIRD = r"(?:(?P<third>early|mid|late|(?:the )?(?:beginning|start|middle|end) of)[ -](?:the )?)?"
ROUGH = r"(?:(?:about|around|nearly|almost|over|more than|less than|at least|some|roughly|just under|just over) )?"
YEAR_CUES = "in|since|of|from|until|till|by|during|before|after|around|early|mid|late|throughout|through|summer|spring"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of expression: ``resolve`` gives its days; it stands only where one of the ``needs`` does (words_in)."""

    name: str
    pattern: re.Pattern[str]
    resolve: t.Resolver
    needs: frozenset[str] = frozenset()


def alternatives(words: Iterable[str]) -> str:
    """The words as one regular expression, longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule; where two match the same words the longer wins, then the earlier in this list."""
    table = (*_dates(), *_weekdays(), *_periods(), *_relative(), *_neighbours(), *_lengths(), *_years())
    return tuple(Rule(name, re.compile(rf"(?<![\w-]){p}", re.IGNORECASE), resolve, frozenset(needs))
                 for name, p, resolve, needs in table)


Row = tuple[str, str, t.Resolver, Iterable[str]]
A_YEAR = "#"  # among the words of a text: figures that may be a year
_LETTERS = re.compile(r"[^\W\d_]+")
_FIGURES = re.compile(r"(?:19|20)\d\d")
_FOLDED = str.maketrans("İıſK", "iisk")  # what these patterns take for "i", "s" and "k"


def words_in(text: str) -> set[str]:
    """The words of a text in small letters, cut at all that is no letter, and A_YEAR where it may name a year.

    >>> sorted(words_in("In 2014, on the 3rd"))
    ['#', 'in', 'on', 'rd', 'the']
    """
    words = set(_LETTERS.findall(text.translate(_FOLDED).lower()))
    return words | {A_YEAR} if _FIGURES.search(text) else words


def _last_words(phrases: Iterable[str]) -> set[str]:
    """The last word of each, one of which a text with any of the phrases must have."""
    return {_LETTERS.findall(phrase.lower())[-1] for phrase in phrases}


@cache
def _unit_words() -> frozenset[str]:
    """Units of time, one and many."""
    return frozenset(word + end for word in lexicon("times")["units"] for end in ("", "s"))


@cache
def _weekday_words() -> tuple[str, str]:
    words = lexicon("times")
    return alternatives(words["weekdays"]), alternatives(words["weekdays_short"])


@cache
def _month_words() -> tuple[str, str]:
    words = lexicon("times")
    every = [*words["months"], *words["months_short"], *words["months_levantine"]]
    return alternatives(words["months"]), alternatives(every)


def _every_month() -> set[str]:
    words = lexicon("times")
    return _last_words([*words["months"], *words["months_short"], *words["months_levantine"]])


def _dates() -> list[Row]:
    weekday, weekday_short = _weekday_words()
    _, month = _month_words()
    months = _every_month()
    head = rf"(?:(?:{weekday}|{weekday_short})\.?,? )?(?:the )?"
    first = r"(?P<first>[0-3]?\d)"
    return [
        (
            "day range",
            rf"{first}{ORDINAL}(?:-|–| to | and | until ){DAY}{ORDINAL}(?: of)? (?P<month>{month})\b"
            rf"(?:\.?,? {YEAR})?",
            t.resolve_day_range, months,
        ),
        (
            "day range",
            rf"(?P<month>{month})\.? {first}{ORDINAL}(?:-|–| to | and ){DAY}{ORDINAL}\b(?:,? {YEAR})?",
            t.resolve_day_range, months,
        ),
        (
            "date",
            rf"{head}(?P<day>3[01]|[12]\d|0?[1-9]){ORDINAL}(?: of| day of)?[ -](?P<month>{month})\b"
            rf"(?:\.?,?[ -]{YEAR})?",
            t.resolve_date, months,
        ),
        ("date", rf"{head}(?P<month>{month})\.? (?:the )?{DAY}{ORDINAL}\b(?:(?:, ?| ){YEAR})?", t.resolve_date, months),
        ("date", rf"{head}(?P<month>{month})\.? (?P<day>3[01]|[12]\d|0[1-9]),?{YEAR}", t.resolve_date, months),
        ("date", rf"{FOUR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", t.resolve_iso, {A_YEAR}),
        ("date", rf"(?P<a>\d\d?)[/.-](?P<b>\d\d?)[/.-]{YEAR}", t.resolve_numeric, {A_YEAR}),
    ]


def _weekdays() -> list[Row]:
    weekday, _ = _weekday_words()
    weekdays = {word + end for word in lexicon("times")["weekdays"] for end in ("", "s")}
    return [
        (
            "weekday",
            r"(?:(?P<which>last|next|this past|this coming|this|the previous|the following) )?"
            rf"(?P<weekday>{weekday})(?:'s|s)?\b",
            t.resolve_weekday, weekdays,
        ),
        (
            "weekday",
            rf"(?P<weekday>{weekday}) (?:of )?(?P<which>last|this) week\b",
            t.resolve_weekday_of_week, weekdays,
        ),
        (
            "day number",
            r"(?:on|by|since|until) (?P<core>the (?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th))"
            r"(?=[,.;]|\x00|$| (?:and|but|when|after|in|at)\b)",
            t.resolve_day_number, ("st", "nd", "rd", "th"),
        ),
    ]


def _periods() -> list[Row]:
    words = lexicon("times")
    long_month, month = _month_words()
    seasons = alternatives([*words["seasons"], "fall"])
    feasts = alternatives(words["feasts"])
    months, named_seasons = _every_month(), {*words["seasons"], "spring", "summer", "autumn", "winter", "fall"}
    periods = {"week", "weekend", "month", "year", "decade", *named_seasons}
    return [
        ("month", rf"{THIRD}(?P<month>{month})\b\.?,? (?:of )?{YEAR}", t.resolve_month, months),
        (
            "month",
            rf"{THIRD}(?:(?P<which>last|next|this past|this coming|this) )?(?P<month>{long_month})\b",
            t.resolve_month, months,
        ),
        (
            "period",
            r"(?:(?P<third>earlier|later|early|mid|late|(?:the )?(?:beginning|start|middle|end) of)[ -])?"
            r"(?P<which>this|last|next|the previous|the following|the same|the next|that) "
            rf"(?P<unit>week|weekend|month|year|decade|{seasons})(?:'s)?\b(?! of)",
            t.resolve_period, periods,
        ),
        (
            "month",
            r"(?:the )?(?P<which>first|second|third|fourth|last) (?P<piece>week|half) (?:of|in) "
            rf"(?P<month>{month})\b(?:\.?,? {YEAR})?",
            t.resolve_piece_of_month, months,
        ),
        (
            "period",
            r"(?P<third>earlier|later|early|late) in (?P<which>the) (?P<unit>week|month|year)\b",
            t.resolve_period, periods,
        ),
        (
            "season",
            r"(?:in|since|during|by|until) (?P<core>(?:(?:the|early|mid|late)[ -])*"
            rf"(?P<season>{seasons})(?: of(?= (?:19|20)\d\d))?(?: {YEAR})?)\b(?! of [^\d])",
            t.resolve_season, named_seasons,
        ),
        ("season", rf"(?P<season>spring|summer|autumn|winter)(?: of)? {YEAR}\b", t.resolve_season, named_seasons),
        ("week", r"(?:over|during|throughout) (?P<core>the (?:whole |entire )?week)\b", t.resolve_week, ("week",)),
        ("weekend", r"(?:over|at|during|on) (?P<core>the (?:whole |entire )?weekend)\b", t.resolve_weekend,
         ("weekend",)),
        ("feast", rf"(?P<feast>{feasts})(?:,? {YEAR})?\b", t.resolve_feast, _last_words(words["feasts"])),
    ]


def _relative() -> list[Row]:
    words = lexicon("times")
    units = alternatives(words["units"])
    some = rf"(?:{number_pattern()}|an?|a few|a couple of|several|some|many)"
    return [
        ("near day", rf"(?P<word>{alternatives(words['near_days'])})(?:'s)?\b", t.resolve_near_day,
         _last_words([*words["near_days"]])),
        (
            "past",
            rf"(?:the )?(?P<which>past|last|coming|next|previous) (?:(?P<number>{some}) )?"
            rf"(?P<unit>{units})(?P<plural>s?)\b",
            t.resolve_past, _unit_words(),
        ),
        (
            "past",
            rf"(?:the )?(?P<number>{number_pattern()}) (?P<which>past|last) (?P<unit>{units})(?P<plural>s?)\b",
            t.resolve_past, _unit_words(),
        ),
        ("ago", rf"{ROUGH}(?P<number>{some}) (?P<unit>{units})s? ago\b", t.resolve_ago, ("ago",)),
        (
            "relative",
            rf"{ROUGH}(?P<number>{some}) (?P<unit>{units})s? "
            r"(?P<way>earlier|before|later|afterwards|after)\b",
            t.resolve_relative, _unit_words(),
        ),
    ]


def _neighbours() -> list[Row]:
    words = lexicon("times")
    units, parts = alternatives(words["units"]), alternatives(words["parts_of_day"])
    turns = ("day", "night", "morning", "evening")
    return [
        ("neighbour", r"the day (?P<way>before|after)\b", t.resolve_neighbour, ("day",)),
        (
            "neighbour",
            r"(?P<which>the previous|the next|the following|the same|that) (?:very )?(?:day|night|morning|evening)\b",
            t.resolve_neighbour, turns,
        ),
        (
            "neighbour",
            r"the (?P<part>night|day|evening|morning) (?P<way>that followed|after that)\b",
            t.resolve_followed, turns,
        ),
        (
            "vague",
            r"(?:the )?(?P<which>recent|coming|latest|past|last|next|within)(?: the)?(?: few| several| coming| a few)? "
            rf"(?:{units})s\b",
            t.resolve_vague, _unit_words(),
        ),
        (
            "vague",
            r"(?P<which>recently|soon|shortly)\b(?! (?:before|after)\b)",
            t.resolve_vague, ("recently", "soon", "shortly"),
        ),
        (
            "part",
            rf"(?:at|around|before|after|since|until|during|in|from|by|about) (?P<core>(?:the )?(?P<part>{parts}))\b",
            t.resolve_part, _last_words(words["parts_of_day"]),
        ),
        ("part", r"(?P<part>overnight)\b", t.resolve_part, ("overnight",)),
    ]


def _lengths() -> list[Row]:
    units = alternatives(lexicon("times")["units"])
    number = number_pattern()
    return [
        (
            "duration",
            rf"{ROUGH}(?:{number} (?:or|to) )?(?P<number>{number}|an?|several|a few)[ -]"
            r"(?:straight |consecutive |full |whole |long )?"
            rf"(?P<unit>{units})s?(?:-long| long)?\b(?![ -]old)",
            t.resolve_duration, _unit_words(),
        ),
        ("duration", r"for (?P<core>(?P<number>months|weeks|days|years|hours)(?P<unit>))\b", t.resolve_duration,
         ("months", "weeks", "days", "years", "hours")),
        (
            "nth day",
            r"(?:for|on|in) (?P<core>(?:a|the|its|their) (?P<number>second|third|fourth|fifth|sixth|seventh|"
            rf"eighth|ninth|tenth|\d+(?:st|nd|rd|th)) (?:straight |consecutive |successive |full )?"
            rf"(?P<unit>{units})(?: running| in a row)?)\b",
            t.resolve_nth, _unit_words(),
        ),
        (
            "day in its course",
            r"(?:is|are|was|were|now|entered|enters|entering|went) (?P<core>(?:in(?:to)? )?(?:its|their|a) "
            r"(?P<number>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) day)\b",
            t.resolve_course, ("day",),
        ),
    ]


def _years() -> list[Row]:
    return [
        (
            "years",
            r"(?:between|from) (?P<core>(?P<first>(?:19|20)\d\d) (?:and|to|until) " + YEAR + r")\b",
            t.resolve_years, {A_YEAR},
        ),
        ("years", rf"(?P<first>(?:19|20)\d\d)(?:-|–){YEAR}", t.resolve_years, {A_YEAR}),
        (
            "year",
            rf"(?:{YEAR_CUES})[ -](?:the )?(?:end of |start of |beginning of )?(?P<core>{YEAR})\b(?!s)",
            t.resolve_year, {A_YEAR},
        ),
        ("year", THIRD.removesuffix("?") + rf"{YEAR}\b", t.resolve_year, {A_YEAR}),
        ("year", rf"(?:the|a|its|their|his)(?: [a-z-]+ly)? (?P<core>{YEAR})(?:'s)?(?= [a-z])", t.resolve_year,
         {A_YEAR}),
        ("decade", rf"the (?P<core>(?:(?P<third>early|mid|late)[ -])?{FOUR}s)\b", t.resolve_decade, {A_YEAR}),
    ]
