"""What an article tells as history and habit, not as news."""

from __future__ import annotations

import re

from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View, clause_verb
from warmonitor.coding.words import word_list
from warmonitor.mentions.count_phrases import unranked
from warmonitor.ontology import lexicon

YEAR = re.compile(r"(?:19|20)\d\d")


def is_history(view: View, at: int | None = None) -> bool:
    """Whether the sentence, or its part between semicolons that holds a token, tells of the war's past."""
    start, end = view.sentence.start, view.sentence.end
    if at is not None:
        where = view.tree.tokens[at].start
        start = view.article.text.rfind(";", start, where) + 1 or start
        end = view.article.text.find(";", where, end) if ";" in view.article.text[where:end] else end
    text = unranked(view.article.text[start:end]).lower()
    return any(cue in text for cue in lexicon("coding")["background"]["words"])


def is_habit(view: View, main: Trigger) -> bool:
    """ "Have regularly launched rockets", "occasional blasts": told of no one event."""
    verb = clause_verb(view, main.head)
    beside = [*view.tree.children[main.head], *view.tree.children[verb]]
    return any(view.lemma(k) in word_list("background", "habits") for k in beside)


def is_longstanding(view: View, main: Trigger) -> bool:
    """ "Have fought for control since 2012", "for years": what went on so long is told of no one event."""
    published = view.article.published
    year = published.end.year if published and published.end else None
    verb = clause_verb(view, main.head)
    if any(view.lemma(k) in {"year", "decade"} for k in view.tree.prepositions(verb, ("for",))):
        return True
    since = [k for i in {main.head, verb} for k in view.tree.prepositions(i, ("since",))]
    years = [int(t) for k in since for j in view.tree.subtree(k) if YEAR.fullmatch(t := view.tree.tokens[j].text)]
    return year is not None and any(y < year for y in years)
