"""People on the move: "15,000 people crossed into Chad", "boats brought 300 families to Pemba".

The verbs are everyday ones, so a movement counts only when those who move are civilians in numbers and the words say
where from or where to. Figures of people are read here, since no counting verb stands beside them.
"""

from __future__ import annotations

from dataclasses import replace

from warmonitor.coding.triggers import Entry, Trigger
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.mentions.count_phrases import Figure, find_figures
from warmonitor.model import Actor, Count

ARMED = frozenset(
    {"state force", "external force", "rebel group", "political militia", "identity militia", "unidentified"}
)
FEWEST = 15  # people; fewer who leave a place are travellers, not displaced


def with_movements(view: View) -> View:
    """The view with verbs of moving and carrying read as displacement where people move, and left out elsewhere."""
    kept = [_as_movement(view, t) for t in view.triggers]
    return replace(view, triggers=tuple(t for t in kept if not _is_idle(view, t)))


def figure_of(view: View, trigger: Trigger) -> Count | None:
    """How many people a movement is of: "displaced" who go themselves, "evacuated" who are brought."""
    people = people_moved(view, trigger)
    found = _figure(view, people) if people is not None else None
    if people is None or found is None:
        return None
    figure, start = found
    kind = "evacuated" if _is_carried(view, trigger) else "displaced"
    span = view.article.span(start + figure.start, max(start + figure.end, view.tree.tokens[people].end))
    return Count(kind, figure.low, figure.high, span, figure.approximate, figure.vague, "civilians")


def people_moved(view: View, trigger: Trigger) -> int | None:
    """The noun of the civilians whom a verb of moving or carrying moves somewhere; None where it does not."""
    tree, i = view.tree, trigger.head
    if tree.tokens[i].pos != "VERB" or not _goes_somewhere(view, trigger):
        return None
    if view.lemma(i) in word_list("movement", "going") and not tree.is_passive(i):
        return next((k for k in tree.subjects(i) if _are_many(view, k)), None)
    if view.lemma(i) in word_list("movement", "carrying"):
        return next((k for k in tree.verb_patients(i) if _are_many(view, k)), None)
    return None


def _as_movement(view: View, trigger: Trigger) -> Trigger:
    """The trigger read as people's displacement or as a movement of forces, if it is one."""
    words = trigger.entry.words
    if people_moved(view, trigger) is not None:
        return replace(trigger, entry=Entry(words, "verb", "Displacement", "strong", "move"))
    if (trigger.entry.frame == "flow" or words == ("evacuate",)) and _moves_forces(view, trigger):
        return replace(trigger, entry=Entry(words, "verb", "Change to group/activity", "weak", "move"))
    return trigger


def _moves_forces(view: View, trigger: Trigger) -> bool:
    """ "The convoy reached Gao", "soldiers are being sent to Tibu": armed men who go to a place that is named."""
    tree, i = view.tree, trigger.head
    aside = tree.tokens[i].tag == "VBG" and not any(tree.kids(i, "aux"))  # "a car transferring rebels to X"
    if tree.tokens[i].pos != "VERB" or aside:
        return False
    going = view.lemma(i) in word_list("movement", "marching") and not tree.is_passive(i)
    carried = view.lemma(i) in word_list("movement", "carrying")
    moved = tree.subjects(i) if going else tree.verb_patients(i) if carried else []
    return any(_is_force(view, k) and (_names_way(view, i) or _names_way(view, k)) for k in moved)


def _is_force(view: View, i: int) -> bool:
    """Whether a noun names fighters or what carries them, also behind a number: "thousands of soldiers"."""
    behind = view.tree.prepositions(i, ("of",)) if view.tree.tokens[i].pos in {"NOUN", "NUM"} else []
    named = [m.value for k in (i, *behind) if (m := view.actor_at.get(k)) is not None]
    nouns = {view.lemma(k) for k in (i, *behind)}
    return any(isinstance(a, Actor) and a.type in ARMED for a in named) or bool(
        nouns & word_list("movement", "fighters")
    )


def _names_way(view: View, i: int) -> bool:
    """Whether a verb of moving names the place that is reached or left."""
    tree = view.tree
    ends = [*tree.prepositions(i, word_list("movement", "ways")), *tree.kids(i, "dobj", "obj")]
    ends += [k for out in tree.kids(i, "prep", "advmod", "prt") for k in tree.prepositions(out, ("of",))]  # "out of X"
    near = ((k, *tree.prepositions(k, ("of",)), *tree.kids(k, "compound")) for k in ends)  # "Dadaab camp"
    return any(view.place_at(j) for group in near for j in group)


def _is_idle(view: View, trigger: Trigger) -> bool:
    return trigger.entry.frame == "flow" or _leaves_nothing(view, trigger) or _enters_to_harm(view, trigger)


def _leaves_nothing(view: View, trigger: Trigger) -> bool:
    """ "The blast left a policeman dead": nobody leaves a place."""
    left = list(view.tree.kids(trigger.head, "dobj", "obj", "nsubjpass"))
    homes = word_list("movement", "homes") | word_list("territory", "nouns")
    is_verb = trigger.entry.words == ("leave",)
    return is_verb and bool(left) and not any(view.place_at(k) or view.lemma(k) in homes for k in left)


def _enters_to_harm(view: View, trigger: Trigger) -> bool:
    """ "Entered the village, burned houses and shot two men": a raid, not a change of control."""
    if trigger.entry.words != ("enter",):
        return False
    together = [k for k in view.tree.conjuncts(trigger.head) if k != trigger.head]
    together += view.tree.kids(trigger.head, "advcl")
    return any(t.head in together and t.entry.frame == "act" for t in view.triggers)


def _is_carried(view: View, trigger: Trigger) -> bool:
    return view.lemma(trigger.head) in word_list("movement", "carrying") - word_list("movement", "driving")


def _are_many(view: View, i: int) -> bool:
    """Whether a noun names civilians: a figure large enough with it, or a plural of its own ("families")."""
    mention = view.actor_at.get(i)
    if mention is not None and isinstance(mention.value, Actor) and mention.value.type != "civilians":
        return False
    if mention is None and view.lemma(i) not in word_list("movement", "people"):
        return False
    if _is_force(view, i):
        return False
    found = _figure(view, i)
    if found is not None:
        return max(found[0].low or 0, found[0].high or 0) >= FEWEST
    if any(view.tree.kids(i, "relcl")):  # "residents who reached the town said ..."
        return False
    return view.tree.tokens[i].tag == "NNS" and view.lemma(i) in word_list("movement", "settled")


def _figure(view: View, i: int) -> tuple[Figure, int] | None:
    """The figure of a noun phrase and where the phrase starts in the text."""
    tokens = view.tree.tokens
    inside = [k for k in view.tree.subtree(i) if k <= i]
    start = tokens[min(inside)].start
    figures = list(find_figures(view.article.text[start : tokens[i].end]))
    return (figures[-1], start) if figures else None


def _goes_somewhere(view: View, trigger: Trigger) -> bool:
    """ "Into Chad", "out of the town", "left their homes", "are living in camps"."""
    tree, i = view.tree, trigger.head
    ways = [k for k in tree.kids(i, "prep", "prt", "advmod") if view.lemma(k) in word_list("movement", "ways")]
    ends = [k for p in ways for k in tree.kids(p, "pobj")] + list(tree.kids(i, "dobj", "obj"))
    if any(view.lemma(k) in word_list("movement", "no_refuge") for k in ends):
        return False
    left = any(view.place_at(k) or view.lemma(k) in word_list("movement", "homes") for k in ends)
    if view.lemma(i) in word_list("movement", "staying"):
        return any(view.lemma(k) in word_list("movement", "shelters") for k in ends)
    return bool(ways) or left
