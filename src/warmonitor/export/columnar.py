"""Parquet and GeoParquet 1.1: the flat table with a type for each column; extra ``parquet`` (pyarrow).

GeoParquet adds a column ``geometry``: points as WKB in WGS 84, longitude first, no finer than the words.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from warmonitor.export.flat import table_rows, trace
from warmonitor.export.frame import Context, Format, Row, columns_of, needs
from warmonitor.model import Event

BATCH = 10_000  # rows held at a time
INTEGERS = ("precision",)  # codes that are numbers


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """The rows of the flat table, days as days."""
    for row in table_rows(events, context):
        days = {name: row[name] and date.fromisoformat(row[name]) for name in ("start", "end")}
        yield row | days


def point_wkb(lat: float, lon: float) -> bytes:
    """A point as well-known binary, little endian.

    >>> point_wkb(33.5, 36.25).hex()
    '010100000000000000002042400000000000c04040'
    """
    return struct.pack("<BIdd", 1, 1, lon, lat)


def _schema(arrow: Any, with_points: bool) -> Any:
    kinds = {"int": arrow.int64(), "number": arrow.float64(), "latitude": arrow.float64(),
             "longitude": arrow.float64(), "day": arrow.date32(), "code precision": arrow.int64()}  # fmt: skip
    fields = [
        arrow.field(column.name, kinds.get(column.kind, arrow.string()), metadata={"about": column.about})
        for column in columns_of("csv")
    ]
    return arrow.schema([*fields, arrow.field("geometry", arrow.binary())] if with_points else fields)


def _geo(box: list[float] | None) -> bytes:
    """GeoParquet's metadata; without ``crs`` the points are in OGC:CRS84."""
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]} | ({"bbox": box} if box else {})
    return json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}).encode()


def write(rows: Iterable[Row], stream: BinaryIO, with_points: bool = False) -> int:
    """One Parquet file, a row group for each batch; gives the number of rows."""
    arrow = needs("pyarrow", "parquet", "geoparquet" if with_points else "parquet")
    parquet = needs("pyarrow.parquet", "parquet", "parquet")
    schema, number, points = _schema(arrow, with_points), 0, list[tuple[float, float]]()
    stream_of, left = iter(rows), True
    with parquet.ParquetWriter(stream, schema) as writer:
        while left:
            batch = [_with_point(row) if with_points else row for row in islice(stream_of, BATCH)]
            points += [(row["longitude"], row["latitude"]) for row in batch if row["latitude"] is not None]
            left = len(batch) == BATCH
            writer.write_table(arrow.Table.from_pylist(batch, schema))
            number += len(batch)
        if with_points:
            writer.add_key_value_metadata({b"geo": _geo(_box(points))})
    return number


def _with_point(row: Row) -> Row:
    lat, lon = row["latitude"], row["longitude"]
    return row | {"geometry": None if lat is None else point_wkb(lat, lon)}


def _box(points: list[tuple[float, float]]) -> list[float] | None:
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return [min(lons), min(lats), max(lons), max(lats)]


PARQUET = Format("parquet", "parquet", "flat table as Parquet", rows, write, trace, is_binary=True,
                 package=("pyarrow", "parquet"))
GEOPARQUET = Format("geoparquet", "parquet", "flat table with points as GeoParquet", rows,
                    partial(write, with_points=True), trace, is_binary=True, package=("pyarrow", "parquet"))
