"""Filters by table: rows and filters of filters.json give the ids named there, here as in the page's own filter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor.web.filters import ORDERS, Filter, chosen, doubt, facets, ordered
from warmonitor.web.overview import overview, rows_of
from warmonitor.web.shapes import Summary

CASES = json.loads((Path(__file__).parent / "filters.json").read_text(encoding="utf-8"))
ROWS = cast("list[Summary]", CASES["rows"])


def wish_of(given: dict[str, Any]) -> Filter:
    """The filter of a case: the names are those of the API's parameters."""
    names = {"from": "since", "to": "until", "type": "types", "status": "statuses", "actor": "actors",
             "country": "countries", "source": "sources", "source_kind": "source_kinds", "min": "least",
             "max": "most"}  # fmt: skip
    values: dict[str, Any] = {
        names.get(key, key): tuple(value) if isinstance(value, list) else value for key, value in given.items()
    }
    return Filter(**values)


@pytest.mark.parametrize("case", CASES["cases"], ids=[json.dumps(case["filter"]) for case in CASES["cases"]])
def test_filters_give_the_rows_of_the_table(case: dict[str, Any]) -> None:
    assert [row["id"] for row in chosen(ROWS, wish_of(case["filter"]))] == case["ids"]


def test_every_filter_has_a_case() -> None:
    used = {key for case in CASES["cases"] for key in case["filter"]}
    assert used == {"from", "to", "undated", "type", "status", "level", "actor", "side", "country", "place", "box",
                    "unplaced", "source", "source_kind", "kind", "min", "max", "origins", "disputed",
                    "parent"}  # fmt: skip


def test_rows_survive_their_columns() -> None:
    again = list(rows_of(json.loads(json.dumps(overview(ROWS)))))
    assert [{**row, "tolls": {k: list(v) for k, v in row["tolls"].items()}} for row in again] == ROWS


@pytest.mark.parametrize("order", ORDERS)
def test_ordering_loses_nothing(order: str) -> None:
    assert sorted(row["id"] for row in ordered(ROWS, order)) == sorted(row["id"] for row in ROWS)


def test_the_deadlier_of_two_equally_unsure_events_is_looked_at_first() -> None:
    few, many = (cast("Summary", {**ROWS[1], "tolls": {"killed": (n, n, n)}}) for n in (2, 200))
    assert doubt(many) > doubt(few) > 0


days = st.sampled_from([None, "2020-01-01", "2020-02-15", "2020-12-31", "2021-06-01"])


@given(st.builds(Filter, since=days, until=days, undated=st.booleans(), unplaced=st.booleans(),
                 least=st.none() | st.integers(0, 100), origins=st.integers(0, 3),
                 place=st.none() | st.text(max_size=3),
                 disputed=st.sampled_from([None, "any", "none", "killed"])))  # fmt: skip
def test_each_further_wish_only_takes_away(wish: Filter) -> None:
    kept = chosen(ROWS, wish)
    assert [row for row in ROWS if row in kept] == kept
    counted = facets(kept)
    assert sum(counted["status"].values()) == len(kept) == sum(counted["month"].values())
