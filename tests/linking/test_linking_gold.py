"""Floors of linking on annotated articles; they may be raised, never lowered. Skipped where the articles are not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"


@pytest.mark.skipif(not (DATA / "fakes" / "gold").exists(), reason="the annotated articles are not here")
@pytest.mark.parametrize(("name", "precision", "recall"), [("fakes", 0.90, 0.88), ("news", 1.0, 0.85)])
def test_floor(name: str, precision: float, recall: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    from linking import by_linking, load, pairs

    gold = load(DATA / name)
    core = [claim for claim in gold.claims if claim.id in gold.core]
    want, got = pairs(gold.event_of, core), pairs(by_linking(gold), core)
    assert len(want & got) / len(got) >= precision
    assert len(want & got) / len(want) >= recall


def test_generated_claims_are_linked_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    from make_claims import make_claims

    from warmonitor.linking import group_claims

    made = make_claims(600)
    together = [
        made.event_of[a.id] == made.event_of[b.id]
        for group in group_claims(made.claims, made.articles)
        for i, a in enumerate(group.claims)
        for b in group.claims[i + 1 :]
    ]
    assert sum(together) / len(together) >= 0.9
