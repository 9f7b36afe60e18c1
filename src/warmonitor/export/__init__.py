"""Exports: the record in the forms that other people's tools read, each with its evidence beside it.

A form is one small module with ``rows(events, context)`` and one entry of ``FORMATS``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from warmonitor.export import acled, flat, geojson, ucdp
from warmonitor.export.frame import Context, Format, Summary
from warmonitor.model import Article, Claim, Event

__all__ = ["FORMATS", "Context", "ExportError", "Format", "Summary", "evidence_path", "export", "export_file", "frame"]

FORMATS: dict[str, Format] = {
    form.name: form for form in (flat.JSONL, flat.CSV, geojson.FORMAT, acled.FORMAT, ucdp.FORMAT)
}
TOLD = "told by another row (hierarchy rule, or a campaign whose incidents have rows)"


class ExportError(Exception):
    """The export cannot be made as asked: says what to name instead."""


def frame(
    claims: Iterable[Claim] = (),
    articles: Iterable[Article] = (),
    now: datetime | None = None,
    split_days: bool = False,
) -> Context:
    """What an export is given besides the events."""
    return Context({c.id: c for c in claims}, {a.id: a for a in articles}, now, split_days)


def export(name: str, events: Iterable[Event], context: Context, stream: TextIO) -> Summary:
    """Write the events in one form to a stream (opened with newline="") and say what became of them.

    >>> import io
    >>> print(export("acled", [Event("e1", (), (), "Battles", "Armed clash", "planned")], frame(), io.StringIO()))
    acled: 0 rows from 1 events (1 left out: not reported as having happened)
    """
    form, given = _form(name), list(events)
    reasons = Counter(reason for reason in map(form.left_out, given) if reason)
    written = form.write(form.rows(given, context), stream)
    told = len(given) - reasons.total() - written
    if told > 0:
        reasons[TOLD] = told
    return Summary(name, len(given), written, dict(reasons.most_common()))


def export_file(name: str, events: Iterable[Event], context: Context, path: str | Path) -> Summary:
    """Write an export to a file, and its evidence to ``NAME.EXT.evidence.csv`` beside it: two forms never share one."""
    given, path = list(events), Path(path)
    with path.open("w", encoding="utf-8", newline="") as stream:
        summary = export(name, given, context, stream)
    with evidence_path(path).open("w", encoding="utf-8", newline="") as stream:
        flat.write_evidence(flat.evidence_rows(given, context, _form(name)), stream)
    return summary


def evidence_path(path: str | Path) -> Path:
    """Where the evidence of an export lies.

    >>> evidence_path("out/syria.geojson").name
    'syria.geojson.evidence.csv'
    """
    return Path(f"{path}.evidence.csv")


def _form(name: str) -> Format:
    if name not in FORMATS:
        raise ExportError(f"There is no export {name!r}; there are {', '.join(sorted(FORMATS))}.")
    return FORMATS[name]
