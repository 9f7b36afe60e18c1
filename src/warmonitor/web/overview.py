"""All rows of the list in one answer: by column, with each name once, so that 20,000 events are a few megabytes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, cast

from warmonitor.web.shapes import Overview, PartyShape, Summary

SHARD = 50  # events in one file of a site
PLAIN = ("id", "title", "level", "parent", "start", "end", "time_precision", "constraint", "articles", "claims",
         "independent", "denied", "known", "last")  # fmt: skip


class _Numbers:
    """Numbers for values, given in the order in which they come."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[Hashable, int] = {}

    def of(self, value: Any, key: Hashable = None) -> int:
        """The number of a value; ``key`` stands for one that cannot be hashed."""
        key = value if key is None else key
        if key not in self._numbers:
            self._numbers[key] = len(self.values)
            self.values.append(value)
        return self._numbers[key]


def overview(rows: Sequence[Summary], as_of: str | None = None) -> Overview:
    """The rows by column; ``rows_of`` gives them back."""
    types, statuses, places, actors = _Numbers(), _Numbers(), _Numbers(), _Numbers()
    names = {name: _Numbers() for name in ("outlets", "origins", "source_kinds")}
    tolls, fields = _Numbers(), _Numbers()
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in PLAIN}  # type: ignore[literal-required]
    columns["type"] = [types.of(row["sub_event_type"]) for row in rows]
    columns["status"] = [statuses.of(row["status"]) for row in rows]
    columns["place"] = [
        None if row["place"] is None else places.of(row["place"], tuple(row["place"].values())) for row in rows
    ]
    for side in ("side_a", "side_b"):
        columns[side] = [[_party(party, actors) for party in row[side]] for row in rows]
    for name, numbers in names.items():
        columns[name] = [list(map(numbers.of, row[name])) for row in rows]  # type: ignore[literal-required]
    columns["tolls"] = [[[tolls.of(kind), *bounds] for kind, bounds in row["tolls"].items()] for row in rows]
    for name in ("disputed", "updated"):
        columns[name] = [list(map(fields.of, row[name])) for row in rows]  # type: ignore[literal-required]
    return {
        "count": len(rows),
        "as_of": as_of,
        "shard": SHARD,
        "sub_event_types": types.values,
        "event_type_of": {row["sub_event_type"]: row["event_type"] for row in rows},
        "statuses": statuses.values,
        "places": places.values,
        "actors": actors.values,
        "outlets": names["outlets"].values,
        "origins": names["origins"].values,
        "source_kinds": names["source_kinds"].values,
        "toll_kinds": tolls.values,
        "fields": fields.values,
        "columns": columns,
    }


def _party(party: PartyShape, actors: _Numbers) -> int:
    """The number of an actor; below zero where it is only blamed."""
    number = actors.of({"actor": party["actor"], "name": party["name"]}, (party["actor"], party["name"]))
    return -number - 1 if party["alleged"] else number


def rows_of(table: Overview) -> Iterator[Summary]:
    """The rows again, as the page rebuilds them.

    >>> list(rows_of(overview([])))
    []
    """
    c = table["columns"]
    for i in range(table["count"]):
        name = table["sub_event_types"][c["type"][i]]
        place = c["place"][i]
        row: dict[str, Any] = {key: c[key][i] for key in PLAIN}
        row |= {"sub_event_type": name, "event_type": table["event_type_of"][name]}
        row["status"] = table["statuses"][c["status"][i]]
        row["place"] = None if place is None else table["places"][place]
        for side in ("side_a", "side_b"):
            row[side] = [
                {**table["actors"][n if n >= 0 else -n - 1], "alleged": n < 0} for n in c[side][i]
            ]
        for key in ("outlets", "origins", "source_kinds"):
            row[key] = [table[key][n] for n in c[key][i]]
        row["tolls"] = {table["toll_kinds"][kind]: (low, best, high) for kind, low, best, high in c["tolls"][i]}
        for key in ("disputed", "updated"):
            row[key] = [table["fields"][n] for n in c[key][i]]
        row["corroborated"] = row["independent"] > 1
        yield cast("Summary", row)
