"""Who acts and who is acted on, for one trigger: from the tree, by the trigger's frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warmonitor.coding.parties import actors
from warmonitor.coding.tree import RELATIVE_PRONOUNS
from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View, clause_verb
from warmonitor.coding.words import word_list
from warmonitor.model import Actor, Mention

BETWEEN_REACHES = 9  # words from "clashes" to "between"
STATES = frozenset({"state force", "external force", "police"})
UNARMED = frozenset({"civilians", "protesters", "rioters", "government", None})
THROWN_AT = ("into", "at", "on", "onto", "towards", "toward")
EXPLOSIVE = frozenset({"Suicide bomb", "Remote explosive/landmine/IED", "Grenade"})


@dataclass(frozen=True, slots=True)
class Roles:
    """Actor mentions on each side of a trigger, and the tokens that were read for them (places among them)."""

    agents: tuple[Mention, ...] = ()
    patients: tuple[Mention, ...] = ()
    objects: tuple[int, ...] = ()
    alleged: bool = False


def roles(view: View, trigger: Trigger) -> Roles:
    """The sides of one trigger; empty where the sentence does not say."""
    frame = trigger.entry.frame
    if frame == "clash":
        return _clash(view, trigger)
    if frame == "lose":
        return _lose(view, trigger)
    if frame == "happen":
        return _happening(view, trigger)
    between = actors(view, _between(view, trigger))
    if len(between) > 1:  # "the crossing between Turkey and Idlib" is a place
        return Roles(between[:1], between[1:])
    parts = range(trigger.first, trigger.last + 1)  # "fire" of "opened fire" is not what is acted on
    said = frozenset(k for k in parts if view.lemma(k) in trigger.entry.words and trigger.head in parts)
    said -= frozenset(k for k in view.actor_at if view.lemma(k) != "hostage")  # "stormed the French embassy"
    agents, patients = _verb(view, trigger.head, said) if _is_verb(view, trigger) else _noun(view, trigger.head)
    if trigger.entry.words[-1] == "hostage":  # "the soldiers they took hostage"
        patients = patients or view.tree.object_before(trigger.head)
    if view.lemma(trigger.head) in word_list("roles", "defending") and _is_verb(view, trigger):
        attackers = actors(view, [*patients, *(k for p in patients for k in _noun(view, p)[0])])
        return Roles(attackers, actors(view, agents), tuple(patients))
    if frame == "take" and trigger.entry.words[0] in word_list("roles", "expelling"):
        return Roles(actors(view, agents), actors(view, patients), _left_places(view, trigger.head))
    if frame == "take":
        losers = actors(view, view.tree.prepositions(trigger.head, ("from",)))
        behind = actors(view, view.tree.prepositions_below(patients, ("from",)))  # "a hill in Bahri from the rebels"
        ground = any(view.place_at(k) for p in patients for k in (p, *view.tree.prepositions(p, ("of",))))
        taken = () if ground else actors(view, patients)
        return Roles(actors(view, agents), losers or behind or taken, tuple(patients))  # "seized eleven teachers"
    if frame == "crowd" and not agents:
        agents = [trigger.head]
    if frame == "move" and trigger.entry.sub_event_type == "Change to group/activity":
        return _moving(view, trigger, agents, patients)
    if frame == "move" and trigger.entry.sub_event_type == "Agreement":  # "gave themselves up to the army"
        patients = view.tree.prepositions(trigger.head, ("to",))
    agents = agents + _companions(view, trigger.head)
    doers, others = actors(view, agents), actors(view, patients)
    if frame == "agree" and not others:  # "the government and the rebels agreed a truce"
        doers, others = doers[:1], doers[1:]
    objects = (*patients, *_set_alight(view, trigger))
    return Roles(doers, others, objects, _is_blamed(view, trigger.head))


def _set_alight(view: View, trigger: Trigger) -> list[int]:
    """What "set fire to the station" is done to: its owner stands behind those whom the same attack names."""
    is_fire = trigger.entry.words[0] == "set" and trigger.entry.words[-1] in word_list("roles", "alight")
    return view.tree.prepositions(trigger.head, ("to",)) if is_fire else []


def _moving(view: View, trigger: Trigger, agents: Sequence[int], patients: Sequence[int]) -> Roles:
    """Who moves, or is sent: "the army left X", "soldiers were sent to X"; and whom another party takes away."""
    doers, moved = actors(view, agents), actors(view, patients)
    names = {m.value.name for m in doers if isinstance(m.value, Actor)}
    others = tuple(m for m in moved if isinstance(m.value, Actor) and m.value.name not in names)
    is_taken = view.lemma(trigger.head) in word_list("movement", "taking") and bool(doers)
    return Roles(doers or moved, others if is_taken else (), tuple(patients))


def _left_places(view: View, i: int) -> tuple[int, ...]:
    """ "drove the militants out of the town of X": the places that are left under the verb."""
    below = view.tree.subtree(i)
    return tuple(k for k, _ in view.places if k in below)


def _is_verb(view: View, trigger: Trigger) -> bool:
    return trigger.entry.pos == "verb" or view.tree.tokens[trigger.head].pos == "VERB"


def _verb(view: View, i: int, said: frozenset[int]) -> tuple[list[int], list[int]]:
    tree = view.tree
    agents, patients = tree.verb_agents(i), [k for k in tree.verb_patients(i) if k not in said]
    means = word_list("territory", "weapons") | word_list("roles", "thrown")
    if patients and all(view.lemma(k) in means for k in patients):
        patients = patients + tree.prepositions(i, ("on", "at", "against", "towards", "toward", "into"))
    if all(view.lemma(k) in means for k in agents):  # "rockets fired from rebel lines"
        agents = [k for k in tree.prepositions(i, ("from",)) if view.lemma(k) in word_list("roles", "assets")] or agents
    if not patients:
        patients = tree.prepositions(i, ("on", "at", "against", "with", "into", "upon"))
    return agents, patients + _aboard(view, i)


def _companions(view: View, i: int) -> list[int]:
    """Who acts with the doer: "the army, along with militiamen, stormed", "in cooperation with the Kurdish forces"."""
    tree = view.tree
    found: list[int] = []
    for k in (*tree.kids(i, "prep", "advmod"), *(p for s in tree.subjects(i) for p in tree.kids(s, "prep", "advmod"))):
        if view.lemma(k) == "alongside":
            found += tree.kids(k, "pobj")
        elif view.lemma(k) in {"along", "together"}:
            found += tree.prepositions(k, ("with",))
        elif view.lemma(k) == "in":
            jointly = [p for p in tree.kids(k, "pobj") if view.lemma(p) in word_list("roles", "jointly")]
            found += [p for j in jointly for p in tree.prepositions(j, ("with",))]
    near = set(_aboard(view, i))
    return [k for k in tree.with_conjuncts(found) if k not in near and k in view.actor_at and not tree.is_passive(i)]


def _aboard(view: View, i: int) -> list[int]:
    """Who is in the thing hit: "destroyed a car with three gunmen inside", "along with the fighters in it"."""
    tokens, inside = view.tree.tokens, word_list("roles", "inside")
    near = [k for k in view.tree.subtree(i) if tokens[k].dep == "pobj" and view.lemma(view.tree.head(k)) == "with"]
    return [k for k in sorted(near) if any(t.text.lower() in inside for t in tokens[k + 1 : k + 2])]


def _noun(view: View, i: int) -> tuple[list[int], list[int]]:
    """Roles around a noun: "the bombing of X by Y", "rebel shelling", "Y launched an offensive against X"."""
    tree = view.tree
    agents = tree.prepositions(i, ("by", "from"))
    agents += list(tree.kids(i, "poss"))
    agents += [k for k in tree.kids(i, "compound", "amod", "nmod") if k in view.actor_at and not _is_part(view, k)]
    patients = tree.prepositions(i, ("on", "against", "at", "targeting"))
    owners = tree.prepositions(
        i, ("of",)
    )  # "a strike of the air force" is its doing, "the shelling of a village" is not
    if view.lemma(i) in word_list("roles", "done_by_of") or _is_fire_of(view, i, owners):
        agents += owners
    else:
        patients += owners
    for k in tree.kids(i, "acl", "relcl"):
        if view.lemma(k) in word_list("roles", "believing"):  # "believed to have been carried out by X"
            agents += [a for x in tree.kids(k, "xcomp") for a in tree.verb_agents(x)]
        elif tree.is_passive(k):
            blamed = ("on", "to") if view.lemma(k) in word_list("roles", "blaming") else ("on", "from")
            agents += tree.verb_agents(k) + tree.prepositions(k, blamed)
        elif view.lemma(k) in word_list("roles", "victim_verbs"):
            patients += tree.verb_patients(k)
        elif view.lemma(k) in word_list("light_verbs", "verbs"):  # "the attack that X carried out"
            agents += [j for j in tree.kids(k, "nsubj") if tree.tokens[j].text.lower() not in RELATIVE_PRONOUNS]
    agents += _behind(view, i)
    if tree.tokens[i].dep == "dobj" and view.lemma(tree.head(i)) in word_list("roles", "blaming"):
        agents += tree.prepositions(i, ("on",)) + tree.prepositions(tree.head(i), ("on",))  # "blamed the killing on X"
        patients = [k for k in patients if k not in agents]
    if tree.tokens[i].dep == "nsubjpass" and view.lemma(tree.head(i)) in word_list("roles", "blaming"):
        agents += tree.prepositions(tree.head(i), ("on", "to"))  # "the attack, which left three dead, was blamed on X"
    agents += _carriers(view, i) or _fired_from(view, i)
    agents = agents or _named_low(view, i)
    patients += _struck(view, i) + _undergoing(view, i) + _aimed_at(view, i)
    return agents, patients or _following(view, i)


def _is_part(view: View, i: int) -> bool:
    """ "A central Syria attack": a part of the country, where it was, not who did it."""
    return i > 0 and view.tree.tokens[i - 1].text.lower() in word_list("roles", "parts")


def _named_low(view: View, i: int) -> list[int]:
    """ "The bombardment of the port of X by the navy": the parser hangs the doer on the last noun."""
    tree = view.tree
    owners = tree.prepositions(i, ("of", "on"))
    owners = [k for k in owners if all(tree.tokens[j].pos != "VERB" for j in tree.subtree(k))]
    return [k for k in tree.prepositions_below(owners, ("by",)) if k in view.actor_at]


def _fired_from(view: View, i: int) -> list[int]:
    """Whose lines arms come from: "rockets fired from rebel positions", however the parser reads "fired"."""
    tree = view.tree
    firing = [k for k in (i, *tree.kids(i, "acl"), tree.head(i)) if view.lemma(k) in word_list("roles", "sending")]
    starts = [k for verb in firing for k in tree.prepositions(verb, ("from",))]
    return [k for k in starts if view.lemma(k) in word_list("roles", "assets")]


def _is_fire_of(view: View, i: int, owners: Iterable[int]) -> bool:
    """ "The shelling of artillery and warplanes": what fires, not what is fired on."""
    fires = view.lemma(i) in word_list("roles", "fires")
    return fires and any(view.lemma(k) in word_list("roles", "means") for k in owners)


def _behind(view: View, i: int) -> list[int]:
    """ "Its fighters were behind the bombing", "the brigade is responsible for the raid": who did it."""
    tree = view.tree
    if tree.tokens[i].dep != "pobj":
        return []
    preposition = tree.head(i)
    above = tree.head(preposition)
    if view.lemma(preposition) == "behind" and view.lemma(above) == "be":
        return tree.with_conjuncts(tree.subjects(above))
    if view.lemma(preposition) == "for" and view.lemma(above) == "responsible" and not tree.is_root(above):
        return tree.with_conjuncts(tree.subjects(tree.head(above)))
    return []


def _following(view: View, i: int) -> list[int]:
    """Who stands after "on" or "against" beyond a day that split the phrase: "strikes Sunday on insurgents"."""
    tokens = view.tree.tokens
    for k in range(i + 1, min(i + 5, len(tokens) - 1)):
        if tokens[k].pos in {"VERB", "AUX", "PUNCT"}:
            return []
        if tokens[k].lemma in {"on", "against"}:
            ahead = range(k + 1, min(k + 4, len(tokens)))
            days = {j for j, _ in view.times}  # "on Saturday police said"
            end = next((j for j in ahead if tokens[j].pos in {"VERB", "AUX", "PUNCT"} or j in days), ahead.stop)
            return [j for j in range(k + 1, end) if j in view.actor_at][:1]
    return []


def _carriers(view: View, i: int) -> list[int]:
    """Who carries the noun out: the subject of a light verb above it, or of what is done during it."""
    tree = view.tree
    if tree.tokens[i].dep == "compound":  # "the massacre inquiry" is not a massacre that someone carries out
        return []
    top = _top_noun(view, i)
    if tree.is_root(top):
        return []
    verb, dep = tree.head(top), tree.tokens[top].dep
    carrying = word_list("light_verbs", "verbs") | word_list("roles", "throwing")
    if dep == "pobj":
        preposition, verb = verb, tree.head(verb)
        if view.lemma(preposition) == "for" and view.lemma(verb) in word_list("roles", "accusing"):
            return tree.verb_patients(verb)  # "blamed the coalition for air strikes"
        if view.lemma(preposition) not in {"in", "during", "on", "with"} or view.lemma(verb) in word_list(
            "roles", "suffering"
        ):
            return []
    elif dep in {"dobj", "obj"} and view.lemma(verb) not in carrying:
        return []
    elif view.lemma(verb) == "announce" and view.lemma(i) not in word_list("roles", "announced"):
        return []  # "announced the downing of its helicopter"
    undergoes = dep == "nsubj" and tree.is_passive(verb)
    if tree.tokens[verb].pos != "VERB" or not (undergoes or dep in {"dobj", "obj", "pobj", "nsubjpass"}):
        return []
    return [k for k in tree.verb_agents(verb) if view.place_at(k) is None]


def _struck(view: View, i: int) -> list[int]:
    """What the noun, as a subject, does something to: "air strikes hit a convoy", "the blast killed 12 soldiers"."""
    tree = view.tree
    top = _top_noun(view, i)
    if tree.tokens[top].dep not in {"nsubj", "csubj", "agent", "pobj"} or tree.is_root(top):
        return []
    verb = tree.head(top)
    if tree.tokens[top].dep == "pobj":
        verb = tree.head(verb)
    if view.lemma(verb) in word_list("roles", "victim_verbs"):
        return tree.verb_patients(verb)
    return []


def _aimed_at(view: View, i: int) -> list[int]:
    """ "Committed a massacre against pupils": the phrase hangs on the light verb."""
    tree = view.tree
    if tree.tokens[i].dep not in {"dobj", "obj"} or view.lemma(tree.head(i)) not in word_list("light_verbs", "verbs"):
        return []
    thrown = view.lemma(tree.head(i)) in word_list("roles", "throwing")  # "threw a grenade into the church"
    return tree.prepositions(tree.head(i), ("against", *THROWN_AT) if thrown else ("against",))


def _undergoing(view: View, i: int) -> list[int]:
    """Who faces or suffers what the noun names: "the army faced a counter-offensive"."""
    tree = view.tree
    top = _top_noun(view, i)
    verb = tree.head(top)
    is_undergone = tree.tokens[top].dep in {"dobj", "obj"} and view.lemma(verb) in word_list("roles", "undergoing")
    return tree.verb_agents(verb) if is_undergone else []


def _top_noun(view: View, i: int) -> int:
    """The head of the noun phrase in which a word stands as modifier or conjunct."""
    tree = view.tree
    for _ in range(4):
        if tree.tokens[i].dep in {"compound", "conj", "nmod"} and tree.tokens[tree.head(i)].pos in {"NOUN", "PROPN"}:
            i = tree.head(i)
        elif tree.tokens[i].dep == "pobj" and _is_row_of(view, tree.head(i)):
            i = tree.head(tree.head(i))
    return i


def _is_row_of(view: View, preposition: int) -> bool:
    """ "A series of", "a wave of", "dozens of": the events are what is carried out."""
    above = view.lemma(view.tree.head(preposition))
    return view.lemma(preposition) == "of" and above in word_list("roles", "rows")


def _clash(view: View, trigger: Trigger) -> Roles:
    tree, i = view.tree, trigger.head
    if between := actors(view, _between(view, trigger)):
        return Roles(*_camps(between))
    against = tree.prepositions(i, ("with", "against"))
    if _is_verb(view, trigger) and tree.tokens[i].dep != "csubj":  # "fighting near X claimed lives" is a noun
        subjects = tree.with_conjuncts(tree.subjects(i))  # "the sides battled" is never passive
        first = actors(view, subjects)
        second = actors(view, against + [k for k in tree.verb_patients(i) if k not in against + subjects])
        return Roles(first, second) if second or len(first) < 2 else Roles(first[:1], first[1:])
    first = actors(view, [k for k in _noun(view, i)[0] if view.place_at(k) is None])  # not "Syria fighting kills"
    if not tree.is_root(i) and not against:
        against = tree.prepositions(tree.head(_top_noun(view, i)), ("with", "against"))
    second = actors(view, against)
    fallen = tuple(m for m in actors(view, _struck(view, i)) if _is_fighting(m) and m not in first)
    if not first and not second and len(fallen) > 1:  # "the fighting claimed the lives of 12 soldiers and 19 rebels"
        return Roles(*_camps(fallen))
    second = second or (fallen if first else ())
    first = first or _fighting_before(view, i, second) or _who_fought(view, i)
    if not first:  # "14 rebels were killed in a firefight with soldiers": the victims are the other side
        return Roles(second, ())
    return Roles(first, second) if second or len(first) < 2 else Roles(first[:1], first[1:])


def _who_fought(view: View, i: int) -> tuple[Mention, ...]:
    """ "The army fought clashes with the rebels", "the guards had clashes with": the subject of what is fought."""
    tree = view.tree
    if tree.tokens[i].dep not in {"dobj", "obj"} or view.lemma(tree.head(i)) not in {"fight", "have", "wage", "see"}:
        return ()
    return actors(view, tree.verb_agents(tree.head(i)))


def _fighting_before(view: View, i: int, others: Sequence[Mention]) -> tuple[Mention, ...]:
    """ "The rebels entered the town after days of fighting with soldiers": who fought is who entered."""
    tree, verb = view.tree, clause_verb(view, i)
    path = (k for k in (i, *tree.ancestors(i)) if tree.tokens[k].dep == "pobj")
    top = next((k for k in path if tree.head(tree.head(k)) == verb), i)
    if not others or verb == i or top == i or view.lemma(tree.head(top)) not in {"after", "following", "amid"}:
        return ()
    found = actors(view, tree.verb_agents(verb))
    return tuple(m for m in found if _is_fighting(m) and m.value not in [o.value for o in others])


def _is_fighting(mention: Mention) -> bool:
    return isinstance(mention.value, Actor) and mention.value.type not in UNARMED


def _camps(parties: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Who stands with whom in "between guardsmen, US troops and rebels": states together; of two, the first alone."""
    states = tuple(m for m in parties if isinstance(m.value, Actor) and m.value.type in STATES)
    if len(parties) > 2 and len(states) in range(1, len(parties)):
        return states, tuple(m for m in parties if m not in states)
    return parties[:1], parties[1:]


def _between(view: View, trigger: Trigger) -> list[int]:
    """ "Clashes erupted between X and Y", "shelling between the army and the rebels"."""
    tree, i = view.tree, trigger.head
    between = tree.prepositions(i, ("between",))
    if not between and not _is_verb(view, trigger) and not tree.is_root(i):
        between = tree.prepositions(tree.head(i), ("between",))
    return _on_either_side(view, between) or _between_after(view, i)


def _on_either_side(view: View, between: list[int]) -> list[int]:
    """ "Between the army on one side and the rebels on the other": the parser loses the second."""
    tokens = view.tree.tokens
    if len(between) != 1 or [t.text.lower() for t in tokens[between[0] + 1 : between[0] + 4]] != ["on", "one", "side"]:
        return between
    first = view.actor_at.get(between[0])
    return between + [k for k in sorted(view.actor_at) if k > between[0] and view.actor_at[k] is not first][:1]


def _between_after(view: View, i: int) -> list[int]:
    """ "Clashes in the area between guardsmen and rebels": the phrase hangs on the place."""
    tokens = view.tree.tokens
    for k in range(i + 1, min(i + BETWEEN_REACHES, len(tokens))):
        if tokens[k].pos == "VERB":
            return []
        if tokens[k].lemma == "between":
            return view.tree.with_conjuncts(view.tree.kids(k, "pobj"))
    return []


def _happening(view: View, trigger: Trigger) -> Roles:
    """ "Three villagers died", "the deaths of two medics": who suffers it; a bomb that explodes is nobody."""
    tree, i = view.tree, trigger.head
    if _is_verb(view, trigger):
        subjects = actors(view, tree.with_conjuncts(tree.subjects(i)))
        if trigger.entry.words[:2] == ("come", "under"):
            fire = tree.prepositions(i, ("under",))
            return Roles(actors(view, [k for n in (i, *fire) for k in tree.prepositions(n, ("from", "by"))]), subjects)
        explodes = trigger.entry.sub_event_type in EXPLOSIVE  # a bomber who "detonated his vest" is no victim
        return Roles(subjects, ()) if explodes and not tree.is_passive(i) else Roles((), subjects)
    return Roles((), actors(view, tree.prepositions(i, ("of", "among")) + list(tree.kids(i, "compound", "poss"))))


def _lose(view: View, trigger: Trigger) -> Roles:
    """ "X lost control of A to Y", "A fell to Y", "A fell into the hands of Y"."""
    tree, i = view.tree, trigger.head
    takers = tree.prepositions(i, ("to",))
    for hands in tree.prepositions(i, ("into", "to", "in")):
        if view.lemma(hands) in {"hand", "control"}:
            takers += tree.prepositions(hands, ("of",)) + list(tree.kids(hands, "poss"))
    subjects = tree.with_conjuncts(tree.subjects(i))
    things = subjects if trigger.entry.words[0] == "fall" else tree.verb_patients(i)
    losers = () if trigger.entry.words[0] == "fall" else actors(view, subjects)
    return Roles(actors(view, takers), losers, tuple(things))


def _is_blamed(view: View, i: int) -> bool:
    """Whether the sides are only blamed: "blamed the coalition for airstrikes", "attack blamed on IS"."""
    tree = view.tree
    beside = [k for k in tree.children[i] if tree.tokens[k].dep in {"acl", "relcl", "amod", "advmod"}]
    below, near = i, [i, *beside]
    for above in list(tree.ancestors(i))[:3]:
        if tree.tokens[below].dep in {"conj", "advcl"}:  # "men accused of spying and shot by ..."
            break
        near.append(above)
        below = above
    return is_hearsay(view, i) or any(view.lemma(k) in word_list("roles", "alleging") for k in near)


def is_hearsay(view: View, i: int) -> bool:
    """Whether an event is told only as what a report says: "asked about a report that a US drone carried it out"."""
    tree, below = view.tree, i
    for above in list(tree.ancestors(i))[:3]:
        is_report = tree.tokens[above].pos == "NOUN" and view.lemma(above) in word_list("status", "reports")
        if tree.tokens[below].dep == "acl" and is_report:
            return True
        below = above
    return False
