"""Which actors stand for one another: aliases, parents, affiliates and allies of the actor list, a state's own forces.

One outlet says "the army", another "pro-government forces"; one names the brigade, another only "rebels". Such names
are no disagreement, and less than agreement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from warmonitor import ontology
from warmonitor.linking.profiles import fold
from warmonitor.model import Party


@cache
def _actors() -> Mapping[str, Mapping[str, str]]:
    return {row["id"]: row for row in ontology.table("actors.csv")}


@cache
def _by_name() -> Mapping[str, str]:
    """Actor ids by folded name; an alias that several actors bear tells none of them."""
    found: dict[str, set[str]] = {}
    for row in ontology.table("actors.csv"):
        for name in (row["name"], *ontology.cells(row["aliases"])):
            if not name.startswith("~"):
                found.setdefault(fold(name), set()).add(row["id"])
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    lexicon = ontology.lexicon("linking")["kin"]
    return {name: re.compile("|".join(patterns)) for name, patterns in lexicon.items()}


@cache
def _selves(actor: str) -> frozenset[str]:
    """What an actor is called: its id or folded name, and the state whose forces it is."""
    name = fold(actor.replace("-", " "))
    known = actor if actor in _actors() else _by_name().get(name, name)
    state = _patterns()["state"].match(name)
    return frozenset({known, "state " + name[state.end() :].strip()} if state else {known})


@cache
def _circle(actor: str) -> frozenset[str]:
    """The actor itself and those that it may be taken for."""
    selves = _selves(actor)
    rows = [_actors()[one] for one in selves if one in _actors()]
    near = [name for row in rows for name in (*ontology.cells(row["affiliation"]), *ontology.cells(row["allies"]))]
    return selves.union(*map(_selves, near))


@cache
def actor_named(name: str) -> Party | None:
    """The one actor of the list that bears a name or alias, else None.

    >>> found = actor_named("Daesh")
    >>> found and found.actor
    'islamic-state'
    """
    known = _by_name().get(fold(name))
    return Party(known, _actors()[known]["name"]) if known else None


@cache
def are_kin(a: str, b: str) -> bool:
    """True for two actors that reports take for one another.

    >>> are_kin("military-forces-of-syria", "pro government militias syria")
    True
    >>> are_kin("ypg", "syrian-democratic-forces"), are_kin("hezbollah", "houthis")
    (True, False)
    """
    if _selves(a) & _circle(b) or _selves(b) & _circle(a):
        return True
    generic = _patterns()["generic"]
    pairs = ((a, b), (b, a))
    return any(generic.match(fold(one.replace("-", " "))) and not _is_of_state(other) for one, other in pairs)


def _is_of_state(actor: str) -> bool:
    return any(name.startswith("state ") for name in _selves(actor))
