"""Names of armed groups that the list lacks: capitalised words with the noun of an armed body ("X Brigade").

Such a name becomes an actor without id, typed by its noun, so that a new group is not taken for another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from warmonitor.mentions.actor_names import ARTICLES, Found, fold
from warmonitor.mentions.actor_phrases import heads, modifier_kinds
from warmonitor.model import Actor, Token
from warmonitor.ontology import lexicon

INNER = frozenset({"of", "for", "the", "and", "de", "del", "-", "al", "el"})
PLAIN_NOUNS = frozenset({"brigade", "brigades", "battalion", "battalions", "militia", "militias", "cartel", "gang"})


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that the list lacks, at the tokens ``first`` to ``last``."""

    first: int
    last: int
    type: str


@cache
def _nouns() -> Mapping[str, str]:
    return {word: kind for kind, words in lexicon("actors")["unknown"].items() for word in words}


def find_unknown(tokens: Sequence[Token], names: Mapping[int, Found]) -> list[Unknown]:
    """Every armed group's name that is not in the list, left to right."""
    out: list[Unknown] = []
    for i, token in enumerate(tokens):
        kind = _nouns().get(fold(token.text))
        if kind is None or (out and i <= out[-1].last) or _is_known(tokens, names, i):
            continue
        if token.text[0].islower() and fold(token.text) not in PLAIN_NOUNS:
            continue
        first, last = _left(tokens, names, i), i
        if token.text[0].isupper():
            last = _right(tokens, names, i)
        others = [k for k in range(first, last + 1) if k != i and k > 0 and tokens[k].text[0].isupper()]
        if len(others) > 1 or any(_is_own(tokens, names, k) for k in others):
            out.append(Unknown(first, last, kind))
    return out


def _is_known(tokens: Sequence[Token], names: Mapping[int, Found], i: int) -> bool:
    """Whether the noun ends a name of the list; a further name before it makes another group of it."""
    if i not in names:
        return i - 1 in names
    k = names[i].first - 1
    while k > 0 and (tokens[k].text == "-" or fold(tokens[k].text) in ARTICLES):
        k -= 1
    longer = k > 0 and k + 1 < names[i].first and _is_own(tokens, names, k)
    return not (longer and names[i].last == i)


def _left(tokens: Sequence[Token], names: Mapping[int, Found], i: int) -> int:
    first = k = i
    while k > 0:
        k -= 1
        word = tokens[k]
        if word.text[0].isupper() and word.pos in {"PROPN", "NOUN", "ADJ"} and not _ends(names, k):
            first = k
        elif fold(word.text) not in INNER or fold(word.text) in {"the", "and", "of", "for"}:
            break
    return first


def _right(tokens: Sequence[Token], names: Mapping[int, Found], i: int) -> int:
    """ "Army of the Free", "Front for Change": up to the last capitalised word."""
    k = i + 1
    if k >= len(tokens) or fold(tokens[k].text) not in {"of", "for"}:
        return i
    last = i
    while k < len(tokens) and k not in names and (fold(tokens[k].text) in INNER or tokens[k].text[0].isupper()):
        if tokens[k].text[0].isupper():
            last = k
        k += 1
    return last


def _ends(names: Mapping[int, Found], k: int) -> bool:
    return k in names and names[k].name.kind in {"actor", "leader"}


def _is_own(tokens: Sequence[Token], names: Mapping[int, Found], k: int) -> bool:
    """A capitalised word that is a name of its own: no country, no plain word of the state's forces, no first word."""
    word = fold(tokens[k].text)
    plain = word in modifier_kinds() or word in heads() or word in INNER or word in _nouns()
    return (
        tokens[k].text[0].isupper()
        and tokens[k].pos in {"PROPN", "ADJ", "NOUN"}
        and not plain
        and k > 0
        and k not in names
    )


def unknown_actor(found: Unknown, tokens: Sequence[Token], text: str, country: str | None) -> Actor:
    """The actor of such a name, in the article's country."""
    return Actor(None, text[tokens[found.first].start : tokens[found.last].end], found.type, country)
