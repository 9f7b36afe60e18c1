"""Which actors stand at the words of a role: in the phrase itself, among its members, in or behind the thing hit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.model import Actor, Mention


def actors(view: View, tokens: Iterable[int]) -> tuple[Mention, ...]:
    """The actor mentions that stand at these tokens, or inside the noun phrase of a word that means its members."""
    out: list[Mention] = []
    for i in tokens:
        for found in _actors_at(view, i):
            if isinstance(found.value, Actor) and all(found.value.name != _name(o) for o in out):
                out.append(found)
    return tuple(out)


def _name(mention: Mention) -> str | None:
    return mention.value.name if isinstance(mention.value, Actor) else None


def _actors_at(view: View, i: int) -> Iterator[Mention]:
    """The mention over a token and those of its coordinated modifiers ("Russian and regime warplanes")."""
    tree = view.tree
    own = view.actor_at.get(i)
    if own is not None and (members := _named_members(view, i, own)):
        yield from members
        return
    if own is None and tree.tokens[i].lemma in {"it", "they", "he"}:
        yield from _speaker(view, i)
        return
    if own is not None:
        yield own
    modifiers = tree.with_conjuncts(tree.kids(i, "compound", "amod", "poss", "nmod"))
    found = [view.actor_at[k] for k in modifiers if k in view.actor_at and view.actor_at[k] is not own]
    is_ground = view.lemma(i) in word_list("territory", "plain") | {"part", "side", "region"}
    if own is None and is_ground and view.lemma(i) not in word_list("roles", "assets"):
        # "opposition areas" are a place, not the opposition; "civilian areas" are where civilians are
        yield from (m for m in found if isinstance(m.value, Actor) and m.value.type == "civilians")
        return
    yield from (m for m in found if m.by != "attributive")
    if (
        own is None
        and not found
        and (view.lemma(i) in word_list("roles", "members") or tree.tokens[i].pos in {"NUM", "ADJ", "DET", "PRON"})
    ):
        inner = tree.prepositions(i, ("of", "from", "belonging"))
        inner += [k for verb in tree.kids(i, "acl") for k in tree.prepositions(verb, ("to",))]
        found = [m for k in inner for m in _actors_at(view, k) if view.lemma(k) != view.lemma(i)]
        yield from found
    if own is None and not found:
        yield from _users(view, i)


def _users(view: View, i: int) -> Iterator[Mention]:
    """Who has or is in a thing: "a checkpoint manned by soldiers", "a car carrying marines", "trucks of the army"."""
    tree = view.tree
    for verb in tree.kids(i, "acl", "relcl"):
        if view.lemma(verb) in word_list("roles", "manning"):
            inside = tree.verb_agents(verb) if tree.is_passive(verb) else tree.verb_patients(verb)
            inside = inside + tree.prepositions(verb, ("to",))
            yield from (view.actor_at[k] for k in inside if k in view.actor_at)


def _named_members(view: View, i: int, own: Mention) -> list[Mention]:
    """Who "terrorist groups like X and Y", "militants of the so-called X group" are by name."""
    if not (_name(own) or "").startswith("Unidentified"):
        return []
    if held := _held_to_be(view, i):
        return held
    inner = view.tree.prepositions(i, ("of", "from", "like", "including", "as"))
    named = [view.actor_at[k] for k in inner if k in view.actor_at and view.actor_at[k] is not own]
    return [m for m in named if (_name(m) or "Unidentified")[:12] != "Unidentified" and _is_armed(m)]


def _held_to_be(view: View, i: int) -> list[Mention]:
    """ "Gunmen thought to be insurgents", "attackers, believed to be X militants": whom they are taken for."""
    tree = view.tree
    above = [tree.head(i)] if tree.tokens[i].dep in {"nsubj", "nsubjpass"} else []
    holding = [k for k in (*tree.kids(i, "acl", "relcl"), *above) if view.lemma(k) in word_list("roles", "believing")]
    being = [a for k in holding for x in tree.kids(k, "xcomp") if view.lemma(x) == "be" for a in tree.kids(x, "attr")]
    return [view.actor_at[a] for a in being if a in view.actor_at and _is_armed(view.actor_at[a])]


def _is_armed(mention: Mention) -> bool:
    return isinstance(mention.value, Actor) and mention.value.type not in {"civilians", "government", None}


def _speaker(view: View, i: int) -> Iterator[Mention]:
    """ "The government said it had taken the town": the pronoun under a saying is who says it."""
    tree = view.tree
    verb = tree.head(i)
    if tree.tokens[verb].dep == "ccomp" and tree.head(verb) < i:
        for subject in tree.kids(tree.head(verb), "nsubj"):
            if subject in view.actor_at:
                yield view.actor_at[subject]
