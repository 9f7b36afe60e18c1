"""Exports: the record in the forms that other people's tools read, each with its evidence beside it.

A form is one small module with ``rows(events, context)`` and one entry of ``FORMATS``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from warmonitor.export import acled, columnar, excel, flat, gdelt, geojson, kml, markdown, plover, timemap, ucdp
from warmonitor.export.frame import Context, ExportError, Format, Row, Summary, needs
from warmonitor.model import Article, Claim, Event

__all__ = ["FORMATS", "Context", "ExportError", "Format", "Summary", "evidence_path", "export", "export_file", "frame"]

FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        flat.JSONL, flat.CSV, geojson.FORMAT, acled.FORMAT, ucdp.FORMAT, plover.FORMAT, gdelt.FORMAT, kml.FORMAT,
        timemap.FORMAT, columnar.PARQUET, columnar.GEOPARQUET, excel.FORMAT, markdown.FORMAT,
    )
}  # fmt: skip
TOLD = "told by another row (hierarchy rule, or a campaign whose incidents have rows)"


def frame(
    claims: Iterable[Claim] = (),
    articles: Iterable[Article] = (),
    now: datetime | None = None,
    split_days: bool = False,
    site: str | None = None,
) -> Context:
    """What an export is given besides the events."""
    return Context({c.id: c for c in claims}, {a.id: a for a in articles}, now, split_days, site)


def export(name: str, events: Iterable[Event], context: Context, stream: IO[Any]) -> Summary:
    """Write the events in one form to a stream and say what became of them.

    The stream takes text (opened with newline=""), or bytes where the form ``is_binary``.

    >>> import io
    >>> print(export("acled", [Event("e1", (), (), "Battles", "Armed clash", "planned")], frame(), io.StringIO()))
    acled: 0 rows from 1 events (1 left out: not reported as having happened)
    """
    form, given = form_of(name), list(events)
    return _written(form, given, form.rows(given, context), stream)


def export_file(name: str, events: Iterable[Event], context: Context, path: str | Path) -> Summary:
    """Write an export to a file, and its evidence to ``NAME.EXT.evidence.csv`` beside it: two forms never share one."""
    form, given = form_of(name), list(events)
    rows = list(form.rows(given, context))
    with _opened(Path(path), form) as stream:
        summary = _written(form, given, iter(rows), stream)
    with evidence_path(path).open("w", encoding="utf-8", newline="") as stream:
        flat.write_evidence(flat.evidence_rows(given, context, form, flat.row_ids(rows, form)), stream)
    return summary


def _opened(path: Path, form: Format) -> IO[Any]:
    return path.open("wb") if form.is_binary else path.open("w", encoding="utf-8", newline="")


def _written(form: Format, events: list[Event], rows: Iterator[Row], stream: IO[Any]) -> Summary:
    told: set[str] = set()

    def noted() -> Iterator[Row]:
        for row in rows:
            told.update(form.trace(row)[1][:1])  # the others in the row are told by it
            yield row

    number = form.write(noted(), stream)
    left_out = ((event, form.left_out(event)) for event in events if event.id not in told)
    reasons = Counter(reason or TOLD for _, reason in left_out)
    return Summary(form.name, len(events), number, dict(reasons.most_common()))


def evidence_path(path: str | Path) -> Path:
    """Where the evidence of an export lies.

    >>> evidence_path("out/syria.geojson").name
    'syria.geojson.evidence.csv'
    """
    return Path(f"{path}.evidence.csv")


def form_of(name: str) -> Format:
    """A form by its name; ExportError names those that there are, or the package that it needs."""
    if name not in FORMATS:
        raise ExportError(f"There is no export {name!r}; there are {', '.join(sorted(FORMATS))}.")
    form = FORMATS[name]
    if form.package:
        needs(*form.package, form.name)
    return form
