"""Noun phrases that stand for actors: a head noun ("forces", "rebels", "police") and what its modifiers say of it.

Only the words of the phrase are read here; which actor an open phrase stands for is settled in ``actors``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from warmonitor.mentions.actor_names import Found, Name, fold
from warmonitor.model import Token
from warmonitor.ontology import lexicon

LONGEST_PHRASE = 9
HOLDING = frozenset({"held", "led"})  # "rebel-held", "rebel-run"
MODIFIER_POS = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "ADV", "PART", "VERB", "PUNCT", "X", "INTJ"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase with an actor's head noun: its tokens ``first`` to ``last`` (the head), its class and modifiers.

    ``names`` are the names inside that modify the head; ``backers`` those that only back, lead or oppose it.
    """

    first: int
    last: int
    head: str
    kind: str
    modifiers: frozenset[str] = frozenset()
    names: tuple[Found, ...] = ()
    backers: tuple[tuple[str, Found], ...] = ()
    article: str = ""
    possessor: int | None = None
    is_proper: bool = False  # written as the name of a body: "World Health Organisation"

    @property
    def is_definite(self) -> bool:
        return self.article in {"the", "these", "those", "this", "that"} or self.possessor is not None


@cache
def heads() -> Mapping[str, str]:
    """The class of every head noun."""
    return {word: kind for kind, words in lexicon("actors")["heads"].items() for word in words}


@cache
def modifier_kinds() -> Mapping[str, frozenset[str]]:
    """The kinds that a modifier speaks for."""
    out: dict[str, set[str]] = {}
    for kind, words in lexicon("actors")["modifiers"].items():
        for word in words:
            out.setdefault(word, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in out.items()}


@cache
def links() -> Mapping[str, str]:
    """Which link a participle makes: "backed", "allied", "led" or "held"."""
    return {word: kind for kind, words in lexicon("actors")["links"].items() for word in words if kind != "attaching"}


def find_phrases(tokens: Sequence[Token], names: Sequence[Found]) -> list[Phrase]:
    """Every noun phrase with an actor's head noun, left to right; none inside another."""
    name_at = {i: n for n in names for i in range(n.first, n.last + 1)}
    out: list[Phrase] = []
    for i, token in enumerate(tokens):
        word = fold(token.text)
        kind = heads().get(word)
        if kind is None or i in name_at or not _is_noun(tokens, i, word) or _modifies(tokens, i):
            continue
        phrase = _phrase(tokens, name_at, i, word, kind)
        while out and out[-1].first >= phrase.first:
            out.pop()
        out.append(phrase)
    return out


def find_holders(tokens: Sequence[Token]) -> list[Phrase]:
    """The head nouns that only say whose a place is: "rebel-held", "government-controlled"."""
    out = []
    for i in range(len(tokens) - 2):
        word, link = fold(tokens[i].text), fold(tokens[i + 2].text)
        if word in heads() and tokens[i + 1].text == "-" and links().get(link) in HOLDING:
            out.append(Phrase(i, i, word, heads()[word], frozenset({word}) & frozenset(modifier_kinds())))
    return out


def _is_noun(tokens: Sequence[Token], i: int, word: str) -> bool:
    if word == "force" and i > 0 and tokens[i - 1].pos == "ADP":
        return False  # "by force", "came into force"
    if _prefix(tokens, i):
        return False  # "anti-government protests"
    if heads()[word] in {"elected", "rulers"} and not _is_acted_on(tokens, i):
        return False
    pos = tokens[i].pos
    return pos in {"NOUN", "PROPN", "ADJ", "X"} or (pos == "VERB" and word in {"rebels", "allies", "troops"})


def _is_acted_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether something is done to a word: "the governor was shot", "killed two officials", "the murder of a mayor"."""
    while tokens[i].dep in {"conj", "appos"} and tokens[i].head < i:
        i = tokens[i].head
    token, head = tokens[i], tokens[tokens[i].head]
    if token.dep == "pobj":
        return head.text.lower() in {"of", "on", "against"} and tokens[head.head].lemma in harms()
    return token.dep in {"nsubjpass", "dobj", "obj"} and head.lemma in harms()


@cache
def harms() -> frozenset[str]:
    """Words for what is done to a person: "kill", "abduction", "arrest"."""
    return frozenset(lexicon("actors")["verbs"]["harm"])


def _modifies(tokens: Sequence[Token], i: int) -> bool:
    """Whether a head noun here modifies another one: "army soldiers", "rebel-held", "police officers"."""
    if i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    if after.text == "-" and i + 2 < len(tokens):
        return tokens[i + 2].start == after.end and after.start == tokens[i].end
    plural = tokens[i].tag in {"NNS", "NNPS"} or _parts(fold(tokens[i].text), heads().get(fold(after.text), ""))
    return fold(after.text) in heads() and after.pos in {"NOUN", "PROPN"} and not plural


def _phrase(tokens: Sequence[Token], name_at: Mapping[int, Found], last: int, head: str, kind: str) -> Phrase:
    modifiers: set[str] = set()
    names: list[Found] = []
    backers: list[tuple[str, Found]] = []
    i = first = last
    possessor: int | None = None
    article = ""
    while i > 0 and last - i < LONGEST_PHRASE:
        i -= 1
        token, word = tokens[i], fold(tokens[i].text)
        if token.tag in {"DT", "PRP$", "PDT"}:
            article = word
            possessor = i if token.tag == "PRP$" else None
            break
        link = links().get(word)
        if link is not None and (found := _linked(tokens, name_at, i)) is not None:
            backers.append((link, found))
            first = i = found.first
            continue
        if i in name_at and _close(tokens, i):
            found = name_at[i]
            prefix = _prefix(tokens, found.first)
            if any(n.name.kind == "people" for n in names) and found.name.kind in {"capital", "country"} and not prefix:
                break  # "in Beirut Lebanese troops"
            if prefix:
                backers.append((prefix, found))
                first = i = found.first - 2
            else:
                names.append(found)
                first = i = found.first
            continue
        if _ends(tokens, name_at, i, first) or _parts(word, kind):
            break
        if word and word[0].isalnum():
            modifiers.add(word[:-1] if token.tag in {"NNS", "NNPS"} and word[:-1] in modifier_kinds() else word)
            prefix = _prefix(tokens, i)
            if prefix:
                modifiers.add(f"{prefix}-{word}")
                modifiers.discard(word)
                i -= 2
        first = i
    while first < last and first not in name_at and _is_no_start(tokens[first]):
        first += 1
    proper = first < last and all(t.text[0].isupper() for t in tokens[first : last + 1])
    told = frozenset(modifiers)
    return Phrase(first, last, head, kind, told, tuple(names), tuple(backers), article, possessor, proper)


def _is_no_start(token: Token) -> bool:
    """A word that only counts or joins: "at least five attackers", "so-called rebels", "backed rebels"."""
    word = fold(token.text)
    if token.pos in {"NUM", "ADV", "PUNCT", "PART"} or word in quantities():
        return True
    return word == "called" or (word in links() and token.pos in {"VERB", "ADJ"} and word not in {"armed", "allied"})


@cache
def quantities() -> frozenset[str]:
    """Words that say how many and not who."""
    return frozenset(lexicon("actors")["quantities"]["words"])


def _ends(tokens: Sequence[Token], name_at: Mapping[int, Found], i: int, first: int) -> bool:
    """Whether a word on the left is no part of the phrase that begins at ``first`` so far."""
    token = tokens[i]
    if token.pos not in MODIFIER_POS or token.text in ',;:()"“”—–' or _stops(tokens, i, first):
        return True
    if token.pos == "NUM" and tokens[i + 1].text != "-" and (i == 0 or tokens[i - 1].text != "-"):
        return True  # "in Daraa 15 civilians", "tank two mortar positions"
    if fold(token.text).rstrip("s") in day_words():
        return True
    after = name_at.get(i + 1)
    proper = token.pos == "PROPN" and token.text[0].isupper() and fold(token.text) not in modifier_kinds()
    return proper and after is not None and after.name.kind == "people"  # "in Beirut Syrian government forces"


@cache
def day_words() -> frozenset[str]:
    """Days and their parts, which a lost comma leaves before a phrase: "on Saturday army troops"."""
    return frozenset(lexicon("actors")["quantities"]["days"])


def _parts(word: str, kind: str) -> bool:
    """An armed body's noun before civilians ends their phrase, as where a comma was lost: "aircraft residents said"."""
    return kind in {"civilians", "protesters"} and heads().get(word) in {"military", "forces", "militants", "gunmen"}


def _close(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name here belongs to the words after it: "the" or a verb between would part them."""
    return i + 1 < len(tokens) and tokens[i + 1].text not in {",", ";", ":", "(", ")"}


def _stops(tokens: Sequence[Token], i: int, first: int) -> bool:
    """Where a phrase ends on the left: a verb that is no participle, a plural noun, a comma lost."""
    token = tokens[i]
    if token.text == "-":
        return not (i > 0 and tokens[i - 1].end == token.start)
    if token.pos == "VERB":
        return token.tag not in {"VBN", "VBG"} or token.dep not in {"amod", "compound", "nmod"}
    if token.pos == "PUNCT":
        return True
    if token.pos == "PART":
        return token.tag != "POS"
    if token.pos == "ADV":
        return token.dep != "advmod" or i + 1 != first or tokens[first].pos not in {"ADJ", "NUM", "VERB"}
    if token.tag in {"NNS", "NNPS"} and fold(token.text)[:-1] in modifier_kinds():
        return False  # "a Syrian regimes warplane", its apostrophe lost
    if token.tag in {"NNS", "NNPS"}:
        after = tokens[i + 1].tag if i + 1 < len(tokens) else ""
        return after != "POS" and fold(token.text) not in {"forces", "rebels", "special", "women", "men"}
    return False


def _prefix(tokens: Sequence[Token], i: int) -> str | None:
    """ "pro" or "anti" before a hyphen and a word: "pro-Assad forces"."""
    if i >= 2 and tokens[i - 1].text in {"-", "–"} and fold(tokens[i - 2].text) in {"pro", "anti"}:
        return fold(tokens[i - 2].text)
    if i >= 1 and fold(tokens[i - 1].text) in {"pro", "anti"}:
        return fold(tokens[i - 1].text)
    return None


def _linked(tokens: Sequence[Token], name_at: Mapping[int, Found], i: int) -> Found | None:
    """The name before "-backed", "-led" and the like."""
    for k in (i - 1, i - 2):
        joined = tokens[i - 1].text in {"-", "–"}
        if fold(tokens[i].text) == "armed" and not joined:
            return None  # "the Turkish armed forces"
        if k >= 0 and k in name_at and (k == i - 1 or joined):
            return name_at[k]
    if i >= 2 and tokens[i - 1].text in {"-", "–"} and tokens[i - 2].pos in {"NOUN", "PROPN", "ADJ"}:
        return Found(i - 2, i - 2, Name("word", fold(tokens[i - 2].text)))
    return None
