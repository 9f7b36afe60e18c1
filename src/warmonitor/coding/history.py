"""What a sentence tells as history, as a habit, or as an earlier deed that only dates the one told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from warmonitor.coding.grouping import earlier_deeds
from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View, clause_verb
from warmonitor.coding.words import word_list
from warmonitor.mentions.count_phrases import unranked
from warmonitor.ontology import lexicon

YEAR = re.compile(r"(?:19|20)\d\d")


def is_history(view: View) -> bool:
    """Whether a sentence says that it tells of the past: "since 2011", "last year"."""
    text = unranked(view.article.text[view.sentence.start : view.sentence.end]).lower()
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


def is_earlier(view: View, group: Sequence[Trigger]) -> bool:
    """ "... a week after 40 people were killed in Kaura": another deed, told to date this one."""
    return any(mark < min(t.head for t in group) for mark in earlier_deeds(view))
