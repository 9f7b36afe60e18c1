"""KML 2.2: a placemark for every event, its point no finer than the words; one without a place has no geometry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO
from xml.sax.saxutils import escape

from warmonitor.export.codes import point
from warmonitor.export.flat import table_rows, trace
from warmonitor.export.frame import Context, Format, Row
from warmonitor.model import Event

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document>
<name>warmonitor</name>
"""
TAIL = "</Document>\n</kml>\n"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """The columns of the flat table, and the point."""
    for event in events:
        yield next(table_rows([event], context)) | {"point": point(event.place)}


def text(value: object) -> str:
    """Text of an article made safe for XML: markup escaped, characters that XML cannot hold left out.

    >>> text("<b>Shells & mortars</b>\\x00")
    '&lt;b&gt;Shells &amp; mortars&lt;/b&gt;'
    """
    return escape(NOT_XML.sub("", str(value)))


def write(placemarks: Iterable[Row], stream: TextIO) -> int:
    """A document of placemarks; gives their number."""
    stream.write(HEAD)
    number = 0
    for row in placemarks:
        stream.write(_placemark(row))
        number += 1
    stream.write(TAIL)
    return number


def _placemark(row: Row) -> str:
    name = f"{row['sub_event_type']}, {row['place'] or 'place not known'}"
    values = {key: value for key, value in row.items() if key not in ("point", "note") and value is not None}
    data = "".join(f'<Data name="{key}"><value>{text(value)}</value></Data>' for key, value in values.items())
    parts = [
        f'<Placemark id="{text(row["event_id"])}"><name>{text(name)}</name>',
        f"<description>{text(row['note'])}</description>",
        _days(row),
        f"<ExtendedData>{data}</ExtendedData>",
        f"<Point><coordinates>{row['point'][1]},{row['point'][0]}</coordinates></Point>" if row["point"] else "",
        "</Placemark>\n",
    ]
    return "".join(parts)


def _days(row: Row) -> str:
    """The days, open where they are open."""
    begin = f"<begin>{row['start']}</begin>" if row["start"] else ""
    end = f"<end>{row['end']}</end>" if row["end"] else ""
    return f"<TimeSpan>{begin}{end}</TimeSpan>" if begin or end else ""


FORMAT = Format("kml", "kml", "KML placemarks with their days", rows, write, trace)
