"""Fits the weights by which the place finder ranks senses: data/places.toml, [ranking].

    python scripts/fit_places.py [FOLDER]      the folder with fakes/, news/ and geoparsing/ (default ../shared/data)

A conditional logit over the senses of a name and "none of these", with a pull towards the weights' starting values.
Learned from LGL and GeoVirus with their toponyms given, and from the gold places of annotated articles; each set weighs
as much as its square root of names, so that American local news does not outvote reports of war. Prints the weights of
the first round and of the later ones, and what five folds give. Needs numpy, which the parser brings.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import toponyms as gold_toponyms

from warmonitor.mentions import place_ranking as ranking
from warmonitor.mentions import places
from warmonitor.mentions.gazetteer import SETTLEMENTS
from warmonitor.mentions.place_candidates import Toponym
from warmonitor.model import Article, Document, Place
from warmonitor.parsing import parse
from warmonitor.reading import to_document

PULL = 0.02  # strength of the quadratic pull towards 0
NAMES = (*ranking.FEATURES, "none")
# Which way each feature must speak; what data say against it is chance.
POSITIVE = {"size", "country_share", "country_amount", "province_share", "province_amount", "near", "close", "within",
            "kind_fit"}  # fmt: skip
NEGATIVE = {"alias", "respelt", "unlike", "foreign", "outside", "abroad", "kind_misfit"}


@dataclass(frozen=True)
class Case:
    """An article's names with, for each, which of its senses are right; None where gold does not say."""

    names: list[ranking.Name]
    demonyms: dict[str, float]
    right: list[list[bool] | None]
    weight: float


def given_cases(articles: Iterator[tuple[Article, gold_toponyms.Toponyms]]) -> Iterator[Case]:
    for article, gold in articles:
        document = Document(article, (), ())
        toponyms = places.given(document, [span for span, *_ in gold])
        points = [(lat, lon, kind) for _, lat, lon, kind in gold]
        yield case(article, toponyms, dict(enumerate(points)))


def article_cases(folder: Path) -> Iterator[Case]:
    rows = {r["id"]: r for r in map(json.loads, (folder / "articles.jsonl").open(encoding="utf-8"))}
    golds = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((folder / "gold").glob("*.json"))]
    documents = parse([to_document(Article(g["article"], rows[g["article"]]["text"])) for g in golds])
    for gold, document in zip(golds, documents, strict=True):
        toponyms = places.toponyms_of(document)
        points = {}
        for claim in gold["claims"]:
            place = claim.get("place") or {}
            if place.get("lat") is None or not place.get("quote"):
                continue
            at = document.article.text.find(place["quote"])
            inside = [n for n, t in enumerate(toponyms) if at <= t.start < at + len(place["quote"])]
            if len(inside) == 1:
                points[inside[0]] = (place["lat"], place["lon"], "province" if place["precision"] == 3 else "spot")
        yield case(document.article, toponyms, points)


def case(article: Article, toponyms: list[Toponym], points: dict[int, tuple[float, float, str]]) -> Case:
    demonyms = places.count_demonyms(article.text)
    names = ranking._names(toponyms)
    start = ranking._setting(names, [ranking._first_belief(n) for n in names], demonyms)
    names = ranking._with_similar(names, start)
    right: list[list[bool] | None] = []
    for name in names:
        told = [points[n] for n in name.mentions if n in points]
        right.append([fits(s.entry.place, name, *told[0]) for s in name.toponym.senses] if told else None)
    return Case(names, demonyms, right, 1.0)


def fits(place: Place, name: ranking.Name, lat: float, lon: float, kind: str) -> bool:
    """Whether a sense is right: near enough, and of the gold's size class where another sense is."""
    near = 60.0 if kind == "spot" else 161.0
    is_near = gold_toponyms.is_within(place, lat, lon, near)
    if not is_near and (kind == "spot" or not gold_toponyms.is_right(place, lat, lon)):
        return False
    wanted = CLASSES.get(kind)
    if wanted is None or place.kind in wanted:
        return True
    return not any(s.entry.place.kind in wanted and gold_toponyms.is_within(s.entry.place, lat, lon, 161.0)
                   for s in name.toponym.senses)  # fmt: skip


# Said, not inferred: what the words state outright weighs so much whatever the sets at hand would learn.
HELD = {"within": 2.5, "outside": -1.0, "abroad": -5.0, "kind_fit": 2.0, "kind_misfit": -3.0}
CLASSES = {
    "province": {"province", "region"},
    "country": {"country"},
    "district": {"district"},
    "town": SETTLEMENTS,
    "spot": SETTLEMENTS | {"camp", "base", "facility", "neighbourhood"},
}
Item = tuple[np.ndarray, np.ndarray, float]  # features (senses + none, by NAMES), right, weight


def items(cases: Sequence[Case], beliefs: Sequence[list[list[float]]]) -> list[Item]:
    out = []
    for each, believed in zip(cases, beliefs, strict=True):
        setting = ranking._setting(each.names, believed, each.demonyms)
        for name, right in zip(each.names, each.right, strict=True):
            if right is None or not name.toponym.senses:
                continue
            rows = np.array([(*row, 0.0) for row in ranking.features(name, setting)] + [[0.0] * len(NAMES)])
            rows[-1, -1] = 1.0
            out.append((rows, np.array([*right, not any(right)]), each.weight * sqrt(len(name.mentions))))
    return out


def fit(data: Sequence[Item], rounds: int = 400) -> np.ndarray:
    """Weights of greatest likelihood, by gradient steps with momentum (Adam)."""
    flat = np.concatenate([rows for rows, _, _ in data])
    starts = np.cumsum([0, *(len(rows) for rows, _, _ in data)])[:-1]
    right = np.concatenate([r for _, r, _ in data])
    weight = np.array([w for _, _, w in data])
    sizes = np.diff([*starts, len(flat)])
    owner = np.repeat(np.arange(len(data)), sizes)
    w, m, v = np.zeros(len(NAMES)), np.zeros(len(NAMES)), np.zeros(len(NAMES))
    lower = np.array([0.0 if n in POSITIVE else -np.inf for n in NAMES])
    upper = np.array([0.0 if n in NEGATIVE else np.inf for n in NAMES])
    for name, value in HELD.items():
        lower[NAMES.index(name)] = upper[NAMES.index(name)] = value
    for step in range(1, rounds + 1):
        logits = flat @ w
        logits -= np.maximum.reduceat(logits, starts)[owner]
        odds = np.exp(logits)
        share = odds / np.add.reduceat(odds, starts)[owner]
        good = share * right
        posterior = good / np.maximum(np.add.reduceat(good, starts), 1e-12)[owner]
        slope = flat.T @ ((posterior - share) * weight[owner]) / weight.sum() - PULL / 10 * w
        m, v = 0.9 * m + 0.1 * slope, 0.99 * v + 0.01 * slope**2
        w += 0.1 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
        w = np.clip(w, lower, upper)
    return w


def believed(cases: Sequence[Case], beliefs: Sequence[list[list[float]]], w: np.ndarray) -> list[list[list[float]]]:
    weights = dict(zip(NAMES, w.tolist(), strict=True))
    return [
        [ranking.believe(n, ranking._setting(c.names, b, c.demonyms), weights) for n in c.names]
        for c, b in zip(cases, beliefs, strict=True)
    ]


def learn(cases: Sequence[Case]) -> tuple[np.ndarray, np.ndarray]:
    start = [[ranking._first_belief(n) for n in c.names] for c in cases]
    first = fit(items(cases, start))
    second = believed(cases, start, first)
    then = fit(items(cases, second))
    third = believed(cases, second, then)
    return first, fit(items(cases, third))


def apply(cases: Sequence[Case], first: np.ndarray, then: np.ndarray) -> list[list[list[float]]]:
    beliefs = [[ranking._first_belief(n) for n in c.names] for c in cases]
    for w in (first, then, then):
        beliefs = believed(cases, beliefs, w)
    return beliefs


def accuracy(cases: Sequence[Case], beliefs: Sequence[list[list[float]]]) -> tuple[int, int]:
    hits = total = 0
    for each, shares in zip(cases, beliefs, strict=True):
        for name, right, share in zip(each.names, each.right, shares, strict=True):
            if right is not None:
                total += len(name.mentions)
                hits += len(name.mentions) * bool(share and right[int(np.argmax(share))])
    return hits, total


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data"
    corpus = Path(__file__).parents[1] / "tests" / "corpus" / "develop"
    sets = {
        "LGL": list(given_cases(gold_toponyms.lgl(folder / "geoparsing" / "lgl.xml"))),
        "GeoVirus": list(given_cases(gold_toponyms.geovirus(folder / "geoparsing" / "GeoVirus.xml"))),
        **{f.name: list(article_cases(f)) for f in (folder / "fakes", folder / "news", corpus)},
    }
    weighed: dict[str, list[Case]] = {}
    for name, cases in sets.items():
        count = sum(r is not None for c in cases for r in c.right)
        weighed[name] = [Case(c.names, c.demonyms, c.right, 30 / sqrt(count)) for c in cases]
    for name, cases in weighed.items():
        hits = total = 0
        for fold in range(5):
            others = [c for n, cs in weighed.items() for i, c in enumerate(cs) if n != name or i % 5 != fold]
            held = [c for i, c in enumerate(cases) if i % 5 == fold]
            h, t = accuracy(held, apply(held, *learn(others)))
            hits, total = hits + h, total + t
        print(f"{name}: five folds, {hits / total:.3f} of {total}")
    first, then = learn([c for cases in weighed.values() for c in cases])
    for title, w in (("first", first), ("then", then)):
        print(f"[ranking.{title}]")
        for key, value in zip(NAMES, w, strict=True):
            print(f"{key} = {value:.2f}")


if __name__ == "__main__":
    main()
