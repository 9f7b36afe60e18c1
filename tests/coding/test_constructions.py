"""Every field of a single sentence, by class of English.

constructions.csv holds what is right, known_misses.csv what is not met yet: which fields are wrong, and why. Mending
one makes its test fail until the row is cut.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warmonitor.coding.rules import code
from warmonitor.mentions.actor_names import fold
from warmonitor.model import Article, Claim, Count, Location, Party, When
from warmonitor.ontology import parse_table
from warmonitor.parsing import parse
from warmonitor.reading import to_document

HERE = Path(__file__).parent
DAY = date(2024, 3, 20)
TALLIED = {"strength", "localities", "area_km2"}  # figures that are no toll: checked only where the row names them


def read(name: str) -> tuple[dict[str, str], ...]:
    return tuple(dict(row) for row in parse_table(name, (HERE / name).read_text(encoding="utf-8")))


ROWS = read("constructions.csv")
MISSES = {(row["sentence"], row["sub_event_type"]): row for row in read("known_misses.csv")}


def claims_of(sentence: str) -> list[Claim]:
    article = Article(id="t", text=sentence, language="en", published=When(DAY, DAY))
    return code(next(iter(parse([to_document(article)]))))


def side(parties: tuple[Party, ...]) -> set[str]:
    return {("alleged:" if p.alleged else "") + p.name for p in parties}


def place_fits(expected: str, place: Location | None) -> bool:
    if not expected or place is None:
        return not expected and place is None
    words = {fold(place.place.name), fold(place.span.quote if place.span else "")}
    return any(fold(expected) in word for word in words)


def day(when: When | None) -> str:
    if when is None or not when.is_dated:
        return ""
    return str(when.start) if when.start == when.end else f"{when.start}..{when.end}"


def count(told: Count) -> str:
    low, high = ("" if n is None else str(n) for n in (told.low, told.high))
    return f"{told.kind} {low}-{high}"


def counts_fit(expected: str, counts: tuple[Count, ...]) -> bool:
    wanted = set(filter(None, expected.split(";")))
    kinds = {w.split()[0] for w in wanted}
    return wanted == {count(c) for c in counts if c.kind in kinds or c.kind not in TALLIED}


def sources(claim: Claim) -> set[str]:
    return {s.kind + ("" if s.stance == "asserts" else f":{s.stance}") for s in claim.sources}


def cells(cell: str, separator: str) -> set[str]:
    return set(filter(None, cell.split(separator)))


def wrong_fields(row: dict[str, str]) -> dict[str, object]:
    """The fields of a row that the coder does not meet, with what it says instead."""
    claims = claims_of(row["sentence"])
    types = row["sub_event_type"].split("|")
    fitting = [c for c in claims if c.sub_event_type in types]
    told = [c.sub_event_type for c in claims]
    wrong: dict[str, object] = {}
    if row["claims"] != "?" and len(claims) != int(row["claims"]):
        wrong["claims"] = told
    if not fitting:
        return wrong if row["claims"] == "0" else wrong | {"type": told}
    claim = fitting[0]
    same_status = claim.status == row["status"] or {claim.status, row["status"]} <= {"happened", "ongoing"}
    met = {
        "status": (same_status, claim.status),
        "side_a": (side(claim.side_a) == cells(row["side_a"], "|"), side(claim.side_a)),
        "side_b": (side(claim.side_b) == cells(row["side_b"], "|"), side(claim.side_b)),
        "place": (place_fits(row["place"], claim.place), claim.place and claim.place.place.name),
        "day": (day(claim.when) == row["day"], day(claim.when)),
        "counts": (counts_fit(row["counts"], claim.counts), [count(c) for c in claim.counts]),
        "source": (sources(claim) == cells(row["source"], ";"), sources(claim)),
    }
    return wrong | {f: got for f, (fits, got) in met.items() if row[f] != "?" and not fits}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['construction']}: {row['sentence'][:50]}")
def test_construction(row: dict[str, str]) -> None:
    wrong = wrong_fields(row)
    miss = MISSES.get((row["sentence"], row["sub_event_type"]))
    known = cells(miss["fields"], ";") if miss else set()
    assert not set(wrong) - known, f"wrong: { {f: wrong[f] for f in set(wrong) - known} }"
    assert not known - set(wrong), f"met now, so cut it from known_misses.csv: {known - set(wrong)}"


def test_every_known_miss_is_a_row_and_says_why() -> None:
    assert set(MISSES) <= {(row["sentence"], row["sub_event_type"]) for row in ROWS}
    assert all(row["fields"] and row["reason"] for row in MISSES.values())
