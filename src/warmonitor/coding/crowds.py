"""Protests told without the word: "hundreds gathered to demand elections", "video shows demonstrators in the square".

The verbs are everyday ones, so a gathering counts as a protest only when a crowd is its subject and the words say
what it demands or against whom it is.
"""

from __future__ import annotations

from dataclasses import replace

from warmonitor.coding.triggers import Entry, Trigger
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.model import Actor

CROWDS = frozenset({"protesters", "rioters"})
GATHERING = frozenset({"throng", "flow"})  # verbs that tell of a protest only beside its demands


def with_crowds(view: View) -> View:
    """The view with gatherings read as protests where the words make them one, and left out elsewhere."""
    read = [_as_protest(t) if t.entry.frame in GATHERING and _is_protest(view, t) else t for t in view.triggers]
    return replace(view, triggers=tuple(t for t in read if t.entry.frame != "throng"))


def _as_protest(trigger: Trigger) -> Trigger:
    return replace(trigger, entry=Entry(trigger.entry.words, trigger.entry.pos, "Peaceful protest", "weak", "crowd"))


def _is_protest(view: View, trigger: Trigger) -> bool:
    if trigger.entry.pos == "noun":
        return _is_seen(view, trigger.head)
    if view.lemma(trigger.head) not in word_list("gatherings", "verbs"):
        return False
    crowd = [k for k in view.tree.subjects(trigger.head) if _is_crowd(view, k)]
    known = trigger.entry.frame == "throng" and any(view.lemma(k) in word_list("gatherings", "marchers") for k in crowd)
    return known or (bool(crowd) and _has_demand(view, trigger.head))


def _is_crowd(view: View, i: int) -> bool:
    mention = view.actor_at.get(i)
    if mention is not None and isinstance(mention.value, Actor) and mention.value.type not in CROWDS | {"civilians"}:
        return False
    return mention is not None or view.lemma(i) in word_list("gatherings", "people")


def _has_demand(view: View, i: int) -> bool:
    """ "To demand elections", "chanting slogans", "against the junta", "in solidarity with the miners"."""
    tree = view.tree
    if view.lemma(i) in word_list("gatherings", "calling"):
        return any(view.lemma(k) == "against" for k in tree.kids(i, "prep")) or view.lemma(i) == "chant"
    said = [k for k in tree.kids(i, "xcomp", "advcl", "conj") if view.lemma(k) in word_list("gatherings", "calling")]
    for_what = tree.prepositions(i, ("in",))
    against = any(view.lemma(k) == "against" for k in tree.kids(i, "prep"))
    return bool(said) or against or any(view.lemma(k) in word_list("gatherings", "causes") for k in for_what)


def _is_seen(view: View, i: int) -> bool:
    """ "Footage shows demonstrators in the main square", "protesters are out on the streets"."""
    tree = view.tree
    if tree.is_root(i):
        return False
    verb = tree.head(i)
    shown = tree.tokens[i].dep in {"dobj", "obj"} and view.lemma(verb) in word_list("gatherings", "showing")
    there = tree.tokens[i].dep == "nsubj" and view.lemma(verb) == "be"
    if not shown and not there:
        return False
    grounds = (g for k in (i, verb) for g in tree.prepositions(k, ("in", "on", "outside", "at")))
    return any(view.lemma(g) in word_list("gatherings", "grounds") for g in grounds)
