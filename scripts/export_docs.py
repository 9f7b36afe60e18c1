"""Writes the tables of docs/exports.md from the data files: the crosswalk of event types, every export's columns."""

from __future__ import annotations

from pathlib import Path

from warmonitor.export.frame import columns_of
from warmonitor.ontology import event_types, table

PAGE = Path(__file__).parents[1] / "docs" / "exports.md"
TITLES = {
    "csv": "csv, xlsx, parquet, geoparquet; properties of geojson; data of kml", "acled": "acled", "ucdp": "ucdp",
    "evidence": "evidence", "gdelt": "gdelt", "plover": "plover", "timemap_event": "timemap: events",
    "timemap_source": "timemap: sources", "timemap_association": "timemap: associations",
}  # fmt: skip


def crosswalk() -> str:
    """A row for each event type of ours with its codes in other codebooks."""
    violence = {"1": "1 state-based", "2": "2 non-state", "3": "3 one-sided", "": ""}
    lines = ["| ours, and ACLED's | ACLED event type | UCDP, where the sides do not tell | PLOVER | CAMEO |",
             "|---|---|---|---|---|"]
    lines += [
        f"| {kind.sub_event_type} | {kind.event_type} | {violence[kind.ucdp]} | {kind.plover} | {kind.cameo} |"
        for kind in event_types().values()
    ]
    return "\n".join(lines)


def columns() -> str:
    """A table for each form."""
    parts = []
    for form in dict.fromkeys(row["form"] for row in table("export_columns.csv")):
        parts += [f"### {TITLES[form]}", "| column | holds | filled | meaning |", "|---|---|---|---|"]
        parts += [
            f"| `{c.name}` | {c.kind} | {'always' if c.required else ''} | {c.about.replace('|', '/')} |"
            for c in columns_of(form)
        ]
        parts.append("")
    return "\n".join(parts).rstrip()


def page(text: str) -> str:
    """The page with its tables made anew."""
    for name, made in (("crosswalk", crosswalk()), ("columns", columns())):
        begin, end = f"<!-- {name}: written by scripts/export_docs.py -->\n", "<!-- end -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{made}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
