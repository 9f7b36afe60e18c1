"""Words that name no event of a war although a trigger stands there: films, drills, games, storms, figures of speech.

What the words are is data (``lexicon/en/senses.toml``); here is only where in the sentence they must stand to count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View
from warmonitor.ontology import lexicon

NOUNS = frozenset({"NOUN", "PROPN"})
SETTINGS = ("in", "during", "about", "of", "as")  # "in the novel", "during a drill", "a film about a siege"
REACH = 4


@cache
def senses(key: str) -> frozenset[str]:
    """One list of the lexicon.

    >>> "novel" in senses("fiction")
    True
    """
    return frozenset(lexicon("senses")["words"][key])


@cache
def phrases() -> dict[str, frozenset[str]]:
    """For each trigger word, the words that make it another thing: "trade agreement", "bombarded with questions"."""
    return {word: frozenset(others) for word, others in lexicon("senses")["objects"].items()}


def is_other_sense(view: View, trigger: Trigger) -> bool:
    """Whether the trigger tells of no event of the war, by what stands around it."""
    return (
        _is_staged(view, trigger)
        or _is_figure(view, trigger)
        or _is_labour(view, trigger)
        or _is_by_nature(view, trigger)
        or _is_accident(view, trigger)
    )


def _is_staged(view: View, trigger: Trigger) -> bool:
    """Fiction and exercises: "a film about the siege", "simulated a blockade", "mock battle", "fired ... in a test"."""
    tree, i = view.tree, trigger.head
    above = list(tree.ancestors(i))[:REACH]
    if any(tree.tokens[k].pos in NOUNS and view.lemma(k) in senses("fiction") for k in _telling(view, i, above)):
        return True
    if any(view.lemma(k) in senses("staging") and tree.tokens[k].pos == "VERB" for k in above):
        return True
    if any(view.lemma(k) in senses("mock") for k in tree.kids(i, "amod", "compound")):
        return True
    settings = tree.prepositions(i, SETTINGS) + [p for k in above[:1] for p in tree.prepositions(k, SETTINGS)]
    return any(view.lemma(p) in senses("exercises") | senses("fiction") for p in settings)


def _telling(view: View, i: int, above: Iterable[int]) -> Iterator[int]:
    """What a thing is told in: the nouns above it, and the subject of the verb that tells it."""
    for k in above:
        yield k
        if view.lemma(k) in senses("depicting"):
            yield from view.tree.kids(k, "nsubj")
    if view.lemma(i) in senses("depicting"):
        yield from view.tree.kids(i, "nsubj")


def _is_figure(view: View, trigger: Trigger) -> bool:
    """Attacks on laws, budgets, cups and diseases, by critics, teams and prices."""
    tree, i = view.tree, trigger.head
    if trigger.entry.frame == "crowd":  # protests are about laws and prices
        return False
    is_verb = tree.tokens[i].pos == "VERB"
    if view.lemma(i) == "come" and tree.prepositions(i, ("for", "over")):  # "came under fire for the state of roads"
        return True
    if is_verb and view.lemma(i) == "fire" and (fired := tree.verb_patients(i)):
        aimed = {"on", "at", "upon", "into", "against"} & {view.lemma(k) for k in tree.children[i]}
        return not aimed and not _about_weapons(view, fired)  # "fired 300 workers"
    words = {view.lemma(k) for k in _objects(view, i, is_verb)}
    if words & (senses("abstract") | phrases().get(view.lemma(i), frozenset())):
        return not words & senses("weapons")
    kinds = {view.lemma(j) for k in tree.verb_patients(i) for j in tree.kids(k, "compound", "amod")}
    if is_verb and kinds & phrases().get(view.lemma(i), frozenset()):
        return True
    agents = tree.verb_agents(i) if is_verb else tree.prepositions(i, ("by", "from"))
    return bool({view.lemma(k) for k in agents} & senses("figurative_agents"))


def _objects(view: View, i: int, is_verb: bool) -> list[int]:
    """What the words beside a trigger say that it is about."""
    tree = view.tree
    if not is_verb:
        return tree.prepositions(i, ("on", "against", "for", "of", "with")) + list(tree.kids(i, "compound", "amod"))
    patients = tree.verb_patients(i)
    held = [k for n in patients if view.lemma(n) == "control" for k in tree.prepositions(n, ("of",))]
    about = tree.prepositions(i, ("for",) if tree.prepositions(i, ("with",)) else ("over", "for"))
    return patients + held + about + tree.prepositions(i, ("with", "from", "on")) * (not about)


def _about_weapons(view: View, tokens: Iterable[int]) -> bool:
    return any({view.lemma(j) for j in view.tree.subtree(k)} & senses("weapons") for k in tokens)


def _is_labour(view: View, trigger: Trigger) -> bool:
    """ "On strike", "a strike by nurses", "a hunger strike"."""
    tree, i = view.tree, trigger.head
    if view.lemma(i) != "strike" or tree.tokens[i].pos not in NOUNS:
        return False
    on = tree.tokens[i].dep == "pobj" and view.lemma(tree.head(i)) == "on" and not list(tree.kids(i))
    near = tree.prepositions(i, ("by", "of", "over")) + list(tree.kids(i, "compound", "amod", "poss"))
    return on or bool({view.lemma(k) for k in near} & senses("labour"))


def _is_by_nature(view: View, trigger: Trigger) -> bool:
    """Storms, floods and diseases that hit and kill: "lightning killed", "died of Ebola", "deaths from cholera"."""
    tree, i = view.tree, trigger.head
    agents = tree.verb_agents(i) if tree.tokens[i].pos == "VERB" else []
    causes = [*agents, *(j for k in agents for j in tree.kids(k, "compound"))]
    if trigger.entry.strength == "result":
        causes += [*tree.prepositions(i, ("by", "of", "from", "in")), *tree.kids(i, "compound")]
    return bool({view.lemma(k) for k in causes} & senses("nature"))


def _is_accident(view: View, trigger: Trigger) -> bool:
    """Casualties of a sentence whose only cause is an accident: "nine died when the ferry sank"."""
    tree = view.tree
    if trigger.entry.strength != "result" or any(t.entry.strength != "result" for t in view.triggers):
        return False
    words = {t.lemma for t in tree.tokens}
    falls = [k for k in range(len(tree.tokens)) if view.lemma(k) in senses("accidents")]
    if any({view.lemma(s) for s in tree.subjects(k)} & senses("vehicles") for k in falls):
        return True
    return bool(falls) and bool(words & senses("nature"))
