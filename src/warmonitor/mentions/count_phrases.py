"""Finds the figures of a text with their qualifiers: "at least 112", "between 10 and 15", "dozens", "a number of".

The conventions of low and high are the codebook's (docs): "more than 220" is low 220 and high open, "nearly 100" is
high 100, "dozens" is low 24, open and vague.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from warmonitor.mentions.numbers import number_pattern, read_number
from warmonitor.ontology import lexicon

LARGEST = 10_000_000
BEYOND_EVENTS = 50_000  # so many dead or hurt are a war's, not an event's
LONG_TOTAL = 300  # with "since 2011" and the like, so many without a perfect are a total too


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: ``start`` is where its qualifier begins, ``number`` where its own words begin."""

    start: int
    number: int
    end: int
    low: int | None
    high: int | None
    approximate: bool = False
    vague: bool = False


def find_figures(text: str) -> Iterator[Figure]:
    """Every figure of a text, in order.

    >>> [(f.low, f.high) for f in find_figures("killed at least 112 people and wounded nearly 50")]
    [(112, None), (None, 50)]
    """
    for match in _pattern().finditer(text):
        figure = _figure(match)
        if figure is not None:
            yield figure


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon("counts")
    qualifiers = _alternatives([q for group in words["qualifiers"].values() for q in group])
    vague = _alternatives(words["vague"])
    number = number_pattern()
    return re.compile(
        rf"(?<![\w.,:/$£€%-])(?P<qualifier>(?:(?:{qualifiers}) ){{0,6}})"
        rf"(?:(?:between (?P<low>{number})(?: and | to )(?P<high>{number})|"
        rf"(?<!\bfrom )(?P<first>{number})(?: to |(?<=\d)[-–](?=\d)| or | and up to )(?P<second>{number}))(?=\W)|"
        rf"(?P<one>{number})|(?P<vague>{vague}))"
        r"(?P<or_more> or more|-plus|\+| or so|-odd)?(?![\w%])(?![,:]\d)(?!-(?!strong|member))",
        re.IGNORECASE,
    )


def _alternatives(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


def _figure(match: re.Match[str]) -> Figure | None:
    kinds = _qualifier_kinds(match["qualifier"].lower())
    start, end = match.span()
    number = match.end("qualifier")
    tail = (match["or_more"] or "").strip(" -").lower()
    if match["vague"]:
        value = lexicon("counts")["vague"][match["vague"].lower()]
        return Figure(start, number, end, value or None, None, vague=True)
    if match["low"] or match["first"]:
        return _range(match, start, number, end)
    value = read_number(match["one"])
    if value is None or value > LARGEST:
        return None
    if tail in {"or more", "plus", "+"} or "low" in kinds:
        return Figure(start, number, end, value, None, approximate="about" in kinds)
    if "nearly" in kinds:
        return Figure(start, number, end, None, value, approximate=True)
    if "high" in kinds:
        return Figure(start, number, end, None, value)
    return Figure(start, number, end, value, value, approximate="about" in kinds or tail in {"or so", "odd"})


def _range(match: re.Match[str], start: int, number: int, end: int) -> Figure | None:
    group = "low" if match["low"] else "first"
    low, high = read_number(match[group]), read_number(match["high" if match["low"] else "second"])
    if low is not None and high is not None and low < high <= LARGEST:
        return Figure(start, number, end, low, high)
    if low is None or low > LARGEST:
        return None
    return Figure(start, number, match.end(group), low, low)


@cache
def _qualifier_kinds(words: str) -> frozenset[str]:
    table = lexicon("counts")["qualifiers"]
    return frozenset(
        kind for kind, group in table.items() if any(re.search(rf"\b{re.escape(q)}\b", words) for q in group)
    )


@cache
def _cumulative_cue() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = lexicon("counts")["cumulative"]
    wars = "|".join(words["wars"])
    months = "|".join(lexicon("counts")["not_counted"]["months"])
    long_time = re.compile(
        rf"\bsince (?:(?:early |mid-?|late |last |\w+ )?(?:(?:19|20)\d\d|(?:{months})\b|year\b)|then\b|"
        rf"(?:the )?(?:start|beginning|outbreak|onset|eruption)\b|(?:the |its |their )?(?:[\w-]+ ){{0,3}}(?:{wars})\b|"
        rf"it (?:began|started|erupted|broke out))|\bso far this (?:year|month)|\bthis year\b|"
        rf"\b\w+[ -](?:years?|months?) (?:of |long )?(?:{wars})|"
        r"\b(?:in|over|during) (?:the )?(?:past |last |nearly |more than |over |almost )*"
        r"(?:\w+ )?(?:weeks|months|years?)\b|\bmonth alone\b|"
        r"\b(?:over|during|in|for) the (?:whole|entire|full) (?:\w+ )?(?:weekend|week|month|year)\b",
        re.IGNORECASE,
    )
    return long_time, re.compile(rf"\b(?:the|its|their|'s|s)(?: [\w-]+){{0,2}} (?:{wars})\b", re.IGNORECASE)


_UNITS = "january|february|march|april|may|june|july|august|september|october|november|december|day|week|month|year"
# "since the beginning of February" is no war's beginning
_BEGINNINGS = re.compile(
    rf"since the (?:beginning|start) of (?:the |this )?(?:{_UNITS})\b(?! (?:19|20)\d\d)", re.IGNORECASE
)


@cache
def _ranked() -> re.Pattern[str]:
    ranks = "|".join(lexicon("counts")["cumulative"]["ranks"])
    return re.compile(rf"\b(?:{ranks})\b(?: (?!kill|die)[\w'’-]+){{0,10}}? since(?: [\w'’-]+){{1,6}}", re.IGNORECASE)


def unranked(sentence: str) -> str:
    """A sentence without the words that only rank its event: the long time is no time of what it counts.

    >>> unranked("Bombers killed 183 people, in the deadliest day that the town has seen since the war began.")
    'Bombers killed 183 people, in the .'
    """
    return _BEGINNINGS.sub("", _ranked().sub("", sentence))


def is_war_total(sentence: str, size: int) -> bool:
    """A long time and a perfect ("has killed", "have died"), or a figure of a whole war with the war's name.

    >>> is_war_total("The war has killed more than 300,000 people since 2011.", 300000)
    True
    """
    if size >= BEYOND_EVENTS:
        return True
    sentence = unranked(sentence)
    long_time, war = _cumulative_cue()
    perfect = re.search(r"\b(?:has|have|had|total|toll)\b", sentence) is not None
    if long_time.search(sentence):
        return perfect or size >= LONG_TOTAL
    return perfect and size >= lexicon("counts")["cumulative"]["large"] and war.search(sentence) is not None


@cache
def _days_on_end() -> re.Pattern[str]:
    days = "|".join(f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"))
    blows = "|".join(lexicon("counts")["cumulative"]["blows"])
    return re.compile(
        rf"\bsince (?:last |late |early )?(?:{days})\b|\b(?:in|over|during) the (?:past|last) (?:\w+ )?days\b|"
        rf"\b(?:{blows})\b[^.,;]*? have [^.,;]*?\b(?:hundreds|thousands)\b",
        re.IGNORECASE,
    )


def is_running_total(sentence: str) -> bool:
    """Whether the figures of a sentence run over several days: more than the dead of one day's event.

    >>> is_running_total("Troops have killed about 100 fighters in the past three days.")
    True
    """
    return _days_on_end().search(sentence) is not None and re.search(r"\b(?:has|have|had)\b", sentence) is not None
