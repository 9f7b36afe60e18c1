"""Names of sides as other data sets write them, brought to keys that can be compared with those of our events."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from warmonitor.export.codes import iso2_of
from warmonitor.matching.rows import RULES
from warmonitor.mentions.actor_names import fold
from warmonitor.model import EventParty
from warmonitor.ontology import cells, table

_YEARS = re.compile(r"\s*\(\d{4}-(\d{4})?\)")
GENERIC = ("civilians", "rebels")


@cache
def _actors() -> dict[str, str]:
    """Ids of listed actors by every folded name; a name of two actors names none."""
    found: dict[str, str | None] = {}
    for row in table("actors.csv"):
        for name in (row["name"], *(alias.rstrip("~").strip() for alias in cells(row["aliases"]))):
            key = _folded(name)
            found[key] = row["id"] if found.get(key, row["id"]) == row["id"] else None
    return {key: actor for key, actor in found.items() if actor}


@cache
def _governments() -> dict[str, str]:
    """Countries (ISO2) of listed state forces and police, by id."""
    return {row["id"]: row["country"] for row in table("actors.csv") if row["type"] in ("state force", "police")}


def _folded(name: str) -> str:
    return re.sub(r"^(?:al|as|ar|ash|an|the) ", "", " ".join(map(fold, re.split(r"[\s-]+", name)))).strip()


@cache
def key_of(name: str, actor: str | None = None) -> str | None:
    """One key for all the names of a side, None where the name says nothing.

    >>> key_of("Government of Syria"), key_of("Military Forces of Syria (2000-)")
    ('government:SY', 'government:SY')
    >>> key_of("IS"), key_of("Civilians (Syria)"), key_of("Syrian insurgents")
    ('islamic-state', 'civilians', 'rebels')
    """
    bare = _YEARS.sub("", name).strip()
    for begins in RULES["sides"]["government"]:
        if bare.startswith(begins):
            rest = bare.removeprefix(begins)
            code = iso2_of(rest) or iso2_of(re.sub(r"\s*\(.*\)", "", rest))
            return f"government:{code}" if code else None
    found = actor or _actors().get(_folded(re.sub(r"\s*\(.*\)", "", bare))) or _actors().get(_folded(bare))
    if found in _governments():
        return f"government:{_governments()[str(found)]}"
    if found and not found.startswith("civilians"):
        return found
    generic = (kind for kind in GENERIC if any(word in bare.lower() for word in RULES["sides"][kind]))
    return next(generic, None) or _folded(bare) or None


def keys(names: Iterable[str]) -> frozenset[str]:
    """The keys of the names on a side."""
    return frozenset(key for key in map(key_of, names) if key)


def keys_of(parties: Iterable[EventParty]) -> frozenset[str]:
    """The keys of the parties of an event's side."""
    return frozenset(key for key in (key_of(party.name, party.actor) for party in parties) if key)
