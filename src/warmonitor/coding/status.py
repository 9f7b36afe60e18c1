"""Whether an event happened: from negation, modals and the words that govern its trigger."""

from __future__ import annotations

from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list

ONGOING_TAGS = frozenset({"VBG"})
REACH = 3  # how far above the trigger a governing word still speaks of it


def status_of(view: View, trigger: Trigger) -> str | None:
    """happened, ongoing, planned, demanded, hypothetical or denied; None where the clause says it did not happen.

    "did not attack" is no claim; "denied that it attacked" is a claim with status denied.
    """
    tree, i = view.tree, trigger.head
    chain = [i, *list(tree.ancestors(i))[:REACH]]
    if _is_ended(view, i):
        return None
    if any(True for k in _verb_chain(view, i) for _ in tree.kids(k, "neg")) or _is_none(view, i):
        return None
    for k in chain[1:]:
        lemma = view.lemma(k)
        for status in ("denied", "planned", "demanded"):
            if lemma in word_list("status", status) and _governs(view, k, i):
                return status
    verb = _verb_chain(view, i)
    modals = {tree.tokens[a].text.lower() for k in verb for a in tree.kids(k, "aux")}
    if modals & word_list("status", "modal_planned"):
        return "planned"
    if modals & word_list("status", "modal_hypothetical") and not modals & {"have"}:
        return "hypothetical"
    if any(
        tree.tokens[m].text.lower() in word_list("status", "hypothetical") for k in verb for m in tree.kids(k, "mark")
    ):
        return "hypothetical"
    if any(view.lemma(k) in word_list("status", "hypothetical") for k in chain[1:]):
        return "hypothetical"
    if any(_is_purpose(view, k) for k in verb):
        return None
    return "ongoing" if _is_ongoing(view, verb) else "happened"


def _is_purpose(view: View, k: int) -> bool:
    """ "an offensive to retake X", "aimed at cutting Y": what was wanted or refused, not what was done."""
    tree, token = view.tree, view.tree.tokens[k]
    if tree.is_root(k):
        return False
    head = view.lemma(tree.head(k))
    if head in word_list("status", "refusing") and token.dep == "xcomp":
        return True
    if token.dep == "xcomp" and any(view.lemma(k) == "yet" for k in tree.kids(tree.head(k), "advmod")):
        return True
    if token.tag == "VB" and any(view.lemma(a) == "to" for a in tree.kids(k, "aux")):
        return token.dep in {"advcl", "acl", "relcl"} or (
            token.dep == "xcomp" and head in word_list("status", "attempts")
        )
    return (
        token.dep == "pcomp"
        and not tree.is_root(tree.head(k))
        and view.lemma(tree.head(tree.head(k))) in word_list("status", "aims")
    )


def _is_ended(view: View, i: int) -> bool:
    """ "broke the siege", "lifted the blockade", "a freeze on fighting"."""
    tree = view.tree
    if tree.tokens[i].dep in {"pobj", "pcomp"} and not tree.is_root(tree.head(i)):
        return view.lemma(tree.head(tree.head(i))) in word_list("status", "pauses")
    return tree.tokens[i].dep in {"dobj", "nsubjpass"} and view.lemma(tree.head(i)) in word_list("status", "ending")


def _is_none(view: View, i: int) -> bool:
    """ "no shelling", "without fighting"."""
    tree = view.tree
    if any(view.lemma(k) == "no" for k in tree.kids(i, "det")):
        return True
    return tree.tokens[i].dep == "pobj" and view.lemma(tree.head(i)) == "without"


def _verb_chain(view: View, i: int) -> list[int]:
    """The trigger, when it is a verb, or the verb that its noun phrase hangs on."""
    tree = view.tree
    if tree.tokens[i].pos in {"VERB", "AUX"}:
        return [i]
    for k in list(tree.ancestors(i))[:REACH]:
        if tree.tokens[k].pos in {"VERB", "AUX"}:
            return [k]
    return []


def _governs(view: View, k: int, i: int) -> bool:
    """Whether word k takes the event as its content, not merely stands above it ("a call after the attack")."""
    tree = view.tree
    below = i
    for above in tree.ancestors(i):
        if above == k:
            break
        below = above
    token = tree.tokens[below]
    if token.dep in {"xcomp", "ccomp"}:
        return below > k
    if token.dep in {"dobj", "acl", "pcomp", "nsubjpass"}:
        return True
    if token.dep == "prep":
        return token.lemma in {"for", "to", "of", "on"}
    return False


def _is_ongoing(view: View, verb: list[int]) -> bool:
    tree = view.tree
    for k in verb:
        token = tree.tokens[k]
        if token.lemma in word_list("status", "ongoing"):
            return True
        helpers = {tree.tokens[a].text.lower() for a in tree.kids(k, "aux")}
        if token.tag == "VBG" and helpers & {"is", "are", "'s", "'re"}:
            return True
        if token.tag == "VBG" and "been" in helpers and helpers & {"has", "have"}:
            return True
    return False
