"""Which triggers of a sentence name one event, and which words of the sentence belong to it.

"Air strikes that killed 35" is one event told with two words; "retook X after shelling Y" is two in one breath.
Triggers join by how they hang together in the tree; what else is found goes to the event it stands nearest to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warmonitor.coding.status import is_void
from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View, clause_verb
from warmonitor.coding.words import word_list
from warmonitor.ontology import lexicon

NEAR_RESULT = 4  # edges between "killed" and what killed
NEAR_WEAK = 2  # edges between "hit" and "air strikes"
NO_BLOWS = frozenset({"Arrests", "Agreement", "Disrupted weapons use", "Looting/property destruction"})
LOOTING = "Looting/property destruction"
VIOLENT_FRAMES = frozenset({"act", "clash", "happen"})


def joined(view: View) -> list[list[Trigger]]:
    """Triggers of a sentence that name one event: joined pairs first, then casualties to a lone cause."""
    triggers = view.triggers
    pairs = [(i, j) for i in range(len(triggers)) for j in range(i + 1, len(triggers))]
    distance = {(i, j): view.tree.distance(triggers[i].head, triggers[j].head) for i, j in pairs}
    apart = {pair for pair in pairs if _acts_apart(view, triggers[pair[0]], triggers[pair[1]])}
    void = [is_void(view, t) for t in triggers]  # "killed five and knows of no operation there"
    other = {(i, j) for i, j in pairs if void[i] != void[j] or _is_of_others(view, triggers[i], triggers[j])}
    other |= {(i, j) for i, j in pairs if _is_of_another_time(view, triggers[i], triggers[j])}
    causes = [i for i, t in enumerate(triggers) if t.entry.strength != "result"]
    groups = [{i} for i in range(len(triggers))]
    apart |= other
    for i, j in sorted(pairs, key=lambda pair: distance[pair]):
        lone_cause = len(causes) == 1 and causes[0] in (i, j)
        if (i, j) in other:
            continue
        if lone_cause and (i, j) in apart and not _can_cause(view, triggers[causes[0]], triggers[i], triggers[j]):
            continue  # "residents were killed after troops regained the town"
        if not lone_cause and ((i, j) in apart or not _is_one(view, triggers[i], triggers[j], distance[i, j])):
            continue
        old, new = (next(g for g in groups if k in g) for k in (j, i))
        barred = other if lone_cause else apart
        if old is not new and not any((min(m, n), max(m, n)) in barred for m in old for n in new):
            groups.remove(old)
            new |= old
    return [[triggers[i] for i in sorted(group)] for group in sorted(groups, key=min)]


def _can_cause(view: View, cause: Trigger, first: Trigger, second: Trigger) -> bool:
    """Whether casualties told in a clause apart may be those of the sentence's only other event: an attack's, at one
    place; not those of an arrest ("two died there, and police arrested the driver")."""
    if cause.entry.frame not in VIOLENT_FRAMES or cause.entry.sub_event_type in NO_BLOWS:
        return False
    later = clause_verb(view, max(first.head, second.head))
    return view.tree.tokens[later].dep != "conj" or not _are_in_two_places(view, later)


def _is_one(view: View, a: Trigger, b: Trigger, distance: int) -> bool:
    """Whether two triggers of a sentence name one event; their types count less than how they hang together."""
    strengths = {a.entry.strength, b.entry.strength}
    if "result" in strengths:
        if _is_told_of(view, a, b) or _is_told_of(view, b, a):
            return True
        return distance <= NEAR_RESULT and {a.entry.frame, b.entry.frame} <= VIOLENT_FRAMES | {"take", "crowd", "hold"}
    if a.entry.frame != b.entry.frame and not {a.entry.frame, b.entry.frame} <= VIOLENT_FRAMES:
        return False
    if _is_subject_of(view, a, b) or _is_subject_of(view, b, a) or _are_one_phrase(view, a, b):
        return True
    if _is_how_it_came(view, *sorted((a, b), key=lambda t: t.head)):
        return True
    if _are_two_deeds(view, a, b):
        return False
    if strengths == {"strong"}:
        types = {a.entry.sub_event_type, b.entry.sub_event_type}
        if any(types == set(pair) for pair in lexicon("coding")["kin"]["pairs"]):
            return distance <= NEAR_RESULT
        return len(types) == 1 and distance <= NEAR_WEAK
    return distance <= NEAR_WEAK


def _is_how_it_came(view: View, noun: Trigger, deed: Trigger) -> bool:
    """ "The attacks on X began before sunrise, when bombers blew themselves up": the clause tells the attack itself."""
    tree = view.tree
    verb, clause = tree.head(noun.head), clause_verb(view, deed.head)
    if tree.tokens[noun.head].dep != "nsubj" or view.lemma(verb) not in word_list("clauses", "coming"):
        return False
    marks = {view.lemma(k) for k in tree.kids(clause, "advmod", "mark")}
    is_clause = tree.tokens[clause].dep in {"advcl", "relcl"} and verb in list(tree.ancestors(clause))
    return is_clause and "when" in marks and noun.entry.strength == "weak"


def _is_told_of(view: View, noun: Trigger, result: Trigger) -> bool:
    """ "A strike on a house in the Chiyah district, in which five people were killed": however far it stands."""
    tree = view.tree
    if result.entry.strength != "result" or noun.entry.pos != "noun" or noun.entry.frame not in VIOLENT_FRAMES:
        return False
    clause = next((k for k in (result.head, *tree.ancestors(result.head)) if tree.tokens[k].dep == "relcl"), None)
    if clause is None or clause not in tree.subtree(noun.head):
        return False
    opening = [t.text.lower() for t in tree.tokens[min(tree.subtree(clause)) :][:2]]
    return opening == ["in", "which"]


def _are_two_deeds(view: View, a: Trigger, b: Trigger) -> bool:
    """ "Burned 20 houses and shot two men": what is done to things and what is done to people, each with its object."""
    kinds = {a.entry.sub_event_type == LOOTING, b.entry.sub_event_type == LOOTING}
    verbs = a.entry.pos == b.entry.pos == "verb"
    return kinds == {True, False} and verbs and all(view.tree.verb_patients(t.head) for t in (a, b))


def _are_one_phrase(view: View, a: Trigger, b: Trigger) -> bool:
    """ "Air strikes and shelling on the town killed 40": one phrase, one toll."""
    tree = view.tree
    first, second = sorted((a, b), key=lambda t: t.head)
    if tree.head(second.head) != first.head or tree.tokens[second.head].dep != "conj":
        return False
    own = tree.subtree(first.head) - tree.subtree(second.head)
    places = [i for i, _ in view.places if first.head < i < second.head and i in own]
    return _is_noun(view, first) and _is_noun(view, second) and not places


def _is_noun(view: View, trigger: Trigger) -> bool:
    """Whether a trigger is a noun, also where the tagger took "airstrikes" for a verb: it has no subject or object."""
    token = view.tree.tokens[trigger.head]
    if token.pos in {"NOUN", "PROPN"} or trigger.entry.pos == "noun":
        return True
    return token.text.endswith(("s", "ing")) and not any(view.tree.kids(trigger.head, "nsubjpass", "dobj", "aux"))


def _is_subject_of(view: View, noun: Trigger, verb: Trigger) -> bool:
    """ "Air strikes pounded the town", "was hit by shelling", "an offensive targeting X"."""
    if not _is_noun(view, noun) or verb.entry.pos != "verb" or verb.entry.frame not in {"act", "happen"}:
        return False
    if view.tree.head(verb.head) == noun.head and view.tree.tokens[verb.head].dep in {"acl", "relcl"}:
        return True
    return noun.head in view.tree.verb_agents(verb.head) or verb.head in list(view.tree.ancestors(noun.head))[:1]


def _acts_apart(view: View, a: Trigger, b: Trigger) -> bool:
    """Whether two verbs with doers of their own are two events: "rebels shelled X and police killed two".

    "Twelve died when a shell hit their bus" is one; "twelve died while rebels stormed Y" is two.
    """
    tree = view.tree
    first, second = sorted((a, b), key=lambda t: t.head)
    verb = clause_verb(view, second.head)
    if _is_earlier_deed(view, first, second):
        return True
    if verb == clause_verb(view, first.head) or tree.tokens[verb].dep not in {"conj", "advcl", "parataxis", "ccomp"}:
        return False
    subjects = list(tree.kids(verb, "nsubj", "nsubjpass"))
    if not subjects or first.head in {k for s in subjects for k in (s, *tree.conjuncts(s))}:
        return False  # the one is the subject of the other: "air strikes and shelling killed two"
    if second.entry.strength == "result" and tree.tokens[verb].lemma in word_list("updates", "tellers"):
        return False  # "killed 40, while the ministry put the toll at 45"
    if {view.lemma(k) for k in tree.prepositions(subjects[0], ("of",))} & {"which", "they", "them"}:
        return False  # "air strikes, one of which hit the town hall"
    is_clause = tree.tokens[verb].dep == "advcl"
    if tree.tokens[subjects[0]].pos == "PRON":
        return second.entry.frame == "take" and is_clause
    if is_clause and first.entry.strength == "result" and second.entry.frame in VIOLENT_FRAMES:
        opening = [k for k in range(first.head + 1, verb) if tree.tokens[k].pos in {"SCONJ", "ADV", "ADP"}]
        return not {view.lemma(k) for k in opening} & word_list("clauses", "cause")
    if tree.tokens[verb].dep == "conj" and _are_in_two_places(view, verb):
        return True
    if "result" not in {first.entry.strength, second.entry.strength} and tree.tokens[verb].dep == "conj":
        return True  # "planes bombed the camp and the centre was hit by shells"
    is_active = not tree.is_passive(verb) and tree.tokens[verb].lemma not in {"die", "perish"}
    return is_active or tree.tokens[verb].dep in {"advcl", "ccomp"}


def _is_of_others(view: View, a: Trigger, b: Trigger) -> bool:
    """ "Jets killed 45 in X following rocket attacks by rebels on Y", "soldiers killed 30 in X as troops clashed with
    rebels in Y": casualties told with their doer and place, and beside them what others did at another place."""
    result, other = (a, b) if a.entry.strength == "result" else (b, a)
    if result.entry.strength != "result" or other.entry.strength == "result" or result.entry.pos != "verb":
        return False
    verb = result.head
    if view.tree.is_passive(verb) or not view.tree.verb_patients(verb) or not view.tree.verb_agents(verb):
        return False
    path = [other.head, *view.tree.ancestors(other.head)]
    if verb not in path:
        return False
    beside = next((k for k in path[: path.index(verb)] if _is_circumstance(view, k)), None)
    return beside is not None and _differ_in_place(view, verb, beside)


def _is_of_another_time(view: View, a: Trigger, b: Trigger) -> bool:
    """ "The raid came a week after 40 were killed in X", "the deadliest since 40 died in X": an earlier deed and its
    dead, which only date or measure the one told; a death of wounds "a week after a bomb hit X" is the bomb's."""
    first, second = sorted((a.head, b.head))
    return any(first < mark < second for mark in earlier_deeds(view))


def earlier_deeds(view: View) -> list[int]:
    """The words behind which a sentence tells the dead of an earlier deed: "a week after", "the worst since"."""
    results = [t.head for t in view.triggers if t.entry.strength == "result"]
    marks = (i for i in range(len(view.tree.tokens)) if _is_measured(view, i))
    return [i for i in marks if any(r > i for r in results)]


def _is_measured(view: View, i: int) -> bool:
    """Whether a conjunction says how long after, or since when nothing like it: "a week after", "the worst since"."""
    tree, low = view.tree, view.tree.tokens[i].text.lower()
    if low not in word_list("clauses", "after") or i == 0:
        return False
    before = tree.tokens[max(0, i - 4) : i]
    worst = low == "since" and any(t.tag == "JJS" or t.text.lower() == "first" for t in before)
    return worst or before[-1].lemma in word_list("clauses", "days")


def _is_circumstance(view: View, i: int) -> bool:
    """ "Following attacks", "after attacks", "as troops clashed": what went on before or beside the deed."""
    tree, token = view.tree, view.tree.tokens[i]
    if token.dep == "advcl" and any(tree.kids(i, "nsubj", "nsubjpass")):
        return all(tree.tokens[k].pos != "PRON" for k in tree.kids(i, "nsubj", "nsubjpass"))
    return token.dep in {"prep", "advcl"} and token.text.lower() in word_list("clauses", "prior")


def _differ_in_place(view: View, verb: int, beside: int) -> bool:
    """Whether a clause and what is told beside it each name a place of their own."""
    inner = view.tree.subtree(beside)
    outer = view.tree.subtree(verb) - inner
    places = {i: mention.span.quote for i, mention in view.places}
    own, others = ({places[i] for i in places if i in words} for words in (inner, outer))
    return bool(own - others) and bool(others - own)


def _is_earlier_deed(view: View, first: Trigger, second: Trigger) -> bool:
    """ "The army, which drove them from X last month, has seized 20 villages": a deed with a place or day of its own
    that only says who the doer of the other is."""
    tree, verbs = view.tree, first.entry.pos == second.entry.pos == "verb"
    if not verbs or first.entry.frame not in {"take", "act"} or first.entry.frame != second.entry.frame:
        return False
    if tree.tokens[first.head].dep != "relcl" or tree.head(first.head) not in tree.verb_agents(second.head):
        return False
    inside = tree.subtree(first.head)
    return any(i in inside for i, _ in (*view.places, *view.times)) and second.head not in inside


def _are_in_two_places(view: View, verb: int) -> bool:
    """ "30 were killed in X and another 39 died in Y": each clause with a place of its own."""
    inner = view.tree.subtree(verb)
    outer = view.tree.subtree(view.tree.head(verb)) - inner
    places = {i: mention.span.quote for i, mention in view.places}
    return bool({places[i] for i in places if i in inner}) and bool({places[i] for i in places if i in outer})


def nearest(view: View, groups: Sequence[Sequence[Trigger]]) -> list[tuple[int, ...]]:
    """For each token the events it stands nearest to, by the tree and then by the line; more than one on a tie."""
    reach = [_reach(view, group) for group in groups]
    out = []
    for i in range(len(view.tree.tokens)):
        least = min(r[i] for r in reach)
        out.append(tuple(g for g, r in enumerate(reach) if r[i] == least))
    return out


def _reach(view: View, group: Iterable[Trigger]) -> list[tuple[int, int]]:
    """How far each token is from an event: edges of the tree, then words of the line."""
    heads = [(view.tree.distances(t.head), t.head) for t in group]
    return [min((steps[i], abs(i - head)) for steps, head in heads) for i in range(len(view.tree.tokens))]
