"""Whose a thing is that was hit: houses are civilians', a police station the police's, a consulate its government's.

Only for what the words say was acted on; where they also name who was, that counts instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.mentions.actor_classes import generated
from warmonitor.model import Location, Party, Span

BY_USE = ("police", "military", "government")
Target = tuple[str, Span]


def target_of(view: View, objects: Iterable[int]) -> Target | None:
    """The first thing acted on that has an owner by its kind, with its words.

    "A police station" -> ("police", "police station"); "several houses" -> ("civilians", "houses").
    """
    for i in objects:
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


def owners(targets: Iterable[Target | None], places: Sequence[Location]) -> tuple[Party, ...]:
    """The party to which the first of the things hit belongs, in the country of the event."""
    target = next((t for t in targets if t), None)
    country = places[0].place.country if places else None
    if target is None or country is None:
        return ()
    kind, span = target
    owner = generated(kind, country)
    return (Party(owner.id, owner.name, span),)
