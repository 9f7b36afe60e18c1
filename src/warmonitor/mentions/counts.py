"""Finds the figures of an article that count people, places, ground or weapons, and what each one counts.

``whom`` comes from the counted noun: all, civilians, children, women, or "combatants", which the coder turns into
side_a or side_b. A total of the whole war has ``by`` "cumulative"; a coder leaves it out of an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from warmonitor.mentions.count_kinds import (
    counting_nouns,
    kind_after,
    kind_before,
    kind_by_tree,
    noun_classes,
    verb_kinds,
)
from warmonitor.mentions.count_phrases import Figure, find_figures
from warmonitor.model import Count, Document, Mention, Sentence, Token
from warmonitor.ontology import lexicon

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


def find(document: Document) -> Iterator[Mention]:
    """Every figure whose kind the words give, in the order of the text."""
    text = document.article.text
    earlier: list[Candidate] = []
    for sentence in sorted(document.coded_sentences, key=lambda s: s.start):
        tokens = sentence.tokens or _plain_tokens(text, sentence)
        candidates = _candidates(text, sentence, tokens)
        for candidate in candidates:
            _judge(candidate, tokens)
        _judge_subsets(candidates, earlier, tokens)
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
        inside = [n for n, t in enumerate(tokens)
                  if t.start < sentence.start + figure.end and t.end > sentence.start + figure.start]
        if not inside or _is_no_count(tokens, figure, sentence, inside):
            continue
        noun, noun_class = _noun(tokens, inside[-1])
        last = noun if noun is not None else inside[-1]
        start, end = tokens[inside[0]].start, max(tokens[last].end, sentence.start + figure.end)
        out.append(Candidate(figure, inside[0], last, noun, noun_class, start, end))
    return out


def _is_no_count(tokens: Sequence[Token], figure: Figure, sentence: Sentence, inside: list[int]) -> bool:
    """An age, a date, a distance, money, a name with a number, a year."""
    words = lexicon("counts")["not_counted"]
    after = tokens[inside[-1] + 1].text.lower() if inside[-1] + 1 < len(tokens) else ""
    number = next((n for n in inside if tokens[n].start >= sentence.start + figure.number), inside[0])
    before = tokens[number - 1].text.lower() if number else ""
    if after in words["units"] and not (after in {"km", "kilometers", "kilometres", "miles"} and _is_area(tokens, inside[-1] + 1)):
        return True
    if after in words["months"] and after != "may":
        return True
    if number == inside[0] and before in words["before"]:
        return True
    return _is_year(tokens, figure, inside, after, before)


def _is_year(tokens: Sequence[Token], figure: Figure, inside: list[int], after: str, before: str) -> bool:
    text = tokens[inside[-1]].text
    if not re.fullmatch(r"(?:19|20)\d\d", text) or figure.low != figure.high:
        return False
    return after not in noun_classes() or before in {"in", "since", "of", "from", "until", "by", "during"}


def _is_area(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at - 1].text.lower() in {"square", "sq"}


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
        elif found is not None or tokens[at].pos in {"VERB", "AUX", "PUNCT", "CCONJ", "SCONJ"} or word in verb_kinds():
            break
        elif tokens[at].pos == "ADP" and not (word == "of" and at == last + 1):
            break
        elif not tokens[at].pos and not word.isalpha():
            break
    if found is not None:
        inner = [classes[t.text.lower()] for t in tokens[last + 1 : found + 1] if t.text.lower() in classes]
        special = [c for c in inner if c != "all"]
        return found, (special[-1] if special else "all")
    head = tokens[last].head
    if tokens[last].dep in {"nummod", "amod"} and last < head <= last + NOUN_WINDOW and tokens[head].pos in {"NOUN", "PROPN"}:
        return head, "unlisted"
    return None, None


def _judge(c: Candidate, tokens: Sequence[Token]) -> None:
    """Sets the kind from the words beside the figure, else from the tree."""
    words = [t.text.lower() for t in tokens]
    noun_class = c.noun_class if c.noun_class is not None else "all"
    if c.noun is not None and words[c.noun] in counting_nouns() and words[c.noun] not in {"dead", "wounded", "injured"}:
        c.kind = counting_nouns()[words[c.noun]]
        return
    c.subset = _is_subset(c, words)
    c.kind = kind_after(tokens, c.last, noun_class)
    if c.kind is None and words[c.last] in lexicon("counts")["adjectives"]:
        c.kind = lexicon("counts")["adjectives"][words[c.last]]
    if c.kind is None and not c.subset:
        c.kind = kind_before(tokens, c.first, noun_class)
    if c.kind is None and not c.subset:
        c.kind, c.by = kind_by_tree(tokens, c.last, noun_class), "tree"
    if c.kind is None and c.noun is not None and words[c.noun] in lexicon("counts")["nouns_of"]["protest"]:
        c.kind, c.by = "strength", "noun"


def _is_subset(c: Candidate, words: Sequence[str]) -> bool:
    before = words[max(0, c.first - 4) : c.first]
    after = words[c.last + 1 : c.last + 6]
    if any(w in lexicon("counts")["subset"]["before"] for w in before[-2:]):
        return True
    if "among" in before or "whom" in before[-2:]:
        return True
    own = words[c.first : c.last + 1]
    if after[:2] in (["of", "them"], ["of", "whom"], ["of", "those"]) or "them" in own:
        return True
    return "among" in after[:3] and bool(set(after[:2]) & {"were", "was", "are", "among"})


def _judge_subsets(candidates: list[Candidate], earlier: list[Candidate], tokens: Sequence[Token]) -> None:
    """A part takes the kind of its whole: the nearest bigger figure before it, else behind it, else a sentence back."""
    for n, c in enumerate(candidates):
        if not c.subset and n and candidates[n - 1].subset and c.kind is None and _is_listed(candidates[n - 1], c, tokens):
            c.subset = True
        if not c.subset:
            continue
        wholes = [o for o in candidates[:n][::-1] if not o.subset] + [o for o in candidates[n + 1 :] if not o.subset]
        wholes += [o for o in earlier[::-1] if not o.subset]
        for whole in wholes:
            if whole.kind and (c.kind in {None, whole.kind}) and _can_hold(whole.figure, c.figure):
                c.whole, c.kind, c.by = whole, whole.kind, "part"
                break


def _is_listed(before: Candidate, c: Candidate, tokens: Sequence[Token]) -> bool:
    between = tokens[before.last + 1 : c.first]
    return len(between) <= 5 and not any(t.pos in {"VERB", "AUX"} for t in between)


def _can_hold(whole: Figure, part: Figure) -> bool:
    if whole.high is not None and part.low is not None:
        return part.low <= whole.high
    return True


def _mention(document: Document, sentence: Sentence, c: Candidate) -> Mention:
    text, figure = document.article.text, c.figure
    span = document.article.span(c.start, c.end)
    whole = text[c.whole.start : c.whole.end] if c.whole else None
    value = Count(
        c.kind or "", figure.low, figure.high, span, figure.approximate, figure.vague, _whom(c), whole
    )
    return Mention("count", span, value, "cumulative" if _is_cumulative(text, sentence, c) else c.by)


def _whom(c: Candidate) -> str | None:
    if c.kind in {"weapons", "localities", "area_km2"}:
        return None
    if c.noun is None:
        return "all"
    return {"unlisted": None, "protest": "civilians"}.get(c.noun_class or "", c.noun_class)


@cache
def _cumulative_cue() -> re.Pattern[str]:
    wars = "|".join(lexicon("counts")["cumulative"]["wars"])
    return re.compile(
        rf"\bsince (?:(?:early |mid-?|late |the (?:start|beginning|outbreak|onset) of |\w+ )?(?:19|20)\d\d|"
        rf"(?:the )?(?:start|beginning|outbreak|onset|eruption)\b|(?:the |its |their )?(?:[\w-]+ ){{0,3}}(?:{wars})\b|"
        rf"last year|it (?:began|started|erupted|broke out))|\bso far this (?:year|month)|\bthis year\b|"
        rf"\b(?:\w+)[ -]years? (?:of |long )?(?:{wars})|\bin (?:nearly |more than |over |almost )?\w+ years\b", re.IGNORECASE)


def _is_cumulative(text: str, sentence: Sentence, c: Candidate) -> bool:
    words = text[sentence.start : sentence.end]
    if not _cumulative_cue().search(words):
        return False
    large = max(c.figure.low or 0, c.figure.high or 0) >= 300
    return large or bool(re.search(r"\b(?:has|have|had|total|toll)\b", words))

