"""Actors that are a class in a country: state forces, governments, civilians, crowds, rebels without a name.

They are generated for every country of the country list, so their names are alike everywhere.
"""

from __future__ import annotations

import re
from functools import cache

from warmonitor.mentions.actor_names import actors_by_id, country_names, slug
from warmonitor.model import Actor
from warmonitor.ontology import lexicon

LABELS = {
    "military": ("Military Forces of {}", "state force"),
    "police": ("Police Forces of {}", "police"),
    "government": ("Government of {}", "government"),
    "civilians": ("Civilians ({})", "civilians"),
    "protesters": ("Protesters ({})", "protesters"),
    "supporters": ("Pro-government supporters ({})", "protesters"),
    "rioters": ("Rioters ({})", "rioters"),
    "rebels": ("Opposition rebels ({})", "rebel group"),
    "insurgents": ("Insurgents ({})", "rebel group"),
    "islamists": ("Islamist militants ({})", "rebel group"),
    "separatists": ("Separatists ({})", "rebel group"),
    "defectors": ("Army defectors ({})", "rebel group"),
    "militia": ("Pro-government militias ({})", "political militia"),
    "militias": ("Militias ({})", "political militia"),
    "unidentified": ("Unidentified armed group ({})", "unidentified"),
}


@cache
def generated(label: str, country: str | None) -> Actor:
    """The actor of a class in a country; without a country it has no id.

    >>> generated("military", "SY").name
    'Military Forces of Syria'
    """
    form, kind = LABELS[label]
    if label == "rebels" and country in lexicon("actors")["labels"]["insurgents"]:
        form, kind = LABELS["insurgents"]
    if country is None:
        return Actor(None, re.sub(r" (of )?\(?\{\}\)?", "", form), kind)
    land = lexicon("actors")["labels"]["names"].get(country) or country_names()[country]
    if not form.endswith("({})") and country in lexicon("actors")["labels"]["with_article"]:
        land = f"the {land}"
    name = form.format(land)
    return Actor(slug(name), name, kind, country)


@cache
def _generated_by_id() -> dict[str, Actor]:
    every = (generated(label, country) for label in LABELS for country in country_names())
    return {a.id: a for a in every if a.id}


def actor(actor_id: str) -> Actor:
    """An actor by its id, of the list or of a class in a country; KeyError where there is none.

    >>> actor("islamic-state").name, actor("police-forces-of-egypt").name
    ('Islamic State', 'Police Forces of Egypt')
    """
    return actors_by_id().get(actor_id) or _generated_by_id()[actor_id]


def civilians(country: str | None) -> Actor:
    """The civilians of a country.

    >>> civilians("SY").name
    'Civilians (Syria)'
    """
    return generated("civilians", country)
