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
    """A kind of expression: ``resolve`` gives its days."""

    name: str
    pattern: re.Pattern[str]
    resolve: t.Resolver


def alternatives(words: Iterable[str]) -> str:
    """The words as one regular expression, longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule; where two match the same words the longer wins, then the earlier in this list."""
    table = (*_dates(), *_periods(), *_relative(), *_lengths(), *_years())
    return tuple(Rule(name, re.compile(rf"(?<![\w-]){p}", re.IGNORECASE), resolve) for name, p, resolve in table)


Row = tuple[str, str, t.Resolver]


@cache
def _weekday_words() -> tuple[str, str]:
    words = lexicon("times")
    return alternatives(words["weekdays"]), alternatives(words["weekdays_short"])


@cache
def _month_words() -> tuple[str, str]:
    words = lexicon("times")
    every = [*words["months"], *words["months_short"], *words["months_levantine"]]
    return alternatives(words["months"]), alternatives(every)


def _dates() -> list[Row]:
    weekday, weekday_short = _weekday_words()
    _, month = _month_words()
    head = rf"(?:(?:{weekday}|{weekday_short})\.?,? )?(?:the )?"
    first = r"(?P<first>[0-3]?\d)"
    return [
        (
            "day range",
            rf"{first}{ORDINAL}(?:-|–| to | and | until ){DAY}{ORDINAL}(?: of)? (?P<month>{month})\b"
            rf"(?:\.?,? {YEAR})?",
            t.resolve_day_range,
        ),
        (
            "day range",
            rf"(?P<month>{month})\.? {first}{ORDINAL}(?:-|–| to | and ){DAY}{ORDINAL}\b(?:,? {YEAR})?",
            t.resolve_day_range,
        ),
        (
            "date",
            rf"{head}(?P<day>3[01]|[12]\d|0?[1-9]){ORDINAL}(?: of| day of)?[ -](?P<month>{month})\b"
            rf"(?:\.?,?[ -]{YEAR})?",
            t.resolve_date,
        ),
        ("date", rf"{head}(?P<month>{month})\.? (?:the )?{DAY}{ORDINAL}\b(?:(?:, ?| ){YEAR})?", t.resolve_date),
        ("date", rf"{head}(?P<month>{month})\.? (?P<day>3[01]|[12]\d|0[1-9]),?{YEAR}", t.resolve_date),
        ("date", rf"{FOUR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", t.resolve_iso),
        ("date", rf"(?P<a>\d\d?)[/.-](?P<b>\d\d?)[/.-]{YEAR}", t.resolve_numeric),
        (
            "weekday",
            r"(?:(?P<which>last|next|this past|this coming|this|the previous|the following) )?"
            rf"(?P<weekday>{weekday})(?:'s|s)?\b",
            t.resolve_weekday,
        ),
        (
            "weekday",
            rf"(?P<weekday>{weekday}) (?:of )?(?P<which>last|this) week\b",
            t.resolve_weekday_of_week,
        ),
        (
            "day number",
            r"(?:on|by|since|until) (?P<core>the (?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th))"
            r"(?=[,.;]|\x00|$| (?:and|but|when|after|in|at)\b)",
            t.resolve_day_number,
        ),
    ]


def _periods() -> list[Row]:
    words = lexicon("times")
    long_month, month = _month_words()
    seasons = alternatives([*words["seasons"], "fall"])
    feasts = alternatives(words["feasts"])
    return [
        ("month", rf"{THIRD}(?P<month>{month})\b\.?,? (?:of )?{YEAR}", t.resolve_month),
        (
            "month",
            rf"{THIRD}(?:(?P<which>last|next|this past|this coming|this) )?(?P<month>{long_month})\b",
            t.resolve_month,
        ),
        (
            "period",
            r"(?:(?P<third>earlier|later|early|mid|late|(?:the )?(?:beginning|start|middle|end) of)[ -])?"
            r"(?P<which>this|last|next|the previous|the following|the same|the next|that) "
            rf"(?P<unit>week|weekend|month|year|decade|{seasons})(?:'s)?\b(?! of)",
            t.resolve_period,
        ),
        (
            "month",
            r"(?:the )?(?P<which>first|second|third|fourth|last) (?P<piece>week|half) (?:of|in) "
            rf"(?P<month>{month})\b(?:\.?,? {YEAR})?",
            t.resolve_piece_of_month,
        ),
        (
            "period",
            r"(?P<third>earlier|later|early|late) in (?P<which>the) (?P<unit>week|month|year)\b",
            t.resolve_period,
        ),
        (
            "season",
            r"(?:in|since|during|by|until) (?P<core>(?:(?:the|early|mid|late)[ -])*"
            rf"(?P<season>{seasons})(?: of(?= (?:19|20)\d\d))?(?: {YEAR})?)\b(?! of [^\d])",
            t.resolve_season,
        ),
        ("season", rf"(?P<season>spring|summer|autumn|winter)(?: of)? {YEAR}\b", t.resolve_season),
        ("week", r"(?:over|during|throughout) (?P<core>the (?:whole |entire )?week)\b", t.resolve_week),
        ("weekend", r"(?:over|at|during|on) (?P<core>the (?:whole |entire )?weekend)\b", t.resolve_weekend),
        ("feast", rf"(?P<feast>{feasts})(?:,? {YEAR})?\b", t.resolve_feast),
    ]


def _relative() -> list[Row]:
    words = lexicon("times")
    units, parts = alternatives(words["units"]), alternatives(words["parts_of_day"])
    some = rf"(?:{number_pattern()}|an?|a few|a couple of|several|some|many)"
    return [
        ("near day", rf"(?P<word>{alternatives(words['near_days'])})(?:'s)?\b", t.resolve_near_day),
        (
            "past",
            rf"(?:the )?(?P<which>past|last|coming|next|previous) (?:(?P<number>{some}) )?"
            rf"(?P<unit>{units})(?P<plural>s?)\b",
            t.resolve_past,
        ),
        (
            "past",
            rf"(?:the )?(?P<number>{number_pattern()}) (?P<which>past|last) (?P<unit>{units})(?P<plural>s?)\b",
            t.resolve_past,
        ),
        ("ago", rf"{ROUGH}(?P<number>{some}) (?P<unit>{units})s? ago\b", t.resolve_ago),
        (
            "relative",
            rf"{ROUGH}(?P<number>{some}) (?P<unit>{units})s? "
            r"(?P<way>earlier|before|later|afterwards|after)\b",
            t.resolve_relative,
        ),
        ("neighbour", r"the day (?P<way>before|after)\b", t.resolve_neighbour),
        (
            "neighbour",
            r"(?P<which>the previous|the next|the following|the same|that) (?:very )?(?:day|night|morning|evening)\b",
            t.resolve_neighbour,
        ),
        (
            "neighbour",
            r"the (?P<part>night|day|evening|morning) (?P<way>that followed|after that)\b",
            t.resolve_followed,
        ),
        (
            "vague",
            r"(?:the )?(?P<which>recent|coming|latest|past|last|next|within)(?: the)?(?: few| several| coming| a few)? "
            rf"(?:{units})s\b",
            t.resolve_vague,
        ),
        ("vague", r"(?P<which>recently|soon|shortly)\b(?! (?:before|after)\b)", t.resolve_vague),
        (
            "part",
            rf"(?:at|around|before|after|since|until|during|in|from|by|about) (?P<core>(?:the )?(?P<part>{parts}))\b",
            t.resolve_part,
        ),
        ("part", r"(?P<part>overnight)\b", t.resolve_part),
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
            t.resolve_duration,
        ),
        ("duration", r"for (?P<core>(?P<number>months|weeks|days|years|hours)(?P<unit>))\b", t.resolve_duration),
        (
            "nth day",
            r"(?:for|on|in) (?P<core>(?:a|the|its|their) (?P<number>second|third|fourth|fifth|sixth|seventh|"
            rf"eighth|ninth|tenth|\d+(?:st|nd|rd|th)) (?:straight |consecutive |successive |full )?"
            rf"(?P<unit>{units})(?: running| in a row)?)\b",
            t.resolve_nth,
        ),
        (
            "day in its course",
            r"(?:is|are|was|were|now|entered|enters|entering|went) (?P<core>(?:in(?:to)? )?(?:its|their|a) "
            r"(?P<number>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) day)\b",
            t.resolve_course,
        ),
    ]


def _years() -> list[Row]:
    return [
        (
            "years",
            r"(?:between|from) (?P<core>(?P<first>(?:19|20)\d\d) (?:and|to|until) " + YEAR + r")\b",
            t.resolve_years,
        ),
        ("years", rf"(?P<first>(?:19|20)\d\d)(?:-|–){YEAR}", t.resolve_years),
        (
            "year",
            rf"(?:{YEAR_CUES})[ -](?:the )?(?:end of |start of |beginning of )?(?P<core>{YEAR})\b(?!s)",
            t.resolve_year,
        ),
        ("year", THIRD.removesuffix("?") + rf"{YEAR}\b", t.resolve_year),
        ("year", rf"(?:the|a|its|their|his)(?: [a-z-]+ly)? (?P<core>{YEAR})(?:'s)?(?= [a-z])", t.resolve_year),
        ("decade", rf"the (?P<core>(?:(?P<third>early|mid|late)[ -])?{FOUR}s)\b", t.resolve_decade),
    ]
