"""Checks of Parquet, GeoParquet, workbooks, KML and Markdown, by the packages that read them."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element
from xml.parsers import expat

from warmonitor.export.columnar import point_wkb
from warmonitor.export.frame import names_of, needs
from warmonitor.reading.feeds import UnsafeXmlError, parse_xml
from warmonitor.validating.faults import Fault
from warmonitor.validating.sheets import header_faults, rows_faults

KML = "http://www.opengis.net/kml/2.2"
LARGEST_UNPACKED = 2_000_000_000  # bytes of a workbook's parts: more is a bomb, not a table
LARGEST_XML = 200_000_000  # bytes
# What openpyxl raises at parts that are broken, encrypted, of unknown packing or of another shape than it takes on.
BROKEN_BOOK = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, AttributeError, TypeError, IndexError)
HTML = re.compile(r"(?<!\\)<(?!\\)[A-Za-z/!]")


def parquet_faults(path: Path) -> Iterator[Fault]:
    """Columns and values of the flat table."""
    parquet = needs("pyarrow.parquet", "parquet", "checking Parquet")
    with parquet.ParquetFile(path) as file:
        names = file.schema_arrow.names
        yield from header_faults([name for name in names if name != "geometry"], "csv")
        rows = (row for batch in file.iter_batches() for row in batch.to_pylist())
        yield from rows_faults(enumerate(rows, 1), "csv")


def geoparquet_faults(path: Path) -> Iterator[Fault]:
    """What Parquet must be, GeoParquet's metadata, and each point that of its row."""
    yield from parquet_faults(path)
    parquet = needs("pyarrow.parquet", "parquet", "checking GeoParquet")
    with parquet.ParquetFile(path) as file:
        said = (file.schema_arrow.metadata or {}).get(b"geo") or (file.metadata.metadata or {}).get(b"geo")
        yield from _geo_faults(said)
        if "geometry" not in file.schema_arrow.names:
            yield Fault("the column is missing", 1, "geometry")
            return
        rows = (row for b in file.iter_batches(columns=["latitude", "longitude", "geometry"]) for row in b.to_pylist())
        for number, row in enumerate(rows, 1):
            expected = None if row["latitude"] is None else point_wkb(row["latitude"], row["longitude"])
            if row["geometry"] != expected:
                yield Fault("the point is not that of latitude and longitude", number, "geometry")


def _geo_faults(said: bytes | None) -> Iterator[Fault]:
    try:
        geo = json.loads(said or b"")
        column = geo["columns"][geo["primary_column"]]
    except (ValueError, KeyError, TypeError):
        yield Fault("the metadata of GeoParquet (key 'geo') are missing or broken")
        return
    if not re.fullmatch(r"1\.\d+\.\d+", str(geo.get("version"))):
        yield Fault(f"version 1 of GeoParquet is expected, not {geo.get('version')!r}")
    if column.get("encoding") != "WKB" or "geometry_types" not in column:
        yield Fault("points must be WKB, with their geometry_types", None, geo["primary_column"])


def xlsx_faults(path: Path) -> Iterator[Fault]:
    """Columns and values of the flat table in the sheet "events", and no formula in any sheet."""
    openpyxl = needs("openpyxl", "excel", "checking a workbook")
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as error:
        yield Fault(f"not a workbook ({error})")
        return
    if size > LARGEST_UNPACKED:
        yield Fault(f"unpacks to {size:,} bytes, more than {LARGEST_UNPACKED:,}: not opened")
        return
    try:
        with path.open("rb") as stream, closing(openpyxl.load_workbook(stream, read_only=True)) as book:
            yield from _book_faults(book)
    except BROKEN_BOOK as error:
        yield Fault(f"not a workbook ({type(error).__name__}: {error})")


def _book_faults(book: Any) -> Iterator[Fault]:
    for sheet in book:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            for cell in cells:
                if getattr(cell, "data_type", None) == "f":
                    yield Fault(f"a formula in the sheet {sheet.title!r}", number, cell.column_letter)
    if "events" not in book.sheetnames:
        yield Fault("there is no sheet 'events'")
        return
    rows = book["events"].iter_rows(values_only=True)
    header = [str(cell) for cell in next(rows, ())]
    yield from header_faults(header, "csv")
    if header == names_of("csv"):
        yield from rows_faults(((n, _as_row(header, row)) for n, row in enumerate(rows, 2)), "csv")


def _as_row(header: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """A row of a workbook: its moments are days, and its trailing empty cells may be left out."""
    padded = [*cells, *[None] * (len(header) - len(cells))]
    return {
        name: value.date() if hasattr(value, "date") else value for name, value in zip(header, padded, strict=True)
    }


def kml_faults(path: Path) -> Iterator[Fault]:
    """Well-formed KML 2.2 without a document type, and each placemark by the columns of the flat table."""
    if path.stat().st_size > LARGEST_XML:
        yield Fault(f"larger than {LARGEST_XML:,} bytes: not opened")
        return
    try:
        root = parse_xml(path.read_text(encoding="utf-8"))
    except UnsafeXmlError as error:
        yield Fault(str(error))
        return
    except expat.ExpatError as error:
        yield Fault(f"broken XML: {expat.ErrorString(error.code)}", error.lineno)
        return
    if _tag(root) != "kml" or not root.tag.startswith(KML):
        yield Fault("the root is not kml of KML 2.2")
        return
    marks = [node for node in root.iter() if _tag(node) == "Placemark"]
    rows = [(number, _placemark(mark)) for number, mark in enumerate(marks, 1)]
    yield from rows_faults(rows, "csv")
    for number, row in rows:
        if row["point"] != (f"{row['longitude']},{row['latitude']}" if row["latitude"] else None):
            yield Fault("the point is not that of latitude and longitude", number, "Point")


def _tag(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _placemark(mark: Element) -> dict[str, Any]:
    names = [*names_of("csv"), "point"]
    row: dict[str, Any] = dict.fromkeys(names)
    for node in mark.iter():
        if _tag(node) == "Data":
            row[node.get("name", "")] = "".join(node.itertext())
        elif _tag(node) == "coordinates":
            row["point"] = (node.text or "").strip()
        elif _tag(node) == "description":
            row["note"] = node.text
    return row


def markdown_faults(path: Path) -> Iterator[Fault]:
    """No HTML, and under each event a line that names it. Rows are lines."""
    named = True
    number = 0
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if HTML.search(line):
                yield Fault("HTML, which a renderer would obey", number)
            if line.startswith("### ") and not named:
                yield Fault("the event above has no permalink", number)
            named = line.startswith("* Event `") if line.startswith(("### ", "* Event `")) else named
    if not named:
        yield Fault("the last event has no permalink", number)
