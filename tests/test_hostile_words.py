"""Hostile words: long repetitions that send careless patterns back and forth over the text cost time in proportion.

Time of the processor is compared with that for half the text, and only where it is long enough to be told from noise:
near 2 is proportion, 4 is the square. Each row of REPEATED once was, or nearly was, slow in some pattern.
"""

from __future__ import annotations

import time

import pytest

from warmonitor.coding import rules
from warmonitor.model import Article
from warmonitor.parsing import parse
from warmonitor.reading import to_document

LEAD = "Shells hit Sirte on Monday, killing nine people, medics said. "
TAIL = "\x01x"  # what makes a pattern fail after all, and try again from the next letter
LENGTH = 4000
NOTICED = 0.5  # seconds; below, the two times are mostly noise
MOST = 3.2  # times as long for twice the text
REPEATED = [
    ".", "?", "!", "…", "A", "A'", "aA", "a.", "A-", "al-", " ", "\t", "\n", "\u00a0", "—", "A, ", "A ", "a ", "1",
    "1,", "1 ", "1-", "(", "()", "“", '"', "' ", "|", "A | ", "the ", "of the ", "by ", "By A ", "and ", "in A, ",
    "said ", "killed ", "killed 3, ", "1 May ", "on Monday ", "May 1, 2019 ", "at least ", "more than ", "A of B ",
    "x-based ", "who ", "including ", "'s ", "(A) ", "a: ", "“a” ", "\u2028", "2011 ", "photo ", "9:00 ", "- ",
    "dozens of ", "soldiers ", "children and ",
]  # fmt: skip


def seconds(text: str) -> float:
    """Time of the processor to read and code an article of this text."""
    started = time.process_time()
    for document in parse([to_document(Article("a", text))]):
        rules.code(document)
    return time.process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize("unit", REPEATED)
def test_twice_the_words_take_about_twice_the_time(unit: str) -> None:
    seconds(LEAD)
    half, whole = (min(seconds(LEAD + unit * (length // len(unit)) + TAIL) for _ in range(2))
                   for length in (LENGTH, 2 * LENGTH))  # fmt: skip
    assert whole < NOTICED or whole < MOST * half


@pytest.mark.parametrize("unit", [".", "?!", "the ", "A-", " "])
def test_a_long_run_ends(unit: str) -> None:
    """100,000 characters, which take hours where a pattern is quadratic in them."""
    text = LEAD + unit * (100_000 // len(unit)) + TAIL
    assert to_document(Article("a", text)).article.text == text
