"""Draws what the demo prints, as SVG: its table of events, and the explanation of one of them.

    python scripts/picture.py docs/img
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from warmonitor import pipeline, tables
from warmonitor.demo import sample_files, worth_showing
from warmonitor.explain import explain_event
from warmonitor.ontology import data_path

WIDTH = 132
NAMES = ("events.svg", "explain.svg")
EXPLAINED = "Kramatorsk"
OUTSIDE_FONT = re.compile(r',?\s*url\("https?://[^"]+"\)\s*format\("\w+"\)')  # the picture asks nothing of the net


def draw(path: Path, title: str, width: int, *shown: RenderableType) -> None:
    """Draw what a terminal would show."""
    console = Console(record=True, width=width, file=io.StringIO(), highlight=False, markup=False)
    for one in shown:
        console.print(one)
    drawn = console.export_svg(title=title, unique_id=path.stem)
    path.write_text(OUTSIDE_FONT.sub("", drawn), encoding="utf-8")


def main(folder: Path) -> None:
    """Code the sample and draw its events, and why one of them is what it is."""
    articles = list(pipeline.read(sample_files(Path(str(data_path("sample"))))))
    claims = list(pipeline.code(articles))
    events = pipeline.link(claims, articles=articles)
    by_day = sorted(events, key=lambda event: (str(event.when.start) if event.when else "9", event.id))
    folder.mkdir(parents=True, exist_ok=True)
    draw(folder / NAMES[0], "warmonitor demo", WIDTH, tables.events_table(worth_showing(by_day)))
    event = next(e for e in by_day if EXPLAINED in tables.short_place(e.place) and len(e.articles) > 1)
    told = explain_event(event, {c.id: c for c in claims}, {a.id: a for a in articles})
    draw(folder / NAMES[1], f"warmonitor explain {event.id[: tables.ID_LENGTH]}", WIDTH,
         Text(told.title, style="bold"), tables.explanation_table(told), tables.links_table(told))  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
