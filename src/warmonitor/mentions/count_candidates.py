"""Finds the figures of a sentence that may count something: the figure, its noun, and what makes it no count.

A year, an age, a distance, a clock or the number of a brigade is set aside here; what the others count is judged after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warmonitor.mentions.count_kinds import PEOPLE, counting_nouns, noun_classes, verb_kinds
from warmonitor.mentions.count_phrases import Figure, find_figures
from warmonitor.model import Sentence, Token
from warmonitor.ontology import lexicon

SINGLE = frozenset(["a", "an", "another", "his", "her", "their", "my", "our"])
SAYING = frozenset({"say", "tell", "report", "recall", "add", "recount"})
OLDEST = 115  # years
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
    sentence: int = 0


def find_candidates(text: str, sentence: Sentence, tokens: Sequence[Token]) -> list[Candidate]:
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


def find_persons(sentence: Sentence, tokens: Sequence[Token]) -> Iterator[Candidate]:
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
        if _is_speaker(tokens, first, n):
            continue
        offset = tokens[first].start - sentence.start
        figure = Figure(offset, offset, t.end - sentence.start, 1, 1)
        yield Candidate(figure, first, n, n, noun_class, tokens[first].start, t.end, person=True)


def _is_speaker(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "According to a resident", "Sani Abba, a resident, said": who tells it, no victim."""
    before = [t.text.lower() for t in tokens[max(0, first - 2) : first]]
    ahead = [t for t in tokens[last + 1 : last + 4] if t.pos != "PUNCT"]
    says = bool(ahead) and ahead[0].lemma in SAYING and ahead[0].pos == "VERB"
    return before == ["according", "to"] or (says and (first == 0 or before[-1:] == [","]))


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
    if after in words["months"] and (after != "may" or tokens[inside[-1] + 1].text == "May"):
        return True
    link, other, month = [*(t.text.lower() for t in tokens[inside[-1] + 1 : inside[-1] + 4]), "", "", ""][:3]
    if link in {"and", "or", "to"} and other.isdigit() and month in words["months"]:
        return True  # "29 and 30 November"
    if before == "of" and number > 1 and tokens[number - 2].text.lower() in words["kin"]:
        return True  # "the families of five fighters"
    if number == inside[0] and before in words["before"]:
        return True
    if _is_age(tokens, figure, inside):
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


def _is_age(tokens: Sequence[Token], figure: Figure, inside: list[int]) -> bool:
    """ "A woman, 61, died", "women aged 61 and 74"."""
    if figure.low is None or figure.low != figure.high or figure.low > OLDEST:
        return False
    first, after = inside[0], tokens[inside[-1] + 1].text if inside[-1] + 1 < len(tokens) else "."
    back = [t.text.lower() for t in tokens[max(0, first - 4) : first]]
    if back[-1:] == ["and"] and {"aged", "ages"} & set(back[:-1]):
        return True
    if back[-1:] != [","] or after not in {",", "."} or first < 2:
        return False
    return _is_person(tokens[first - 2]) or tokens[first - 2].pos == "PROPN"


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
    if found is not None and (thing := _thing_behind(tokens, found)) is not None:
        return thing, classes.get(tokens[thing].text.lower(), "unlisted")
    if found is not None:
        inner = [classes[t.text.lower()] for t in tokens[last + 1 : found + 1] if t.text.lower() in classes]
        special = [c for c in inner if c != "all"]
        if tokens[found].lemma == "bomber" and _is_aircraft(tokens[last + 1 : found]):
            return found, "things"
        return found, (special[-1] if special else "all")
    return _unlisted_noun(tokens, last)


def _is_aircraft(before: Sequence[Token]) -> bool:
    """ "Six long-range bombers": planes, no men."""
    return any(t.text.lower() in lexicon("counts")["aircraft"]["before"] for t in before)


def _thing_behind(tokens: Sequence[Token], found: int) -> int | None:
    """The noun that a word for people only describes: "nine rebel strongpoints", "several other armoured vehicles"."""
    t, head = tokens[found], tokens[found].head
    if t.dep not in {"compound", "amod", "nmod"} or not found < head <= found + NOUN_WINDOW // 2:
        return None
    describes = t.tag == "NN" or t.text.lower() in {"other", "more"}
    return head if describes and tokens[head].tag == "NNS" else None


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
