"""Arms that do no harm: "recovered 15 bombs", "men in a car with mortar shells", "threw petrol bombs".

A bomb, a shell or a mine names an attack only when it goes off. Found, seized or cleared it is weapons taken out of
use; merely carried or shown it is no event.
"""

from __future__ import annotations

from dataclasses import replace

from warmonitor.coding.triggers import Entry, Trigger
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list

REACH = 4  # heads to climb from "bombs" to who found them: "22 weapons and 15 bombs", "a quantity of shells"
BEFORE = frozenset({"conj", "pobj", "compound", "nmod", "appos", "amod"})


def with_finds(view: View) -> View:
    """The view with arms that were found read as such, and arms that were only carried left out."""
    heads = {t.head for t in view.triggers}
    kept = []
    for trigger in view.triggers:
        verb = _handled_by(view, trigger.head) if _is_munition(view, trigger) else None
        if verb is None:
            kept.append(trigger)
        elif view.lemma(verb) in word_list("finds", "finding") and verb not in heads:
            kept.append(_as_find(trigger, verb))
    return replace(view, triggers=tuple(kept))


def _is_munition(view: View, trigger: Trigger) -> bool:
    return trigger.entry.pos == "noun" and view.lemma(trigger.last) in word_list("finds", "munitions")


def _as_find(trigger: Trigger, verb: int) -> Trigger:
    entry = Entry(trigger.entry.words, "verb", "Disrupted weapons use", "weak", "act")
    return replace(trigger, entry=entry, head=verb)  # who found them is the subject of the verb


def is_carried(view: View, i: int) -> bool:
    """Whether a word names arms that were only carried: "fighters armed with rifles and grenades"."""
    verb = _handled_by(view, i) if view.lemma(i) in word_list("finds", "munitions") else None
    return verb is not None and view.lemma(verb) in word_list("finds", "carrying")


def _handled_by(view: View, i: int) -> int | None:
    """The verb of finding or carrying of which the arms are the object; None where they are used."""
    tree = view.tree
    for _ in range(REACH):
        if tree.is_root(i):
            return None
        dep, up = tree.tokens[i].dep, tree.head(i)
        if tree.tokens[up].pos == "VERB":
            is_thing = dep in {"dobj", "obj", "nsubjpass"} or (dep == "prep" and view.lemma(i) == "with")
            return up if is_thing and _is_handling(view, up) else None
        if dep == "prep" and view.lemma(i) == "with" and any(_is_arrest(view, k) for k in tree.ancestors(i)):
            return up
        if dep == "prep" and view.lemma(i) not in {"of", "including", "with"}:
            return None
        i = up
    return None


def _is_handling(view: View, verb: int) -> bool:
    return view.lemma(verb) in word_list("finds", "finding") | word_list("finds", "carrying")


def _is_arrest(view: View, verb: int) -> bool:
    return view.lemma(verb) in word_list("finds", "arresting")
