"""Names in running text: actors of the list, countries, leaders. One trie over folded words, the longest name wins.

Folding drops case, accents, apostrophes, hyphens and the Arabic article, so "al-Nusra", "Al Nusrah Front" and "Nusra"
meet; abbreviations keep their case ("IS" is an actor, "is" a verb).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from anyascii import anyascii

from warmonitor.model import Actor, Token
from warmonitor.ontology import cells, lexicon, table

ARTICLES = frozenset({"al", "el", "ash", "as", "an", "ar", "az", "at"})
_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*|\S")
_POSSESSIVE = re.compile(r"['’`]s?(?= )")
_HYPHENS = frozenset({"-", "/"})
_DROPPED = re.compile(r"['’`ʿʾ.\"“”\ufffd]")


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for: an actor (``kind`` "actor"), or a country by its name, people, capital or leader.

    ``local`` names count only in articles about the actor's own country ("Republican Guard", "communist rebels").
    """

    kind: str
    key: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A name at the tokens ``first`` to ``last``."""

    first: int
    last: int
    name: Name


@cache
def fold(word: str) -> str:
    """A word for lookup: lower case ASCII without apostrophes and dots.

    >>> fold("Da'esh"), fold("Zelenskyy’s")
    ('daesh', 'zelenskyys')
    """
    return _DROPPED.sub("", anyascii(_DROPPED.sub("", word))).lower()


def slug(name: str) -> str:
    """The id of an actor from its canonical name.

    >>> slug("Civilians (Syria)")
    'civilians-syria'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


@cache
def _key(word: str) -> str:
    """A folded word in one spelling: "Jeish" and "Jaysh" are "jaish"."""
    folded = fold(word)
    return str(lexicon("actors")["spellings"].get(folded, folded))


def _keys(text: str) -> tuple[str, ...]:
    words = [w for w in _WORD.findall(text.replace("-", " ")) if w[0].isalnum()]
    return tuple(_key(w) for w in words)


@cache
def actors_by_id() -> dict[str, Actor]:
    """Every actor of the list by its id."""
    rows = table("actors.csv")
    return {row["id"]: Actor(row["id"], row["name"], row["type"], row["country"] or None) for row in rows}


@cache
def actor_row(actor_id: str) -> dict[str, str]:
    """The list's row of an actor."""
    return {row["id"]: dict(row) for row in table("actors.csv")}[actor_id]


@cache
def country_names() -> dict[str, str]:
    """Name of every country by its ISO 3166-1 alpha-2 code."""
    return {row["iso2"]: row["name"] for row in table("countries.csv")}


def _entries() -> Iterator[tuple[str, Name]]:
    for row in table("countries.csv"):
        for text in (row["name"], *cells(row["aliases"])):
            yield text, Name("country", row["iso2"])
        if row["capital"]:
            yield row["capital"], Name("capital", row["iso2"])
        for text in cells(row["demonyms"]):
            yield text, Name("people", row["iso2"])
    for key, names in lexicon("actors")["leaders"].items():
        for text in names:
            yield text, Name("leader", key)
    for row in table("actors.csv"):
        for text in (row["name"], *cells(row["aliases"])):
            local = text.startswith("~") or (text[0].islower() and fold(text.split("-")[0]) not in ARTICLES)
            yield text.lstrip("~"), Name("actor", row["id"], local)


@cache
def _trie() -> dict[str, Any]:
    """Folded words lead to nodes; "" in a node holds the names that end there as (case rule, name)."""
    root: dict[str, Any] = {}
    for text, name in _entries():
        keys, parted = _keys(text), _keys(_POSSESSIVE.sub("", text))  # the parser parts "People's": "People", "'s"
        for form in {keys, parted, tuple(k for k in keys if k not in ARTICLES)}:
            node = root
            for key in form:
                node = node.setdefault(key, {})
            if form:
                node.setdefault("", []).append((_case(text), name))
    return root


def _case(text: str) -> str:
    """How the name must be written: "upper" for short abbreviations, "any" for plain words, "title" for others."""
    letters = text.replace(".", "").replace("-", "")
    if letters.isupper() and len(letters) <= 5:
        return "upper"
    words = [w for w in re.split(r"[ -]", text) if fold(w) not in ARTICLES]
    return "any" if words and words[0][:1].islower() else "title"


def _fits(case: str, words: Sequence[Token], shouting: bool) -> bool:
    if case == "any":
        return True
    first = next((w.text for w in words if w.text[0].isalnum() and fold(w.text) not in ARTICLES), words[0].text)
    first = _DROPPED.sub("", first) or first
    if case == "title":
        return first[0].isupper() or first[0].isdigit()
    letters = re.sub(r"[^A-Za-z0-9]", "", first)
    stem = letters[:-1] if letters.endswith("s") and len(letters) > 2 else letters
    if len(letters) >= 4 and letters[0].isupper():
        return True
    return stem.isupper() and not (shouting and len(letters) <= 2)


def find_names(tokens: Sequence[Token], country: str | None = None) -> list[Found]:
    """The longest names, left to right; local names only for the country that the article is about."""
    folded = [_key(t.text) for t in tokens]
    words = [t.text for t in tokens if t.text.isalpha()]
    shouting = sum(w.isupper() for w in words) > 0.7 * max(1, len(words))
    out: list[Found] = []
    i = 0
    while i < len(tokens):
        if folded[i] in _trie() or folded[i][:-1] in _trie():
            found = _longest(tokens, folded, i, shouting, country)
            if found is not None:
                out.append(found)
                i = found.last
        i += 1
    return out


def _longest(
    tokens: Sequence[Token], folded: Sequence[str], start: int, shouting: bool, country: str | None
) -> Found | None:
    node: dict[str, Any] | None = _trie()
    best: Found | None = None
    i = start
    while i < len(tokens) and node is not None:
        key = folded[i]
        if i > start and (key in _HYPHENS or tokens[i].tag == "POS" or (key in ARTICLES and key not in node)):
            i += 1
            continue
        stem = node.get(key[:-1]) if key.endswith("s") and len(key) > 2 else None
        name = _ending(stem, tokens[start : i + 1], shouting, country)  # "Syrias", "Daeshs", "Gadhafis"
        node = node.get(key) if key else None
        name = _ending(node, tokens[start : i + 1], shouting, country) or name
        if name is not None:
            best = Found(start, i, name)
        i += 1
    return best


def _ending(node: dict[str, Any] | None, words: Sequence[Token], shouting: bool, country: str | None) -> Name | None:
    """The name that ends at a node, if the words are written as it must be."""
    if node is None or "" not in node:
        return None
    return _choose([name for case, name in node[""] if _fits(case, words, shouting)], country)


def _choose(names: Sequence[Name], country: str | None) -> Name | None:
    """The name of an actor of the article's country first, then the first that is not local."""
    for name in names:
        if name.kind == "actor" and country is not None and actors_by_id()[name.key].country == country:
            return name
    open_names = [name for name in names if not name.local]
    return next((n for n in open_names if n.kind == "actor"), open_names[0] if open_names else None)
