"""Places that a user brings: our own CSV form, or a country's file of GeoNames. Each row is checked; an error names it.

The result is a table in our own form, which the gazetteer reads beside the built-in ones.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from warmonitor.mentions.gazetteer import unit_name
from warmonitor.ontology import DataFileError, settings, table

COLUMNS = ("id", "name", "aliases", "kind", "country", "admin1", "lat", "lon", "radius_km", "population", "source")
REQUIRED = ("name", "lat", "lon")
GEONAMES_COLUMNS = 19  # of http://download.geonames.org/export/dump/readme.txt

Row = dict[str, str]


def read_places(name: str, text: str) -> list[Row]:
    """The places of a file's text, checked; which form it is in is seen from its first line.

    >>> read_places("my.csv", "name,lat,lon,country,kind\\nHill 404,33.1,36.2,sy,region")[0]["id"]
    'user:hill-404'
    """
    first = next((line for line in text.splitlines() if line and not line.startswith("#")), "")
    if first.count("\t") == GEONAMES_COLUMNS - 1:
        return list(_geonames(name, text))
    return list(_own(name, text))


def write_places(rows: list[Row]) -> str:
    """A table of places in our own form."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _own(name: str, text: str) -> Iterator[Row]:
    lines = [(n, line) for n, line in enumerate(text.lstrip("\ufeff").splitlines(), 1)
             if line.strip() and not line.startswith("#")]  # fmt: skip
    if not lines:
        raise DataFileError(f"{name} is empty: give a header line and one place a line")
    header = [column.strip() for column in next(csv.reader([lines[0][1]]))]
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise DataFileError(f"{name}, line {lines[0][0]}: the header lacks {', '.join(missing)}")
    for number, line in lines[1:]:
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if len(cells) != len(header):
            raise DataFileError(f"{name}, line {number}: {len(cells)} cells where the header has {len(header)}")
        yield _checked(f"{name}, line {number}", dict(zip(header, cells, strict=True)))


def _checked(where: str, row: Row) -> Row:
    """A row with its defaults filled in, or an error that says what is wrong with it."""
    if not row["name"]:
        raise DataFileError(f"{where}: a place needs a name")
    lat, lon = _number(where, row, "lat", 90), _number(where, row, "lon", 180)
    kind = row.get("kind") or "town"
    kinds = settings("places")["radius_km"]
    if kind not in kinds:
        raise DataFileError(f"{where}: no kind {kind!r}; one of {', '.join(sorted(kinds))}")
    country = (row.get("country") or "").upper()
    if country and country not in {r["iso2"] for r in table("countries.csv")}:
        raise DataFileError(f"{where}: no country {country!r}; two letters of ISO 3166-1, such as SY")
    radius = _number(where, row, "radius_km", 5000) if row.get("radius_km") else float(kinds[kind])
    if radius <= 0:
        raise DataFileError(f"{where}: radius_km must be more than 0")
    return {
        **{column: row.get(column, "") for column in COLUMNS},
        "id": row.get("id") or f"user:{_slug(row['name'])}",
        "kind": kind, "country": country, "lat": f"{lat:g}", "lon": f"{lon:g}", "radius_km": f"{radius:g}",
    }  # fmt: skip


def _number(where: str, row: Row, column: str, limit: float) -> float:
    try:
        value = float(row[column])
    except ValueError:
        raise DataFileError(f"{where}: {column} is {row[column]!r}, not a number") from None
    if not -limit <= value <= limit:
        raise DataFileError(f"{where}: {column} is {value:g}, beyond {limit:g}")
    return value


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold()).strip("-")


def _geonames(name: str, text: str) -> Iterator[Row]:
    """Settlements, sites, waters, mountains and regions of a GeoNames country file; the rest is left out."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        if len(cells) != GEONAMES_COLUMNS:
            raise DataFileError(f"{name}, line {number}: {len(cells)} columns where a GeoNames file has 19")
        kind, radius = _kind_of(cells[6], cells[7])
        if kind is None:
            continue
        if kind == "town":
            kind = "city" if int(cells[14] or 0) >= 100_000 else "town" if int(cells[14] or 0) >= 5_000 else "village"
        aliases = ";".join(dict.fromkeys(a for a in cells[3].split(",") if a and a != cells[1] and ";" not in a))
        yield {
            "id": f"geonames:{cells[0]}", "name": cells[1], "aliases": aliases, "kind": kind, "country": cells[8],
            "admin1": unit_name(f"{cells[8]}.{cells[10]}") or "",
            "lat": f"{float(cells[4]):.2f}", "lon": f"{float(cells[5]):.2f}", "radius_km": f"{radius:g}",
            "population": cells[14] or "0", "source": "GeoNames (CC BY 4.0)",
        }  # fmt: skip


def _kind_of(feature_class: str, code: str) -> tuple[str | None, float]:
    """Our kind and a radius for a GeoNames feature; None for what reports of war do not name."""
    features: Mapping[str, str] = settings("places")["geonames"]
    kind = features.get(f"{feature_class}.{code}") or features.get(feature_class)
    if kind is None:
        return None, 0.0
    kind, _, radius = kind.partition(" ")
    return kind, float(radius or settings("places")["radius_km"][kind])
