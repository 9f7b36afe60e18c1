"""Places by table: a sentence, a name in it, and the place it must or must not stand for."""

import csv
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.geography import distance_km
from warmonitor.mentions import gazetteer, places
from warmonitor.mentions.place_names import fold, similarity, skeleton, sound
from warmonitor.model import Article, Document, Location, Mention, Sentence, Span, Zone
from warmonitor.ontology import table
from warmonitor.parsing import parse


def rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def found(sentence: str) -> tuple[Mention, ...]:
    size = len(sentence)
    document = Document(Article("a", sentence), (Zone("body", 0, size),), (Sentence(0, size, "body", 0),))
    return tuple(places.find(next(iter(parse([document])))))


def location(mention: Mention) -> Location:
    assert isinstance(mention.value, Location)
    return mention.value


@pytest.mark.parametrize("row", rows("places.csv"), ids=lambda row: f"{row['name']}-{row['kind']}")
def test_place_is_found(row: dict[str, str]) -> None:
    matches = [m for m in found(row["sentence"]) if m.span.quote == row["name"]]
    assert matches, [m.span.quote for m in found(row["sentence"])]
    value = location(matches[0])
    place = value.place
    if row["country"]:
        assert (place.name, place.kind, place.country) == (row["place"], row["kind"], row["country"])
        assert place.lat is not None and value.score is not None
    else:
        assert (place.id, place.lat, value.score) == (None, None, None)
    assert value.relation == row["relation"]


@pytest.mark.parametrize("row", rows("no_places.csv"), ids=lambda row: row["word"])
def test_word_is_no_place(row: dict[str, str]) -> None:
    assert row["word"] not in [m.span.quote for m in found(row["sentence"])]


def test_given_names_are_resolved_in_order() -> None:
    text = "Fighting in Tripoli spread to Misrata and Benghazi"
    spans = [Span(12, 19, "Tripoli"), Span(30, 37, "Misrata"), Span(42, 50, "Benghazi")]
    mentions = places.resolve(Document(Article("a", text), (), ()), spans)
    assert [location(m).place.country for m in mentions] == ["LY", "LY", "LY"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Suweida", "As-Suwayda"), ("Mayadeen", "Al Mayādīn"), ("Khan Sheikhoun", "Khān Shaykhūn"),
        ("Qaryatain", "Al-Qaryatayn"), ("Raqqa", "Ar Raqqah"), ("Abu Alduhour", "Abu al-Duhur"),
    ],
)  # fmt: skip
def test_spellings_sound_alike(one: str, other: str) -> None:
    assert sound(fold(one)) == sound(fold(other))
    assert skeleton(fold(one)) == skeleton(fold(other))


def test_unlike_names_do_not_sound_alike() -> None:
    assert similarity("khan tuman", "khirbat tin nur") < gazetteer.LEAST_SIMILARITY
    assert similarity("safa", "safita") < gazetteer.LEAST_SIMILARITY


def test_lookup_ranks_the_prominent_place_first() -> None:
    best, score = gazetteer.lookup("Tripoli", "LB")[0]
    assert (best.kind, best.country) == ("city", "LB")
    assert 0 < score <= 1
    assert gazetteer.lookup("Tripoli")[0][0].country == "LY"


def test_countries_cover_the_world() -> None:
    countries = table("countries.csv")
    assert len({row["iso2"] for row in countries}) == len(countries) >= 249
    syria = gazetteer.country("sy")
    assert syria is not None and syria.name == "Syria"


def test_conflict_places_are_well_formed() -> None:
    codes = {row["iso2"] for row in table("countries.csv")}
    kinds = {"city", "town", "village", "neighbourhood", "camp", "base", "facility", "district", "province", "region",
             "road", "country"}  # fmt: skip
    conflict_places = table("conflict_places.csv")
    assert len({row["id"] for row in conflict_places}) == len(conflict_places)
    for row in conflict_places:
        assert row["kind"] in kinds and row["country"] in codes | {""}, row
        assert -90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180 and float(row["radius_km"]) > 0, row


def test_conflict_places_are_many_and_say_where_they_are_from() -> None:
    conflict_places = table("conflict_places.csv")
    assert len(conflict_places) >= 1_500
    assert all(row["source"] for row in conflict_places)


@pytest.mark.parametrize("country", ["SY", "IQ", "YE", "LY", "LB", "UA", "SO", "ET", "ML", "MM", "CO", "PK"])
def test_conflict_places_lie_in_their_country(country: str) -> None:
    """No row stands further from its country's settlements than its own area and a stretch of desert."""
    towns = [(e.place.lat or 0.0, e.place.lon or 0.0) for e in gazetteer.settlements(country)]
    for row in table("conflict_places.csv"):
        if row["country"] == country:
            here = float(row["lat"]), float(row["lon"])
            near = min(distance_km(*here, *town) for town in towns if abs(town[0] - here[0]) < 5)
            assert near < 400 + float(row["radius_km"]), row


@given(st.text(max_size=30))
@settings(max_examples=50, deadline=None)
def test_folding_is_stable(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert gazetteer.lookup(name) == gazetteer.lookup(name)


@pytest.mark.parametrize("sentence", sorted({row["sentence"] for row in rows("places.csv")}))
def test_mentions_quote_the_text_in_order(sentence: str) -> None:
    mentions = found(sentence)
    for mention in mentions:
        assert sentence[mention.span.start : mention.span.end] == mention.span.quote
        score = location(mention).score
        assert score is None or 0 <= score <= 1
    assert all(a.span.end <= b.span.start for a, b in pairwise(mentions))
