"""GeoJSON (RFC 7946): a feature for every event, its point no finer than the words, its radius beside it.

An event that is not on the map is a feature without geometry, so that nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from warmonitor.export.codes import point
from warmonitor.export.flat import table_rows
from warmonitor.export.frame import Context, Format, Row
from warmonitor.model import Event


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """A feature for every event; its properties are the columns of the flat table, unknown ones null."""
    for event in events:
        where = point(event.place)
        properties = next(table_rows([event], context))
        yield {
            "type": "Feature",
            "id": event.id,
            "geometry": {"type": "Point", "coordinates": [where[1], where[0]]} if where else None,
            "properties": {key: value for key, value in properties.items() if key not in ("latitude", "longitude")},
        }


def write(features: Iterable[Row], stream: TextIO) -> int:
    """A FeatureCollection, feature by feature; gives their number."""
    stream.write('{"type": "FeatureCollection", "features": [')
    number = 0
    for number, feature in enumerate(features, 1):
        stream.write(("," if number > 1 else "") + "\n" + json.dumps(feature, ensure_ascii=False))
    stream.write("\n]}\n")
    return number


FORMAT = Format("geojson", "geojson", "GeoJSON points with their radius", rows, write,
                lambda row: (row["id"], [row["id"]]))
