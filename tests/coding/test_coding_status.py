"""Whether an event happened: a table of modality, negation, governing words, memory and figures of speech.

statuses.csv holds what is right; status_misses.csv what is not met yet, and why. Mending one makes its test fail until
the row is cut.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warmonitor.coding.rules import code
from warmonitor.coding.status import status_of
from warmonitor.coding.view import views
from warmonitor.mentions import find_mentions
from warmonitor.model import Article, Document, When
from warmonitor.ontology import parse_table
from warmonitor.parsing import parse
from warmonitor.reading import to_document

HERE = Path(__file__).parent
DAY = date(2024, 3, 20)


def read(name: str) -> tuple[dict[str, str], ...]:
    return tuple(dict(row) for row in parse_table(name, (HERE / name).read_text(encoding="utf-8")))


ROWS = read("statuses.csv")
MISSES = {row["sentence"]: row for row in read("status_misses.csv")}


def parsed(sentence: str) -> Document:
    article = Article("t", sentence, language="en", published=When(DAY, DAY))
    return next(iter(parse([to_document(article)])))


def statuses(document: Document, word: str) -> list[str]:
    """The status of each trigger over a word (of the first trigger, without one); "none" where it is no event."""
    view = views(document, find_mentions(document))[0]
    start = document.article.text.index(word)
    found = [t for t in view.triggers if not word or view.span(t.first, t.last).start < start + len(word)]
    over = [t for t in found if not word or view.span(t.first, t.last).end > start]
    return [status_of(view, t) or "none" for t in (over if word else over[:1])]


def met(row: dict[str, str]) -> tuple[bool, object]:
    """Whether a row is met, with what the program says."""
    document = parsed(row["sentence"])
    if row["status"] == "background":
        focus = [(c.sub_event_type, c.status, c.focus) for c in code(document)]
        return all(f == "background" for _, _, f in focus), focus
    told = statuses(document, row["trigger"])
    if row["status"] == "none":
        return set(told) <= {"none"} or not code(document), told
    return row["status"] in told, told


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['class']}: {row['sentence'][:60]}")
def test_status(row: dict[str, str]) -> None:
    fits, told = met(row)
    if row["sentence"] in MISSES:
        assert not fits, "met now, so cut it from status_misses.csv"
    else:
        assert fits, f"{row['trigger'] or 'the first trigger'}: {told}"


def test_every_known_miss_is_a_row_and_says_why() -> None:
    assert set(MISSES) <= {row["sentence"] for row in ROWS}
    assert all(row["reason"] for row in MISSES.values())
