"""A named person who was killed or hurt is one victim; the name is evidence, never a field.

"Gunmen killed Omar Saleh in Kunduz": no figure is printed, yet one person died. What the person was, where the words
say so ("a journalist", "commander"), is read as for any other party.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.mentions.count_kinds import verb_kinds
from warmonitor.model import Count, Span

TOLLS = frozenset({"killed", "injured"})


def named_victims(view: View, group: Iterable[Trigger], counts: Sequence[Count]) -> tuple[Count, ...]:
    """One figure of 1 for each verb that kills or hurts a person by name, where no figure of that kind is told."""
    told = {c.kind for c in counts}
    out: dict[str, Count] = {}
    for trigger in group:
        if (count := _victim(view, trigger)) and count.kind not in told:
            out.setdefault(count.kind, count)
    return tuple(out.values())


def _victim(view: View, trigger: Trigger) -> Count | None:
    tree, i = view.tree, trigger.head
    kinds = verb_kinds().get(tree.tokens[i].text.lower()) if tree.tokens[i].pos == "VERB" else None
    if kinds is None:
        return None
    harmed = tree.verb_patients(i) if kinds.object in TOLLS else tree.subjects(i) if kinds.subject in TOLLS else []
    kind = kinds.object if kinds.object in TOLLS else kinds.subject
    names = [k for k in harmed if _is_person(view, k)]
    if len(names) != 1 or kind is None:
        return None
    first = min((k for k in tree.kids(names[0], "compound") if k < names[0]), default=names[0])
    return Count(kind, 1, 1, view.span(first, names[0]), whom="all")


def named_targets(view: View, group: Iterable[Trigger]) -> tuple[Span, ...]:
    """The names of those to whom a verb of violence or arrest is done, but for men of arms by what the words say."""
    verbs = [t.head for t in group if t.entry.pos == "verb" and t.entry.frame == "act"]
    names = [k for i in verbs for k in view.tree.verb_patients(i) if _is_person(view, k) and not _bears_arms(view, k)]
    return tuple(_name_of(view, k) for k in names)


def _name_of(view: View, i: int) -> Span:
    first = min((k for k in view.tree.kids(i, "compound") if k < i and view.tree.tokens[k].pos == "PROPN"), default=i)
    return view.span(first, i)


def _bears_arms(view: View, i: int) -> bool:
    """ "The rebel commander Omar Saleh", "Omar Saleh, a colonel": no civilian."""
    beside = [k for j in (i, *view.tree.kids(i, "appos")) for k in (j, *view.tree.children[j])]
    beside += [view.tree.head(i)] if view.tree.tokens[i].dep == "appos" else []
    return any(view.lemma(k).lower() in word_list("persons", "armed") or k in view.actor_at for k in beside)


def _is_person(view: View, i: int) -> bool:
    token = view.tree.tokens[i]
    if any(m.span and m.span.start <= token.start < m.span.end for m in view.sources):
        return False  # "were also killed said its head Omar Saleh": who speaks lives
    return token.entity == "PERSON" and token.pos == "PROPN" and i not in view.actor_at and view.place_at(i) is None
