"""The lexicon of attribution and the list of bodies that speak, compiled once for the source finder.

Words and bodies are data (``lexicon/en/sources.toml``, ``sources.csv``); this module only turns them into look-ups.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick

from warmonitor.ontology import cells, lexicon, table

# A name may carry a genitive whose apostrophe was lost ("SANAs correspondent").
POSSESSIVE = re.compile(r"(?:['’]?s)?(?![\w])")


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb: its stance, how sure it is, and which subjects it makes a source ("any", "named", "weak")."""

    stance: str
    certainty: str
    subjects: str


@dataclass(frozen=True, slots=True)
class Body:
    """A row of ``sources.csv``: a body that speaks, its kind, and the actor that it speaks for."""

    name: str
    kind: str
    country: str | None
    speaks_for: str | None


@cache
def words() -> Mapping[str, Any]:
    """The attribution lexicon as it stands in its file."""
    return lexicon("sources")


@cache
def verbs() -> Mapping[str, Verb]:
    """Reporting verbs by form.

    >>> verbs()["denied"].stance
    'denies'
    """
    out = {}
    for stance, classes in words()["verbs"].items():
        for subjects, lemmas in classes.items():
            for forms in lemmas.values():
                out.update({form: Verb(stance, hedge(form), subjects) for form in forms.split()})
    return out


@cache
def hedges(said: bool = False) -> Mapping[str, str]:
    """Verbs that weaken what they report, or (``said``) words that weaken it from inside, with the certainty left."""
    prefix = "said_" if said else ""
    certainty = words()["certainty"]
    return {word: level for level in ("probable", "possible") for word in certainty[prefix + level].split()}


def hedge(word: str) -> str:
    """The certainty that a verb leaves.

    >>> hedge("believe")
    'probable'
    """
    return hedges().get(word, "certain")


@cache
def word_set(section: str, key: str) -> frozenset[str]:
    """A list of words of the lexicon as a set."""
    return frozenset(words()[section][key].split())


@cache
def nouns() -> Mapping[str, str]:
    """Nouns that can speak, with the kind of source they are on their own.

    >>> nouns()["villagers"]
    'residents or witnesses'
    """
    return {word: kind for kind, line in reversed(words()["nouns"].items()) for word in line.split()}


@cache
def word_kinds(section: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The rules of ``modifiers`` or ``name_words`` in their order: kind and the words that give it."""
    rules = words()[section]
    return tuple((rule["kind"], tuple(word.replace("-", " ") for word in rule["words"].split())) for rule in rules)


@cache
def countries() -> Mapping[str, str]:
    """Country by the lower-case words that stand for it or its people.

    >>> countries()["damascus"]
    'Syria'
    """
    out = {}
    for country, line in words()["countries"].items():
        out[country.lower()] = country
        out.update({word.replace("-", " "): country for word in line.split()})
    return out


@cache
def country_pattern() -> re.Pattern[str]:
    """Finds the words of :func:`countries` in text."""
    return _alternatives(countries())


@cache
def bodies() -> Mapping[str, Body]:
    """Bodies of ``sources.csv`` by each of their names in lower case."""
    out: dict[str, Body] = {}
    for row in table("sources.csv"):
        body = Body(row["name"], row["kind"], row["country"] or None, row["speaks_for"] or None)
        for alias in (row["name"], *cells(row["aliases"])):
            out.setdefault(alias.lower(), body)
    return out


@cache
def _automaton() -> Any:
    """Finds every name of :func:`bodies` in lower-cased text."""
    automaton = ahocorasick.Automaton()
    for name in bodies():
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


@cache
def _capitals() -> frozenset[str]:
    """Names written in capitals only: "IS" is a body, "is" and "Is" are not."""
    aliases = (alias for row in table("sources.csv") for alias in (row["name"], *cells(row["aliases"])))
    return frozenset(alias.lower() for alias in aliases if alias.isupper())


@cache
def country_names() -> Mapping[str, str]:
    """Country name by the code that ``sources.csv`` uses, read off the rows that speak for a government."""
    rows = [row for row in table("sources.csv") if row["speaks_for"].startswith("Government of ")]
    return {row["country"]: row["speaks_for"].removeprefix("Government of ") for row in rows}


def find_bodies(text: str, country: str | None = None) -> list[tuple[int, int, Body]]:
    """Known bodies in a text, left to right, the longest name where two overlap.

    A name of several words may stand in small letters ("the civil defence") only where ``country`` is the body's.

    >>> [body.name for _, _, body in find_bodies("the Observatory and SANA")]
    ['Syrian Observatory for Human Rights', 'SANA']
    """
    found: list[tuple[int, int, Body]] = []
    matches = [(last - len(name) + 1, last + 1, name) for last, name in _automaton().iter(_lower(text))]
    for start, end, name in sorted(matches, key=lambda m: (m[0], -m[1])):
        if (not found or start >= found[-1][1]) and _is_name(text, start, end, name, country):
            found.append((start, end, bodies()[name]))
    return found


COMMON = frozenset({"observatory"})  # names of one body that are a noun too
NAMED_BEFORE = re.compile(r"\b[Tt]he (?!\S*-based)[A-Z][\w'-]+ $")


def _is_name(text: str, start: int, end: int, name: str, country: str | None) -> bool:
    if start and (text[start - 1].isalpha() or text[start - 1].isdecimal() or text[start - 1] in "-_"):
        return False
    if not POSSESSIVE.match(text, end):
        return False
    written = text[start:end]
    if " " not in name and NAMED_BEFORE.search(text, max(0, start - 40), start) and name in COMMON:
        return False  # "the Darfur Observatory" is another
    if name in _capitals():
        return written.isupper()
    if (written[0].isupper() and written != written.capitalize()) or (" " not in name and written[0].isupper()):
        return True
    if written[0].isupper() and name.split(maxsplit=1)[0] in countries():
        return True  # "Russian army"
    home = country_names().get(bodies()[name].country or "")
    return " " in name and (home is None or home == country)


def _lower(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_country(text: str) -> str | None:
    """The first country named in a text, by its name, its people or its seat of government.

    >>> find_country("a Russian defence ministry statement")
    'Russia'
    """
    for match in country_pattern().finditer(text):
        word = match.group()
        if word[0].isupper() and (word.lower() != "us" or word.isupper()):
            return countries()[word.lower()]
    return None


def _alternatives(names: Mapping[str, object]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<![\w])(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)
