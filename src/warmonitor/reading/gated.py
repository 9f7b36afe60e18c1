"""Patterns that are searched for only where a word stands without which they cannot match.

To seek fifty phrases in every sentence costs more than all the rest of reading; the words that they cannot do without
are looked up at once, and few sentences have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

SHORTEST = 3  # letters; shorter words stand nearly everywhere
_FOLDED = str.maketrans("İıſK", "iisk")  # what patterns without regard to case take for "i", "s" and "k"


@dataclass(frozen=True, slots=True)
class Gated:
    """A pattern without regard to case, and words of which each match holds one; without any it is always sought."""

    pattern: str
    needs: tuple[str, ...]

    def may_match(self, small: str) -> bool:
        """Whether it can match in a text, given in small letters (``in_small``)."""
        return not self.needs or any(word in small for word in self.needs)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        end = len(text) if end is None else end
        return _compiled(self.pattern).search(text, start, end) if self.may_match(in_small(text[start:end])) else None


@dataclass(frozen=True, slots=True)
class Phrases:
    """Several patterns of which one is enough."""

    patterns: tuple[Gated, ...]

    def stand_in(self, text: str) -> bool:
        """Whether any of them matches somewhere in the text.

        >>> phrases([r"\\bsubscribe (?:now|here)\\b", "^donate\\b"]).stand_in("Please subscribe here.")
        True
        """
        small = in_small(text)
        return any(p.may_match(small) and _compiled(p.pattern).search(text) for p in self.patterns)


def gated(pattern: str) -> Gated:
    """A pattern with the words that it needs.

    >>> gated(r"\\bsubscribe (?:now|here)\\b|^donate\\b").needs
    ('donate', 'subscribe ')
    """
    return Gated(pattern, tuple(sorted(_needs(import_module("re._parser").parse(pattern, re.IGNORECASE)) or ())))


def phrases(patterns: Iterable[str]) -> Phrases:
    """Patterns to be sought together."""
    return Phrases(tuple(map(gated, patterns)))


def in_small(text: str) -> str:
    """A text in small letters, as patterns without regard to case see it."""
    return text.lower() if text.isascii() else text.translate(_FOLDED).lower()


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _needs(parsed: Iterable[Any]) -> frozenset[str] | None:
    """Words of which every match of a parsed pattern holds one; None where there are none, or only short ones."""
    found: list[frozenset[str] | None] = []
    letters = ""
    for operation, given in parsed:
        if str(operation) == "LITERAL":
            letters += in_small(chr(given))
            continue
        found += [frozenset({letters}), _needs_of(str(operation), given)]
        letters = ""
    found.append(frozenset({letters}))
    usable = [words for words in found if words and all(map(_is_rare, words))]
    return max(usable, key=lambda words: min(map(len, words)), default=None)


def _is_rare(word: str) -> bool:
    return len(word) >= SHORTEST or (bool(word) and not any(map(str.isalnum, word)) and not word.isspace())


def _needs_of(operation: str, given: Any) -> frozenset[str] | None:
    """The same of one part: a group, a choice, a repeat, one of some signs."""
    if operation == "SUBPATTERN":
        return _needs(given[-1])
    if operation == "BRANCH":
        ways = [_needs(way) for way in given[1]]
        return frozenset().union(*(way for way in ways if way)) if all(ways) else None
    if operation in {"MAX_REPEAT", "MIN_REPEAT"} and given[0] > 0:
        return _needs(given[2])
    if operation == "IN" and all(str(kind) == "LITERAL" for kind, _ in given):
        return frozenset(in_small(chr(sign)) for _, sign in given)
    return None
