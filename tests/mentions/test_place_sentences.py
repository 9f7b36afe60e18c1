"""Places of sentences by table: written by judgement, name by name.

``places`` holds, for each name that matters, ``name=CC/class/lat/lon/relation``: the country; town, site, area,
district, province, country or any; the point, within 30 km, where the writer was sure of it; "-" for a place that must
stay unresolved; "absent" for a name that is no place mention. ``KNOWN`` are the rows that still fail, with the cause.
"""

import csv
from functools import cache
from pathlib import Path

import pytest

from warmonitor.geography import distance_km
from warmonitor.mentions import places
from warmonitor.model import Article, Document, Location, Mention, Sentence, Zone
from warmonitor.parsing import parse

NEAR_KM = 30.0
CLASSES = {
    "town": {"city", "town", "village", "neighbourhood"},
    "site": {"camp", "base", "facility", "neighbourhood"},
    "area": {"region", "road", "district", "facility"},
    "district": {"district"},
    "province": {"province", "region"},
    "country": {"country"},
}


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / "place_sentences.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def found() -> dict[str, tuple[Mention, ...]]:
    documents = [
        Document(Article(str(n), s), (Zone("body", 0, len(s)),), (Sentence(0, len(s), "body", 0),))
        for n, s in enumerate(row["sentence"] for row in rows())
    ]
    return {document.article.text: tuple(places.find(document)) for document in parse(documents)}


def fault(mention: Mention | None, wanted: str) -> str | None:
    """What is wrong with a mention, in words; None where it is as expected."""
    if wanted == "absent" or mention is None:
        return None if (wanted == "absent") == (mention is None) else f"wanted {wanted}, found {mention}"
    location = mention.value
    assert isinstance(location, Location)
    place = location.place
    if wanted == "-":
        return None if place.id is None else f"should be unresolved, is {place.id}"
    country, kind, *rest = wanted.split("/")
    if place.country != country:
        return f"in {place.country}, not {country}: {place.id}"
    if kind in CLASSES and place.kind not in CLASSES[kind]:
        return f"a {place.kind}, not a {kind}: {place.id}"
    if len(rest) > 1:
        away = distance_km(float(rest[0]), float(rest[1]), place.lat or 0.0, place.lon or 0.0)
        if away > max(NEAR_KM, place.radius_km or 0.0):
            return f"{away:.0f} km away: {place.id}"
    relation = rest[-1] if len(rest) in {1, 3} else None
    return f"relation {location.relation}, not {relation}" if relation and relation != location.relation else None


KNOWN = {
    "Bombs went off in Ramadi and Hit, Iraqi police said.": "Hit without 'town of': too often a headline's verb",
    "Houthi fighters mined the road between Hodeidah and Hays.": "one relation a name: given as a road",
    "Al-Shabaab attacked Bulo Mareer in Somalia.": "an unknown spelling that the parser takes for a person",
    "RSF troops besieged El Obied in North Kordofan, Sudan.": "an unknown spelling that the parser takes for a person",
    "Syrian rebels took Jisr ash-Shugour from the army.": "an article inside a name that is spelt in no list",
    "Gunmen killed two men in the village of Al-Mastumah, Syria.": "an article before a name that is spelt in no list",
}


def test_there_are_many_sentences_of_many_wars() -> None:
    countries = {part.split("=")[1][:2] for row in rows() for part in row["places"].split(";")}
    assert len({row["sentence"] for row in rows()}) >= 300
    assert {"SY", "IQ", "YE", "LY", "UA", "SD", "SO", "ET", "CD", "ML", "AF", "MM", "CO", "MX"} <= countries


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["sentence"][:60])
def test_places_of_a_sentence(row: dict[str, str]) -> None:
    mentions = {m.span.quote: m for m in found()[row["sentence"]]}
    faults = []
    for part in row["places"].split(";"):
        name, wanted = part.split("=")
        mention = mentions.get(name) or next((m for q, m in mentions.items() if name in q), None)
        wrong = fault(mention, wanted)
        if wrong:
            faults.append(f"{name}: {wrong}")
    if row["sentence"] in KNOWN:
        assert faults, "mended: take it out of KNOWN"
        pytest.xfail(KNOWN[row["sentence"]])
    assert not faults, (faults, list(mentions))
