"""An Excel workbook: the flat table and what its columns mean; extra ``excel`` (openpyxl).

Texts are written as texts and marked so, whatever they begin with: no cell is a formula, not even after being edited.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from warmonitor.export.columnar import rows
from warmonitor.export.flat import trace
from warmonitor.export.frame import Format, Row, columns_of, needs
from warmonitor.export.kml import NOT_XML
from warmonitor.export.sheet import FORMULA

LONGEST_TEXT = 32_767  # characters that a cell of Excel holds
CUT = " [cut]"


def write(rows: Iterable[Row], stream: BinaryIO) -> int:
    """A workbook with the sheets "events" and "columns"; gives the number of events."""
    book = needs("openpyxl", "excel", "xlsx").Workbook(write_only=True)
    sheet = book.create_sheet("events")
    sheet.freeze_panes = "B2"
    columns = columns_of("csv")
    sheet.append([column.name for column in columns])
    number = 0
    for row in rows:
        sheet.append([_cell(sheet, row[column.name]) for column in columns])
        number += 1
    about = book.create_sheet("columns")
    about.append(["column", "meaning"])
    for column in columns:
        about.append([column.name, _cell(about, column.about)])
    book.save(stream)
    return number


def _cell(sheet: Any, value: object) -> Any:
    """A number or day as it is; a text as a cell that is text for good where it could be taken for a formula."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    words = NOT_XML.sub("", value)
    words = words if len(words) <= LONGEST_TEXT else words[: LONGEST_TEXT - len(CUT)] + CUT
    if not words.startswith(FORMULA):
        return words
    cell = WriteOnlyCell(sheet, words)
    cell.data_type, cell.quotePrefix = "s", True
    return cell


FORMAT = Format("xlsx", "xlsx", "Excel workbook of all events", rows, write, trace, is_binary=True,
                package=("openpyxl", "excel"))
