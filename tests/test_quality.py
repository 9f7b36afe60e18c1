"""The floors of quality hold on our own corpus: a change may raise them, never lower one silently."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = json.loads((ROOT / "benchmarks" / "floors.json").read_text(encoding="utf-8"))


def quality() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quality", ROOT / "benchmarks" / "quality.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("half", ["develop", "holdout"])
def test_no_figure_is_below_its_floor(half: str) -> None:
    module = quality()
    assert FLOORS[half], "floors are pinned"
    figures = module.measure(ROOT / "tests" / "corpus" / half)
    assert module.below(figures, FLOORS[half]) == []
    assert figures["quotes_not_in_text"] == 0
    assert figures["failed_articles"] == 0
