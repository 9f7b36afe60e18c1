"""Codes that several exports need: countries, kinds of actors, points, and who died."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import floor

from warmonitor.model import Event, EventParty, Location, Toll
from warmonitor.ontology import cells, table

REAL = frozenset({"happened", "ongoing"})
GROUPS = ("civilians", "side_a", "side_b", "combatants")  # groups of victims that do not overlap; children are a part


@cache
def _countries() -> Mapping[str, Mapping[str, str]]:
    numbers = {row["iso2"]: row["iso_numeric"] for row in table("export_country_numbers.csv")}
    return {row["iso2"]: {**row, "iso_numeric": numbers.get(row["iso2"], "")} for row in table("countries.csv")}


def country(location: Location | None) -> Mapping[str, str]:
    """The row of the country table for a place; empty where the country is not known.

    >>> from warmonitor.model import Place
    >>> country(Location(Place(None, "Sweida", country="SY")))["iso3"]
    'SYR'
    """
    return country_row(location.place.country) if location else {}


def country_row(iso2: str | None) -> Mapping[str, str]:
    """The row of the country table for a code; empty where there is none."""
    return _countries().get(iso2 or "", {})


@dataclass(frozen=True, slots=True)
class ActorCode:
    """How codebooks see a party: ACLED's inter code, and the country whose government it is (ISO2)."""

    inter: int | None
    government: str | None


@cache
def _listed() -> Mapping[str, Mapping[str, str]]:
    return {row["id"]: row for row in table("actors.csv")}


@cache
def _iso2_by_name() -> Mapping[str, str]:
    return {name: row["iso2"] for row in table("countries.csv") for name in (*cells(row["aliases"]), row["name"])}


def iso2_of(name: str) -> str | None:
    """The ISO2 code of a country by its name or an alias, or None.

    >>> iso2_of("Syria"), iso2_of("the Netherlands")
    ('SY', 'NL')
    """
    return _iso2_by_name().get(name) or _iso2_by_name().get(name.removeprefix("the "))


def actor_code(party: EventParty, where: str | None) -> ActorCode:
    """The codes of a party in an event in a country (ISO2): state forces abroad are external.

    >>> actor_code(EventParty(None, "Military Forces of Russia", ()), "SY")
    ActorCode(inter=8, government='RU')
    """
    row, kind, home = _listed().get(party.actor or ""), _kind(party), home_of(party)
    government = home if kind is not None and kind["government"] == "yes" else None
    if row is not None and row["acled_inter"]:
        abroad = row["acled_inter"] == "1" and None not in (where, home) and home != where
        return ActorCode(8 if abroad else int(row["acled_inter"]), government)
    if kind is None:
        return ActorCode(None, None)
    at_home = where is None or home is None or home == where
    return ActorCode(int(kind["inter_home"] if at_home else kind["inter_abroad"]), government)


def _kind(party: EventParty) -> Mapping[str, str] | None:
    return next((k for k in table("export_actor_kinds.csv") if party.name.startswith(k["begins"])), None)


def home_of(party: EventParty) -> str | None:
    """ISO2 of the country that a party belongs to, by the list or by the end of its name.

    >>> home_of(EventParty(None, "Civilians (Yemen)", ()))
    'YE'
    """
    row, kind = _listed().get(party.actor or ""), _kind(party)
    if row is not None and row["country"]:
        return row["country"]
    if kind is None:
        return None
    rest = party.name[len(kind["begins"]) :].strip(" ()").split(" (")[0]
    return iso2_of(rest)


def point(location: Location | None) -> tuple[float, float] | None:
    """Latitude and longitude, no finer than the area that the name covers; None where the place is not on the map.

    >>> from warmonitor.model import Place
    >>> point(Location(Place(None, "As-Suwayda", lat=32.7094, lon=36.5694, radius_km=60)))
    (32.7, 36.6)
    """
    if location is None or location.place.lat is None or location.place.lon is None:
        return None
    radius = location.place.radius_km or 0
    decimals = 1 if radius >= 50 else 2 if radius >= 5 else 4
    return round(location.place.lat, decimals), round(location.place.lon, decimals)


def priogrid_cell(lat: float, lon: float) -> int:
    """PRIO-GRID's number of the half-degree cell of a point: rows from the south, columns from the west, from 1.

    >>> priogrid_cell(33.51, 36.29)
    178273
    """
    row, column = min(floor((lat + 90) * 2), 359), min(floor((lon + 180) * 2), 719)
    return row * 720 + column + 1


def tolls(event: Event, kind: str) -> dict[str, Toll]:
    """The event's tolls of one kind by group of victims."""
    return {toll.whom: toll for toll in event.tolls if toll.kind == kind}


def best_of(toll: Toll) -> int:
    """The best figure that a toll allows: its best, else its lowest, else its highest."""
    return next((figure for figure in (toll.best, toll.low, toll.high) if figure is not None), 0)


def whole_toll(by_whom: Mapping[str, Toll]) -> Iterable[Toll]:
    """The tolls that add up to all victims: the whole figure, else groups that do not overlap, else the largest part.

    >>> [t.best for t in whole_toll({"children": Toll("killed", "children", 2, 2, 2, "ucdp")})]
    [2]
    """
    if "all" in by_whom:
        return [by_whom["all"]]
    groups = [by_whom[whom] for whom in GROUPS if whom in by_whom]
    return groups or sorted(by_whom.values(), key=best_of)[-1:]
