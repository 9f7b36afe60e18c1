"""Measures the place finder: gold places of annotated articles, and LGL and GeoVirus with their toponyms given.

    python benchmarks/toponyms.py [FOLDER]     the folder with fakes/, news/ and geoparsing/ (default ../shared/data)

For the articles: of the gold place quotes with coordinates, the share found within 25 km (80 km where the gold is a
province), wrong, and unresolved. For LGL and GeoVirus: accuracy within 161 km (or within a country's own area), with
the share of toponyms that have any right sense (what the gazetteer allows) apart from the share chosen right. Then how
far the scores can be believed: by bands of the score, the share that is right.
"""

import json
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from warmonitor.geography import distance_km
from warmonitor.mentions import gazetteer, places
from warmonitor.model import Article, Document, Mention, Place, Span
from warmonitor.parsing import parse
from warmonitor.reading import to_document

Toponyms = list[tuple[Span, float, float, str]]  # the last: country, province, district, town or any


def lgl(path: Path) -> Iterator[tuple[Article, Toponyms]]:
    for node in ET.parse(path).getroot():
        text = node.findtext("text") or ""
        article = Article(node.get("docid") or "", text)
        found = []
        for toponym in node.iter("toponym"):
            lat, lon = toponym.findtext(".//lat"), toponym.findtext(".//lon")
            if lat and lon:
                start, end = int(toponym.findtext("start") or 0), int(toponym.findtext("end") or 0)
                span = Span(start, end, toponym.findtext("phrase") or "")
                found.append((span, float(lat), float(lon), gold_class(toponym.findtext(".//fcode") or "")))
        yield article, found


def gold_class(code: str) -> str:
    """The class of a GeoNames feature code."""
    classes = {"ADM1": "province", "ADM2": "district", "PCL": "country", "PPL": "town"}
    return next((name for start, name in classes.items() if code.startswith(start)), "any")


def geovirus(path: Path) -> Iterator[tuple[Article, Toponyms]]:
    for number, node in enumerate(ET.parse(path).getroot()):
        article = Article(str(number), node.findtext("text") or "")
        found = []
        for place in node.iter("location"):
            start, end = int(place.findtext("start") or 0) - 1, int(place.findtext("end") or 0) - 1
            span = Span(start, end, place.findtext("name") or "")
            found.append((span, float(place.findtext("lat") or 0), float(place.findtext("lon") or 0), "any"))
        yield article, found


def is_within(place: Place, lat: float, lon: float, km: float) -> bool:
    return place.lat is not None and place.lon is not None and distance_km(place.lat, place.lon, lat, lon) <= km


def is_right(place: Place, lat: float, lon: float) -> bool:
    """Within 161 km; a country or region also where the gold point lies in the disc of its area (centres differ)."""
    area = place.radius_km or 0.0 if place.kind in {"country", "region"} else 0.0
    return is_within(place, lat, lon, max(161.0, area))


Scored = list[tuple[float, bool]]  # score of a choice, and whether it was right
BANDS = (0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


def print_reliability(name: str, scored: Scored) -> None:
    """By bands of the score: how many, their mean score, the share right; and the mean gap between the two."""
    gap = 0.0
    print(f"{name}: score, names, mean score, share right")
    for low, high in pairwise(BANDS):
        band = [(score, right) for score, right in scored if low <= score < high]
        if band:
            mean, share = sum(s for s, _ in band) / len(band), sum(r for _, r in band) / len(band)
            gap += abs(mean - share) * len(band) / len(scored)
            print(f"    {low:.2f} to {min(high, 1):.2f}  {len(band):5}  {mean:.3f}  {share:.3f}")
    print(f"    mean gap {gap:.3f}")


def measure_given(name: str, articles: Iterator[tuple[Article, Toponyms]], is_verbose: bool) -> Scored:
    """Accuracy within 161 km with the toponyms given."""
    scored: Scored = []
    total, known, right, wrong, none = 0, 0, 0, 0, 0
    errors: Counter[str] = Counter()
    for article, toponyms in articles:
        document = Document(article, (), ())
        mentions = places.resolve(document, [span for span, *_ in toponyms])
        for (span, lat, lon, _), mention in zip(toponyms, mentions, strict=True):
            total += 1
            in_gazetteer = any(is_right(s.entry.place, lat, lon) for s in gazetteer.senses(span.quote))
            place = place_of(mention)
            hit = is_right(place, lat, lon)
            score = mention.value.score  # type: ignore[union-attr]
            if score is not None:
                scored.append((score, hit))
            known, right = known + (in_gazetteer or hit), right + hit
            none, wrong = none + (place.id is None), wrong + (place.id is not None and not hit)
            if not hit:
                what = f"{place.name}/{place.kind}/{place.country}" if place.id else "-"
                errors[f"{'ranked' if in_gazetteer else 'absent'} {span.quote} -> {what}"] += 1
    print(f"{name}: {total} toponyms; in gazetteer {known / total:.3f}; right {right / total:.3f} "
          f"(of known {right / known:.3f}); wrong {wrong / total:.3f}; unresolved {none / total:.3f}")  # fmt: skip
    if is_verbose:
        for error, count in errors.most_common(70):
            print("   ", count, error)
    return scored


def place_of(mention: Mention) -> Place:
    return mention.value.place  # type: ignore[union-attr]


def measure_articles(folder: Path, is_verbose: bool) -> Scored:
    """Gold place quotes of annotated articles against the mentions found in them."""
    scored: Scored = []
    outcome: Counter[str] = Counter()
    rows = {r["id"]: r for r in map(json.loads, (folder / "articles.jsonl").open(encoding="utf-8"))}
    golds = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((folder / "gold").glob("*.json"))]
    documents = [to_document(Article(g["article"], rows[g["article"]]["text"])) for g in golds]
    parsed = list(parse(documents))
    began = time.perf_counter()
    found = [list(places.find(document)) for document in parsed]
    spent = (time.perf_counter() - began) / max(1, len(parsed)) * 1000
    seen = set()
    for gold, document, mentions in zip(golds, parsed, found, strict=True):
        for claim in gold["claims"]:
            place = claim.get("place") or {}
            key = (gold["article"], place.get("quote"))
            if place.get("lat") is None or not place.get("quote") or key in seen:
                continue
            seen.add(key)
            result, what = judge(document, mentions, place)
            scored += scores(document, mentions, place)
            outcome[result] += 1
            if is_verbose and result != "right":
                where = f"{place['name']} {place['lat']} {place['lon']}"
                print("   ", result, gold["article"], repr(place["quote"]), where, "->", what)
    total = sum(outcome.values())
    shares = "; ".join(f"{name} {count / total:.3f}" for name, count in sorted(outcome.items()))
    print(f"{folder.name}: {total} place quotes; {shares}; {spent:.1f} ms per article")
    return scored


def scores(document: Document, mentions: list[Mention], gold: dict[str, object]) -> Scored:
    """The score of the one mention inside a gold quote, and whether it is right; nothing where there are several."""
    quote = str(gold["quote"])
    at = document.article.text.find(quote)
    inside = [m for m in mentions if at <= m.span.start < at + len(quote)]
    if len(inside) != 1 or inside[0].value.score is None:  # type: ignore[union-attr]
        return []
    reach = 80.0 if gold["precision"] == 3 else 25.0
    hit = is_within(place_of(inside[0]), float(str(gold["lat"])), float(str(gold["lon"])), reach)
    return [(inside[0].value.score, hit)]  # type: ignore[union-attr]


def judge(document: Document, mentions: list[Mention], gold: dict[str, object]) -> tuple[str, str]:
    quote = str(gold["quote"])
    at, inside = 0, []
    text = document.article.text
    while (at := text.find(quote, at)) >= 0:
        inside += [m for m in mentions if at <= m.span.start < at + len(quote)]
        at += len(quote)
    reach = 80.0 if gold["precision"] == 3 else 25.0
    lat, lon = float(str(gold["lat"])), float(str(gold["lon"]))
    if not inside:
        return "no name in quote" if quote.islower() or not any(c.isupper() for c in quote) else "not found", ""
    what = ", ".join(f"{place_of(m).name}/{place_of(m).kind}/{place_of(m).lat},{place_of(m).lon}" for m in inside)
    if any(is_within(place_of(m), lat, lon, reach) for m in inside):
        return "right", what
    return ("wrong" if any(place_of(m).lat is not None for m in inside) else "unresolved"), what


def main() -> None:
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    folder = Path(arguments[0]) if arguments else Path(__file__).parents[2] / "shared" / "data"
    if not folder.exists():
        print(f"{folder} is missing: nothing measured")
        return
    is_verbose = "-v" in sys.argv
    corpus = Path(__file__).parents[1] / "tests" / "corpus"
    of_articles: Scored = []
    for articles in (folder / "fakes", folder / "news", corpus / "develop"):
        of_articles += measure_articles(articles, is_verbose)
    lgl_scores = measure_given("LGL", lgl(folder / "geoparsing" / "lgl.xml"), is_verbose)
    virus_scores = measure_given("GeoVirus", geovirus(folder / "geoparsing" / "GeoVirus.xml"), is_verbose)
    for name, scored in (("LGL", lgl_scores), ("GeoVirus", virus_scores), ("annotated articles", of_articles)):
        print_reliability(name, scored)


if __name__ == "__main__":
    main()
