"""Whether an event happened: a table of modality, negation and governing words."""

from __future__ import annotations

from pathlib import Path

import pytest

from warmonitor.coding.status import status_of
from warmonitor.coding.view import views
from warmonitor.model import Article, Document, Sentence, Zone
from warmonitor.ontology import parse_table
from warmonitor.parsing import parse

TABLE = Path(__file__).with_name("statuses.csv")
ROWS = parse_table(TABLE.name, TABLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["sentence"])
def test_status(row: dict[str, str]) -> None:
    text = row["sentence"]
    zone, sentence = Zone("body", 0, len(text)), Sentence(0, len(text), "body", 0)
    document = next(iter(parse([Document(Article("t", text), (zone,), (sentence,))])))
    view = views(document, [])[0]
    found = [status_of(view, trigger) for trigger in view.triggers]
    if row["status"] == "none":
        assert None in found or not found
    else:
        assert row["status"] in found
