"""Whether an event happened: from negation, modals and the words that govern its trigger."""

from __future__ import annotations

from collections.abc import Sequence

from warmonitor.coding.negation import is_negated
from warmonitor.coding.senses import is_other_sense
from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list

REACH = 3  # how far above the trigger a governing word still speaks of it


def status_of(view: View, trigger: Trigger) -> str | None:
    """happened, ongoing, planned, demanded, hypothetical or denied; None where the clause tells of no event.

    "did not attack" is no claim; "denied that it attacked" is a claim with status denied. "A film about the attack",
    "attacked the budget" tell of no event.
    """
    i = trigger.head
    verb = _verb(view, i)
    if is_negated(view, i, verb) or _is_ended(view, i) or is_other_sense(view, trigger):
        return None
    governors = _governors(view, i)
    for k in governors:
        for status in ("denied", "planned", "demanded"):
            if view.lemma(k) in word_list("status", status) and _governs(view, k, i, status):
                return status
    if any(_is_called_false(view, k) for k in [i, *governors]):
        return "denied"
    if any(_is_laid_down(view, k) for k in governors):
        return "demanded"
    if unreal := _by_mood(view, i, verb, governors):
        return unreal
    if verb is not None and _is_purpose(view, verb):
        return None
    return "ongoing" if verb is not None and _is_ongoing(view, verb, i) else "happened"


def is_void(view: View, trigger: Trigger) -> bool:
    """Whether the clause of a trigger says that it did not happen: "knows of no operation"."""
    return is_negated(view, trigger.head, _verb(view, trigger.head))


def _governors(view: View, i: int) -> list[int]:
    """The words above a trigger that may speak of whether it happened; a relative clause tells what did."""
    out: list[int] = []
    below = i
    for k in view.tree.ancestors(i):
        if len(out) == REACH or (view.tree.tokens[below].dep == "relcl" and not _is_content(view, below, k)):
            break
        out.append(k)
        below = k
    return out


def _is_content(view: View, clause: int, noun: int) -> bool:
    """ "reports that rebels captured Bria", "the demand they withdraw": the clause is what the noun says."""
    pronouns = {
        view.tree.tokens[j].text.lower() for j in view.tree.kids(clause, "nsubj", "nsubjpass", "dobj", "advmod")
    }
    speaks = any(view.lemma(noun) in word_list("status", key) for key in ("reports", "demanded", "planned", "denied"))
    return speaks and not pronouns & word_list("status", "relatives")


def _by_mood(view: View, i: int, verb: int | None, governors: Sequence[int]) -> str | None:
    """ "will attack", "could attack", "if it attacks", "had it attacked", "is to attack", "a risk of attacks"."""
    tree = view.tree
    if verb is not None:
        helpers = list(tree.kids(verb, "aux"))
        modals = {tree.tokens[k].text.lower() for k in helpers}
        if (
            modals & word_list("status", "modal_planned")
            or _is_to_be(view, verb)
            or _is_announced(view, verb, i, modals)
        ):
            return "planned"
        checked = verb != i and view.lemma(verb) in word_list(
            "status", "checking"
        )  # "the killing could not be confirmed"
        if modals & word_list("status", "modal_hypothetical") and "have" not in modals and not checked:
            return "hypothetical"
        marks = {tree.tokens[m].text.lower() for m in tree.kids(verb, "mark")}
        ends = verb != i and view.lemma(verb) in word_list("status", "lasting")  # "whether the shelling had stopped"
        if (marks & word_list("status", "hypothetical") and not ends) or _is_inverted(view, verb, helpers):
            return "hypothetical"
    if any(view.lemma(k) in word_list("status", "hypothetical") for k in governors):
        return "hypothetical"
    return None


def _is_to_be(view: View, verb: int) -> bool:
    """ "The two sides are to exchange prisoners"."""
    tree = view.tree
    infinitive = tree.tokens[verb].dep == "xcomp" and any(view.lemma(k) == "to" for k in tree.kids(verb, "aux"))
    return infinitive and view.lemma(tree.head(verb)) == "be" and tree.tokens[tree.head(verb)].dep != "relcl"


def _is_announced(view: View, verb: int, i: int, modals: set[str]) -> bool:
    """ "The truce is due", "they said that they would shoot"."""
    tree = view.tree
    if view.lemma(verb) == "be" and any(
        view.lemma(k) in word_list("status", "imminent") for k in tree.kids(verb, "acomp")
    ):
        return True
    said = tree.tokens[verb].dep == "ccomp" and view.lemma(tree.head(verb)) in word_list("status", "announcing")
    return said and verb == i and "would" in modals


def _is_inverted(view: View, verb: int, helpers: Sequence[int]) -> bool:
    """ "Had the army attacked, the town would have fallen"."""
    tree = view.tree
    subjects = list(tree.kids(verb, "nsubj", "nsubjpass"))
    had = [k for k in helpers if tree.tokens[k].text.lower() == "had"]
    return tree.tokens[verb].dep == "advcl" and bool(had and subjects) and had[0] < subjects[0]


def _is_called_false(view: View, k: int) -> bool:
    """ "Reports that rebels captured Bria are false", "it is not true that", "called reports of a strike a lie"."""
    tree = view.tree
    if view.lemma(k) == "be" and any(view.lemma(c) in {"true", "correct"} for c in tree.kids(k, "acomp")):
        return any(True for _ in tree.kids(k, "neg"))
    if view.lemma(k) not in word_list("status", "reports") or tree.is_root(k):
        return False
    verb = tree.head(k)
    said = list(tree.kids(verb, "acomp", "attr", "oprd"))
    said += [c for c in tree.subtree(k) if c > k and tree.tokens[c].dep == "appos"] * (tree.tokens[k].dep == "dobj")
    return any(view.lemma(c) in word_list("status", "false") for c in said)


def _is_laid_down(view: View, k: int) -> bool:
    """ "A peace plan involving a pullout": what a plan lays down is not done yet; a deal's terms are another thing."""
    tree = view.tree
    if view.lemma(k) not in word_list("status", "laying_down") or tree.is_root(k):
        return False
    before = [j for j in range(max(0, k - 2), k) if tree.tokens[j].pos != "PUNCT"][-1:]
    plan = [*before, tree.head(k)] if tree.tokens[k].tag == "VBG" else list(tree.kids(k, "nsubj"))
    return any(view.lemma(p) in word_list("status", "plans") for p in plan)


def _is_purpose(view: View, k: int) -> bool:
    """ "an offensive to retake X", "aimed at cutting Y": what was wanted or refused, not what was done."""
    tree = view.tree
    while tree.tokens[k].dep == "conj" and tree.tokens[k].tag == "VB":
        k = tree.head(k)  # "waiting for the army to save them and liberate the town"
    token = tree.tokens[k]
    if tree.is_root(k):
        return False
    head = view.lemma(tree.head(k))
    if head in word_list("status", "refusing") and token.dep == "xcomp":
        return True
    if token.dep == "xcomp" and any(view.lemma(k) == "yet" for k in tree.kids(tree.head(k), "advmod")):
        return True
    if head in word_list("status", "doing"):
        return False  # "used drones to bomb", "went on to capture"
    if token.tag == "VB" and any(view.lemma(a) == "to" for a in tree.kids(k, "aux")):
        return token.dep in {"advcl", "acl", "relcl"} or (
            token.dep == "xcomp" and head in word_list("status", "attempts") | word_list("movement", "going")
        )
    return (
        token.dep == "pcomp"
        and not tree.is_root(tree.head(k))
        and view.lemma(tree.head(tree.head(k))) in word_list("status", "aims")
    )


def _is_ended(view: View, i: int) -> bool:
    """ "broke the siege", "lifted the blockade", "stopped bombing", "a freeze on fighting"."""
    tree = view.tree
    if tree.tokens[i].dep == "xcomp" and tree.tokens[i].tag == "VBG":
        return view.lemma(tree.head(i)) in word_list("status", "ending") | word_list("status", "lasting")
    if tree.tokens[i].dep in {"pobj", "pcomp"} and not tree.is_root(tree.head(i)):
        return view.lemma(tree.head(tree.head(i))) in word_list("status", "pauses")
    return tree.tokens[i].dep in {"dobj", "nsubjpass"} and view.lemma(tree.head(i)) in word_list("status", "ending")


def _verb(view: View, i: int) -> int | None:
    """The trigger, when it is a verb, or the verb that its noun phrase hangs on."""
    tree = view.tree
    near = [i, *list(tree.ancestors(i))[:REACH]]
    return next((k for k in near if tree.tokens[k].pos in {"VERB", "AUX"}), None)


def _governs(view: View, k: int, i: int, status: str) -> bool:
    """Whether word k takes the event as its content, not merely stands above it ("a call after the attack")."""
    tree = view.tree
    below = i
    for above in tree.ancestors(i):
        if above == k:
            break
        if view.lemma(above) in word_list("status", "shares"):  # "denied responsibility for the massacre"
            return False
        if tree.tokens[above].dep == "prep" and view.lemma(above) in word_list("status", "beside"):
            return False  # "plans an inquiry into the kidnappings"
        below = above
    token, lemma = tree.tokens[below], view.lemma(k)
    if lemma in word_list("status", "to_do_only") and token.dep != "xcomp":
        return False  # "agreed a truce" is done, "agreed to withdraw" is not
    if lemma in {"broker", "mediate", "negotiate"} and tree.tokens[k].tag in {"VBD", "VBN"}:
        return False  # "elders brokered a truce"
    if lemma == "order" and token.dep != "dobj":
        return False  # "ordered to bomb the town, he refused"
    if lemma == "call" and token.dep in {"dobj", "ccomp"}:
        return False  # "called the attack a crime"
    if status == "demanded" and any(view.lemma(m) in {"whether", "if"} for m in tree.kids(below, "mark")):
        return False  # "was asked whether his men had bombed the camp"
    if token.dep in {"xcomp", "ccomp"}:
        return below > k
    if token.dep in {"dobj", "acl", "pcomp", "nsubjpass"}:
        return True
    if token.dep == "prep":
        return token.lemma in {"for", "to", "of", "on"}
    return token.dep == "nsubj" and lemma in word_list("status", "of_subject")


def _is_ongoing(view: View, verb: int, i: int) -> bool:
    tree, token = view.tree, view.tree.tokens[verb]
    above = [i, *tree.ancestors(i)]
    between = above[: above.index(verb)] if verb in above else []
    if any(tree.tokens[k].dep == "prep" and view.lemma(k) in {"after", "following"} for k in between):
        return False  # "ambulances are heading there after an explosion"
    after = {tree.tokens[k].text.lower() for k in tree.kids(verb, "prt", "advmod")}
    if view.lemma(verb) in word_list("status", "ongoing"):
        return True
    if view.lemma(verb) == "go" and "on" in after:
        return True
    if view.lemma(verb) == "be" and (
        "underway" in after or "way" in map(view.lemma, tree.prepositions(verb, ("under",)))
    ):
        return True
    if token.dep == "xcomp" and view.lemma(tree.head(verb)) == "keep":
        return True
    helpers = {tree.tokens[a].text.lower() for a in tree.kids(verb, "aux")}
    if token.tag == "VBG" and helpers & {"is", "are", "'s", "'re"}:
        return True
    return token.tag == "VBG" and "been" in helpers and bool(helpers & {"has", "have"})
