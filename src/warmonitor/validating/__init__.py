"""Checks of exported files: is a file what its form's codebook says, and if not, in which row and column.

The form is told by the file itself (its first bytes, header or keys); a caller may name it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from warmonitor.export.frame import names_of
from warmonitor.validating.databases import database_faults
from warmonitor.validating.faults import Check, Fault, UnknownFormError
from warmonitor.validating.files import geoparquet_faults, kml_faults, markdown_faults, parquet_faults, xlsx_faults
from warmonitor.validating.sheets import csv_faults, tab_faults
from warmonitor.validating.trees import geojson_faults, own_faults, plover_faults, timemap_faults

__all__ = ["CHECKS", "Fault", "UnknownFormError", "form_of", "validate"]

SHEETS = ("acled", "ucdp", "csv", "evidence")
CHECKS: dict[str, Check] = {
    **{form: partial(csv_faults, form=form) for form in SHEETS},
    "gdelt": partial(tab_faults, form="gdelt"),
    "geojson": geojson_faults,
    "jsonl": own_faults,
    "plover": plover_faults,
    "timemap": timemap_faults,
    "kml": kml_faults,
    "parquet": parquet_faults,
    "geoparquet": geoparquet_faults,
    "xlsx": xlsx_faults,
    "markdown": markdown_faults,
    "sqlite": database_faults,
}
BY_SUFFIX = {".md": "markdown", ".kml": "kml", ".tsv": "gdelt", ".xlsx": "xlsx"}
# What the readers of JSON, Parquet, workbooks and XML raise.
UNREADABLE = (ValueError, KeyError, SyntaxError, OverflowError, RecursionError)
FIRST_LINE = 1_000_000  # bytes


def validate(path: str | Path, form: str | None = None) -> Iterator[Fault]:
    """Every fault of a file; none means that it is what its form says. OSError where it cannot be read."""
    path = Path(path)
    name = form or form_of(path)
    if name not in CHECKS:
        raise UnknownFormError(f"There is no form {name!r} to check; there are {', '.join(sorted(CHECKS))}.")
    with path.open("rb"):  # that it can be read at all, before any reader's own words for it
        pass
    try:
        yield from CHECKS[name](path)
    except UnicodeDecodeError as error:
        yield Fault(f"not UTF-8 ({error.reason} at byte {error.start})")
    except UNREADABLE as error:
        yield Fault(f"not {name}: {error}")


def form_of(path: Path) -> str:
    """Which form a file has, by its header, its keys, or the end of its name; UnknownFormError where that fails."""
    with path.open("rb") as stream:
        head = stream.readline(FIRST_LINE)
    if head.startswith(b"PAR1"):
        return _kind_of_parquet(path)
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    found = BY_SUFFIX.get(path.suffix.lower()) or _by_header(head) or _by_moments(head) or _by_keys(path, head)
    if found is None:
        raise UnknownFormError(f"{path}: its form cannot be told. Name it: --format {' | '.join(sorted(CHECKS))}")
    return found


def _by_header(head: bytes) -> str | None:
    """The sheet whose columns the first line shares most, where it shares half of them."""
    try:
        cells = next(csv.reader([head.decode("utf-8-sig", "replace").strip()]), [])
    except csv.Error:
        return None
    shared = {form: len(set(cells) & set(names_of(form))) / len(names_of(form)) for form in SHEETS}
    best = max(shared, key=lambda form: shared[form])
    return best if shared[best] >= 0.5 else None


def _by_moments(head: bytes) -> str | None:
    """Mentions like GDELT's have no header: their second and third columns are moments, to the second."""
    cells = head.rstrip(b"\r\n").split(b"\t")
    is_gdelt = len(cells) == len(names_of("gdelt")) and all(len(c) == 14 and c.isdigit() for c in cells[1:3])
    return "gdelt" if is_gdelt else None


def _by_keys(path: Path, head: bytes) -> str | None:
    if not head.lstrip().startswith(b"{"):
        return None
    try:
        first = json.loads(head)
    except (ValueError, RecursionError):
        first = None
    if not isinstance(first, dict):
        try:
            first = json.loads(path.read_text(encoding="utf-8", errors="replace"))
        except (ValueError, RecursionError):
            return "jsonl" if path.suffix.lower() == ".jsonl" else None
    if "features" in first:
        return "geojson"
    if "associations" in first and "events" in first:
        return "timemap"
    return "plover" if "recipient" in first and "cite_info" in first else "jsonl" if "claims" in first else None


def _kind_of_parquet(path: Path) -> str:
    from warmonitor.export.frame import needs

    with needs("pyarrow.parquet", "parquet", "checking Parquet").ParquetFile(path) as file:
        keys = {*(file.schema_arrow.metadata or {}), *(file.metadata.metadata or {})}
        return "geoparquet" if b"geo" in keys or "geometry" in file.schema_arrow.names else "parquet"
