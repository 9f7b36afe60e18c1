"""Where a sentence puts an event: which of its places are the event's, and in what order.

Not every place is where it happened: countries are often actors, people come from somewhere, speakers sit somewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View, clause_verb
from warmonitor.coding.words import word_list
from warmonitor.model import Location, Mention, Place

SETTLED = frozenset({"city", "town", "village", "neighbourhood", "camp", "base", "facility"})
SETTLEMENT_KM = 10  # up to here a place without one of these kinds counts as one
DISTRICT_KM = 40
PROVINCE_KM = 150


def locations(view: View, group: Sequence[Trigger], objects: Sequence[int], found: Sequence[Mention]) -> list[Location]:
    """Places of the event: a settlement before its province, the trigger's object, what stands under it, the near."""
    told = _in_order(view, group, objects, [p for p in view.places if p[1] in found])
    if told:
        told = _meant_instead(view, group, objects, found) or told
    taken = _taken_name(view, group[0], objects)
    return [taken, *told] if taken else told


def _meant_instead(
    view: View, group: Sequence[Trigger], objects: Sequence[int], found: Sequence[Mention]
) -> list[Location]:
    """ "Shelling in the country" beside a place of another clause, "Libya's capital": the noun, not the name."""
    below = {k for trigger in group for k in view.tree.subtree(trigger.head)}
    nouns = [p for p in view.references if p[0] in below]
    owners = {k for i, _ in nouns for k in view.tree.kids(i, "poss")}
    names = [i for i, m in view.places if m in found and i in below and i not in owners]
    return [] if names else _in_order(view, group, objects, nouns)


def referred(view: View, group: Sequence[Trigger], objects: Sequence[int], words: frozenset[int]) -> list[Location]:
    """Places of the event that a noun refers back to ("the city"), in the same order."""
    return _in_order(view, group, objects, [p for p in view.references if p[0] in words])


def _in_order(
    view: View, group: Sequence[Trigger], objects: Sequence[int], places: Sequence[tuple[int, Mention]]
) -> list[Location]:
    below = {k for trigger in group for k in view.tree.subtree(trigger.head)}
    clauses = {clause_verb(view, trigger.head) for trigger in group}
    moves = group[0].entry.sub_event_type == "Displacement"
    ranked = []
    for at, mention in places:
        location = mention.value
        if not isinstance(location, Location) or not _is_where(view, at, location) or _is_speakers(view, at):
            continue
        is_object = any(view.place_at(o) is mention for o in objects)
        if (moves and is_heading(view, at)) or (not moves and is_afterwards(view, at, clauses)):
            continue
        rank = (
            _is_destination(view, at) if moves else _is_origin(view, at),
            extent(location),
            not is_object,
            not is_object and clause_verb(view, at) not in clauses,
            at not in below,
            view.tree.distance(at, group[0].head),
            at,
        )
        ranked.append((rank, replace(location, span=location.span or mention.span)))
    if view.sentence.zone == "headline":  # "Car bomb targets people of X": whose people, and the text tells where
        ranked = [r for r in ranked if moves or not r[0][0]]
    return [location for _, location in sorted(ranked, key=lambda r: r[0])]


def _taken_name(view: View, main: Trigger, objects: Sequence[int]) -> Location | None:
    """A name that no gazetteer holds and that is captured: a place by what is done to it, without coordinates."""
    if main.entry.frame != "take" or any(view.place_at(o) for o in objects):
        return None
    dates = {i for i, _ in view.times}
    for o in objects:
        token = view.tree.tokens[o]
        if token.pos == "PROPN" and o not in view.actor_at and o not in dates:
            first = min((k for k in view.tree.kids(o, "compound") if k < o and k not in dates), default=o)
            span = view.span(first, o)
            return Location(Place(None, span.quote), span)
    return None


def _is_speakers(view: View, at: int) -> bool:
    """ "The government in Kinshasa speaks of 272 dead": where the speaker is, not the event."""
    tree = view.tree
    speaking = word_list("roles", "saying") | word_list("roles", "speaking")
    return any(
        tree.tokens[k].dep == "nsubj" and view.lemma(tree.head(k)) in speaking for k in [at, *tree.ancestors(at)]
    ) and not any(k in {t.head for t in view.triggers} for k in tree.ancestors(at) if tree.tokens[k].pos == "NOUN")


def _is_origin(view: View, at: int) -> bool:
    """Whether the place only says whose people they are: "buses of the people of X", "109 people from Y"."""
    while view.tree.tokens[at].dep == "conj":
        at = view.tree.head(at)
    if view.tree.tokens[at].dep != "pobj":
        return False
    preposition = view.tree.head(at)
    above = view.lemma(view.tree.head(preposition))
    return view.lemma(preposition) in {"of", "from"} and above in word_list("victims", "of_people")


def _is_destination(view: View, at: int) -> bool:
    """Whether people came there: "to X", "into X", "arrived in X"; they were displaced from where they left."""
    if view.tree.tokens[at].dep != "pobj":
        return False
    preposition = view.tree.head(at)
    word, above = view.lemma(preposition), view.lemma(view.tree.head(preposition))
    came = word in {"in", "at"} and above in word_list("movement", "arriving")
    return came or word in word_list("movement", "goals")


def is_heading(view: View, at: int) -> bool:
    """ "Walked towards X", "set out for X": where they were going, whether they came there or not."""
    return view.tree.tokens[at].dep == "pobj" and view.lemma(view.tree.head(at)) in word_list("movement", "headings")


def is_afterwards(view: View, at: int, clauses: Collection[int]) -> bool:
    """ "Survivors who have since reached X", "a hospital in X received the bodies", "was taken to hospital in X": where
    people came to after the event; ``clauses`` are the verbs of the event's own clauses."""
    return _is_reached(view, at, clauses) or _is_of_care(view, at)


def _is_reached(view: View, at: int, clauses: Collection[int]) -> bool:
    """Whether a place stands in a clause on people that says where they came to."""
    tree = view.tree
    clause = next((k for k in tree.ancestors(at) if tree.tokens[k].dep in {"relcl", "acl"}), None)
    if clause is None or clause in clauses or any(t.head in tree.subtree(clause) - {clause} for t in view.triggers):
        return False
    came = view.lemma(clause) in word_list("movement", "arriving") | word_list("movement", "fleeing")
    return came and view.lemma(tree.head(clause)) in word_list("victims", "survivors")


def _is_of_care(view: View, at: int) -> bool:
    """Whether a place says where the hospital is that the dead and wounded came to."""
    tree = view.tree
    house = next((k for k in list(tree.ancestors(at))[:6] if view.lemma(k) in word_list("care", "houses")), None)
    if house is None:
        return False
    verb = tree.head(house)
    if tree.tokens[house].dep == "nsubj":
        return view.lemma(verb) in word_list("care", "receiving")
    if tree.tokens[house].dep != "pobj":
        return False
    return view.lemma(tree.head(verb)) in word_list("care", "bringing") | word_list("care", "receiving")


def extent(location: Location) -> int:
    """How much a place covers: 0 a settlement or less, 1 a district, 2 a province, 3 more than that, 4 a country."""
    kind, radius = location.place.kind, location.place.radius_km or 0
    if kind in {"country", "district"}:
        return 4 if kind == "country" else 1
    if kind in SETTLED or radius <= SETTLEMENT_KM:
        return 0
    return 1 if radius <= DISTRICT_KM else 2 if radius <= PROVINCE_KM else 3


def _stands_for_its_state(view: View, at: int, location: Location) -> bool:
    """ "The deadliest day for Moscow since it stepped in over Syria": a city of another country than the event's."""
    tree = view.tree
    if tree.tokens[at].dep != "pobj" or view.lemma(tree.head(at)) != "for" or location.place.kind != "city":
        return False
    others = [m.value for k, m in view.places if k != at]
    abroad = [o for o in others if isinstance(o, Location) and o.place.country != location.place.country]
    return bool(abroad) and view.lemma(tree.head(tree.head(at))) not in word_list("territory", "contests")


def _is_where_from(view: View, at: int) -> bool:
    """ "Missiles fired from over Kursk", "weapons from Europe": where arms come from is not where they strike."""
    tree = view.tree
    above = [k for k in list(tree.ancestors(at))[:4] if not tree.is_root(at)]
    from_ = next((k for k in above if tree.tokens[k].pos == "ADP" and view.lemma(k) == "from"), None)
    if from_ is None or any(tree.tokens[k].pos == "VERB" for k in above[: above.index(from_)]):
        return False
    near = list(tree.ancestors(from_))
    verb = next((n for n, k in enumerate(near) if tree.tokens[k].pos == "VERB"), len(near))
    senders = {view.lemma(k) for k in near[: verb + 1]}  # "fired by a battalion from X"
    starts = word_list("roles", "sending") | word_list("roles", "hunting") | word_list("territory", "weapons")
    return bool(senders & starts) or (
        view.lemma(tree.head(from_)) in word_list("finds", "munitions")
    )


def is_aside(view: View, at: int, location: Location) -> bool:
    """Whether the words say of a place that nothing they tell of happened there."""
    own = _stands_for_its_state(view, at, location) or _is_power(view, at)
    return own or _is_where_from(view, at) or _is_seat(view, at)


def _is_power(view: View, at: int) -> bool:
    """ "Rebels allied to Tripoli", "independently of Bamako": a government by its city."""
    tree = view.tree
    if tree.tokens[at].dep != "pobj" or view.lemma(tree.head(at)) not in {"to", "of", "with", "by", "from"}:
        return False
    return tree.tokens[tree.head(tree.head(at))].text.lower() in word_list("roles", "leaning")


def _is_seat(view: View, at: int) -> bool:
    """ "Its allies in Moscow", "the government in Kinshasa": where they sit, not where they act."""
    tree = view.tree
    if tree.tokens[at].dep != "pobj" or view.lemma(tree.head(at)) != "in":
        return False
    holder = tree.head(tree.head(at))
    is_holder = tree.tokens[holder].pos == "NOUN" and view.lemma(holder) in word_list("roles", "seated")
    return is_holder and tree.tokens[holder].dep in {"nsubj", "conj", "appos"}


def _is_where(view: View, at: int, location: Location) -> bool:
    """Whether a country's name says where, not who, with whom or how big: "in Syria", not "backed by the U.S."."""
    if is_aside(view, at, location):
        return False
    if location.place.kind != "country" and extent(location) < 3:
        return True
    token = view.tree.tokens[at]
    if token.dep != "pobj":
        return token.dep in {"dobj", "poss", "npadvmod", "ROOT", "nmod", "compound", "conj", "appos"}
    preposition = view.lemma(view.tree.head(at))
    governor = view.tree.head(view.tree.head(at))
    above = view.lemma(governor)
    if any(t.head == governor for t in view.triggers):
        return True
    return preposition in word_list("roles", "where") or (
        preposition == "of" and above not in word_list("victims", "no_place_of")
    )
