"""Who acts and who suffers: names of the actor list, state forces by country, and the nouns that stand for them.

Names first, then noun phrases by their head ("Syrian government forces", "rebels", "the group"), in the order of the
text, so that an open phrase can take the actor last named that fits. What stays open has no value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from warmonitor.mentions.actor_names import (
    Found,
    Name,
    actor_row,
    actors_by_id,
    country_names,
    find_names,
    fold,
    slug,
)
from warmonitor.mentions.actor_phrases import Phrase, find_phrases, heads, links, modifier_kinds
from warmonitor.model import Actor, Document, Location, Mention, Sentence, Token
from warmonitor.ontology import lexicon

RECENT = 3  # sentences back in which a noun may find its actor
GROUPS = frozenset({"rebel group", "political militia", "identity militia"})
LABELS = {
    "military": ("Military Forces of {}", "state force"),
    "police": ("Police Forces of {}", "police"),
    "government": ("Government of {}", "government"),
    "civilians": ("Civilians ({})", "civilians"),
    "protesters": ("Protesters ({})", "protesters"),
    "rioters": ("Rioters ({})", "rioters"),
    "rebels": ("Opposition rebels ({})", "rebel group"),
    "islamists": ("Islamist militants ({})", "rebel group"),
    "separatists": ("Separatists ({})", "rebel group"),
    "insurgents": ("Insurgents ({})", "rebel group"),
    "militia": ("Pro-government militias ({})", "political militia"),
    "unidentified": ("Unidentified armed group ({})", "unidentified"),
}


@cache
def generated(label: str, country: str | None) -> Actor:
    """The actor of a class in a country.

    >>> generated("military", "SY").name
    'Military Forces of Syria'
    """
    form, kind = LABELS[label]
    if country is None:
        bare = re.sub(r" (of )?\(?\{\}\)?", "", form)
        return Actor(None, bare, kind)
    name = form.format(country_names()[country])
    return Actor(slug(name), name, kind, country)


@cache
def _generated_by_id() -> dict[str, Actor]:
    every = (generated(label, country) for label in LABELS for country in country_names())
    return {a.id: a for a in every if a.id}


def actor(actor_id: str) -> Actor:
    """An actor by its id, of the list or of a class in a country; KeyError where there is none.

    >>> actor("islamic-state").name, actor("police-forces-of-egypt").name
    ('Islamic State', 'Police Forces of Egypt')
    """
    return actors_by_id().get(actor_id) or _generated_by_id()[actor_id]


def civilians(country: str | None) -> Actor:
    """The civilians of a country.

    >>> civilians("SY").name
    'Civilians (Syria)'
    """
    return generated("civilians", country)


@dataclass
class _Discourse:
    """What was named so far, and the country that the article is about."""

    country: str | None
    named: list[tuple[int, Actor]] = field(default_factory=list)
    bound: dict[str, tuple[int, Actor]] = field(default_factory=dict)
    coalition: Actor | None = None

    def last(self, number: int, types: frozenset[str], jihadist: bool | None = None, back: int = RECENT) -> Actor | None:
        for at, found in reversed(self.named):
            if number - at > back:
                return None
            if found.type in types and found.id in actors_by_id() and (jihadist is None or _is_jihadist(found) == jihadist):
                return found
        return None


def _is_jihadist(found: Actor) -> bool:
    return found.id in actors_by_id() and "jihadist" in actor_row(found.id or "")["side"]


def find(document: Document, places: Sequence[Mention] = ()) -> Iterator[Mention]:
    """Every actor that the coded, parsed sentences name, in the order of the text."""
    country = main_country(document, places)
    discourse = _Discourse(country)
    for number, sentence in enumerate(s for s in document.coded_sentences if s.tokens):
        yield from _in_sentence(document, number, sentence, find_names(sentence.tokens, country), discourse)


def main_country(document: Document, places: Sequence[Mention] = ()) -> str | None:
    """The country whose war an article tells of, ISO 3166-1 alpha-2; None where it names none."""
    named = [(s, find_names(s.tokens)) for s in document.coded_sentences if s.tokens]
    votes: Counter[str] = Counter()
    powers = set(lexicon("actors")["foreign"]["powers"])
    for number, (sentence, names) in enumerate(named):
        weight = 3.0 if sentence.zone == "headline" else 1.5 if number < 3 else 1.0
        for found in names:
            key = found.name.key
            if found.name.kind == "actor":
                key, share = actors_by_id()[key].country or "", 0.5
            else:
                share = {"country": 1.0, "people": 1.0, "capital": 0.7, "leader": 1.0}[found.name.kind]
            if key in country_names():
                votes[key] += weight * share * (0.4 if key in powers else 1.0)
    for mention in places:
        value = mention.value
        if isinstance(value, Location) and value.place.country and value.place.kind != "country":
            votes[value.place.country] += 1.2 * (0.5 if value.place.country in powers else 1.0)
    return max(votes, key=lambda c: (votes[c], c)) if votes else None


def _in_sentence(
    document: Document, number: int, sentence: Sentence, names: Sequence[Found], discourse: _Discourse
) -> Iterator[Mention]:
    tokens = sentence.tokens
    phrases = list(find_phrases(tokens, names))
    inside = {i for p in phrases for i in range(p.first, p.last + 1)}
    items: list[tuple[int, Phrase | Found]] = [(p.first, p) for p in phrases]
    items += [(n.first, n) for n in names if n.first not in inside]
    for _, item in sorted(items, key=lambda pair: pair[0]):
        if isinstance(item, Phrase):
            value, by = _resolve(item, tokens, names, number, discourse)
        else:
            value, by = _name(item, tokens, discourse)
            if by == "":
                continue
        if value is not None:
            discourse.named.append((number, value))
        yield Mention("actor", document.article.span(tokens[item.first].start, tokens[item.last].end), value, by)


def _name(found: Found, tokens: Sequence[Token], discourse: _Discourse) -> tuple[Actor | None, str]:
    name = found.name
    attributive = _is_attributive(found, tokens)
    if name.kind == "actor":
        value = actors_by_id()[name.key]
        if value.type == "external force" and "oalition" in value.name:
            discourse.coalition = value
        return value, "attributive" if attributive else "actor list"
    if attributive:
        return None, ""
    if name.kind == "leader" and name.key in actors_by_id():
        return actors_by_id()[name.key], "leader"
    return _country_as_actor(found, tokens)


def _country_as_actor(found: Found, tokens: Sequence[Token]) -> tuple[Actor | None, str]:
    """A country, capital or leader that acts: its military in a fight, else its government."""
    head = tokens[tokens[found.last].head]
    token = tokens[found.last]
    if found.last + 1 < len(tokens) and fold(tokens[found.last + 1].text) in _attacks():
        return generated("military", found.name.key), "compositional"
    if found.name.kind == "people":
        if token.tag in {"NNS", "NNPS", "NNP", "NN"} and token.text.endswith("s") and token.dep not in {"amod", "compound"}:
            return civilians(found.name.key), "people of a country"
        return None, ""
    if token.dep in {"compound", "amod", "poss", "nmod"} and head.lemma in _attacks():
        return generated("military", found.name.key), "compositional"
    verb = _verb_of(found.last, tokens)
    if verb is None:
        return None, ""
    label = "military" if verb.lemma in _fights() and found.name.kind != "leader" else "government"
    return generated(label, found.name.key), "metonym"


def _verb_of(i: int, tokens: Sequence[Token]) -> Token | None:
    """The verb that a word is the subject or agent of, or None."""
    token = tokens[i]
    for _ in range(3):
        if token.dep != "conj":
            break
        token = tokens[token.head]
    head = tokens[token.head]
    if token.dep in {"nsubj", "nsubjpass"} and head.pos in {"VERB", "AUX"}:
        return head
    if token.dep == "pobj" and head.text.lower() in {"by", "between", "with", "against"}:
        return tokens[head.head]
    return None


@cache
def _fights() -> frozenset[str]:
    return frozenset(lexicon("actors")["verbs"]["fight"])


@cache
def _attacks() -> frozenset[str]:
    return frozenset(lexicon("actors")["verbs"]["attacks"])


def _is_attributive(found: Found, tokens: Sequence[Token]) -> bool:
    """ "IS-held town", "US-backed": the name does not act."""
    after = [fold(t.text) for t in tokens[found.last + 1 : found.last + 3]]
    return any(word in links() for word in (after[:1] if after[:1] != ["-"] else after[1:]) if after[:1] == ["-"])


def _resolve(
    phrase: Phrase, tokens: Sequence[Token], names: Sequence[Found], number: int, discourse: _Discourse
) -> tuple[Actor | None, str]:
    named = next((n for n in phrase.names if n.name.kind == "actor"), None)
    if named is not None:
        value = actors_by_id()[named.name.key]
        discourse.bound[phrase.head] = (number, value)
        return value, "actor list"
    country = next((n.name.key for n in phrase.names if n.name.kind in {"people", "country", "capital", "leader"}), None)
    if country in actors_by_id():
        return actors_by_id()[str(country)], "leader"
    return _by_class(phrase, country, number, discourse)


def _by_class(phrase: Phrase, country: str | None, number: int, discourse: _Discourse) -> tuple[Actor | None, str]:
    kinds = {k for m in phrase.modifiers for k in modifier_kinds().get(m, ())}
    where = country or discourse.country
    by = "compositional" if country or kinds else "nominal"
    label = _label(phrase, kinds, country)
    if label is None:
        return None, "open"
    if label == "coalition":
        return discourse.coalition, "nominal"
    if label == "group":
        value = discourse.last(number, GROUPS)
        return value, f"nominal <- {value.name}" if value else "open"
    if label in {"rebels", "islamists", "unidentified"} and country is None:
        value = _bound(phrase, label, number, discourse)
        if value is not None:
            return value, f"nominal <- {value.name}"
    return generated(label, where), by


def _bound(phrase: Phrase, label: str, number: int, discourse: _Discourse) -> Actor | None:
    if phrase.head in discourse.bound:
        return discourse.bound[phrase.head][1]
    if phrase.kind == "militants":
        return discourse.last(number, GROUPS, None if phrase.head.startswith("militant") else True)
    return None


def _label(phrase: Phrase, kinds: set[str], country: str | None) -> str | None:
    anti = any(m.startswith("anti-") for m in phrase.modifiers) or any(link == "anti" for link, _ in phrase.backers)
    if phrase.kind in {"civilians", "protesters", "rioters", "police", "government"}:
        if phrase.head in {"workers", "staff"} or "protest" not in kinds:
            return phrase.kind
        return "protesters"
    if phrase.kind == "coalition" or "coalition" in kinds:
        return "coalition"
    if phrase.kind == "group":
        return "rebels" if "rebel" in kinds else "group"
    if "rebel" in kinds or anti or phrase.kind == "rebels":
        return "rebels"
    if phrase.kind == "gunmen" or "unidentified" in kinds and "state" not in kinds:
        return "unidentified"
    if phrase.kind == "militants" or "militant" in kinds:
        return "islamists" if kinds & {"militant"} or phrase.head[:3] in {"jih", "isl"} else "unidentified"
    if "police" in kinds:
        return "police"
    if phrase.kind == "militia" or "militia" in kinds:
        return "militia"
    if phrase.kind == "military" or "state" in kinds or country:
        return "military"
    return None
