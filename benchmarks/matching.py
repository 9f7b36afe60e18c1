"""Matching with people's records: codes articles, links them, and matches the events with a CSV like ACLED's or GED's.

    python benchmarks/matching.py ROWS.csv ARTICLES... [--workers N] [--date YYYY-MM-DD]

Without arguments: rows of UCDP GED and articles on Syria in ../shared/data, where they are at hand. It says how many
pairs there are and in how many of them both sides say the same; whether a pair is one event is for a person to read.
With ``--date`` the figures are added to benchmarks/history.jsonl.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from quality import SHARED, remember

from warmonitor import matching, pipeline
from warmonitor.workers import ordered_map

ROWS = SHARED / "ucdp-aec" / "events.csv"
ARTICLES = SHARED / "fakes" / "articles.jsonl"


def measure(rows: Path, articles: Sequence[Path], workers: int | None = None) -> dict[str, Any]:
    """Rows, events and pairs, and for each field in how many pairs both say something, and the same."""
    faults: list[object] = []
    read = list(pipeline.read(list(articles)))
    claims = list(pipeline.code(read, map=partial(ordered_map, workers=workers)))
    events = pipeline.link(claims, articles=read)
    known = matching.read_rows(rows, faults.append)
    found = matching.match_rows(known, events)
    agreement = {f.name: [f.agree, f.known] for f in matching.figures(found.matches).rows}
    dated = len(found.matches) + len(found.only_ours)
    return {"rows": len(known), "articles": len(read), "dated_events": dated, "pairs": len(found.matches),
            "rows_covered": sum(row.line in found.covered for row in found.only_theirs), "faults": len(faults),
            "agreement": agreement}


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rows", nargs="?", type=Path, default=ROWS)
    parser.add_argument("articles", nargs="*", type=Path, default=[ARTICLES])
    parser.add_argument("--workers", type=int, help="processes; every core if none")
    parser.add_argument("--date", help="day of the measurement, for the history")
    given = parser.parse_args()
    if not given.rows.exists():
        print(f"{given.rows} is not there: name a CSV of rows and the articles to code.", file=sys.stderr)
        return 2
    line = {"kind": "matching", "set": given.rows.parent.name, **measure(given.rows, given.articles, given.workers)}
    print(json.dumps(line))
    if given.date:
        remember(given.date, line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
