"""One row of the list for every event: what the map, the timeline and the filters need, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from warmonitor.export.codes import country, point
from warmonitor.export.notes import title
from warmonitor.model import Event, EventParty, Location
from warmonitor.web.shapes import PartyShape, PlaceShape, Summary

Days = Mapping[str, date | None]  # article id -> day of publication
Kinds = Mapping[str, Sequence[str]]  # claim id -> kinds of the sources that it quotes
DISPUTES = frozenset({"differ", "denial"})


def summary(event: Event, days: Days, kinds: Kinds) -> Summary:
    """The row of an event; ``days`` and ``kinds`` are those of its articles and claims.

    >>> row = summary(Event("e1", ("c1",), ("a1",), "Battles", "Armed clash", "happened"), {}, {})
    >>> row["title"], row["place"], row["known"]
    ('An armed clash was reported', None, None)
    """
    when = event.when
    published = sorted(day for article in event.articles if (day := days.get(article)))
    return {
        "id": event.id,
        "title": title(event),
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "status": event.status,
        "level": event.level,
        "parent": event.parent,
        "start": when.start.isoformat() if when and when.start else None,
        "end": when.end.isoformat() if when and when.end else None,
        "time_precision": when.precision if when else None,
        "constraint": when.constraint if when else None,
        "place": place_shape(event.place),
        "side_a": list(map(party_shape, event.side_a)),
        "side_b": list(map(party_shape, event.side_b)),
        "tolls": {toll.kind: (toll.low, toll.best, toll.high) for toll in event.tolls if toll.whom == "all"},
        "outlets": list(event.outlets),
        "origins": list(event.origins),
        "source_kinds": sorted({kind for claim in event.claims for kind in kinds.get(claim, ())}),
        "articles": len(event.articles),
        "claims": len(event.claims),
        "independent": event.independent,
        "corroborated": event.is_corroborated,
        "disputed": list(dict.fromkeys(c.field for c in event.contradictions if c.kind in DISPUTES)),
        "denied": any(c.kind == "denial" for c in event.contradictions),
        "updated": list(dict.fromkeys(c.field for c in event.contradictions if c.kind == "update")),
        "known": published[0].isoformat() if published else None,
        "last": published[-1].isoformat() if published else None,
    }


def party_shape(party: EventParty) -> PartyShape:
    """A party as the page names it."""
    return {"actor": party.actor, "name": party.name, "alleged": party.alleged}


def place_shape(location: Location | None) -> PlaceShape | None:
    """A place with its point rounded to what its words bear out; a country has no point.

    >>> from warmonitor.model import Place
    >>> shape = place_shape(Location(Place("x", "Saada", "province", "YE", lat=16.9402, lon=43.7639, radius_km=80.0)))
    >>> shape["lat"], shape["country_name"]
    (16.9, 'Yemen')
    """
    if location is None:
        return None
    place, where = location.place, point(location) if location.place.kind != "country" else None
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "country_name": country(location).get("name"),
        "admin1": place.admin1,
        "admin2": place.admin2,
        "lat": where[0] if where else None,
        "lon": where[1] if where else None,
        "radius_km": place.radius_km,
        "precision": location.precision,
        "relation": location.relation,
    }
