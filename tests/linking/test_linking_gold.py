"""Floors of linking on annotated articles; they may be raised, never lowered. Skipped where the articles are not."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"


CORPUS = ROOT / "tests" / "corpus"
FLOORS = [
    # annotated set, least pair precision, least pair F1, least B-cubed F1
    (CORPUS / "develop", 0.99, 0.98, 0.99),
    (CORPUS / "holdout", 0.92, 0.88, 0.98),
    (DATA / "fakes", 0.97, 0.95, 0.99),
    (DATA / "news", 0.99, 0.92, 0.99),
]


@pytest.fixture
def linking(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    return importlib.import_module("linking")


@pytest.mark.parametrize(("folder", "precision", "f1", "b3"), FLOORS, ids=[row[0].name for row in FLOORS])
def test_annotated_claims_are_linked_better_than_by_any_baseline(
    folder: Path, precision: float, f1: float, b3: float, linking: Any
) -> None:
    if not (folder / "gold").exists():
        pytest.skip("the annotated articles are not here")
    told = linking.measure(folder)
    ours = told["linking"]
    assert ours["pair_precision"] >= precision
    assert ours["pair_f1"] >= f1
    assert ours["b3_f1"] >= b3
    for name in ("singletons", "day+province+type", "similar text"):
        assert ours["pair_f1"] > told[name]["pair_f1"] + 0.08
        assert ours["b3_f1"] > told[name]["b3_f1"]
        assert ours["ceaf_f1"] > told[name]["ceaf_f1"]


def test_ceaf_aligns_clusters_one_to_one(linking: Any) -> None:
    truth = [{"a", "b", "c"}, {"d", "e"}, {"f"}]
    assert linking.ceaf_similarity(truth, truth) == pytest.approx(3)
    # {a b} with {a b c} 4/5, {d e f} with {d e} 4/5, {c} with nothing
    assert linking.ceaf_similarity(truth, [{"a", "b"}, {"c"}, {"d", "e", "f"}]) == pytest.approx(1.6)


def test_generated_claims_are_linked_well(linking: Any) -> None:
    made = linking.make_claims(600)
    together = [
        made.event_of[a.id] == made.event_of[b.id]
        for group in linking.group_claims(made.claims, made.articles)
        for i, a in enumerate(group.claims)
        for b in group.claims[i + 1 :]
    ]
    assert sum(together) / len(together) >= 0.9
