"""Counts of nought, where the words say so: "no casualties", "nobody was hurt", "without loss of life".

"No casualties were reported" and "knew of no deaths" say only that none are known: they count nothing. Nor does "no
civilian casualties", which leaves the others open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from warmonitor.mentions.count_candidates import Candidate
from warmonitor.mentions.count_kinds import verb_kinds
from warmonitor.mentions.count_phrases import Figure
from warmonitor.model import Sentence, Token
from warmonitor.ontology import lexicon

REACH = 4  # words from "no" to what there was none of, and from there to "reported"


def find_noughts(sentence: Sentence, tokens: Sequence[Token]) -> Iterator[Candidate]:
    """What a sentence says there was none of: "no casualties" is nobody killed and nobody injured."""
    words = [t.text.lower() for t in tokens]
    table = lexicon("counts")["nought"]
    for first, word in enumerate(words):
        is_person = words[first : first + 2] == ["no", "one"]
        if is_person or word in table["nobody"]:
            last = first + 1 if is_person else first
            kinds = _kinds_done(words, last)
        elif word in table["none"]:
            last, kinds = _things(words, first)
        else:
            continue
        if not _is_unknown(words, first, last):
            yield from (_nought(sentence, tokens, first, last, kind) for kind in kinds)


def _things(words: Sequence[str], first: int) -> tuple[int, list[str]]:
    """The last noun of "no deaths or injuries", and the kinds that it denies."""
    table = lexicon("counts")["nought"]
    last = first
    kinds: list[str] = []
    for at in range(first + 1, min(first + 1 + REACH, len(words))):
        if words[at] in table["nouns"]:
            last = at
            kinds.extend(k for k in table["nouns"][words[at]] if k not in kinds)
        elif words[at] not in table["between"]:
            break
    return last, kinds


def _kinds_done(words: Sequence[str], last: int) -> list[str]:
    """What was done to nobody: "no one was killed or wounded"."""
    kinds: list[str] = []
    for word in words[last + 1 : last + 2 + REACH]:
        verb = verb_kinds().get(word)
        kind = (verb.object or verb.subject) if verb else None
        if kind in {"killed", "injured"}:
            kinds.append(str(kind))
        elif word not in lexicon("counts")["nought"]["between"]:
            break
    return kinds


def _is_unknown(words: Sequence[str], first: int, last: int) -> bool:
    """ "No casualties were reported", "no reports of casualties", "he knew of no injuries"."""
    near = [*words[max(0, first - 2) : first], *words[last + 1 : last + 1 + REACH]]
    return any(word in lexicon("counts")["nought"]["unknown"] for word in near)


def _nought(sentence: Sentence, tokens: Sequence[Token], first: int, last: int, kind: str) -> Candidate:
    start, end = tokens[first].start, tokens[last].end
    figure = Figure(start - sentence.start, start - sentence.start, end - sentence.start, 0, 0)
    return Candidate(figure, first, last, None, "all", start, end, kind=kind, by="nought")
