"""A database as it stood: temporary tables and views that hide what was not known yet.

They bear the names of the tables that they stand before, so that every query, table and export shows that state without
knowing of it. They live in memory; the file is only read.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from warmonitor.store.database import StoreError
from warmonitor.store.linked import ALL, WHOLE
from warmonitor.store.queries import CURRENT_CODINGS

PLAIN = tuple(name for name in WHOLE if name not in {"events_text", "events_at"})
INDEXES = ("events (row)", "events (id)", "events (since, until)", "event_claims (event)", "event_claims (claim)",
           "event_parties (event)", "event_sources (event, kind)", "event_sources (name)")  # fmt: skip


def limit(connection: sqlite3.Connection, day: date | None, run: int | None) -> None:
    """Show only articles published by a day, or the database as it was when a run had ended; events stay as they are.

    An article without a day of publication was not known to be out by any day.
    """
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"CREATE TEMP TABLE now_current AS {CURRENT_CODINGS}", ALL)
    until = _end_of(connection, run) if run is not None else None
    connection.execute("CREATE TEMP TABLE known_articles (row INTEGER PRIMARY KEY)")
    connection.execute(
        """INSERT INTO known_articles SELECT row FROM main.articles
           WHERE (?1 IS NULL OR published_day <= ?1) AND (?2 IS NULL OR run <= ?2)""",
        (day and day.isoformat(), run),
    )
    connection.execute("CREATE TEMP TABLE known_codings (id INTEGER PRIMARY KEY)")
    connection.execute(
        """INSERT INTO known_codings SELECT id FROM main.codings
           WHERE article IN (SELECT row FROM known_articles) AND (?1 IS NULL OR run <= ?1)""",
        (run,),
    )
    for name, condition in (("articles", "+row IN known_articles"), ("codings", "+id IN known_codings"),
                            ("claims", "+coding IN known_codings")):  # "+": look each row up, do not begin there
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM main.{name} WHERE {condition}")  # noqa: S608
    if until is not None:
        for name, condition in (("judgements", f"made <= '{until}'"), ("corrections", f"made <= '{until}'"),
                                ("errors", f"run <= {int(run or 0)}"), ("runs", f"id <= {int(run or 0)}")):  # fmt: skip
            connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM main.{name} WHERE {condition}")  # noqa: S608


def _end_of(connection: sqlite3.Connection, run: int) -> str:
    """The moment up to which a run's database is shown: its end, or, where it was cut off, the start of the next."""
    row = connection.execute("SELECT coalesce(ended, '') AS ended FROM runs WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise StoreError(f"There is no run {run}. List them: warmonitor runs")
    later = connection.execute("SELECT min(started) FROM runs WHERE id > ?", (run,)).fetchone()[0]
    return str(row["ended"] or later or "9999")


def is_part_of_now(connection: sqlite3.Connection) -> bool:
    """True where all that is shown is linked in the file as it is: nothing was coded anew since."""
    sql = f"SELECT 1 FROM ({CURRENT_CODINGS}) WHERE id NOT IN (SELECT id FROM now_current) LIMIT 1"  # noqa: S608
    return connection.execute(sql, ALL).fetchone() is None


def known_claims(connection: sqlite3.Connection) -> dict[int, str]:
    """Ids of the claims that are shown, by row, with those that persons rejected."""
    sql = f"SELECT k.row, k.id FROM main.claims k WHERE k.coding IN (SELECT id FROM ({CURRENT_CODINGS}))"  # noqa: S608
    return {row["row"]: row["id"] for row in connection.execute(sql, ALL)}


def events_of_claims(connection: sqlite3.Connection) -> dict[str, int]:
    """The file's event of each claim id, by row."""
    return {row["claim"]: row["event"] for row in connection.execute("SELECT claim, event FROM main.event_claims")}


def control_marks(connection: sqlite3.Connection) -> dict[int, str]:
    """The claims of the file that say who holds a place, with the ledger's key of it."""
    return {row["claim"]: row["place"] for row in connection.execute("SELECT claim, place FROM main.control_claims")}


def hide_events(connection: sqlite3.Connection, kept: set[int], places: set[str]) -> None:
    """Show only these events of the file, and only these places of its ledger."""
    connection.execute("CREATE TEMP TABLE kept_events (row INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO kept_events VALUES (?)", ((row,) for row in sorted(kept)))
    connection.execute("CREATE TEMP TABLE kept_places (place_key TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT INTO kept_places VALUES (?)", ((key,) for key in sorted(places)))
    for name in PLAIN:
        column = {"events": "row", "control": "place_key"}.get(name, "event")
        kept_in = "kept_places" if name == "control" else "kept_events"
        connection.execute(
            f"CREATE TEMP TABLE {name} AS SELECT * FROM main.{name} WHERE {column} IN {kept_in}"  # noqa: S608
        )
    for index, on in enumerate(INDEXES):
        connection.execute(f"CREATE INDEX temp.view_{index} ON {on}")
    connection.execute(
        'CREATE VIRTUAL TABLE temp.events_text USING fts5 (words, tokenize="unicode61 remove_diacritics 2")'
    )
    connection.execute("CREATE VIRTUAL TABLE temp.events_at USING rtree (row, south, north, west, east)")
    connection.execute(
        """INSERT INTO events_text (rowid, words) SELECT rowid, words FROM main.events_text
           WHERE rowid IN (SELECT row FROM kept_events)"""
    )
    connection.execute(
        "INSERT INTO events_at SELECT * FROM main.events_at WHERE row IN (SELECT row FROM kept_events)"
    )


def hidden_campaigns(connection: sqlite3.Connection) -> list[int]:
    """The campaigns of the file that are not shown."""
    rows = connection.execute(
        "SELECT row FROM main.events WHERE level = 'campaign' AND row NOT IN (SELECT row FROM kept_events)"
    )
    return [row["row"] for row in rows]


def close_off(connection: sqlite3.Connection) -> None:
    """From now on nothing can be written through this connection."""
    connection.execute("PRAGMA query_only = ON")
