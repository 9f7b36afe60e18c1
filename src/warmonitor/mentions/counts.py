"""Finds the figures of an article that count people, places, ground or weapons, and what each one counts.

``whom`` comes from the counted noun: all, civilians, children, women, or "combatants", which the coder turns into
side_a or side_b. A total of the whole war has ``by`` "cumulative"; a coder leaves it out of an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from warmonitor.mentions.count_kinds import (
    PEOPLE,
    by_class,
    counting_nouns,
    is_joint,
    kind_after,
    kind_before,
    kind_beyond,
    kind_by_tree,
    noun_classes,
    verb_kinds,
)
from warmonitor.mentions.count_phrases import Figure, find_figures, is_war_total
from warmonitor.model import Count, Document, Mention, Sentence, Token
from warmonitor.ontology import lexicon

ONE_PERSON = frozenset({"killed", "injured", "abducted", "arrested", "captured", "released", "missing", "evacuated"})
HELD = frozenset({"abducted", "arrested", "evacuated"})
FORCED = frozenset({"force", "forced", "forcing", "forces", "drove", "driven", "driving"})
SINGLE = frozenset(["a", "an", "another", "his", "her", "their", "my", "our"])
NOUN_WINDOW = 6  # words between a figure and its noun: "12 heavily armed pro-government militia fighters"


@dataclass(slots=True)
class Candidate:
    """A figure in its sentence: tokens ``first`` to ``last`` (its noun), its class of noun, and what it counts."""

    figure: Figure
    first: int
    last: int
    noun: int | None
    noun_class: str | None
    start: int
    end: int
    kind: str | None = None
    subset: bool = False
    by: str = "beside"
    whole: Candidate | None = None
    person: bool = False


def find(document: Document) -> Iterator[Mention]:
    """Every figure whose kind the words give, in the order of the text."""
    text = document.article.text
    earlier: list[Candidate] = []
    for sentence in sorted(document.coded_sentences, key=lambda s: s.start):
        tokens = sentence.tokens or _plain_tokens(text, sentence)
        candidates = sorted([*_candidates(text, sentence, tokens), *_persons(sentence, tokens)], key=lambda c: c.start)
        candidates = [c for n, c in enumerate(candidates) if not any(c.start < o.end for o in candidates[:n])]
        for candidate in candidates:
            _judge(candidate, tokens)
        _judge_lists(candidates, tokens)
        _judge_subsets(candidates, earlier, tokens)
        _reach(candidates, tokens)
        counted = [c for c in candidates if c.kind is not None]
        for c in counted:
            yield _mention(document, sentence, c)
        earlier = counted or earlier


def _plain_tokens(text: str, sentence: Sentence) -> tuple[Token, ...]:
    """Words without a parse, for a document that was not parsed."""
    words = re.finditer(r"\w+(?:[-'.,]\w+)*|[^\w\s]", text[sentence.start : sentence.end])
    at = sentence.start
    return tuple(
        Token(at + m.start(), at + m.end(), m.group(), m.group().lower(), "", "", "", n) for n, m in enumerate(words)
    )


def _candidates(text: str, sentence: Sentence, tokens: Sequence[Token]) -> list[Candidate]:
    words = re.sub(r"[\s\u00a0]", " ", text[sentence.start : sentence.end])
    out = []
    for figure in find_figures(words):
        inside = [
            n
            for n, t in enumerate(tokens)
            if t.start < sentence.start + figure.end and t.end > sentence.start + figure.start
        ]
        if not inside or _is_no_count(tokens, figure, sentence, inside):
            continue
        noun, noun_class = _noun(tokens, inside[-1])
        last = noun if noun is not None else inside[-1]
        start, end = tokens[inside[0]].start, max(tokens[last].end, sentence.start + figure.end)
        out.append(Candidate(figure, inside[0], last, noun, noun_class, start, end))
    return out


def _persons(sentence: Sentence, tokens: Sequence[Token]) -> Iterator[Candidate]:
    """ "a child", "another soldier", "his wife": one person, if the words say what happened to them."""
    for n, t in enumerate(tokens):
        noun_class = noun_classes().get(t.text.lower())
        if t.tag != "NN" or noun_class not in PEOPLE or noun_class == "all":
            continue
        first = next(
            (m for m in range(n - 1, max(-1, n - 7), -1) if tokens[m].head == n and tokens[m].text.lower() in SINGLE),
            None,
        )
        if first is None or any(o.head == n and o.dep == "nummod" for o in tokens):
            continue
        offset = tokens[first].start - sentence.start
        figure = Figure(offset, offset, t.end - sentence.start, 1, 1)
        yield Candidate(figure, first, n, n, noun_class, tokens[first].start, t.end, person=True)


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


def _is_no_count(tokens: Sequence[Token], figure: Figure, sentence: Sentence, inside: list[int]) -> bool:
    """An age, a date, a distance, money, a name with a number, a year."""
    words = lexicon("counts")["not_counted"]
    after = tokens[inside[-1] + 1].text.lower() if inside[-1] + 1 < len(tokens) else ""
    number = next((n for n in inside if tokens[n].start >= sentence.start + figure.number), inside[0])
    before = tokens[number - 1].text.lower() if number else ""
    is_length = after in {"km", "kilometers", "kilometres", "miles"}
    is_ground = is_length and (_is_area(tokens, inside[-1] + 1) or _is_ground_taken(tokens, inside))
    if after in words["units"] and not is_ground:
        return True
    if after in words["months"] and after != "may":
        return True
    if number == inside[0] and before in words["before"]:
        return True
    if before == "of" and number > 1 and _is_person(tokens[number - 2]) and after not in noun_classes():
        return True  # "a student of 19"
    if tokens[inside[-1]].text.lower() == "one" and after in {
        "of",
        "belonging",
        "another",
        "day",
        "that",
        "who",
        "which",
    }:
        return True
    if tokens[inside[-1]].text.lower() == "one" and after == "family" and before == "of":
        return True
    return _is_year(tokens, figure, inside, after, before)


def _is_person(token: Token) -> bool:
    """One person, whose number behind "of" is an age; "a family of five" and "a crowd of 200" are several."""
    kind = noun_classes().get(token.text.lower())
    several = {"family", "death", "fatality", "casualty", "injury", "loss"}
    return token.tag == "NN" and kind in {"civilians", "children", "women", "combatants"} and token.lemma not in several


def _is_year(tokens: Sequence[Token], figure: Figure, inside: list[int], after: str, before: str) -> bool:
    text = tokens[inside[-1]].text
    if not re.fullmatch(r"(?:19|20)\d\d", text) or figure.low != figure.high:
        return False
    return after not in noun_classes() or before in {"in", "since", "of", "from", "until", "by", "during"}


def _is_area(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at - 1].text.lower() in {"square", "sq"}


def _is_ground_taken(tokens: Sequence[Token], inside: list[int]) -> bool:
    """ "Secured over 6,000 kilometers in the desert": ground, in a unit that it does not have; kept as it is printed.

    "Captured 12 km of the road" and "seized a post 30 kilometers from the city" are lengths.
    """
    words = lexicon("counts")["ground"]
    beyond = tokens[inside[-1] + 2].text.lower() if inside[-1] + 2 < len(tokens) else ""
    at = inside[0] - 1
    while at > 0 and tokens[at].text.lower() in words["bounds"]:
        at -= 1
    verb = verb_kinds().get(tokens[at].text.lower()) if at >= 0 else None
    return verb is not None and verb.object in {"taken", "captured"} and beyond not in words["length"]


def _noun(tokens: Sequence[Token], last: int) -> tuple[int | None, str | None]:
    """The counted noun behind a figure and its class: the listed word, or the tree's head of the number."""
    classes, nouns = noun_classes(), counting_nouns()
    found: int | None = None
    for at in range(last + 1, min(last + 1 + NOUN_WINDOW, len(tokens))):
        word = tokens[at].text.lower()
        if word == "square" or word == "sq":
            return min(at + 1, len(tokens) - 1), "area"
        if word in classes or word in nouns:
            if word in {"wounded", "injured", "dead", "killed"} and not (found is None and at == last + 1):
                break
            found = at
        elif (
            found is not None
            or (tokens[at].pos in {"VERB", "AUX", "PUNCT", "CCONJ", "SCONJ"} and word not in {"-", '"', "“", "”"})
            or word in verb_kinds()
            or (tokens[at].pos == "ADP" and not (word == "of" and at == last + 1))
            or (not tokens[at].pos and not word.isalpha())
        ):
            break
    if found is not None:
        inner = [classes[t.text.lower()] for t in tokens[last + 1 : found + 1] if t.text.lower() in classes]
        special = [c for c in inner if c != "all"]
        return found, (special[-1] if special else "all")
    return _unlisted_noun(tokens, last)


def _unlisted_noun(tokens: Sequence[Token], last: int) -> tuple[int | None, str | None]:
    """The noun that the tree gives a number ("12 Yazidis"), or the one behind "dozens of"."""
    head = tokens[last].head
    nouns = {"NOUN", "PROPN"}
    if tokens[last].dep in {"nummod", "amod"} and last < head <= last + NOUN_WINDOW and tokens[head].pos in nouns:
        return head, noun_classes().get(tokens[head].text.lower(), "unlisted")
    if last + 1 < len(tokens) and tokens[last + 1].text.lower() == "of":
        for at in range(last + 2, min(last + 2 + NOUN_WINDOW, len(tokens))):
            if tokens[at].pos in nouns and (at + 1 == len(tokens) or tokens[at + 1].pos not in nouns):
                return at, noun_classes().get(tokens[at].text.lower(), "unlisted")
            if tokens[at].pos not in {"ADJ", "DET", "PROPN", "NOUN"}:
                break
    return None, None


def _judge(c: Candidate, tokens: Sequence[Token]) -> None:
    """Sets the kind from the words beside the figure, else from the tree."""
    words = [t.text.lower() for t in tokens]
    noun_class = c.noun_class if c.noun_class is not None else "all"
    own_kind = counting_nouns().get(words[c.noun]) if c.noun is not None else None
    if own_kind and words[c.noun or 0] not in {"dead", "wounded", "injured"}:
        acted = kind_after(tokens, c.last, "all") or kind_before(tokens, c.first, "all")
        c.kind = acted if acted and own_kind in HELD else own_kind  # "executed 11 hostages", "20 deaths"
        return
    c.subset = _is_subset(c, words)
    if _is_strong(c, words):
        c.kind, c.by = "strength", "beside"
        return
    if (c.figure.low is not None or c.figure.high is not None) and is_joint(tokens, c.first, c.last):
        return
    own = verb_kinds().get(words[c.last])
    if c.noun is not None and (
        words[c.last] in {"killed", "slain"} or words[c.last] in lexicon("counts")["adjectives"]
    ):
        c.kind = lexicon("counts")["adjectives"].get(words[c.last]) or (own.object if own else None)
        return
    c.kind = kind_after(tokens, c.last, noun_class)
    if c.kind is None and not c.subset:
        c.kind = kind_before(tokens, c.first, noun_class)
    if c.kind is None and not c.subset:
        c.kind = kind_beyond(tokens, c.last, noun_class)
    if c.kind is None and not c.subset:
        c.kind, c.by = kind_by_tree(tokens, c.last, noun_class), "tree"
    if c.kind is None and c.subset:
        c.kind, c.by = kind_beyond(tokens, c.last, noun_class), "beside"
    if c.kind is None and c.noun is not None:  # "8 injured people"
        inside = (lexicon("counts")["adjectives"].get(w) for w in words[c.first : c.noun])
        c.kind = by_class(next(filter(None, inside), None), noun_class)
    if c.kind is None and words[c.first - 1 : c.first] and words[c.first - 1] in FORCED and c.noun_class in PEOPLE:
        c.kind = "displaced" if {"home", "homes", "flee"} & set(words[c.last + 1 : c.last + 6]) else None
    if c.person and c.kind not in ONE_PERSON:
        c.kind = None


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


def _is_subset(c: Candidate, words: Sequence[str]) -> bool:
    before = words[max(0, c.first - 4) : c.first]
    after = words[c.last + 1 : c.last + 6]
    if any(w in lexicon("counts")["subset"]["before"] for w in before[-2:]):
        return "those" not in before[-1:]
    if "whom" in before[-2:] or (
        "among" in before and set(before) & {"them", "dead", "victims", "killed", "were", "was"}
    ):
        return True
    own = words[c.first : c.last + 1]
    if (
        after[:2] in (["of", "them"], ["of", "whom"], ["of", "those"])
        or "them" in own
        or ("of" in own and "victims" in own)
    ):
        return True
    return "among" in after[:3] and bool(set(after[:2]) & {"were", "was", "are", "among"})


def _judge_lists(candidates: list[Candidate], tokens: Sequence[Token]) -> None:
    """ "the lives of 31 soldiers and 12 rebels": the second of a list is what the first is."""
    words = [t.text.lower() for t in tokens]
    for before, c in pairwise(candidates):
        listed = words[before.last + 1 : c.first] in (["and"], [","], [",", "and"])
        if c.kind is None and listed and before.kind and not c.subset and c.noun_class in PEOPLE:
            c.kind, c.by = before.kind, "list"
    for c in candidates:
        if c.kind is None and not is_joint(tokens, c.first, c.last):
            c.kind, c.by = _kind_by_noun(c, words), "noun"


def _judge_subsets(candidates: list[Candidate], earlier: list[Candidate], tokens: Sequence[Token]) -> None:
    """A part takes the kind of its whole: the nearest bigger figure before it, else behind it, else a sentence back."""
    for n, c in enumerate(candidates):
        before = candidates[n - 1] if n else None
        if before and before.subset and not c.subset and c.kind is None and _is_listed(before, c, tokens):
            c.subset = True
        if before and c.subset and not before.subset and before.kind is None and _is_listed(before, c, tokens):
            before.subset = True
    for n, c in enumerate(candidates):
        if c.subset and (c.noun_class in PEOPLE or c.noun is None or tokens[c.noun].tag in {"NNS", "NNPS"}):
            if c.noun is None and tokens[min(c.last + 1, len(tokens) - 1)].text.lower() not in {"of", "were", "was"}:
                continue
            wholes = [*candidates[:n][::-1], *candidates[n + 1 :], *earlier[::-1]]
            if "among" in {t.text.lower() for t in tokens[c.last + 1 : c.last + 4]}:  # "six were among 19 killed"
                wholes = [*candidates[n + 1 :], *candidates[:n][::-1], *earlier[::-1]]
            c.kind = c.kind or _kind_among(c, tokens)
            c.noun_class = _class_of_part(c, tokens)
            _join_whole(c, [w for w in wholes if not w.subset])


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
        if whole.kind and c.kind in {None, whole.kind} and _can_hold(whole.figure, c.figure):
            c.whole, c.kind, c.by = whole, whole.kind, "part"
            return


def _kind_among(c: Candidate, tokens: Sequence[Token]) -> str | None:
    """ "two women were among the dead" where the article gives no figure for the dead."""
    words = [t.text.lower() for t in tokens]
    near = words[max(0, c.first - 4) : c.first] + words[c.last + 1 : c.last + 9]
    if "among" not in near:
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
    if whole.high is not None and part.low is not None:
        return part.low < whole.high
    return True


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


def _is_cumulative(text: str, sentence: Sentence, c: Candidate) -> bool:
    size = max(c.figure.low or 0, c.figure.high or 0)
    return is_war_total(text[sentence.start : sentence.end], size)
