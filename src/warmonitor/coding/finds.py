"""Arms that do no harm: "recovered 15 bombs", "men in a car with mortar shells", "threw petrol bombs".

A bomb, a shell or a mine names an attack only when it goes off. Found, seized or cleared it is weapons taken out of
use; merely carried or shown it is no event.
"""

from __future__ import annotations

from dataclasses import replace

from warmonitor.coding.triggers import Entry, Trigger
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list

EXPLOSIVE = frozenset({"Suicide bomb", "Remote explosive/landmine/IED", "Grenade", "Chemical weapon"})
REACH = 4  # heads to climb from "bombs" to who found them: "22 weapons and 15 bombs", "a quantity of shells"
BEFORE = frozenset({"conj", "pobj", "compound", "nmod", "appos", "amod"})


def with_finds(view: View) -> View:
    """The view with arms that were found read as such, and arms that were only carried left out."""
    heads = {t.head for t in view.triggers}
    kept = []
    for trigger in view.triggers:
        verb = _handled_by(view, trigger.head) if _is_munition(view, trigger) else None
        foiled = _foiled_by(view, trigger)
        if foiled is not None and foiled not in heads - _foiling(view):
            kept.append(_as_foiled(trigger, foiled))
        elif verb is None:
            kept.append(trigger)
        elif view.lemma(verb) in word_list("finds", "finding") and verb not in heads:
            kept.append(_as_find(trigger, verb))
    return replace(view, triggers=tuple(kept))


def _foiling(view: View) -> set[int]:
    return {t.head for t in view.triggers if view.lemma(t.head) in word_list("finds", "foiling")}


def _foiled_by(view: View, trigger: Trigger) -> int | None:
    """The verb under which an attack is what was foiled: "thwarted an assault", "a bomb attack was averted"."""
    tree, i = view.tree, trigger.head
    if trigger.entry.pos != "noun":
        return None
    while tree.tokens[i].dep == "compound" and not tree.is_root(i):
        i = tree.head(i)  # "a car bomb attack"
    if tree.is_root(i) or tree.tokens[i].dep not in {"dobj", "obj", "nsubjpass"}:
        return None
    return tree.head(i) if view.lemma(tree.head(i)) in word_list("finds", "foiling") else None


def _as_foiled(trigger: Trigger, verb: int) -> Trigger:
    """A bomb that was stopped is weapons out of use; an assault that was beaten off is a clash."""
    exploded = trigger.entry.sub_event_type in EXPLOSIVE
    kind = "Disrupted weapons use" if exploded else "Armed clash"
    return replace(trigger, entry=Entry(trigger.entry.words, "verb", kind, "strong", "act"), head=verb)


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
