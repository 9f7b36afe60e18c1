"""Spans of a sentence that may name a place, with what the words beside them say of its kind and relation.

Names known to the gazetteer are taken longest first; unknown ones only where the words call them a place. Persons,
organisations, papers and armed groups that carry a place's name are left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

from warmonitor.mentions.gazetteer import RESPELT, SETTLEMENTS, Sense, senses
from warmonitor.mentions.place_names import ARTICLES, fold
from warmonitor.model import Document, Sentence, Token
from warmonitor.ontology import cells, lexicon, table

LONGEST_NAME = 6  # tokens
REACH = 26  # characters after a name in which its province or country may follow
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_NO_PLACE_LABELS = frozenset({"PERSON", "DATE", "TIME", "NORP", "LANGUAGE", "MONEY", "EVENT", "PRODUCT", "WORK_OF_ART"})
_ALSO_ENGLISH = frozenset({"at", "as", "an", "ad", "en", "et", "er", "ed", "ar"})  # articles only where hyphenated
_LINKS = frozenset({"-", "'", "’", "of", "de", "del", "la", "el", "al", "and", "the", *ARTICLES}) | frozenset(
    {"da", "do", "dos", "du", "des", "bin", "ibn", "ben", "wa", "e", "i"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name in the text, the places that it may stand for, and what the words around it say."""

    start: int
    end: int
    name: str
    senses: tuple[Sense, ...]
    kind: str | None = None
    relation: str = "in"
    has_cue: bool = False
    is_called: bool = False  # "the town of X"
    after: str = ""  # the text that follows
    is_tentative: bool = False  # a place only if a name of the article's country sounds like it
    is_bare: bool = False  # a place though no name sounds like it: "near X", "at X", "entered X" leave nothing else
    country: str | None = None  # as the words before say: "the Nigerian village of X"


@dataclass(frozen=True, slots=True)
class Words:
    """The lexicon of place words, ready for look-up."""

    kinds: Mapping[str, str]
    organisations: frozenset[str]
    groups: frozenset[str]
    no_places: frozenset[str]
    before: frozenset[str]
    beside: frozenset[str]
    surely_beside: frozenset[str]
    bare_beside: frozenset[str]
    heads: frozenset[str]
    weapons: frozenset[str]
    deeds: frozenset[str]
    streets: frozenset[str]
    seats: frozenset[str]
    titles: frozenset[str]
    given_names: frozenset[str]
    directions: frozenset[str]
    days: frozenset[str]
    phrases: re.Pattern[str]


@cache
def demonyms() -> frozenset[str]:
    """What the people of the world's countries are called, folded, singular and plural."""
    words = {fold(word) for row in table("countries.csv") for word in cells(row["demonyms"])}
    return frozenset(words | {f"{word}s" for word in words})


@cache
def peoples() -> Mapping[str, str]:
    """The country (ISO code) of each people's name, folded.

    >>> peoples()["nigerian"]
    'NG'
    """
    found: dict[str, str] = {}
    for row in table("countries.csv"):
        for word in cells(row["demonyms"]):
            found.setdefault(fold(word), row["iso2"])
    return found


@cache
def place_words() -> Words:
    data: Mapping[str, Any] = lexicon("places")
    words, persons = data["words"], data["persons"]
    phrases = sorted(map(re.escape, words["phrases"]), key=len, reverse=True)
    return Words(
        kinds=data["kinds"],
        organisations=frozenset(words["organisation_heads"]),
        groups=frozenset(words["group_words"]),
        no_places=frozenset(words["no_places"]),
        before=frozenset(words["places_before"]),
        beside=frozenset(words["beside"]),
        surely_beside=frozenset(words["surely_beside"]),
        bare_beside=frozenset(words["bare_beside"]),
        heads=frozenset(words["heads"]),
        weapons=frozenset(words["weapons"]),
        deeds=frozenset(words["deeds"]),
        streets=frozenset(words["streets"]),
        seats=frozenset(words["seats"]),
        titles=frozenset(persons["titles"]),
        given_names=frozenset(persons["given_names"]),
        days=frozenset(persons["days"]),
        directions=frozenset(data["directions"]["words"]),
        phrases=re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)"),
    )


def surnames(document: Document) -> frozenset[str]:
    """Last names of the persons whom the document names in full, folded; alone they are no places."""
    found = set()
    for sentence in document.coded_sentences:
        for before, token in pairwise(sentence.tokens):
            if before.entity == token.entity == "PERSON" and _is_capital(before) and _is_capital(token):
                found.add(fold(token.text))
    return frozenset(name for name in found if not _is_well_known(name))


def candidates(document: Document, sentence: Sentence) -> Iterator[Toponym]:
    """The toponyms of a sentence in the order of the text, never overlapping."""
    tokens, text = sentence.tokens, document.article.text
    blocked = [m.span() for m in place_words().phrases.finditer(text, sentence.start, sentence.end)]
    is_title = _is_title_case(tokens)
    i = 0
    while i < len(tokens):
        if not _may_start(tokens, i) or any(s <= tokens[i].start < e for s, e in blocked):
            i += 1
            continue
        known = _known_name(text, tokens, i)
        if known is None or _goes_on(tokens, known[0]):
            end, found = _unknown_name(text, tokens, i)
        else:
            end, found = known
            if not _is_place(tokens, i, end, found, is_title) or (is_title and _is_written_small(found, text)):
                found = None
        if found is not None:
            yield found
        i = max(end, i + 1)


def _goes_on(tokens: tuple[Token, ...], end: int) -> bool:
    """Whether a name continues after what the gazetteer knows of it: "Jisr" of "Jisr ash-Shugour"."""
    rest = tokens[end : end + 3]
    return len(rest) == 3 and rest[0].text in ARTICLES and rest[1].text == "-" and _is_capital(rest[2])


def _is_title_case(tokens: tuple[Token, ...]) -> bool:
    words = [t for t in tokens if t.text.isalpha() and len(t.text) > 3]
    return len(words) > 3 and sum(t.text[0].isupper() for t in words) > 0.7 * len(words)


def _is_written_small(found: Toponym | None, text: str) -> bool:
    """Whether a word of a title is a common noun: the article elsewhere writes it with a small letter."""
    if found is None or not found.name.isalpha() or _curated(found.senses):
        return False
    return re.search(rf"(?<![\w-]){found.name.lower()}(?![\w-])", text) is not None


def _is_capital(token: Token) -> bool:
    return token.text[:1].isupper() or (token.text[:1] in "'’`‘" and token.text[1:2].isupper())


def _may_start(tokens: tuple[Token, ...], i: int) -> bool:
    token = tokens[i]
    if _is_capital(token):
        return i == 0 or tokens[i - 1].text != "-" or tokens[i - 1].end != token.start
    word = token.text.lower()
    if word in _ALSO_ENGLISH:
        return i + 1 < len(tokens) and tokens[i + 1].text == "-" and tokens[i + 1].start == token.end
    if word in ARTICLES or "-" in word or word in place_words().directions:
        after = tokens[i + 1 : i + 3]
        return word.split("-")[0] in ARTICLES or (
            word in place_words().directions and bool(after) and _is_capital(after[0]))
    return False


def _known_name(text: str, tokens: tuple[Token, ...], i: int) -> tuple[int, Toponym | None] | None:
    """The longest name of the gazetteer that starts at token ``i``, and the token after it."""
    for j in range(_run_end(tokens, i), i, -1):
        last = tokens[j - 1]
        if last.text in {"of", "and", "the", *ARTICLES} or not last.text[:1].isalnum():
            continue
        if j - i == 1 and (last.text.lower() in ARTICLES or (last.text.islower() and "-" not in last.text)):
            continue
        start, end = tokens[i].start, last.end
        name = text[start:end]
        found = _cased(name, senses(name))
        if tokens[i].text.lower() in _ALSO_ENGLISH and " " in name:
            found = tuple(s for s in found if s.likeness > RESPELT)
        if not found and name.endswith("s") and len(name) > 4 and not name.endswith("ss"):
            end, found = end - 1, senses(name[:-1])
        if found and (j - i == 1 or not tokens[i].text.islower() or tokens[i].text in ARTICLES or _curated(found)):
            known = Toponym(start, end, text[start:end], found, after=text[end : end + REACH])
            return j, _token_cues(tokens, i, j, known)
    return None


def _cased(name: str, found: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Short forms of countries count in capitals only ("CAR", not "Car")."""
    if len(name) > 3 or name.isupper():
        return found
    return tuple(s for s in found if s.entry.place.kind != "country")


def _curated(found: tuple[Sense, ...]) -> bool:
    return any(s.entry.is_curated for s in found)


def _run_end(tokens: tuple[Token, ...], i: int) -> int:
    """Index after the last token that may belong to a name starting at ``i``."""
    j = i + 1
    while j < len(tokens) and j - i < LONGEST_NAME:
        token = tokens[j]
        linked = token.text in _LINKS and j + 1 < len(tokens)
        is_head = token.text in place_words().heads  # "Saky air base"
        if not (_is_capital(token) or linked or is_head or token.text[:1].isdigit()
                or _is_article(tokens, j)):  # fmt: skip
            break
        j += 1
    return j


def _unknown_name(text: str, tokens: tuple[Token, ...], i: int) -> tuple[int, Toponym | None]:
    """A capitalised run that no gazetteer holds, if the words beside it call it a place."""
    j = i + 1
    while j < len(tokens) and j - i < LONGEST_NAME and (
        _is_capital(tokens[j]) or (tokens[j].text == "-" and tokens[j].start == tokens[j - 1].end)
        or _is_article(tokens, j) or _is_inner(tokens, j)
    ) and (_is_joined(tokens, j) or tokens[j].text in ARTICLES or not _is_well_known(tokens[j].text)):  # fmt: skip
        j += 1
    while j - i > 1 and (tokens[j - 1].text == "-" or tokens[j - 1].text in ARTICLES):
        j -= 1
    words = place_words()
    run = [fold(t.text) for t in tokens[i:j]]
    if any(w in words.groups or w in words.organisations for w in run) or all(w in words.no_places for w in run):
        return j, None
    if not _is_capital(tokens[i]) and tokens[i].text.split("-")[0] not in ARTICLES:
        return j, None
    name = text[tokens[i].start : tokens[j - 1].end]
    found = _token_cues(tokens, i, j, Toponym(tokens[i].start, tokens[j - 1].end, name, ()))
    labelled = all(t.entity in _PLACE_LABELS for t in tokens[i:j])
    before = tokens[i - 1].text.lower() if i else ""
    if len(name) < 4 or run[0] in words.no_places or run[0] in demonyms() or _is_weapon(tokens, i, j):
        return j, None
    is_name = all(t.pos == "PROPN" for t in tokens[i:j:2])
    beside = i > 0 and is_name and (found.kind is not None or before in words.seats)
    if found.is_called or beside or (labelled and before in words.before):
        return j, found
    labels = {t.entity for t in tokens[i:j]} & _NO_PLACE_LABELS
    may_be = labels <= {"PERSON", "NORP", "PRODUCT"} and before in words.surely_beside
    if is_name and before in words.beside and (not labels or may_be):
        return j, replace(found, is_tentative=True, is_bare=before in words.bare_beside and _is_bare(tokens, i, j))
    return j, None


def _is_bare(tokens: tuple[Token, ...], i: int, j: int) -> bool:
    """One name in mixed case that owns nothing and goes on in no other name: no acronym, no person's, no headline's."""
    after = tokens[j] if j < len(tokens) else None
    goes_on = after is not None and (_is_capital(after) or after.text in {"'s", "’s", "'", "’", "-", "&"})
    is_one = j - i == 1 or any(t.text == "-" for t in tokens[i:j])
    return is_one and not tokens[i].text.isupper() and not goes_on and not _is_title_case(tokens)


def _is_article(tokens: tuple[Token, ...], j: int) -> bool:
    """An Arabic article: "al", "as-Salam"; the English "at" and "as" are none."""
    word = tokens[j].text.split("-")[0]
    if word not in ARTICLES or word not in _ALSO_ENGLISH:
        return word in ARTICLES
    return "-" in tokens[j].text or (j + 1 < len(tokens) and tokens[j + 1].text == "-")


def _is_inner(tokens: tuple[Token, ...], j: int) -> bool:
    """A short word between hyphens: "Dasht-e-Archi"."""
    return tokens[j - 1].text == "-" and j + 1 < len(tokens) and tokens[j + 1].text == "-" and len(tokens[j].text) < 3


def _is_joined(tokens: tuple[Token, ...], j: int) -> bool:
    """Behind an article or a hyphen: part of the name that began before ("Um al-Awsaj")."""
    return tokens[j - 1].text == "-" or tokens[j - 1].text in ARTICLES


def _is_place(tokens: tuple[Token, ...], i: int, end: int, found: Toponym | None, is_title: bool) -> bool:
    if found is None:
        return False
    words = place_words()
    folded = fold(found.name)
    is_country = any(s.entry.place.kind == "country" for s in found.senses)
    if (folded in words.no_places or folded in demonyms()) and not found.is_called:
        return False
    if len(folded) < 3 and not (is_country and found.name.isupper()):
        return False
    if found.name.isupper() and not is_country and len(folded) < 5 and not _curated(found.senses):
        return False
    if _is_weapon(tokens, i, end):
        return False
    if end < len(tokens) and tokens[end].text in words.streets and not _curated(found.senses):
        return False  # "Nile Street"
    if end < len(tokens) and tokens[end].text == "-" and tokens[end].start == tokens[end - 1].end:
        return False
    if end - i == 1 and tokens[i].pos not in {"PROPN", "ADJ"} and not (found.has_cue or "-" in tokens[i].text):
        strong = is_country or any(_is_large(s, 100_000) for s in found.senses)
        if not strong or tokens[i].pos in {"VERB", "AUX", "ADP", "DET", "PRON", "CCONJ", "SCONJ", "ADV", "PART"}:
            return False
    return not (_is_person(tokens, i, end, folded, is_country) or _is_organisation(tokens, i, end, is_title))


def _is_weapon(tokens: tuple[Token, ...], i: int, end: int) -> bool:
    """ "Tomahawk missiles", "a Kornet launcher": the make of a weapon, no "Odesa missile attack", no large town's."""
    words, after = place_words(), [t.text.lower() for t in tokens[end : end + 2]]
    names_weapon = bool(after) and after[0] in words.weapons and not words.deeds.intersection(after[1:])
    return names_weapon and end - i == 1 and not _is_well_known(tokens[i].text)


def _is_person(tokens: tuple[Token, ...], i: int, end: int, folded: str, is_country: bool) -> bool:
    """Within a longer person's name, behind a title, or a given name before another capitalised word."""
    words = place_words()
    before = tokens[i - 1] if i else None
    after = tokens[end] if end < len(tokens) else None
    if before is not None and fold(before.text) in words.titles and _is_capital(before) and not is_country:
        return True
    if after is not None and _is_capital(after) and folded in words.given_names and not _is_day(after):
        return after.pos == "PROPN" and not _is_well_known(after.text) and fold(after.text) not in words.kinds
    if tokens[i].entity != "PERSON":
        return False
    left = before is not None and before.entity == "PERSON" and _is_capital(before) and not _is_well_known(before.text)
    right = after is not None and after.entity == "PERSON" and _is_capital(after) and not _is_well_known(after.text)
    return left or right


def _is_day(token: Token) -> bool:
    return token.entity == "DATE" or token.text.casefold() in place_words().days


def _is_well_known(name: str) -> bool:
    """A place that stands beside another one where the text has lost its commas ("in Aleppo Homs and Hama")."""
    return any(_is_large(s, 50_000) for s in senses(name))


def _is_large(sense: Sense, people: int) -> bool:
    entry = sense.entry
    if entry.is_curated:
        return entry.place.kind not in {"village", "town"}
    return entry.population >= people and entry.place.kind in SETTLEMENTS


def _is_organisation(tokens: tuple[Token, ...], i: int, end: int, is_title: bool) -> bool:
    words = place_words()
    right = end
    while right < len(tokens) and _is_capital(tokens[right]) and right - end < (1 if is_title else 4):
        if fold(tokens[right].text) in words.organisations:
            return True
        right += 1
    left = i - 1
    while left >= 0 and i - left < 5 and not is_title and (
        _is_capital(tokens[left]) or tokens[left].text == "-" or tokens[left].text in ARTICLES
    ):  # fmt: skip
        if fold(tokens[left].text) in words.groups:
            return True
        left -= 1
    return i > 1 and tokens[i - 1].text == "of" and _is_capital(tokens[i - 2]) and (
        fold(tokens[i - 2].text) in words.organisations)


@cache
def _relation_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = [(phrase, name) for name, phrases in lexicon("places")["relations"].items() for phrase in phrases]
    rows.sort(key=lambda row: -len(row[0]))
    kinds = "|".join(sorted(place_words().kinds, key=len, reverse=True))
    tail = rf"(?: the)?(?: [\w-]+){{0,2}}?(?: (?:{kinds}) of)?(?: the)?$"
    return tuple((re.compile(rf"\b{re.escape(phrase)}{tail}"), name) for phrase, name in rows)


_DIRECTION = re.compile(
    r"\b(north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?"
    r"(?: (?:side|part|parts|edge|tip|corner|outskirts|countryside|suburbs?))?(?: of)?(?: the)?"
    r"(?: (?:\w+ )?(?:city|town|village|province|capital) of)?(?: (?:city|town|capital))?(?: of)?$"
)


_SIDE_OF_COUNTRY = re.compile(r"ern (?:\w+ )?(?:city|town|village|port|capital)\b")  # "the northern town of X" is X


_WORD = re.compile(r"\w+|[^\w\s]")


def with_plain_cues(text: str, found: Toponym) -> Toponym:
    """A toponym given by its span, with the kind and the relation that the words around it state."""
    before = _WORD.findall(text, max(0, found.start - 60), found.start)
    after = _WORD.findall(text, found.end, found.end + 60)
    return _with_cues(before, after, found)


def _token_cues(tokens: tuple[Token, ...], i: int, j: int, found: Toponym) -> Toponym:
    return _with_cues([t.text for t in tokens[max(0, i - 7) : i]], [t.text for t in tokens[j : j + 6]], found)


def _with_cues(words_before: Sequence[str], words_after: Sequence[str], found: Toponym) -> Toponym:
    """The toponym with the kind and the relation that its neighbours state."""
    before = " ".join(words_before[-7:]).lower().replace(" - ", "-")
    after = [word.lower() for word in words_after[:6]]
    kind = (None if _is_inner_name(words_before) else _kind_before(before)) or _kind_after(after)
    relation = _relation(before, after)
    cued = kind is not None or (before.rsplit(" ", 1)[-1] in place_words().before)
    called = bool(_CALLED.search(before))
    found = replace(found, kind=kind, relation=relation, has_cue=cued, is_called=called)
    match = _OF_A_PEOPLE.search(before)
    words = fold(match.group(1)) if match else ""
    told = [peoples()[w] for w in (words, *reversed(words.split())) if w in peoples()]
    return _within(found, told[0]) if told else found


def _within(found: Toponym, country: str) -> Toponym:
    """The toponym with its namesakes abroad left out, where the words before it name the country."""
    home = tuple(s for s in found.senses if s.entry.place.country == country)
    return replace(found, country=country, senses=home)


def _is_inner_name(words: Sequence[str]) -> bool:
    """ "The Gedo region of Somalia": the kind is Gedo's; "the Syrian province of Hama": it is Hama's."""
    named = len(words) > 2 and words[-1] == "of" and words[-3][:1].isupper()
    return named and fold(words[-3]) not in demonyms()


_OF_A_PEOPLE = re.compile(r"((?:\w+ )?\w+) (?:city|town|village|hamlet|port|province) (?:of|called|named)$")
_CALLED = re.compile(r"(?:city|town|village|district|province|neighbou?rhood) (?:of|called|named)$")


def _kind_before(before: str) -> str | None:
    match = re.search(r"(\w+) (?:of|called|named)(?: the)?$", before) or re.search(r"(city|town|village|camp)$", before)
    return place_words().kinds.get(match.group(1)) if match and match.group(1) != "capital" else None


def _kind_after(after: list[str]) -> str | None:
    kinds = place_words().kinds
    words = [w for w in after if w not in {"'s", "’s"}]
    if words[:2] in (["town", "of"], ["village", "of"], ["city", "of"]):
        return None  # "the Karabakh town of X": the town is X
    for word in words[:2]:
        if word in kinds:
            return kinds[word]
        if word not in {"air", "border", "refugee", "military"}:
            break
    if len(words) > 2 and words[0] in {"and", ","} and words[2] in kinds and words[2].endswith("s"):
        return kinds[words[2]]
    return None


def _relation(before: str, after: list[str]) -> str:
    for pattern, name in _relation_patterns():
        if pattern.search(before):
            return name
    match = _DIRECTION.search(before)
    if match and not _SIDE_OF_COUNTRY.search(match.group()):
        side = match.group(1)
        return f"{side} of" if " of" in match.group() and "ern" not in match.group() else f"{side}ern"
    rest = " ".join(w for w in after[:4] if w not in {"'s", "’s"})
    match = re.match(r"(?:(?:north|south|east|west)\w* )?(countryside|suburbs?|outskirts|border)", rest)
    names = {"countryside": "countryside", "outskirts": "outskirts", "border": "border"}
    return names.get(match.group(1), "suburbs") if match else "in"
