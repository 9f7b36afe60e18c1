"""Numbers as news prints them: "5,000", "5000", "twenty-three", "two dozen", "1.2 million".

Own table, not a package: word2number turns "one of the last" into 1, text2num leaves "a dozen" alone.
"""

from __future__ import annotations

import re
from functools import cache

from warmonitor.ontology import lexicon

LARGEST = 1e15  # beyond lie slips and jokes ("a billion billion"), and what is no exact number any more
DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?"


@cache
def word_values() -> dict[str, int]:
    """Every number word with its value; ``hundred`` and larger multiply what stands before them."""
    words = lexicon("numbers")
    return {**words["units"], **words["scales"], **words["groups"]}


@cache
def number_pattern() -> str:
    """A regular expression for one whole number, in figures or words."""
    words = lexicon("numbers")
    unit = "|".join(sorted(words["units"], key=len, reverse=True))
    scale = "|".join(words["scales"])
    group = "|".join(words["groups"])
    figures = rf"(?:{DIGITS})(?:[ -]?(?:{scale}|lakh))?"
    spelled = rf"(?:{unit})(?:(?:-| | and )(?:{unit}|{scale}))*"
    part = r"(?:an? )?(?:half|quarter)(?: of)? an? (?:million|billion)"
    grouped = rf"{part}|(?:half an? |an? |(?:{unit}|\d+) )(?:{group})|an? (?:{scale})"
    grouped += rf"(?: (?:and )?(?:{unit}))*"
    return rf"(?:{grouped}|{spelled}|{figures})"


def read_number(text: str) -> int | None:
    """The value of a number as printed, or None where it is not a whole one.

    >>> read_number("twenty-three"), read_number("1.2 million"), read_number("half a dozen"), read_number("5,000")
    (23, 1200000, 6, 5000)
    """
    words = [w for w in re.split(r"[\s-]+", text.lower().replace(",", "").strip()) if w not in {"and", "of", ""}]
    if not words:
        return None
    part = {"half": 2, "quarter": 4}.get(words[1] if words[0] in {"a", "an"} and len(words) > 1 else words[0], 1)
    if part > 1:
        words = words[[w in {"half", "quarter"} for w in words].index(True) + 1 :]
    total = 0.0
    current = 0.0
    seen = False
    for word in words:
        value = _value(word, seen)
        if value is None:
            return None
        if word in lexicon("numbers")["scales"] or word in lexicon("numbers")["groups"]:
            current = (current if seen else 1) * value
            if value >= 1000:
                total, current = total + current, 0.0
        else:
            current += value
        seen = True
    result = (total + current) / part
    return int(result) if result < LARGEST and result == int(result) else None


def _value(word: str, seen: bool) -> float | None:
    if word in {"a", "an"} and not seen:
        return 1
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word) if len(word) <= 12 else None
    return word_values().get(word)
