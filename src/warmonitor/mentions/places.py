"""Finds the places that an article names and decides which place of the gazetteer each name stands for.

A name that cannot be decided stays unresolved: a place without id and coordinates. Demonyms are no place mentions, but
they tell what country the article is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from warmonitor.mentions.gazetteer import SETTLEMENTS, Sense, senses
from warmonitor.mentions.place_candidates import REACH, Toponym, candidates, surnames, with_plain_cues
from warmonitor.mentions.place_names import fold
from warmonitor.mentions.place_ranking import UNITS, choose, named_after
from warmonitor.model import Document, Location, Mention, Place, Span
from warmonitor.ontology import cells, table

ALIKE = 0.93  # likeness from which a sound alone makes a name of a capitalised word after "in", "near", "captured"


def find(document: Document) -> Iterator[Mention]:
    """Every place named in the coded zones of a parsed document, in the order of the text."""
    yield from _mentions(document, toponyms_of(document))


def toponyms_of(document: Document) -> list[Toponym]:
    """The names of places in a parsed document, each with the places that it may stand for."""
    persons = surnames(document)
    named = (t for s in document.coded_sentences for t in candidates(document, s))
    return [t for t in named if t.is_called or fold(t.name) not in persons]


def resolve(document: Document, spans: Sequence[Span]) -> list[Mention]:
    """The given names of a document, each as a place mention: for names found by other means."""
    return list(_mentions(document, given(document, spans)))


def given(document: Document, spans: Sequence[Span]) -> list[Toponym]:
    """Given names of a document with the places that each may stand for."""
    text = document.article.text
    return [
        with_plain_cues(text, Toponym(s.start, s.end, s.quote, _named(s.quote), after=text[s.end : s.end + REACH]))
        for s in spans
    ]


def _named(name: str) -> tuple[Sense, ...]:
    """What a given name may stand for: the country of a people first, for towns called "Canadian" are rarely meant."""
    return _people_of(name) or senses(name)


def _people_of(word: str) -> tuple[Sense, ...]:
    """The country whose people a word names ("Georgian"), where a demonym was given as a place name."""
    code = _demonyms()[1].get(word) or _demonyms()[1].get(word.removesuffix("s"))
    rows = [row for row in table("countries.csv") if row["iso2"] == code]
    return tuple(s for s in senses(rows[0]["name"]) if s.entry.place.kind == "country") if rows else ()


def _mentions(document: Document, toponyms: Sequence[Toponym]) -> Iterator[Mention]:
    chosen = choose(toponyms, count_demonyms(document.told_once))
    chosen = [(None, 0.0) if _is_abroad(toponyms, chosen, n) else found for n, found in enumerate(chosen)]
    for n, (toponym, (sense, score)) in enumerate(zip(toponyms, chosen, strict=True)):
        if toponym.is_tentative and (sense is None or sense.likeness < ALIKE) and not toponym.is_bare:
            continue
        span = document.article.span(toponym.start, toponym.end)
        place = sense.entry.place if sense else _unresolved(toponyms, chosen, n)
        yield Mention("place", span, Location(place, span, toponym.relation, score if sense else None), _rule(sense))


def _is_abroad(toponyms: Sequence[Toponym], chosen: Sequence[tuple[Sense | None, float]], n: int) -> bool:
    """A quarter's or a town's namesake in a country that the words rule out."""
    sense = chosen[n][0]
    if sense is None or sense.entry.place.kind == "country":
        return False
    home = sense.entry.place.country
    if toponyms[n].kind == "neighbourhood":  # it lies in a city that the article names
        named = zip(chosen, toponyms, strict=True)
        others = {s.entry.place.country for (s, _), t in named if s and t.kind != "neighbourhood"}
        return bool(others) and home not in others
    is_within = toponyms[n].after.startswith((" in ", ", in ")) and named_after(toponyms, n) is not None
    larger = chosen[n + 1][0] if is_within else None  # "the town of X in Y": X is in Y's country
    return larger is not None and larger.entry.place.kind in UNITS and larger.entry.place.country != home


def _unresolved(
    toponyms: Sequence[Toponym], chosen: Sequence[tuple[Sense | None, float]], n: int
) -> Place:
    """A name without a place, in the country and province that are named right after it; a quarter in its city's."""
    larger = chosen[n + 1][0] if named_after(toponyms, n) is not None else None
    outer = larger.entry.place if larger and larger.entry.place.kind in UNITS else None
    if outer is None and toponyms[n].kind == "neighbourhood":
        outer = larger.entry.place if larger else _last_city(chosen[:n])
    country, admin1 = (outer.country, outer.admin1) if outer else (toponyms[n].country, None)
    return Place(None, toponyms[n].name, toponyms[n].kind, country, admin1)


def _last_city(before: Sequence[tuple[Sense | None, float]]) -> Place | None:
    """The last city or town that was told."""
    return next((s.entry.place for s, _ in reversed(before) if s and s.entry.place.kind in SETTLEMENTS), None)


def _rule(sense: Sense | None) -> str:
    if sense is None:
        return "unresolved"
    if sense.likeness < 0.95:
        return "similar name"
    return "conflict places" if sense.entry.is_curated else "gazetteer"


@cache
def _demonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    codes: dict[str, str] = {}
    for row in table("countries.csv"):
        for word in cells(row["demonyms"]):
            codes.setdefault(word, row["iso2"])
    words = sorted(map(re.escape, codes), key=len, reverse=True)
    # "near the Jordanian border" tells of the neighbour, not of where the story is
    return re.compile(rf"(?<![\w-])({'|'.join(words)})s?(?!\w)(?! (?:border|frontier))"), codes


def count_demonyms(text: str) -> dict[str, float]:
    """How often a text names the people of each country.

    >>> count_demonyms("Syrian and Russian jets; Syrians fled")
    {'SY': 2.0, 'RU': 1.0}
    """
    pattern, codes = _demonyms()
    return {code: float(n) for code, n in Counter(codes[m.group(1)] for m in pattern.finditer(text)).items()}
