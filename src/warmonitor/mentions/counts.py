"""Finds the figures of an article that count people, places, ground or weapons, and what each one counts.

``whom`` comes from the counted noun: all, civilians, children, women, or "combatants", which the coder turns into
side_a or side_b. A total of the whole war has ``by`` "cumulative"; a coder leaves it out of an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from warmonitor.mentions.count_candidates import Candidate, find_candidates, find_persons
from warmonitor.mentions.count_kinds import (
    PEOPLE,
    by_class,
    counting_nouns,
    is_joint,
    kind_after,
    kind_before,
    kind_beyond,
    kind_by_tree,
    verb_kinds,
)
from warmonitor.mentions.count_noughts import find_noughts
from warmonitor.mentions.count_parts import is_part, judge_parts
from warmonitor.mentions.count_phrases import is_war_total, unranked
from warmonitor.mentions.count_tallies import judge_tallies
from warmonitor.model import Count, Document, Mention, Sentence, Token
from warmonitor.ontology import lexicon

ONE_PERSON = frozenset({"killed", "injured", "abducted", "arrested", "captured", "released", "missing", "evacuated"})
HELD = frozenset({"abducted", "arrested", "evacuated"})
OWNERS = frozenset({"his", "its", "their", "our", "own"})
NEAR = 4  # sentences from a toll to the figure that goes on with it: "the list stands at 118"
LOOK_BACK = 12  # figures before a part that may be its whole
FORCED = frozenset({"force", "forced", "forcing", "forces", "drove", "driven", "driving"})


def find(document: Document) -> Iterator[Mention]:
    """Every figure whose kind the words give, in the order of the text."""
    text = document.article.text
    earlier: list[Candidate] = []
    for number, sentence in enumerate(sorted(document.coded_sentences, key=lambda s: s.start)):
        tokens = sentence.tokens or _plain_tokens(text, sentence)
        candidates = _judged(text, sentence, tokens, earlier)
        for c in candidates:
            c.sentence = number
        judge_tallies(candidates, [t for t in earlier if t.sentence >= number - NEAR], tokens)
        candidates = [c for c in candidates if c.kind is not None]
        for c in candidates:
            yield _mention(document, sentence, c)
        earlier = [*earlier, *candidates][-LOOK_BACK:]


def _judged(text: str, sentence: Sentence, tokens: Sequence[Token], earlier: list[Candidate]) -> list[Candidate]:
    """The figures of a sentence that count something."""
    found = [*find_candidates(text, sentence, tokens), *find_persons(sentence, tokens)]
    candidates = _without_overlaps(found, tokens)
    for candidate in candidates:
        _judge(candidate, tokens)
    _judge_lists(candidates, tokens)
    judge_parts(candidates, earlier, tokens)
    _reach(candidates, tokens)
    noughts = find_noughts(sentence, tokens)
    return sorted([*candidates, *noughts], key=lambda c: c.start)


def _without_overlaps(candidates: Iterable[Candidate], tokens: Sequence[Token]) -> list[Candidate]:
    """The earlier of two that share words; both of "five of the seven people killed", where the words tell of seven."""
    ordered = sorted(candidates, key=lambda c: c.start)
    out: list[Candidate] = []
    for c in ordered:
        outer = next((o for o in out if c.start < o.end), None)
        if outer is None:
            out.append(c)
        elif c.last == outer.last and outer.first < c.first and _is_whole_inside(c, tokens):
            outer.subset, outer.whole = True, c
            out.append(c)
    return out


def _is_whole_inside(c: Candidate, tokens: Sequence[Token]) -> bool:
    follows = tokens[c.last + 1].text.lower() if c.last + 1 < len(tokens) else ""
    return follows in {"killed", "wounded", "injured", "dead", "abducted", "kidnapped"}


def _plain_tokens(text: str, sentence: Sentence) -> tuple[Token, ...]:
    """Words without a parse, for a document that was not parsed."""
    words = re.finditer(r"\w+(?:[-'.,]\w+)*|[^\w\s]", text[sentence.start : sentence.end])
    at = sentence.start
    return tuple(
        Token(at + m.start(), at + m.end(), m.group(), m.group().lower(), "", "", "", n) for n, m in enumerate(words)
    )


def _judge(c: Candidate, tokens: Sequence[Token]) -> None:
    """Sets the kind from the words beside the figure, else from the tree."""
    words = [t.text.lower() for t in tokens]
    if c.noun is not None and words[c.noun] == "men" and _are_fighters(c, words):
        c.noun_class = "combatants"
    noun_class = c.noun_class if c.noun_class is not None else "all"
    own_kind = counting_nouns().get(words[c.noun]) if c.noun is not None else None
    if own_kind and words[c.noun or 0] not in {"dead", "wounded", "injured"}:
        acted = kind_after(tokens, c.last, "all") or kind_before(tokens, c.first, "all")
        c.kind = acted if acted and own_kind in HELD else own_kind  # "executed 11 hostages", "20 deaths"
        return
    c.subset = c.subset or is_part(c, words)
    if _is_strong(c, words):
        c.kind, c.by = "strength", "beside"
        return
    if (c.figure.low is not None or c.figure.high is not None) and is_joint(tokens, c.first, c.last):
        return
    if c.noun is not None and words[c.noun] in {"lives", "life"}:
        c.kind = None if set(words[max(0, c.first - 4) : c.first]) & _saving() else "killed"
        return
    c.kind = _kind_of_state(c, tokens)
    if c.kind:
        return
    own = verb_kinds().get(words[c.last])
    if c.noun is not None and (
        words[c.last] in {"killed", "slain"} or words[c.last] in lexicon("counts")["adjectives"]
    ):
        c.kind = lexicon("counts")["adjectives"].get(words[c.last]) or (own.object if own else None)
        return
    c.kind = (_kind_done(c, tokens) if not c.subset else None) or kind_after(tokens, c.last, noun_class)
    if c.kind is None and (not c.subset or words[c.last + 1 : c.last + 3] == ["of", "them"]):
        c.kind = kind_before(tokens, c.first, noun_class)  # "arrested eleven of them"
    if c.kind is None and not c.subset:
        c.kind = kind_beyond(tokens, c.last, noun_class)
    if c.kind is None and not c.subset:
        c.kind, c.by = kind_by_tree(tokens, c.last, noun_class), "tree"
    if c.kind is None and c.subset and words[c.last + 1 : c.last + 2] == [","]:
        c.kind = kind_after(tokens, c.last + 1, noun_class)  # "a group of men, including four teachers, went missing"
    if c.kind is None and c.subset:
        c.kind, c.by = kind_beyond(tokens, c.last, noun_class), "beside"
    if c.kind is None and words[c.first - 1 : c.first] and words[c.first - 1] in FORCED and c.noun_class in PEOPLE:
        c.kind = "displaced" if {"home", "homes", "flee"} & set(words[c.last + 1 : c.last + 6]) else None
    if c.person and c.kind not in ONE_PERSON:
        c.kind = None


def _are_fighters(c: Candidate, words: Sequence[str]) -> bool:
    """ "Three of his men", "the group lost only two men"."""
    inside, before = words[c.first : c.noun], words[max(0, c.first - 2) : c.first]
    return bool(OWNERS & set(inside) or {"lost", "losing", "lose"} & set(before))


def _saving() -> frozenset[str]:
    return frozenset(lexicon("counts")["lives"]["not_lost"])


def _kind_of_state(c: Candidate, tokens: Sequence[Token]) -> str | None:
    """ "In addition to 8 injured people": what they are, unless the words beside tell what then became of them."""
    if c.noun is None or c.noun == c.first:
        return None
    inside = (lexicon("counts")["adjectives"].get(t.text.lower()) for t in tokens[c.first : c.noun])
    state = by_class(next(filter(None, inside), None), c.noun_class)
    if state is None:
        return None
    then = kind_after(tokens, c.last, c.noun_class)
    if then in ONE_PERSON:
        return then
    before = tokens[c.first - 1].text.lower() if c.first else ""
    acted = kind_before(tokens, c.first, c.noun_class) if before in verb_kinds() else None
    return acted if acted in ONE_PERSON else state


def _kind_by_noun(c: Candidate, words: Sequence[str]) -> str | None:
    """Fighters and protesters that nothing happens to are a strength; rockets and shells are weapons."""
    if c.person or c.subset:
        return None
    groups = lexicon("counts")["nouns_of"]
    if c.noun is None or (c.figure.low is None and c.figure.high is None):
        return None
    if words[c.noun] in groups["protest"] or c.noun_class == "combatants":
        return "strength"
    return "weapons" if words[c.noun] in groups["fired"] else None


def _is_strong(c: Candidate, words: Sequence[str]) -> bool:
    """ "a 500-strong contingent"."""
    after = c.last + 1 if c.noun is None else c.first + 1
    return any(w.endswith("-strong") or w == "strong" for w in words[c.first : after + 2])


def _judge_lists(candidates: list[Candidate], tokens: Sequence[Token]) -> None:
    """ "the lives of 31 soldiers and 12 rebels": the second of a list is what the first is."""
    words = [t.text.lower() for t in tokens]
    for before, c in pairwise(candidates):
        listed = _is_listed(tokens[before.last + 1 : c.first])
        if c.kind is None and listed and before.kind and not c.subset and c.noun_class in PEOPLE:
            c.kind, c.by = before.kind, "list"
    for c in candidates:
        if c.kind is None and not is_joint(tokens, c.first, c.last):
            c.kind, c.by = _kind_by_noun(c, words), "noun"


def _is_listed(between: Sequence[Token]) -> bool:
    """Whether a figure is the next of a list: "12 rebels and 3 soldiers", "40 clansmen as well as 12 police"."""
    words = [t.text.lower() for t in between]
    if words in (["and"], [","], [",", "and"]):
        return True
    return words[-3:] == ["as", "well", "as"] and not any(t.pos in {"VERB", "AUX", "PUNCT"} for t in between[:-3])


def _reach(candidates: list[Candidate], tokens: Sequence[Token]) -> None:
    """ "At least 20 X and 5 Y": the qualifier reaches both, unless the second has a verb of its own before it."""
    for before, c in pairwise(candidates):
        between = [t.text.lower() for t in tokens[before.last + 1 : c.first]]
        opened = before.figure.low is not None and before.figure.high is None and not before.figure.vague
        exact = c.figure.low is not None and c.figure.low == c.figure.high and c.figure.start == c.figure.number
        if (
            opened
            and exact
            and not c.person
            and tokens[c.last].text.lower() != "others"
            and not c.subset
            and 0 < len(between) <= 6
            and between[-1] == "and"
        ):
            c.figure = replace(c.figure, high=None)


def _mention(document: Document, sentence: Sentence, c: Candidate) -> Mention:
    text, figure = document.article.text, c.figure
    span = document.article.span(c.start, c.end)
    whole = text[c.whole.start : c.whole.end] if c.whole else None
    value = Count(c.kind or "", figure.low, figure.high, span, figure.approximate, figure.vague, _whom(c), whole)
    return Mention("count", span, value, "cumulative" if _is_cumulative(text, sentence, c) else c.by)


def _whom(c: Candidate) -> str | None:
    if c.kind in {"weapons", "localities", "area_km2"}:
        return None
    if c.noun is None and c.noun_class is None:
        return "all"
    return {"unlisted": None, "protest": "civilians"}.get(c.noun_class or "", c.noun_class)


def _kind_done(c: Candidate, tokens: Sequence[Token]) -> str | None:
    """ "Released 28 students abducted in March": what was done now, not what says who they are."""
    after = tokens[c.last + 1] if c.last + 1 < len(tokens) else None
    if after is None or after.dep != "acl" or after.tag != "VBN":
        return None
    kind = kind_before(tokens, c.first, c.noun_class if c.noun_class is not None else "all")
    return kind if kind in {"released", "arrested", "evacuated"} else None


MILLION = 1_000_000  # "millions" are the displaced of a war


def _is_cumulative(text: str, sentence: Sentence, c: Candidate) -> bool:
    size = max(c.figure.low or 0, c.figure.high or 0) if c.kind in {"killed", "injured"} else 0
    start = text.rfind(";", sentence.start, c.start) + 1 or sentence.start  # each clause tells its own toll
    end = text.find(";", c.end, sentence.end)
    clause = text[start : end if end > 0 else sentence.end]
    if c.kind == "displaced" and (c.figure.low or 0) < MILLION:  # those who fled are counted over weeks
        return any(cue in unranked(clause).lower() for cue in lexicon("coding")["background"]["words"])
    if c.kind == "displaced" and c.figure.vague:
        return True
    return is_war_total(clause, size)
