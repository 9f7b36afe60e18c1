"""The sides of one report: who acts and who is acted on, by all the words that tell of the event in the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warmonitor.coding.roles import Roles, roles
from warmonitor.coding.triggers import Trigger
from warmonitor.coding.types import instrument_of, type_of
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.mentions.actors import actor, generated
from warmonitor.model import Actor, Mention, Party
from warmonitor.ontology import event_types

SUSPECTED = frozenset({"suspected", "suspect", "alleged", "presumed", "purported"})


def sides(view: View, group: Sequence[Trigger]) -> tuple[tuple[Party, ...], tuple[Party, ...], tuple[int, ...]]:
    """Who acts, who is acted on, and the tokens of what is, by the triggers of one event, the first to tell."""
    side_a: list[Party] = []
    side_b: list[Party] = []
    objects: list[int] = []
    read = [(trigger, roles(view, trigger)) for trigger in group]
    weak = [found for t, found in read if t.entry.frame == "happen" and t.entry.strength == "weak"]
    undergone = {m.span for found in weak for m in found.patients}  # who comes under fire does not fire
    for trigger, found in _plainest_first(view, read):
        objects.extend(found.objects)
        if not side_a:
            acting = [m for m in found.agents if m.span not in undergone]
            agents = [party(m, found.alleged or _is_suspected(view, m)) for m in acting]
            agents = [_as_raiders(p) if found.patients and trigger.entry.frame == "act" else p for p in agents]
            side_a.extend(p for p in agents if _can_act(p, trigger))
        if not side_b:
            side_b.extend(party(m, False) for m in found.patients)
    side_b = [p for p in side_b if p.name not in {a.name for a in side_a}]
    return tuple(side_a), tuple(side_b), tuple(objects)


def _plainest_first(view: View, read: Sequence[tuple[Trigger, Roles]]) -> list[tuple[Trigger, Roles]]:
    """ "Twelve militants were killed by the guards during fighting": who did it to whom, before who else is named."""
    if read[0][1].agents and read[0][1].patients:
        return list(read)
    plain = [(t, found) for t, found in read if view.tree.is_passive(t.head) and found.agents and found.patients]
    return [*plain, *(pair for pair in read if pair not in plain)]


def _is_suspected(view: View, mention: Mention) -> bool:
    """ "Suspected separatists", "the alleged gunman"."""
    tokens = view.tree.tokens
    inside = [t for t in tokens if mention.span.start <= t.start < mention.span.end]
    before = [t for t in tokens if t.end < mention.span.start][-1:]
    if any(t.lemma in SUSPECTED or t.text.lower() in SUSPECTED for t in [*inside, *before]):
        return True
    taken_for = (tokens[t.head] for t in inside if t.dep == "attr")  # "men thought to be rebels"
    return any(tokens[be.head].lemma in word_list("roles", "believing") for be in taken_for)


def _as_raiders(party: Party) -> Party:
    """Herders or villagers who kill and burn: an armed group that has no other name."""
    said = party.span.quote.lower().split()[-1:] if party.span else []
    if party.actor is None or type_of(party) != "civilians" or not set(said) & word_list("victims", "raiders"):
        return party
    group = generated("unidentified", actor(party.actor).country)
    return replace(party, actor=group.id, name=group.name)


def _can_act(party: Party, trigger: Trigger) -> bool:
    """Civilians and bare means do not attack; a state does not demonstrate."""
    kind = type_of(party)
    if trigger.entry.frame == "crowd":
        return kind not in {"state force", "external force"}
    if kind == "civilians":
        return trigger.entry.frame == "move" or trigger.entry.sub_event_type in {
            "Mob violence",
            "Violent demonstration",
        }
    return not _is_nobody(party)


def is_anybody(party: Party) -> bool:
    """Whether the words say only that they were people: "26 people" may be fighters, "displaced people" are not."""
    if party.span is None or type_of(party) != "civilians":
        return False
    said = party.span.quote.lower().split()
    return said[-1] in word_list("victims", "people") and not set(said) & word_list("victims", "civilian_targets")


def _is_nobody(party: Party) -> bool:
    """Whether the words name a means, not a party: "a suicide bomber", "unidentified aircraft"."""
    open_actor = party.actor is None or party.name.startswith("Unidentified")
    return (
        party.span is not None
        and open_actor
        and bool(set(party.span.quote.lower().split()) & word_list("victims", "nobody"))
    )


def living_there(view: View, words: frozenset[int]) -> tuple[Party, ...]:
    """Civilians by the ground that is hit: "artillery fire on civilian areas"."""
    grounds = [i for i in sorted(words) if view.lemma(i) in word_list("victims", "grounds")]
    beside = [view.actor_at[k] for i in grounds for k in view.tree.kids(i, "amod", "compound") if k in view.actor_at]
    return tuple(p for m in beside if isinstance(m.value, Actor) and type_of(p := party(m, False)) == "civilians")[:1]


def has_means(view: View, group: Sequence[Trigger], words: frozenset[int]) -> bool:
    """Whether a sentence says that bombs, shells or aircraft were the means."""
    kinds = (event_types()[t.entry.sub_event_type].event_type for t in group if t.entry.strength == "strong")
    return instrument_of(view, words) is not None or any(kind.startswith("Explosions") for kind in kinds)


def holding(view: View, main: Trigger, side_a: Sequence[Party]) -> tuple[Party, ...]:
    """Who holds what is attacked on the ground: "troops attacked rebel-held Misrata", "an attack on M23-held Sake"."""
    if main.entry.words[0] not in word_list("roles", "ground") or (is_definite(view, main) and not side_a):
        return ()
    below = view.tree.subtree(main.head)
    inside = {view.tree.tokens[k].start for k in below}
    held = [party(m, False) for m in view.holders if m.span.start in inside]
    doers = {p.name for p in side_a}
    return tuple(p for p in held if p.name not in doers and type_of(p) not in {"civilians", "protesters"})[:1]


def party(mention: Mention, alleged: bool) -> Party:
    """A party from an actor mention."""
    value = mention.value
    if not isinstance(value, Actor):
        raise TypeError("not an actor mention")
    return Party(value.id, value.name, mention.span, alleged)


def is_definite(view: View, main: Trigger) -> bool:
    """Whether the words speak of an event as known: "the attack", "its raid"."""
    return any(
        view.tree.tokens[k].text.lower() in word_list("definite", "words")
        for k in view.tree.kids(main.head, "det", "poss")
    )
