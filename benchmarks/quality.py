"""Quality: codes and links annotated articles, scores them, and holds the scores against pinned floors.

    python benchmarks/quality.py [FOLDER...] [--date YYYY-MM-DD] [--raise-floors] [--json]

A folder holds ``articles.jsonl`` and ``gold/*.json``. Below a floor the exit status is 1. ``--raise-floors`` lifts the
floors that were passed and never lowers one; to lower a floor, edit benchmarks/floors.json and say why in the commit.
With ``--date`` the figures are added to benchmarks/history.jsonl.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from math import floor
from pathlib import Path

from warmonitor import pipeline
from warmonitor.evaluate import evaluate
from warmonitor.workers import ordered_map

HERE = Path(__file__).parent
CORPUS = HERE.parent / "tests" / "corpus"
SHARED = HERE.parents[1] / "shared" / "data"
FLOORS = HERE / "floors.json"
HISTORY = HERE / "history.jsonl"
PINNED = ("record", "precision", "recall", "b3_f1")
MARGIN = 0.005  # a floor lies this much under the figure it was raised to, so that a tie's coin does not fail the build

Figures = dict[str, float | None]


def folders() -> list[Path]:
    """Every annotated set at hand: in the repository, and shared beside it."""
    known = (CORPUS / "develop", CORPUS / "holdout", SHARED / "fakes", SHARED / "news")
    return [folder for folder in known if (folder / "gold").is_dir()]


def measure(folder: Path) -> Figures:
    """All figures of one annotated set; only its annotated articles are coded."""
    wanted = {json.loads(path.read_text(encoding="utf-8"))["article"] for path in sorted(folder.glob("gold/*.json"))}
    articles = [article for article in pipeline.read([folder / "articles.jsonl"]) if article.id in wanted]
    failed: list[object] = []
    claims = list(pipeline.code(articles, map=partial(ordered_map, workers=None), on_error=failed.append))
    events = pipeline.link(claims, articles=articles)
    return {**evaluate(folder / "gold", articles, claims, events), "failed_articles": float(len(failed))}


def below(figures: Figures, floors: Figures) -> list[str]:
    """What fell under its floor, in words."""
    return [
        f"{name} is {figures.get(name)}, its floor is {least}"
        for name, least in floors.items()
        if least is not None and (figures.get(name) or 0.0) < least
    ]


def raised(figures: Figures, floors: Figures) -> Figures:
    """The floors, each lifted to just under its figure where that is higher."""
    lifted = {name: floor(((figures.get(name) or 0.0) - MARGIN) * 1000) / 1000 for name in PINNED}
    return {name: max(value, floors.get(name) or 0.0) for name, value in lifted.items()}


def commit() -> str:
    """The commit that was measured."""
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True,
                          check=False).stdout.strip()


def remember(day: str, measured: Mapping[str, object]) -> None:
    """Add what was measured to ``history.jsonl``, with the day and the commit."""
    with HISTORY.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"date": day, "commit": commit(), **measured}) + "\n")


def main() -> int:
    """Measure, compare, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--date", help="day of the measurement, for the history")
    parser.add_argument("--raise-floors", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    failures = []
    for folder in options.folders or folders():
        figures = measure(folder)
        if options.json:
            print(json.dumps({"set": folder.name, **figures}))
        else:
            lines = (f"  {name:24} {'' if value is None else round(value, 3)}" for name, value in figures.items())
            print("\n".join(["", folder.name, *lines]))
        failures += [f"{folder.name}: {failure}" for failure in below(figures, floors.get(folder.name, {}))]
        if options.raise_floors:
            floors[folder.name] = raised(figures, floors.get(folder.name, {}))
        if options.date:
            remember(options.date, {"kind": "quality", "set": folder.name, "figures": figures})
    if options.raise_floors:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    for failure in failures:
        print(f"BELOW ITS FLOOR: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
