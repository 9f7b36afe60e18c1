"""Writes the tables of the docs from what they describe: data files, the model, the command line, measured figures.

    python scripts/docs_tables.py

A table stands between ``<!-- NAME: written by scripts/docs_tables.py -->`` and ``<!-- end -->``; the rest of a page is
written by hand. A test says when a page and its tables have parted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import docs_codes
import docs_commands
import docs_examples
import docs_figures

ROOT = Path(__file__).parents[1]
END = "<!-- end -->"
Sections = Mapping[str, Callable[[], str]]
PAGES: Mapping[str, Sections] = {
    "docs/codebook.md": {
        "event types": docs_codes.event_types_table,
        "crosswalk": docs_codes.crosswalk,
        "parties": docs_codes.parties,
        "places": docs_codes.places,
        "days": docs_codes.days,
        "open words": docs_codes.open_words,
        "rules": docs_codes.rules,
        "kinds of sources": docs_codes.kinds_of_sources,
    },
    "docs/interface.md": {
        "article": docs_examples.article_block,
        "mentions": docs_examples.mention_block,
        "claim": docs_examples.claim_block,
        "event": docs_examples.event_block,
        "control": docs_examples.control_block,
    },
    "docs/exports.md": {"columns": docs_codes.columns, "codes": docs_codes.codes},
    "docs/commands.md": {"commands": docs_commands.commands},
    "docs/limits.md": {"measured": docs_figures.measured},
    "docs/scale.md": {"large": docs_figures.large},
    "docs/howto-match.md": {"matching": docs_figures.matching},
    "benchmarks/README.md": {"quality": docs_figures.quality},
}


def begin(name: str) -> str:
    """The line before a table."""
    return f"<!-- {name}: written by scripts/docs_tables.py -->"


def page(path: str, text: str) -> str:
    """The text of a page with its tables made anew."""
    for name, make in PAGES[path].items():
        before, found, rest = text.partition(begin(name))
        if not found:
            raise SystemExit(f"{path} has no line {begin(name)}")
        text = f"{before}{found}\n\n{make()}\n\n{END}{rest.partition(END)[2]}"
    return text


def main() -> None:
    """Write every table."""
    for path in PAGES:
        file = ROOT / path
        file.write_text(page(path, file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
