"""Splits a stretch of text into sentences, by rule.

Own rules, because parsers split at "Gen." and "U.S.", and miss the space-less stops ("held.The army") that scrapers
leave. The abbreviations are data (``lexicon/en/zones.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from warmonitor.ontology import lexicon
from warmonitor.reading.dates import MONTHS

_LINE_END = re.compile(r"[\r\n\u2028\u2029\x0b\x0c\x85]")
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]{0,3}(?=\s|$|[\"“‘(\[]?[A-Z])")
_LETTERS = re.compile(r"(?:[A-Za-z]\.)+$")
_WORD_BEFORE = re.compile(r"[^\s(\[\"“‘'’—–/]{1,40}$")
_WORD_AFTER = re.compile(r"[\"'“‘(\[]{0,3}(\w[\w'’-]{0,40})")
_GLUED = re.compile(r"(?:[a-z]{2}|[a-z)\d][\"”’)\]])$|[a-z]{2}$")
_BEGINNING = re.compile(r"[\"“‘(\[]?(?:[A-Z][a-z]|A\s|I\s|U\.S)")
_WORDS = re.compile(r"\S+")
_MONTHS = "|".join(month.title() for month in MONTHS)
_ENTRY = re.compile(rf"(?:(?<=\s)|^)\d{{1,2}} (?:{_MONTHS})[a-z]{{0,6}}(?: \d{{4}})?(?::| [-–—])\s?(?=[A-Z\d])")
LEAST_ENTRIES = 2  # of a chronology
_NOT_GLUED = re.compile(r"https?:|www\.|@|/")


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    words = lexicon("zones")["sentences"]
    return (
        frozenset(words["titles"]), frozenset(words["numbered"]), frozenset(words["abbreviations"]),
        frozenset(words["starters"]),
    )  # fmt: skip


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences between two offsets, without the white space around them.

    >>> text = "Gen. Haftar left at 5 a.m. Saturday. U.S. jets hit No. 5 camp."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Gen. Haftar left at 5 a.m. Saturday.', 'U.S. jets hit No. 5 camp.']
    """
    end = len(text) if end is None else end
    begin = start
    for line_end in [*(match.start() for match in _LINE_END.finditer(text, start, end)), end]:
        for match in _STOP.finditer(text, begin, line_end):
            if match.end() < line_end and not _ends_sentence(text, match, begin, line_end):
                continue
            yield from _stripped(text, begin, match.end())
            begin = match.end()
        yield from _stripped(text, begin, line_end)
        begin = line_end


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        for entry_start, entry_end in _entries(text, start, end):
            yield from _apart(text, entry_start, entry_end)


def _entries(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The entries of a chronology that lost its line breaks: "23 Dec: Two bombs hit ... 6 Jan: Car bomb in ..."."""
    begins = [match.start() for match in _ENTRY.finditer(text, start, end)]
    if len(begins) < LEAST_ENTRIES:
        begins = []
    for begin in [b for b in begins if b > start]:
        yield start, begin - 1
        start = begin
    yield start, end


@cache
def _lost_stops() -> tuple[re.Pattern[str], int, frozenset[str], frozenset[str], frozenset[str]]:
    words = lexicon("zones")["sentences"]["lost_stops"]
    beginning = re.compile(rf"(?<=[\w%)])\s+(?=({'|'.join(words['beginnings'])})\s+(\w))")
    return (
        beginning, words["shortest"], frozenset(words["before_names"]), frozenset(words["unfinished"]),
        frozenset(words["numbered_things"]),
    )  # fmt: skip


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences in a stretch that lost the stops or line breaks between them."""
    beginning, shortest, *_ = _lost_stops()
    for match in beginning.finditer(text, start, end):
        before = _WORDS.findall(text[max(start, match.start() - 60) : match.start()])
        after = _WORDS.findall(text[match.end() : min(end, match.end() + 60)])
        if min(len(before), len(after)) >= shortest and _begins_anew(before, match.group(1), after):
            yield start, match.start()
            start = match.end()
    yield start, end


def _begins_anew(before: list[str], beginning: str, after: list[str]) -> bool:
    """Whether a sentence begins between these words, though no stop stands there."""
    _, _, before_names, unfinished, numbered_things = _lost_stops()
    last, following = before[-1].lower(), after[len(beginning.split()) :][:2]
    if last in unfinished or last in numbered_things or len(following) < 2:
        return False
    in_small_letters = all(not word[0].isupper() for word in following)
    if before[-1][0].isupper() or sum(word[0].isupper() for word in before[-4:]) > 2:
        return in_small_letters  # a name or a headline in capitals: "Syrian Town After Helicopter Is Shot Down"
    return not following[0][0].isupper() or beginning in before_names


def _ends_sentence(text: str, match: re.Match[str], begin: int, limit: int) -> bool:
    after = match.end()
    if not text[after].isspace():
        return _ends_without_space(text, match, begin, limit)
    while after < limit and text[after].isspace():
        after += 1
    if after >= limit:
        return True
    following = _WORD_AFTER.match(text, after, limit)
    word = following.group(1) if following else ""
    if word and word[0].islower() and not _is_own_lower_case(word):
        return False
    if match.group()[0] != "." or match.group().startswith(".."):
        return True
    return _ends_at_stop(text, match, begin, word)


def _is_own_lower_case(word: str) -> bool:
    """Arabic names begin sentences in lower case: "al-Assad said"."""
    return word.startswith(("al-", "el-", "ad-", "ash-", "as-", "an-", "ar-", "at-", "az-"))


def _ends_at_stop(text: str, match: re.Match[str], begin: int, following: str) -> bool:
    titles, numbered, abbreviations, starters = _abbreviations()
    if match.group() != ".":  # a closing quote or bracket stands after the stop: "… in the U.S.)" is rare
        return True
    before = _WORD_BEFORE.search(text, max(begin, match.start() - 40), match.start())
    word = before.group() if before else ""
    if word.lower() in titles:
        return False
    if word.lower() in numbered:
        return not following[:1].isdigit()
    is_short = word.lower() in abbreviations or (len(word) == 1 and word.isalpha())
    if is_short or _LETTERS.match(word + "."):
        return following in starters
    return True


def _ends_without_space(text: str, match: re.Match[str], begin: int, limit: int) -> bool:
    """A stop right before a capital ends a sentence only after a plain word and before one ("held.The")."""
    before = text[max(begin, match.start() - 3) : match.start()]
    if not _GLUED.search(before) or not _BEGINNING.match(text, match.end(), limit):
        return False
    word_start = text.rfind(" ", begin, match.start()) + 1
    return not _NOT_GLUED.search(text, word_start, match.end())
