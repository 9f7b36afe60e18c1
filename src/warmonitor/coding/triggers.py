"""Words that name an event, found in a parsed sentence by the list ``lexicon/en/triggers.csv``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from warmonitor.coding.words import word_list
from warmonitor.model import Sentence, Token
from warmonitor.ontology import table

GAP = 3  # words that may stand between the parts of a verb phrase: "took full control", "blew the vest up"
STATES = frozenset({"acomp", "oprd"})
PARTS = frozenset({"nsubjpass", "dobj", "obj", "prt", "advmod"})  # of a verb phrase, wherever they stand
NOUN_TAGS = frozenset({"NOUN", "PROPN"})
GERUND_DEPS = frozenset({"nsubj", "csubj", "nsubjpass", "pobj", "dobj"})  # "fighting in X claimed ..."
FILLERS = frozenset({"DET", "ADJ", "ADV", "PRON", "NUM", "PUNCT", "NOUN"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the trigger list: ``words`` are lemmas."""

    words: tuple[str, ...]
    pos: str
    sub_event_type: str
    strength: str
    frame: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """An entry at its place: tokens ``first`` to ``last``, with ``head`` the one that governs in the tree."""

    entry: Entry
    first: int
    last: int
    head: int


@cache
def entries() -> Mapping[str, tuple[Entry, ...]]:
    """The trigger list by first lemma, longest phrases first."""
    out: dict[str, list[Entry]] = {}
    for row in table("lexicon/en/triggers.csv"):
        for phrase in row["words"].split("|"):
            words = tuple(phrase.replace("-", " ").split())  # the parser parts words at their hyphens
            out.setdefault(words[0], []).append(
                Entry(words, row["pos"], row["sub_event_type"], row["strength"], row["frame"])
            )
    return {word: tuple(sorted(rows, key=lambda e: -len(e.words))) for word, rows in out.items()}


def may_hold_events(lemmas: Collection[str]) -> bool:
    """Whether a sentence whose words can have these lemmas may hold a trigger; never False where it does.

    >>> may_hold_events({"he", "take", "takes", "control"}), may_hold_events({"shop", "open", "at", "nine"})
    (True, False)
    """
    rows = (entry for lemma in lemmas for entry in entries().get(lemma, ()))
    return any(all(word in lemmas for word in entry.words) for entry in rows)


def holds_events(sentence: Sentence) -> bool:
    """Whether a parsed sentence has a trigger."""
    return bool(find_triggers(sentence))


def _is_of_another(tokens: tuple[Token, ...], trigger: Trigger) -> bool:
    """ "Air raid sirens", "bomb threat": the phrase only modifies a noun that is no event."""
    token = tokens[trigger.head]
    return token.dep == "compound" and tokens[token.head].lemma in word_list("not_events", "heads")


def find_triggers(sentence: Sentence) -> list[Trigger]:
    """Every trigger of a sentence, left to right, none inside another."""
    found: list[Trigger] = []
    tokens = sentence.tokens
    i = 0
    while i < len(tokens):
        trigger = _at(tokens, i)
        if trigger is not None and not _is_of_another(tokens, trigger):
            found.append(trigger)
            i = trigger.last + 1 if trigger.entry.pos == "noun" else i + 1
        else:
            i += 1
    return _without_inner(found)


def _without_inner(found: list[Trigger]) -> list[Trigger]:
    """Drop a trigger whose words a longer one before it already covers ("blow up" > "blow")."""
    out: list[Trigger] = []
    for trigger in found:
        if not any(o.first <= trigger.first and trigger.last <= o.last for o in out):
            out.append(trigger)
    return out


def _at(tokens: tuple[Token, ...], i: int) -> Trigger | None:
    token = tokens[i]
    for lemma in dict.fromkeys((token.lemma, token.text.lower(), *_verbs_of(token))):
        for entry in entries().get(lemma, ()):
            last = _match(tokens, i, entry)
            if last is not None:
                head = last if entry.pos == "noun" else i
                return Trigger(entry, i, last, head)
    return None


def _verbs_of(token: Token) -> tuple[str, ...]:
    """The verbs whose participle an adjective may be: "the town is encircled"."""
    word = token.text.lower()
    if token.pos != "ADJ" or token.dep not in STATES or not word.endswith("ed"):
        return ()
    return word[:-1], word[:-2]


def _match(tokens: tuple[Token, ...], i: int, entry: Entry) -> int | None:
    """Index of the last token of the phrase that starts at i, or None."""
    if not _fits(tokens, i, entry):
        return None
    at = i
    for word in entry.words[1:]:
        after = _next(tokens, at + 1, word, GAP if entry.pos == "verb" else 0)
        if after < 0 and not (entry.pos == "verb" and _hangs_on(tokens, i, word)):
            return None
        at = max(at, after)
    return at


def _hangs_on(tokens: tuple[Token, ...], verb: int, word: str) -> bool:
    """Whether a part of a verb phrase stands elsewhere: "the flag was raised", "handed the base in X over"."""
    beside = (t for i, t in enumerate(tokens) if t.head == verb and i != verb and t.dep in PARTS)
    return any(word in (t.lemma, t.text.lower()) for t in beside)


def _next(tokens: tuple[Token, ...], at: int, word: str, gap: int) -> int:
    skipped = 0
    while at < len(tokens):
        token = tokens[at]
        if word in (token.lemma, token.text.lower()):
            return at
        if token.text == "-" and skipped == 0:
            at += 1
            continue
        if skipped >= gap or token.pos not in FILLERS:
            return -1
        skipped += 1
        at += 1
    return -1


def _fits(tokens: tuple[Token, ...], i: int, entry: Entry) -> bool:
    token = tokens[i]
    if entry.pos == "any":
        return True
    if entry.pos == "verb":
        is_verb = token.pos == "VERB" and token.dep not in {"compound", "amod", "csubj"}
        return is_verb or (token.lemma != entry.words[0] and entry.words[0] in _verbs_of(token))
    if len(entry.words) > 1:
        return True
    is_noun = token.pos in NOUN_TAGS or (token.tag == "VBG" and token.dep in GERUND_DEPS)
    return is_noun and (token.dep != "compound" or entry.strength == "strong")
