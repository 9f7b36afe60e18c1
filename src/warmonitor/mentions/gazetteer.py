"""The places of the world by name: conflict places (ours), countries, provinces, districts and settlements (GeoNames).

The two big tables are sorted lines in packed blocks, found by bisection: nothing is parsed or unpacked at the start,
and there is no database.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log10

from warmonitor.geography import distance_km
from warmonitor.mentions.packed import Packed
from warmonitor.mentions.place_names import fold, similarity, skeleton, sound, without_article
from warmonitor.model import Place
from warmonitor.ontology import cells, data_path, lexicon, table, user_tables

SETTLEMENTS = frozenset({"city", "town", "village"})
RESPELT = 0.96  # likeness of a name found only without its article
LEAST_SIMILARITY = 0.82  # edit distance of sound forms whose skeletons are equal; Jaro-Winkler took far villages
_OWN_SIZE = {"city": 100_000, "town": 20_000, "village": 3_000}  # people, where our own list gives none
_GLUED = re.compile(r"\b[ae]l(?=[b-df-hj-np-tv-z][a-z]{3})")
__all__ = ["Entry", "Sense", "country", "distance_km", "entries", "lookup", "senses", "similar"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer with what ranking needs: its population and whether it is of our own list."""

    place: Place
    population: int
    is_curated: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """A place that a name may stand for; ``likeness`` 1 where the name is written so in the gazetteer."""

    entry: Entry
    likeness: float


@cache
def _packed(name: str) -> Packed:
    files = (data_path(f"gazetteer/{name}{end}") for end in (".tsv.gz", ".index.tsv"))
    return Packed(*(file.read_bytes() for file in files))


def _places() -> Packed:
    return _packed("places")


def _names() -> Packed:
    return _packed("names")


@lru_cache(maxsize=65536)
def _entry(key: str) -> Entry:
    line = _places().find(key)
    if line is None:
        raise KeyError(key)
    name, kind, code, admin1, admin2, lat, lon, radius, people = line.split("\t")
    geonames = int(key[1:]) if key[0] == "g" and key[1:].isdigit() else None
    place = Place(
        f"geonames:{geonames}" if geonames else f"unit:{key}",
        name, kind, code,
        name if kind == "province" else unit_name(f"{code}.{admin1}"),
        unit_name(f"{code}.{admin1}.{admin2}") if admin2 else None,
        float(lat), float(lon), float(radius), geonames,
    )  # fmt: skip
    return Entry(place, int(people))


def settlements(code: str) -> Iterator[Entry]:
    """Every settlement of a country that the built-in gazetteer holds."""
    wanted = code.upper().encode()
    for line in _places().lines():
        columns = line.split(b"\t", 4)
        if columns[3] == wanted and columns[2].decode() in SETTLEMENTS:
            yield _entry(columns[0].decode())


@lru_cache(maxsize=8192)
def unit_name(key: str) -> str | None:
    """The name of a province or district by its GeoNames codes, such as "SY.12".

    >>> unit_name("SY.12")
    'Idlib'
    """
    line = _places().find(key)
    return line.split("\t", 1)[0] if line else None


@cache
def _countries() -> dict[str, Entry]:
    out = {}
    for row in table("countries.csv"):
        place = Place(
            f"country:{row['iso2']}", row["name"], "country", row["iso2"],
            lat=float(row["lat"]), lon=float(row["lon"]), radius_km=float(row["radius_km"]),
            geonames=int(row["geonames"]),
        )  # fmt: skip
        out[row["iso2"]] = Entry(place, 10_000_000, True)
    return out


def country(code: str) -> Place | None:
    """A country as a place, by its ISO 3166-1 alpha-2 code.

    >>> country("SD").name
    'Sudan'
    """
    entry = _countries().get(code.upper())
    return entry.place if entry else None


@cache
def capital(code: str) -> Place | None:
    """A country's capital, by the country's code.

    >>> capital("LY").name
    'Tripoli'
    """
    names = [row["capital"] for row in table("countries.csv") if row["iso2"] == code.upper()]
    found = [s.entry for name in names for s in senses(name) if s.entry.place.country == code.upper()]
    towns = [e for e in found if e.place.kind in SETTLEMENTS]
    return max(towns, key=lambda e: (e.is_curated, e.population)).place if towns else None


@cache
def _own_names() -> dict[str, tuple[Entry, ...]]:
    """Countries, conflict places and abbreviations by folded name."""
    names: dict[str, dict[str, Entry]] = defaultdict(dict)
    for row in table("countries.csv"):
        for name in (row["name"], *cells(row["aliases"])):
            names[fold(name)][row["iso2"]] = _countries()[row["iso2"]]
    for folded, place, entry in _conflict_places():
        names[folded][place] = entry
    for short, name in lexicon("places")["abbreviations"].items():
        for entry in _listed(fold(name)):
            if entry.place.kind == "province" and entry.place.country == "US":
                names[fold(short)][str(entry.place.id)] = entry
    return {k: tuple(v.values()) for k, v in names.items()}


@cache
def _own_skeletons() -> dict[str, tuple[tuple[str, Entry], ...]]:
    """Conflict places by skeleton, with the folded name."""
    skeletons: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for folded, _, entry in _conflict_places():
        skeletons[skeleton(folded)].append((folded, entry))
    return {k: tuple(v) for k, v in skeletons.items()}


@cache
def _conflict_places() -> list[tuple[str, str, Entry]]:
    """Every folded name of our own list and the user's, with the place's id."""
    found = []
    for row in (*table("conflict_places.csv"), *user_tables("places")):
        entry = _own_entry(row)
        found += [(fold(name), row["id"], entry) for name in (row["name"], *cells(row["aliases"]))]
    return found


def _own_entry(row: Mapping[str, str]) -> Entry:
    """A row of our own list or of a user's; what a user took from GeoNames counts as of the gazetteer."""
    geonames = int(row["id"].removeprefix("geonames:")) if row["id"].startswith("geonames:") else None
    place = Place(
        row["id"], row["name"], row["kind"], row["country"] or None, row["admin1"] or None,
        lat=float(row["lat"]), lon=float(row["lon"]), radius_km=float(row["radius_km"]), geonames=geonames,
    )  # fmt: skip
    people = int(row.get("population") or 0) or _OWN_SIZE.get(row["kind"], 50_000)
    return Entry(place, people if geonames is None else int(row.get("population") or 0), geonames is None)


@lru_cache(maxsize=65536)
def entries(folded: str) -> tuple[Entry, ...]:
    """Every place that is written exactly so (folded), our own first."""
    own = _own_names().get(folded, ())
    known = {e.place.id for e in own}
    return own + tuple(e for e in _listed(folded) if e.place.id not in known)


def _listed(folded: str) -> tuple[Entry, ...]:
    line = _names().find(folded)
    return tuple(_entry(key) for key in line.split("|")) if line else ()


@lru_cache(maxsize=65536)
def senses(name: str) -> tuple[Sense, ...]:
    """The places that a name as printed may stand for, by its exact and its article-less form.

    >>> [s.entry.place.kind for s in senses("Eastern Ghouta")]
    ['region']
    """
    folded = fold(name)
    found = {e.place.id: Sense(e, 1.0 if e.is_curated or _is_main(folded, e) else 0.97) for e in entries(folded)}
    for other in _respelt(folded):
        for entry in entries(other):
            found.setdefault(entry.place.id, Sense(entry, RESPELT))
    if not found and " " not in folded:  # "Qamishli" of "Al Qamishli"
        found = {e.place.id: Sense(e, RESPELT) for e in entries(f"al {folded}")}
    return tuple(found.values())


def _is_main(folded: str, entry: Entry) -> bool:
    """Written as the gazetteer's own name, or sounding so; its other names may be old or of a part of the town."""
    main = fold(entry.place.name)
    return folded == main or sound(folded) == sound(main)


def _respelt(folded: str) -> Iterator[str]:
    """The name without its article, and with a glued-on one apart ("Alwaer", "Karm Albeik")."""
    bare = without_article(folded)
    if bare != folded:
        yield bare
    apart = _GLUED.sub(r"al ", folded)
    if apart != folded:
        yield apart
        yield without_article(apart)


@lru_cache(maxsize=16384)
def similar(name: str, country: str) -> tuple[Sense, ...]:
    """Places of one country whose names sound like this one, likeness below 1, best first."""
    folded = fold(name)
    if len(folded) < 4 or not folded.isascii():
        return ()
    found: dict[str | None, Sense] = {}
    for other, entry in _by_skeleton(folded):
        likeness = similarity(folded, other)
        if entry.place.country == country and likeness >= LEAST_SIMILARITY:
            known = found.get(entry.place.id)
            if known is None or known.likeness < likeness:
                found[entry.place.id] = Sense(entry, 0.97 * likeness)
    return tuple(sorted(found.values(), key=lambda s: (-s.likeness, -s.entry.population)))


def _by_skeleton(folded: str) -> Iterator[tuple[str, Entry]]:
    key = skeleton(folded)
    yield from _own_skeletons().get(key, ())
    line = _names().find("~" + key)
    for name in line.split("|") if line else ():
        yield from ((name, entry) for entry in entries(name))


def lookup(name: str, country: str | None = None, limit: int = 10) -> list[tuple[Place, float]]:
    """Places for a name without an article around it, the most prominent first, with a score of 0 to 1."""
    found = list(senses(name))
    if country:
        found = [s for s in found if s.entry.place.country == country]
    if country and len(found) < limit:
        known = {s.entry.place.id for s in found}
        found += [s for s in similar(name, country) if s.entry.place.id not in known]
    scored = [(s.entry.place, round(s.likeness * (0.5 + 0.5 * prominence(s.entry)), 3)) for s in found]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].id or ""))[:limit]


def prominence(entry: Entry) -> float:
    """How likely a name means this place for its size alone, 0 to 1.

    >>> prominence(Entry(Place(None, "x", "city"), 2_000_000)) > prominence(Entry(Place(None, "x", "village"), 900))
    True
    """
    fixed = {"country": 1.0, "province": 0.72, "district": 0.4}
    if entry.place.kind in fixed:
        return fixed[entry.place.kind]
    if entry.is_curated:
        return {"region": 0.75, "city": 0.78, "town": 0.58, "village": 0.42}.get(entry.place.kind or "", 0.5)
    return min(1.0, (log10(max(entry.population, 500)) - 1.0) / 6.0)
