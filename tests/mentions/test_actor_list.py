"""The curated lists of actors and sources: whole, sane, and wide enough for each war that they are made for."""

from __future__ import annotations

from collections import defaultdict

import pytest

from warmonitor.mentions.actor_names import actors_by_id, fold
from warmonitor.ontology import cells, table

ROWS = table("actors.csv")
YEARS = (1800, 2030)
INTER = {
    "state force": "1", "police": "1", "rebel group": "2", "political militia": "3", "identity militia": "4",
    "external force": "8", "private military company": "8", "civilians": "7",
}  # fmt: skip
# The wars of the last fifteen years, by the countries whose actors fight in them.
WARS = {
    "Syria": "SY", "Iraq": "IQ", "Yemen": "YE", "Libya": "LY", "Lebanon": "LB", "Gaza and Israel": "PS IL",
    "Ukraine": "UA RU", "Sudan": "SD", "South Sudan": "SS", "Somalia": "SO", "Ethiopia": "ET", "DRC": "CD",
    "Mali": "ML", "Burkina Faso": "BF ML", "Niger": "NE ML", "Nigeria": "NG", "Cameroon": "CM NG",
    "Mozambique": "MZ TZ ZA RW", "Afghanistan": "AF", "Pakistan": "PK", "Myanmar": "MM", "Philippines": "PH",
    "Colombia": "CO", "Mexico": "MX", "India": "IN",
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_is_sane(row: dict[str, str]) -> None:
    assert row["acled_inter"] == INTER[row["type"]]
    assert row["plover_sector"]
    start, end = (int(row[k]) if row[k] else None for k in ("start_year", "end_year"))
    assert all(YEARS[0] <= year <= YEARS[1] for year in (start, end) if year)
    assert start is None or end is None or start <= end
    assert row["id"] not in {*cells(row["affiliation"]), *cells(row["allies"])}


def overlap(a: dict[str, str], b: dict[str, str]) -> bool:
    """Whether two actors were alive in one year."""
    spans = [(int(r["start_year"] or YEARS[0]), int(r["end_year"] or YEARS[1])) for r in (a, b)]
    return spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]


def test_no_alias_names_two_actors_of_one_country_and_time() -> None:
    """A name that two actors share is decided by the country of the article, so each must have one of its own."""
    by_alias: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in ROWS:
        names = {" ".join(fold(n.lstrip("~")).replace("-", " ").split()) for n in (row["name"], *cells(row["aliases"]))}
        for name in names:
            by_alias[name].append(dict(row))
    unclear = {
        alias: [r["id"] for r in rows]
        for alias, rows in by_alias.items()
        for a in rows
        for b in rows
        if a["id"] < b["id"]
        and overlap(a, b)
        and (a["country"] == b["country"] or not a["country"] or not b["country"])
    }
    assert unclear == {}


def test_affiliations_have_no_ring() -> None:
    """The YPG leads the SDF and is part of it: the one ring that is meant."""
    above = {row["id"]: set(cells(row["affiliation"])) for row in ROWS}
    above["ypg"].discard("syrian-democratic-forces")
    for start, first in above.items():
        seen: set[str] = set()
        todo = list(first)
        while todo:
            at = todo.pop()
            assert at != start, f"{start} is affiliated to itself"
            if at not in seen:
                seen.add(at)
                todo.extend(above.get(at, ()))


@pytest.mark.parametrize("war", WARS)
def test_each_war_has_its_actors(war: str) -> None:
    countries = set(WARS[war].split())
    rows = [row for row in ROWS if row["country"] in countries]
    types = {row["type"] for row in rows}
    assert len(rows) >= 12
    assert types & {"rebel group", "political militia"}
    assert types & {"state force", "police"}


@pytest.mark.parametrize("war", WARS)
def test_each_war_has_its_sources(war: str) -> None:
    countries = set(WARS[war].split())
    kinds = {row["kind"] for row in table("sources.csv") if row["country"] in countries}
    assert {"state or party media", "local media"} <= kinds or war in {"Mexico", "Colombia", "Gaza and Israel"}
    assert kinds & {"monitor", "medical or responder", "activists"}


def test_a_monitor_speaks_for_nobody() -> None:
    for row in table("sources.csv"):
        if row["kind"] == "monitor":
            assert not row["speaks_for"], row["name"]


def test_every_actor_is_found_by_its_id() -> None:
    assert set(actors_by_id()) == {row["id"] for row in ROWS}
