"""Peels the head matter glued before the body on its line: datelines, printed days, a headline before a day."""

from __future__ import annotations

import re
from functools import cache

from warmonitor.ontology import cells, table
from warmonitor.reading.dates import MONTHS, PrintedDate, end_of_clock, find_dates
from warmonitor.reading.patterns import patterns

LONGEST_DATELINE = 100
MONTH_NAMES = "|".join(month.capitalize() for month in MONTHS)
HEAD = 260  # characters in which a page prints its day
_DASH = re.compile(r"\s*[—–]\s*|\s+-{1,2}\s+|\s?--\s?|(?<=\))\s?-\s?")
_PAREN = re.compile(r"\([^()]{1,60}\)")
_CAPITALS = re.compile(r"[A-Z][A-Z'’.-]+$")
_CAPITALISED = re.compile(r"[A-Z][\w'’.-]*$|(?:al|el|an|ar|as|ash|at|az|ad)-[A-Z][\w'’-]+$")
_SMALL = frozenset({"of", "and", "de", "la", "el", "al", "the", "near", "in", "del", "da", "do", "dos"})
_BY = re.compile(r"[Bb]y [A-Z]")
_COLON = re.compile(r"([A-Z][A-Z'’-]{3,}(?: [A-Z][A-Z'’-]+){0,2}):\s")
_BARE_CAPITALS = re.compile(r"([A-Z]{4,}(?: [A-Z]{3,})?)\s+(?=[A-Z\"“][a-z]|A |[A-Z][a-z]|\d)")
_CAPITAL = re.compile(r"([A-Z][a-z]{2,}|[A-Z]{4,}) (?=([A-Z][a-z]+) )")
_WITH_PAREN = re.compile(r"(?:[A-Z][\w'’.,-]*\s){1,5}\((?=[^()]{2,40}\)\s)[^()]+\)\s+(?=\S)")
_PLACE_BAR = re.compile(r"[A-Z][A-Za-z'’.,/ -]{1,60}\|\s*")
_PREPOSITION = re.compile(
    r"\b(?:on|of|since|by|until|till|from|in|before|after|and|to|dated|late|early|for|the|between|than|a|an|that|this)\s*$",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(rf"\b(?:(?:{MONTH_NAMES})[a-z]*\.? \d{{1,2}}|\d{{1,2}} (?:{MONTH_NAMES})[a-z]*)\b")
_SENTENCE_END = re.compile(r"[a-z]{3}[.!?][\"”’]?\s+[A-Z]")
_BODY_BEGINS = re.compile(r"\s*(?:[A-Z\"“‘'(\d]|al-|title:|$)")


def find_dateline(text: str, start: int, end: int, is_first: bool) -> int | None:
    """Where the body begins after a dateline that stands at ``start``; None if there is none.

    >>> text = "BEIRUT, Lebanon (AP) — Clashes erupted Tuesday."
    >>> text[find_dateline(text, 0, len(text), True):]
    'Clashes erupted Tuesday.'
    """
    limit = min(end, start + LONGEST_DATELINE)
    dash = _DASH.search(text, start, limit)
    if dash and dash.start() > start and _is_dateline(text[start : dash.start()], dash.group(), is_first):
        return dash.end() if dash.end() < end and not text[dash.end()].islower() else None
    bare = _glued_town(text, start, limit) if is_first else None
    if bare and bare.group(1).isupper() and bare.group(1).split()[0] not in patterns().not_towns:
        return bare.end()
    colon = _COLON.match(text, start, limit) if is_first else None  # later it is a speaker: "ANSWER:"
    if colon and colon.group(1).split()[0] not in patterns().not_towns:
        return colon.end()
    with_paren = _WITH_PAREN.match(text, start, limit) if is_first else None
    if with_paren and patterns().agency.search(text, start, with_paren.end()):
        return with_paren.end()
    return None


def _is_dateline(prefix: str, dash: str, is_first: bool) -> bool:
    has_paren = _PAREN.search(prefix) is not None
    places = _PAREN.sub(" ", prefix)
    found = list(find_dates(places))
    for one in reversed(found):
        places = places[: one.start] + " " + places[one.end :]
    places = _DAY_OF_MONTH.sub(" ", places)
    tokens = [token for token in re.split(r"[\s,/|]+", places) if token]
    if not tokens:
        return has_paren
    if len(tokens) > 8 or not all(_CAPITALISED.match(token) or token.lower() in _SMALL for token in tokens):
        return False
    if tokens[0].upper().strip(".") in patterns().not_towns and tokens[0].isupper():
        return False
    if _CAPITALS.match(tokens[0]):
        return True
    return is_first and (has_paren or bool(found) or (len(tokens) <= 3 and dash.strip() in {"—", "–"}))


def peel_head(text: str, start: int, end: int) -> tuple[list[tuple[str, int, int]], int]:
    """Head matter glued before the body: its stretches, and where the body begins.

    >>> peel_head("15 Aug 2016 A suicide attack killed 30.", 0, 39)
    ([('byline', 0, 11)], 12)
    """
    if find_dateline(text, start, end, True):
        return [], start
    day = _head_date(text, start, end)
    if day is None:
        return _peel_author(text, start, end)
    begin = _byline_begin(text, start, day)
    stop = _byline_end(text, day, end)
    stretches: list[tuple[str, int, int]] = []
    headline_end = _trim(text, start, begin)
    if headline_end > start and _BY.match(text, start, headline_end):
        begin = start
    elif headline_end > start:
        stretches.append(("headline", start, headline_end))
    stretches.append(("byline", begin, _trim(text, begin, stop)))
    while stop < end and text[stop].isspace():
        stop += 1
    body, extra = _peel_after(text, stop, end)
    return stretches + extra, body


def _peel_author(text: str, start: int, end: int) -> tuple[list[tuple[str, int, int]], int]:
    author = patterns().glued_byline.match(text, start, end)
    if author is None or author.end() >= end:
        return [], start
    return [("byline", start, _trim(text, start, author.end()))], author.end() + _spaces(text, author.end())


def _spaces(text: str, position: int) -> int:
    return len(text[position : position + 40]) - len(text[position : position + 40].lstrip())


def _peel_after(text: str, start: int, end: int) -> tuple[int, list[tuple[str, int, int]]]:
    """After a printed day: a title-case headline with its stop, or a town in capitals that lost its dash."""
    town = _BARE_CAPITALS.match(text, start, min(end, start + 60)) or _glued_town(text, start, end)
    if town and town.group(1).split()[0].upper() not in patterns().not_towns | patterns().agency_name.keys():
        return town.end(), [("dateline", start, town.end(1))]
    stop = re.compile(r"\s?[.!?]\s+").search(text, start, min(end, start + 180))
    if stop and _is_title_case(text[start : stop.start()]) and stop.end() < end:
        return stop.end(), [("headline", start, stop.start() + len(stop.group().rstrip()))]
    return start, []


def _glued_town(text: str, start: int, end: int) -> re.Match[str] | None:
    """A town that lost its dash: "Nairobi A helicopter ...", "Amman Iraqi jets ..." (a capital before a people)."""
    town = patterns().glued_town.match(text, start, end)
    if town is not None:
        return town
    town = _CAPITAL.match(text, start, end)
    capitals, peoples = _capitals_and_peoples()
    return town if town and town.group(1).casefold() in capitals and town.group(2) in peoples else None


@cache
def _capitals_and_peoples() -> tuple[frozenset[str], frozenset[str]]:
    rows = list(table("countries.csv"))
    capitals = frozenset(row["capital"].casefold() for row in rows if row["capital"])
    return capitals, frozenset(word for row in rows for word in cells(row["demonyms"]))


def _is_title_case(words: str) -> bool:
    long_words = [word for word in re.findall(r"[A-Za-z][\w'’-]*", words) if len(word) > 4]
    return len(long_words) >= 3 and sum(word[0].isupper() for word in long_words) >= 0.85 * len(long_words)


def _head_date(text: str, start: int, end: int) -> PrintedDate | None:
    lead = patterns().lead.match(text, start, end)
    begin = lead.end() if lead else start
    first = next(find_dates(text, begin, min(end, start + HEAD)), None)
    if first is None:
        return None
    if first.start == begin:
        is_head = bool(lead) or _BODY_BEGINS.match(text, end_of_clock(text, first.end), end) is not None
        return first if is_head else None
    return first if _is_head_date(text, start, end, first) else None


def _is_head_date(text: str, start: int, end: int, day: PrintedDate) -> bool:
    """A day after a headline, town or wire: no preposition or sentence before it, a beginning after it."""
    before = text[start : day.start]
    bar = _PLACE_BAR.search(text, max(start, day.start - 64), day.start)
    if bar and bar.end() == day.start:
        return True
    lead = _lead_before(text, start, day.start)
    if lead is not None:
        return True
    if _PREPOSITION.search(before) or _SENTENCE_END.search(before):
        return False
    if any(not before[wire.end() :].strip(" -–—|,") for wire in patterns().agency.finditer(before)):
        return True
    clock = end_of_clock(text, day.end)
    if not _BODY_BEGINS.match(text, clock, end):
        return False
    stamp = patterns().after_date.match(text, day.end, end)
    return day.has_weekday or clock > day.end or text[day.end : day.end + 1].isspace() or stamp is not None


def _lead_before(text: str, start: int, position: int) -> int | None:
    for match in patterns().lead.finditer(text, max(start, position - 40), position):
        if match.end() == position:
            return match.start()
    return None


def _byline_begin(text: str, start: int, day: PrintedDate) -> int:
    lead = _lead_before(text, start, day.start)
    begin = day.start if lead is None else lead
    bar = _PLACE_BAR.search(text, max(start, begin - 64), begin)
    if bar and bar.end() == begin:
        town = re.compile(r"(?:[A-Z][A-Za-z'’.-]*[,/ ]{0,2}){1,4}\|\s*$").search(text, bar.start(), begin)
        begin = town.start() if town else bar.start()
    for wire in patterns().agency.finditer(text, max(start, begin - 40), begin):
        if not text[wire.end() : begin].strip(" -–—|,"):
            begin = wire.start()
            by = re.compile(r"\bby\s+$", re.IGNORECASE).search(text, max(start, begin - 5), begin)
            return by.start() if by else begin
    return begin


def _byline_end(text: str, day: PrintedDate, end: int) -> int:
    """Past the clock, an update stamp and whatever else belongs to the printed day."""
    position = end_of_clock(text, day.end)
    for _ in range(12):
        following = _next_of_byline(text, position, end)
        if following is None or following <= position:
            break
        position = following
    return min(position, end)


def _next_of_byline(text: str, position: int, end: int) -> int | None:
    spaces = re.compile(r"[\s|,–—-]*").match(text, position, end)
    begin = spaces.end() if spaces else position
    lead = patterns().lead.match(text, begin, end)
    begin = lead.end() if lead else begin
    day = next(find_dates(text, begin, min(end, begin + 40)), None)
    if day and day.start == begin:
        return end_of_clock(text, day.end)
    after = patterns().after_date.match(text, position, end)
    return after.end() if after else None


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
