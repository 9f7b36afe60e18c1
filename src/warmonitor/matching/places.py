"""Where a row of another data set happened: its point, else the place of its names in the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from warmonitor.export.codes import country_row, iso2_of
from warmonitor.matching.rows import RULES, Row
from warmonitor.mentions.gazetteer import senses, similar
from warmonitor.mentions.place_names import fold
from warmonitor.model import Place

_KINDS = "|".join(sorted(map(re.escape, RULES["places"]["kinds"]), key=len, reverse=True))
_KIND = re.compile(rf"\s+(?:{_KINDS})$|^(?:{_KINDS})\s+(?:of\s+)?", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^)]*\)")
Point = tuple[float, float, float]  # latitude, longitude, radius in km


def iso2(row: Row) -> str | None:
    """The country of a row as ISO 3166-1 alpha-2, or None."""
    return _iso2(row.country) if row.country else None


@cache
def _iso2(name: str) -> str | None:
    """A country by its name as data sets write it.

    >>> _iso2("Yemen (North Yemen)"), _iso2("Syria"), _iso2("Atlantis")
    ('YE', 'SY', None)
    """
    inner = re.search(r"\(([^)]*)\)", name)
    names = [name, _ASIDE.sub("", name), inner[1] if inner else ""]
    return next((code for code in map(iso2_of, names) if code), None) or (name if country_row(name) else None)


def bare_name(name: str) -> str:
    """A place's name without asides and words for its kind.

    >>> bare_name("Derik town"), bare_name("Tiyas military Airbase (T4)"), bare_name("Rif Dimashq governorate")
    ('Derik', 'Tiyas', 'Rif Dimashq')
    """
    bare = _KIND.sub("", _ASIDE.sub("", name).strip()).strip()
    return bare or name


def where(row: Row) -> Point | None:
    """The point and radius of a row; without coordinates that of its place, district or province."""
    if row.lat is not None and row.lon is not None:
        return row.lat, row.lon, row.radius_km or RULES["places"]["default_radius_km"]
    code = iso2(row)
    if code is None:
        return None
    least = RULES["places"]["radius_km"]
    for name, unit in ((row.place, "place"), (row.admin2, "district"), (row.admin1, "province")):
        found = place_of(name, code, row.admin1) if name else None
        if found and found.lat is not None and found.lon is not None:
            return found.lat, found.lon, max(found.radius_km or 0, least[unit], least.get(_kind_said(name or ""), 0))
    return None


@cache
def place_of(name: str, code: str, admin1: str | None) -> Place | None:
    """The place of a name in a country: of several, the one in the province, then the most peopled; None if unclear."""
    bare, kind = bare_name(name), _kind_said(name)
    found = [s.entry for s in (*senses(bare), *similar(bare, code)) if s.entry.place.country == code]
    within = [e for e in found if admin1 and _same_unit(e.place.admin1, admin1)]
    if not within and admin1 and any(e.place.admin1 for e in found) and _is_known_unit(admin1, code):
        return None  # the name is known only in other provinces
    choice = within or found
    best = sorted(choice, key=lambda e: (e.place.kind != kind if kind else False, -e.is_curated, -e.population))
    return best[0].place if best else None


def _kind_said(name: str) -> str:
    """The kind of unit that a name's last word says, or ""."""
    kind: str = RULES["places"]["units"].get(name.rsplit(" ", 1)[-1].lower(), "")
    return kind


def _is_known_unit(name: str, code: str) -> bool:
    return any(e.entry.place.kind == "province" and e.entry.place.country == code
               for e in (*senses(bare_name(name)), *similar(bare_name(name), code)))


def _same_unit(one: str | None, other: str | None) -> bool:
    """Whether two names of provinces are one, kinds and spelling aside."""
    if not one or not other:
        return False
    return bool(set(_spellings(one)) & set(_spellings(other)))


same_unit = cache(_same_unit)


def _spellings(name: str) -> Iterator[str]:
    folded = fold(bare_name(name))
    yield folded
    yield re.sub(r"^(?:al|as|ar|ad|an|az|ash|at|el)[ -]", "", folded).replace(" ", "")
