"""Figures without a noun that go on with the toll told before: "the real figure is above 300", "has confirmed 39"."""

from __future__ import annotations

from collections.abc import Sequence

from warmonitor.mentions.count_candidates import Candidate
from warmonitor.model import Token
from warmonitor.ontology import lexicon

TOLLS = frozenset({"killed", "injured"})
WINDOW = 12  # words from "list" to its "stands at"
REACH = 8  # words from "figure" to its number


def judge_tallies(candidates: list[Candidate], earlier: list[Candidate], tokens: Sequence[Token]) -> None:
    """Gives each bare figure behind a word of counting the kind of the nearest toll before it."""
    words = [t.text.lower() for t in tokens]
    for n, c in enumerate(candidates):
        if c.kind is not None or c.subset or c.person or not _is_tally(c, words, tokens):
            continue
        tolls = [t for t in [*candidates[:n][::-1], *earlier[::-1]] if t.kind in TOLLS and t.whole is None]
        beside = {t.kind for t in tolls if t.sentence == tolls[0].sentence}
        if tolls:
            c.kind, c.by = ("killed" if "killed" in beside else "injured"), "tally"


def _is_tally(c: Candidate, words: Sequence[str], tokens: Sequence[Token]) -> bool:
    table = lexicon("counts")["tally"]
    if c.noun is not None and words[c.noun] != "names":
        return False
    follows = tokens[c.last + 1] if c.last + 1 < len(tokens) else None
    if follows is not None and follows.pos in {"NOUN", "PROPN", "ADJ", "NUM", "SYM"}:
        return False
    at = c.first - 1
    while at >= 0 and c.first - at <= REACH and words[at] in table["links"]:
        at -= 1
    if at >= 0 and at < c.first - 1 and set(words[max(0, at - WINDOW) : at]) & set(table["nouns"]):
        return not set(words[at : c.first]) & {"not", "n't"}  # "our own list, built from many sources, stands at 118"
    if set(words[max(0, at - REACH // 2) : at]) & {"not", "n't", "no", "nt", "never"}:
        return False  # "we do not use the figure of 300"
    return at >= 0 and (words[at] in table["verbs"] or words[at] in table["nouns"])
