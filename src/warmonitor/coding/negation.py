"""Whether the clause of a trigger says that it did not happen: "no shelling", "did not attack", "nobody was killed"."""

from __future__ import annotations

from warmonitor.coding.view import View
from warmonitor.coding.words import word_list

QUANTIFIED = ("nsubj", "nsubjpass", "dobj")


def is_negated(view: View, i: int, verb: int | None) -> bool:
    """Whether the event at token i, in the clause of ``verb``, is said not to have happened."""
    if _is_without(view, i) or _is_none(view, i):
        return True
    if verb is None or (verb != i and not _tells_whether(view, verb, i)):
        return False
    if _has_not(view, verb):
        return True
    head, token = view.tree.head(verb), view.tree.tokens[verb]
    return token.dep == "xcomp" and view.lemma(head) not in word_list("status", "refusing") and _has_not(view, head)


def _has_not(view: View, verb: int) -> bool:
    """ "Did not", "never", "hardly", "no one", "neither side", "nothing" around a verb."""
    tree = view.tree
    if any(True for _ in tree.kids(verb, "neg")):
        return True
    if any(view.lemma(k) in word_list("status", "hardly") for k in tree.kids(verb, "advmod")):
        return True
    return any(_is_none(view, k) or _is_hardly(view, k) for k in tree.kids(verb, *QUANTIFIED))


def _is_none(view: View, i: int) -> bool:
    """ "no shelling", "neither side", "nobody", "neither the army nor the rebels"."""
    tree = view.tree
    if tree.tokens[i].text.lower() in word_list("status", "nobody"):
        return True
    more = [k for m in tree.kids(i, "amod") if view.lemma(m) in {"more", "much"} for k in tree.kids(m)]
    if any(tree.tokens[k].text.lower() == "no" for k in more):  # "no more shelling"
        return True
    return any(
        tree.tokens[k].text.lower() in {"no", "neither"} and not _is_comparison(view, k)
        for k in tree.kids(i, "det", "preconj", "cc")
    )


def _is_comparison(view: View, k: int) -> bool:
    """ "No fewer than 20": a figure, not a denial; "no more fighting" is one."""
    after = [t.text.lower() for t in view.tree.tokens[k + 1 : k + 3]]
    return len(after) == 2 and after[0] in {"fewer", "less", "more"} and after[1] == "than"


def _is_hardly(view: View, i: int) -> bool:
    """ "Hardly anyone"."""
    return any(view.lemma(k) in word_list("status", "hardly") for k in view.tree.kids(i, "advmod"))


def _is_without(view: View, i: int) -> bool:
    """ "without fighting", "without firing a shot", "stopped short of entering"."""
    tree = view.tree
    if tree.tokens[i].dep not in {"pobj", "pcomp"}:
        return False
    preposition = tree.head(i)
    if view.lemma(preposition) == "without":
        return True
    return view.lemma(preposition) == "of" and view.lemma(tree.head(preposition)) == "short"


def _tells_whether(view: View, verb: int, i: int) -> bool:
    """Whether the verb above an event noun tells that it took place, so that its negation denies it.

    "did not launch an attack", "no truce was signed"; but "the attack was not claimed", "the shelling has not stopped".
    """
    lemma = view.lemma(verb)
    if lemma in word_list("status", "lasting"):
        return False
    return lemma in word_list("status", "occurring") or lemma in word_list("light_verbs", "verbs") or lemma == "be"
