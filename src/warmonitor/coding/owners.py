"""Whose a thing is that was hit: houses are civilians', a police station the police's, a consulate its government's.

Only for what the words say was acted on; where they also name who was, that counts instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from warmonitor.coding.types import type_of
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.mentions.actor_classes import actor, generated
from warmonitor.mentions.actor_names import fold
from warmonitor.mentions.actor_phrases import heads
from warmonitor.model import Count, Location, Party, Span

if TYPE_CHECKING:
    from warmonitor.coding.reports import Report

BY_USE = ("police", "military", "government")
HOME = frozenset({"state force", "police", "government", "civilians", "protesters"})
UNARMED = frozenset({"civilians", "children", "women"})
CASUALTIES = frozenset({"killed", "injured", "missing"})
EXCESSIVE = "Excessive force against protesters"
COUNTED = {  # whose figures are of civilians, by what was done to them
    "Displacement": frozenset({"displaced", "evacuated"}),
    "Arrests": frozenset({"arrested", "captured"}),
    "Abduction/forced disappearance": frozenset({"abducted", "missing"}),
}
Target = tuple[str, Span]


def target_of(view: View, objects: Iterable[int]) -> Target | None:
    """The first thing acted on that has an owner by its kind, with its words.

    "A police station" -> ("police", "police station"); "several houses" -> ("civilians", "houses").
    """
    for i in [k for o in objects for k in _antecedents(view, o)]:
        beside = [k for k in view.tree.kids(i, "compound", "amod", "nmod") if k < i]
        users = {view.lemma(k): k for k in beside}
        for kind in BY_USE:
            for word in word_list("owners", kind) & set(users):
                return kind, view.span(users[word], i)
        if view.lemma(i) in word_list("owners", "barracks"):
            return "military", view.span(i, i)
        if view.lemma(i) in word_list("owners", "civilians"):
            return "civilians", view.span(i, i)
    return None


def _antecedents(view: View, i: int) -> list[int]:
    """The things told before that "it" and "its" may mean: "surrounded a police station and burned its gate"."""
    tree = view.tree
    if not {"it", "its"} & {tree.tokens[k].text.lower() for k in (i, *tree.kids(i, "poss"))}:
        return [i]
    return [k for k in range(i - 1, -1, -1) if tree.tokens[k].dep in {"dobj", "obj", "nsubjpass"}]


def country_of(places: Sequence[Location], parties: Iterable[Party]) -> str | None:
    """The country of an event: its place's, else that of the home parties that are named, where they are of one."""
    if places and places[0].place.country:
        return places[0].place.country
    lands = {actor(p.actor).country for p in parties if p.actor and type_of(p) in HOME}
    return lands.pop() if len(lands) == 1 else None


def owners(targets: Iterable[Target | None], country: str | None) -> tuple[Party, ...]:
    """The party to which the first of the things hit belongs, in the country of the event."""
    target = next((t for t in targets if t), None)
    if target is None or country is None:
        return ()
    kind, span = target
    owner = generated(kind, country)
    return (Party(owner.id, owner.name, span),)


def unarmed(sub_event_type: str, reports: Sequence[Report], country: str | None) -> tuple[Party, ...]:
    """Civilians where no party is named: persons by their names, or those whom only a figure tells of.

    "A car bomb killed Omar Saleh", "brought the number of citizens killed to 104", "34 were abducted".
    """
    counts = (c for r in reports for c in r.counts)
    spans = [s for r in reports for s in r.named] + [c.span for c in counts if _is_unarmed(c, sub_event_type)]
    if sub_event_type == "Displacement":
        spans += [r.trigger for r in reports]  # those who flee are civilians, counted or not
    if country is None or not spans:
        return ()
    people = generated("protesters" if sub_event_type == EXCESSIVE else "civilians", country)
    return (Party(people.id, people.name, spans[0]),)


def _is_unarmed(count: Count, sub_event_type: str) -> bool:
    if count.part_of and count.whom == "civilians":
        return False  # "200 dead, ten of them civilians"
    if sub_event_type == "Arrests" and fold(count.span.quote.split()[-1]) not in heads():
        return False  # "14 arrests"
    if count.kind in CASUALTIES:
        return count.whom in UNARMED and count.high != 0
    return count.kind in COUNTED.get(sub_event_type, frozenset()) and count.whom in UNARMED | {"all", None}
