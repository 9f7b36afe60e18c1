"""Draws the picture of the README: the demo's events table, as SVG.

    python scripts/picture.py docs/img/events.svg
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from warmonitor import pipeline, tables
from warmonitor.demo import sample_files, worth_showing
from warmonitor.ontology import data_path

WIDTH = 132
OUTSIDE_FONT = re.compile(r',?\s*url\("https?://[^"]+"\)\s*format\("\w+"\)')  # the picture asks nothing of the net


def main(path: Path) -> None:
    """Code the sample and draw its events."""
    articles = list(pipeline.read(sample_files(Path(str(data_path("sample"))))))
    events = pipeline.link(pipeline.code(articles), articles=articles)
    by_day = sorted(events, key=lambda event: (str(event.when.start) if event.when else "9", event.id))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False, markup=False)
    console.print(tables.events_table(worth_showing(by_day)))
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = console.export_svg(title="warmonitor demo", unique_id="events")
    path.write_text(OUTSIDE_FONT.sub("", drawn), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
