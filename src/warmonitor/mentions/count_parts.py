"""Which figures are parts of others: "including three children", "six of them", "Nine were among 19 killed"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from warmonitor.mentions.count_candidates import Candidate
from warmonitor.mentions.count_kinds import PEOPLE, by_class, noun_classes, verb_kinds
from warmonitor.mentions.count_phrases import Figure
from warmonitor.model import Token
from warmonitor.ontology import lexicon

TOLD_APART = frozenset({"civilians", "children", "women", "combatants"})


def is_part(c: Candidate, words: Sequence[str]) -> bool:
    """Whether the words beside make a figure a part: "including 3", "6 of them", "12 of the dead", "8 were women"."""
    return _is_opened(words[max(0, c.first - 4) : c.first]) or _is_taken_out(c, words)


def _is_opened(before: Sequence[str]) -> bool:
    """ "Including 3", "among them 3", "the dead include 3"; in "were among 19 killed" the 19 is the whole."""
    if before[-1:] in (["among"], ["amongst"]):
        return False
    if any(w in lexicon("counts")["subset"]["before"] for w in before[-2:]):
        return before[-1] != "those"
    return "whom" in before[-2:] or (
        "among" in before and bool(set(before) & {"them", "dead", "victims", "killed", "were", "was"})
    )


def _is_taken_out(c: Candidate, words: Sequence[str]) -> bool:
    own, after = words[c.first : c.last + 1], words[c.last + 1 : c.last + 6]
    if after[:2] in (["of", "them"], ["of", "whom"], ["of", "those"]) or "them" in own or _is_of_the_dead(own, after):
        return True
    if c.noun is None and len(after) > 1 and after[0] in {"were", "are", "was"}:
        return noun_classes().get(after[1]) in TOLD_APART
    if any(after[k : k + 2] == ["among", "them"] and "," not in after[:k] for k in range(4)):
        return True  # "at least 15 women and children among them"; not the four of "four men, among them two guards"
    if after[:3] == [",", "among", "them"]:
        return False
    return "among" in after[:3] and bool(set(after[:2]) & {"were", "was", "are", "among"})


def _is_of_the_dead(own: Sequence[str], after: Sequence[str]) -> bool:
    """ "Twelve of the dead", "five of the victims"."""
    if after[:2] == ["of", "the"] and after[2:3] and after[2] in lexicon("counts")["subset"]["wholes"]:
        return True
    return "of" in own and own[-1] in lexicon("counts")["subset"]["wholes"]


def judge_parts(candidates: list[Candidate], earlier: list[Candidate], tokens: Sequence[Token]) -> None:
    """A part takes the kind of its whole: the nearest bigger figure before it, else behind it, else a sentence back."""
    _split(candidates)
    _spread(candidates, tokens)
    for n, c in enumerate(candidates):
        is_open = c.subset and c.whole is None
        if is_open and (c.noun_class in PEOPLE or c.noun is None or tokens[c.noun].tag in {"NNS", "NNPS"}):
            behind = tokens[min(c.last + 1, len(tokens) - 1)].text.lower()
            if c.noun is None and behind not in {"of", "were", "was", "are"}:
                continue
            c.kind = c.kind or _kind_among(c, tokens)
            c.noun_class = _class_of_part(c, tokens)
            _join_whole(c, [w for w in _wholes(candidates, n, earlier, tokens) if w.whole is None])


def _split(candidates: list[Candidate]) -> None:
    """ "131 civilians: 102 men, 17 women and 12 children": what adds up to the figure before it is its parts."""
    for n, whole in enumerate(candidates):
        size = whole.figure.low if whole.figure.low is not None else whole.figure.high
        total, parts = 0, []
        for c in candidates[n + 1 :]:
            is_alike = c.noun_class in PEOPLE | {"unlisted", None} and c.kind in {None, whole.kind}
            if not is_alike or c.figure.low is None:
                break
            total += c.figure.low
            parts.append(c)
            if whole.kind and total == size and len(parts) > 1:
                for part in parts:
                    part.subset, part.whole, part.kind, part.by = True, whole, whole.kind, "part"
                break


def _spread(candidates: list[Candidate], tokens: Sequence[Token]) -> None:
    """ "Including three children and a nurse": what is listed with a part is a part."""
    for before, c in pairwise(candidates):
        told = c.kind is not None and not (c.by == "tree" and _is_and(before, c, tokens))
        if before.subset and not c.subset and not told and _is_listed(before, c, tokens):
            c.subset = True
        if c.subset and not before.subset and before.kind is None and _is_listed(before, c, tokens):
            before.subset = True


def _is_and(before: Candidate, c: Candidate, tokens: Sequence[Token]) -> bool:
    between = [t.text.lower() for t in tokens[before.last + 1 : c.first]]
    return between in (["and"], [","], [",", "and"])


def _wholes(
    candidates: list[Candidate], n: int, earlier: list[Candidate], tokens: Sequence[Token]
) -> list[Candidate]:
    """Where the whole of a part may stand, the likeliest first; without a kind of its own a part looks no further
    back than the last sentence with figures."""
    c = candidates[n]
    before, behind, back = candidates[:n][::-1], candidates[n + 1 :], earlier[::-1]
    if c.kind is None:
        back = [w for w in back if w.sentence == back[0].sentence]
    if "among" in {t.text.lower() for t in tokens[c.last + 1 : c.last + 4]}:  # "six were among 19 killed"
        return [*behind, *before, *back]
    if any(t.text.lower() in {"including", "among"} for t in tokens[max(0, c.first - 2) : c.first]):
        return [*before, *behind, *back]
    return [*before, *back]


def _class_of_part(c: Candidate, tokens: Sequence[Token]) -> str | None:
    """ "14 of whom were children": the class stands behind the figure."""
    if c.noun is not None:
        return c.noun_class
    words = [t.text.lower() for t in tokens[c.last + 1 : c.last + 6]]
    if words[:1] != ["of"] or not {"whom", "them"} & set(words[:2]):
        return c.noun_class
    return next((noun_classes()[w] for w in words if noun_classes().get(w) in PEOPLE), None)


def _join_whole(c: Candidate, wholes: list[Candidate]) -> None:
    for whole in wholes:
        if whole.kind == "strength" and c.kind is None:
            continue  # "hundreds marched. Police arrested eleven of them"
        if whole.kind and c.kind in {None, whole.kind} and _can_hold(whole.figure, c.figure):
            c.whole, c.kind, c.by = whole, whole.kind, "part"
            return


def _kind_among(c: Candidate, tokens: Sequence[Token]) -> str | None:
    """ "two women were among the dead" where the article gives no figure for the dead."""
    words = [t.text.lower() for t in tokens]
    behind = words[c.last + 1 : c.last + 9]
    if behind[:2] == [",", "and"]:
        behind = []  # "among them two women, and wounded 11"
    near = words[max(0, c.first - 4) : c.first] + behind
    if not {"among", "include", "includes", "included"} & set(near) and not _is_of_the_dead([], words[c.last + 1 :]):
        return None
    for word in near:
        verb = verb_kinds().get(word)
        kind = lexicon("counts")["adjectives"].get(word) or (verb.object if verb else None)
        if kind:
            return by_class(kind, c.noun_class or "all")
    return None


def _is_listed(before: Candidate, c: Candidate, tokens: Sequence[Token]) -> bool:
    between = tokens[before.last + 1 : c.first]
    return len(between) <= 5 and not any(t.pos in {"VERB", "AUX"} for t in between)


def _can_hold(whole: Figure, part: Figure) -> bool:
    if part.low is None:
        return True
    if whole.high is not None:
        return part.low < whole.high
    return whole.low is None or part.low <= whole.low
