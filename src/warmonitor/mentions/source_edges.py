"""Cuts a speaker's phrase to the noun phrase that speaks, where a lost comma let it swallow its neighbours.

"areas in a town UNICEF said", "killed 13 people MSF said", "according to medics five people died".
"""

from __future__ import annotations

from collections.abc import Sequence

from warmonitor.mentions.source_lexicon import find_bodies, find_country, nouns, verbs, word_set
from warmonitor.model import Token

MODIFIERS = frozenset({"ADJ", "PROPN"})
AREAS = frozenset({"state", "province", "district", "region", "city", "town", "village", "county", "governorate"})
WHERE = frozenset({"in", "near", "at", "from", "to", "into", "around", "outside"})
SMALL = frozenset({"one", "two", "three", "four", "five", "six", "both"})


def trimmed(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int]) -> tuple[int, int] | None:
    """The part of a phrase that speaks; None where only counted victims are left."""
    start, end = phrase
    start = _after_place(tokens, low, start, end)
    start = max(start, _body_start(tokens, start, end), _noun_start(tokens, low, start, end))
    start = max(start, _title_start(tokens, low, start, end))
    if tokens[start].pos == "NUM" and low[start] not in SMALL and not _is_source(tokens, low, start, end):
        return None
    return start, end


def _after_place(tokens: Sequence[Token], low: Sequence[str], start: int, end: int) -> int:
    """ "(fled) to the coast and several local outlets alleged": the conjunct that speaks, the other one cannot."""
    for k in range(start + 1, end - 1):
        if tokens[k].pos != "CCONJ":
            continue
        left, right = _text(tokens, start, k), low[end - 1]
        if right in nouns() and low[k - 1] not in nouns() and not find_bodies(left) and not find_country(left):
            return k + 1 if tokens[k - 1].pos == "NOUN" or low[start] in {"the", "a", "an"} else start
    return start


def _is_source(tokens: Sequence[Token], low: Sequence[str], start: int, end: int) -> bool:
    return any(t.text[:1].isupper() for t in tokens[start:end]) or low[end - 1] in word_set("nouns", "monitor")


def _body_start(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where a known body begins after a plural noun or a counted one: "13 people MSF", "Chemical attacks HRW"."""
    offset = tokens[start].start
    text = _text(tokens, start, end)
    found = find_bodies(text)
    if not found or found[-1][0] == 0:
        return start
    first = next(k for k in range(start, end) if tokens[k].end - offset > found[-1][0])
    while first > start and tokens[first - 1].pos in {"DET", "ADJ"}:
        first -= 1
    if first == start:
        return start
    before = tokens[first - 1]
    apart = (before.tag == "NNS" and before.text.lower() not in nouns()) or tokens[start].pos == "NUM"
    inner = any(t.pos == "ADP" for t in tokens[start:first]) and before.pos in {"NOUN", "PROPN"}
    closes = found[-1][1] >= len(text) - 1
    speaks = not closes and any(t.text.lower() in nouns() for t in tokens[start:first])
    return first if before.pos in {"NOUN", "PROPN"} and (apart or (inner and not speaks)) else start


def _text(tokens: Sequence[Token], start: int, end: int) -> str:
    """The words with the gaps of the text, so that offsets fit."""
    out = ""
    for t in tokens[start:end]:
        out += " " * (t.start - tokens[start].start - len(out)) + t.text
    return out


def _noun_start(tokens: Sequence[Token], low: Sequence[str], start: int, end: int) -> int:
    """Where a plural speaker stands alone at the end: "the first days of the assault residents"."""
    last = end - 1
    if tokens[last].tag != "NNS" or low[last] not in nouns() or last == start:
        return start
    k = last
    while k > start and (tokens[k - 1].pos in MODIFIERS or low[k - 1] in nouns() or _joins(tokens, low, k - 1)):
        k -= 1
    if k > start and low[k - 1] in SMALL:
        k -= 1
    if k == start or tokens[k - 1].pos in {"DET", "PUNCT", "CCONJ", "PART", "VERB"}:
        return start
    if tokens[k - 1].pos in {"NOUN", "NUM", "PROPN"}:
        return k
    heads = [j for j in range(start, k) if tokens[j].pos == "NOUN"]
    return k if heads and low[heads[0]] not in nouns() and tokens[k - 1].pos != "ADP" else start


def _title_start(tokens: Sequence[Token], low: Sequence[str], start: int, end: int) -> int:
    """Where a person's title begins: "(in Borno state) militia leader X", "(at least 10 people) police captain Y"."""
    name = end
    while name > start and tokens[name - 1].pos == "PROPN":
        name -= 1
    if name in {start, end}:
        return start
    title = name
    while title > start and tokens[title - 1].tag == "NN" and low[title - 1] not in AREAS:
        title -= 1
    swallowed = any(t.pos == "NUM" or t.text.lower() in WHERE for t in tokens[start:title])
    ends_there = title > start and (tokens[title - 1].tag == "NNS" or low[title - 1] in AREAS)
    return title if swallowed and ends_there else start


def _joins(tokens: Sequence[Token], low: Sequence[str], k: int) -> bool:
    """A noun that says which speakers: "health workers", "army officers", "hospital sources"."""
    return low[k] in word_set("classes", "modifying") or (tokens[k].text == "-" and tokens[k].pos == "PUNCT")


def cut_at(tokens: Sequence[Token], low: Sequence[str], start: int, k: int) -> bool:
    """Whether a phrase ends before ``k`` because what follows is the beginning of what is said."""
    if k <= start or tokens[k - 1].pos not in {"NOUN", "PROPN", "PUNCT"} or tokens[k - 1].text in {"(", "-", ","}:
        return False
    if tokens[k].pos == "NUM":
        return k + 1 < len(tokens) and tokens[k + 1].pos in {"NOUN", "ADJ", "NUM", "VERB", "PROPN"}
    if low[k] in {"tens", "dozens", "hundreds", "thousands", "scores"}:
        return True
    return tokens[k].pos == "DET" and not _is_apposition(tokens, low, k)


def _is_apposition(tokens: Sequence[Token], low: Sequence[str], k: int) -> bool:
    """ "Ercan Kaya the governor of Hatay", "Manal a teacher": a speaker's noun that no verb of saying follows."""
    for j in range(k + 1, min(k + 7, len(tokens))):
        if low[j] in nouns():
            return j + 1 >= len(tokens) or low[j + 1] not in verbs()
        if tokens[j].pos not in {"ADJ", "NOUN", "PROPN", "NUM", "PUNCT", "ADV"} and low[j - 1] != "-":
            return False
    return False
