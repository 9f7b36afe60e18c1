"""What linking remembers between runs, so that new claims are linked only with those that they can touch.

Rows of claims are named by ``claims.row``. Everything here can be thrown away: it is made anew by linking from scratch.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from warmonitor.corrections import REJECTED, corrected, is_marked
from warmonitor.model import Article, Claim, Control, Correction, Event
from warmonitor.records import claim_from_json, event_from_json
from warmonitor.store.judged import corrections_in_force
from warmonitor.store.queries import CURRENT_ARTICLES, CURRENT_CODINGS
from warmonitor.store.rows import as_article, insert_control, insert_event

ALL = {"as_of": None, "added_by": None, "coder": None}
WHOLE = ("event_claims", "event_parties", "event_sources", "events_text", "events_at", "events", "control")
MEMORY = ("link_keys", "link_pairs", "link_days", "control_claims")
LINKABLE = f"""
  SELECT k.row, k.record FROM claims k JOIN codings c ON c.id = k.coding
  JOIN articles a ON a.row = c.article WHERE c.id IN ({CURRENT_CODINGS})"""  # noqa: S608
OF_ARTICLES = """
  SELECT k.row, k.record FROM json_each(:ids) j CROSS JOIN articles a ON a.row = (
    SELECT max(row) FROM articles WHERE id = j.value AND EXISTS (
      SELECT 1 FROM codings WHERE article = articles.row AND (:coding IS NULL OR id <= :coding)))
  CROSS JOIN codings c ON c.id = (
    SELECT max(id) FROM codings WHERE article = a.row AND (:coding IS NULL OR id <= :coding))
  CROSS JOIN claims k ON k.coding = c.id"""

Pair = tuple[int, int, int, float]  # rows of two claims, the smaller first, rank, score
Key = tuple[int, int]  # hashes of place and time


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a database was linked: the last rows of codings, corrections and judgements, and by which rules."""

    coding: int = 0
    correction: int = 0
    judgement: int = 0
    linker: str = ""
    writes: int = 0


def read_marks(connection: sqlite3.Connection) -> Marks:
    """How far the events and control of this database were made; all 0 where they never were."""
    kept = {row["name"]: row["value"] for row in connection.execute("SELECT name, value FROM state")}
    return Marks(int(kept.get("coding", 0)), int(kept.get("correction", 0)), int(kept.get("judgement", 0)),
                 kept.get("linker", ""), int(kept.get("writes", 0)))  # fmt: skip


def write_marks(connection: sqlite3.Connection, marks: Marks) -> None:
    """Note how far this database was linked."""
    values = [(name, str(getattr(marks, name))) for name in Marks.__slots__]
    connection.executemany("INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)", values)


def newest(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """The last rows of codings, corrections and judgements."""
    row = connection.execute(
        """SELECT (SELECT coalesce(max(id), 0) FROM main.codings), (SELECT coalesce(max(row), 0) FROM main.corrections),
                  (SELECT coalesce(max(row), 0) FROM main.judgements)"""
    ).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def touched_articles(connection: sqlite3.Connection, marks: Marks) -> set[str]:
    """Ids of the articles that were coded, or whose claims were corrected, since then."""
    rows = connection.execute(
        """SELECT a.id FROM codings c CROSS JOIN articles a ON a.row = c.article WHERE c.id > :coding
           UNION SELECT a.id FROM corrections n CROSS JOIN claims k ON k.id = n.claim
             CROSS JOIN codings c ON c.id = k.coding CROSS JOIN articles a ON a.row = c.article
           WHERE n.row > :correction""",  # CROSS JOIN keeps the order of the tables: from the few to the many
        {"coding": marks.coding, "correction": marks.correction},
    )
    return {row["id"] for row in rows}


def judged_claims(connection: sqlite3.Connection, marks: Marks) -> set[str]:
    """Ids of the claims that were judged since then."""
    rows = connection.execute("SELECT claim_a, claim_b FROM judgements WHERE row > ?", (marks.judgement,))
    return {row[key] for row in rows for key in ("claim_a", "claim_b")}


def linkable(connection: sqlite3.Connection, article_ids: Collection[str] | None = None, until: Marks | None = None
             ) -> dict[int, Claim]:
    """The claims that are linked, by row: of the newest text and coding, corrected, without those persons rejected.

    Of all articles, or of some; of some also as they were ``until`` some marks.
    """
    if article_ids is None:
        rows = connection.execute(LINKABLE, ALL)
    else:
        given = {"ids": json.dumps(sorted(article_ids)), "coding": until and until.coding}
        rows = connection.execute(OF_ARTICLES, given)
    marks = (until.correction, until.coding) if until else ()
    return _read(rows, corrections_in_force(connection, *marks))


def linkable_at(connection: sqlite3.Connection, claim_rows: Collection[int]) -> dict[int, Claim]:
    """The claims of these rows as they are linked, without those persons rejected."""
    rows = connection.execute(
        "SELECT k.row, k.record FROM json_each(?) j CROSS JOIN claims k ON k.row = j.value",
        (json.dumps(sorted(claim_rows)),),
    )
    return _read(rows, corrections_in_force(connection))


def _read(rows: Iterable[sqlite3.Row], said: Mapping[str, Sequence[Correction]]) -> dict[int, Claim]:
    found = {}
    for row in rows:
        record = json.loads(row["record"])
        of_claim = said.get(record["id"], ())
        if not is_marked(of_claim, REJECTED):
            found[row["row"]] = claim_from_json(corrected(record, of_claim) if of_claim else record)
    return found


def rows_of(connection: sqlite3.Connection, claim_ids: Collection[str]) -> dict[str, int]:
    """The row of each of these claims that is linked: that of the newest text and coding of its article."""
    rows = connection.execute(
        """SELECT k.id, k.row FROM json_each(?) j CROSS JOIN claims k ON k.id = j.value
           CROSS JOIN codings c ON c.id = k.coding CROSS JOIN articles a ON a.row = c.article
           WHERE c.id = (SELECT max(id) FROM codings WHERE article = a.row)
             AND a.row = (SELECT max(row) FROM articles WHERE id = a.id)""",
        (json.dumps(sorted(claim_ids)),),
    )
    return {row["id"]: row["row"] for row in rows}


def days_of(connection: sqlite3.Connection, article_ids: Collection[str]) -> dict[str, int]:
    """The days of publication of these articles as linking takes them."""
    rows = connection.execute(
        "SELECT article, day FROM link_days WHERE article IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(article_ids)),),
    )
    return {row["article"]: row["day"] for row in rows}


def texts(connection: sqlite3.Connection, article_ids: Collection[str] | None = None) -> Iterator[Article]:
    """The newest texts of these articles, or of all."""
    if article_ids is None:
        sql = f"SELECT * FROM articles WHERE row IN ({CURRENT_ARTICLES})"  # noqa: S608
        yield from map(as_article, connection.execute(sql, ALL))
        return
    sql = """SELECT a.* FROM json_each(?) j CROSS JOIN articles a ON a.row = (SELECT max(row) FROM articles
             WHERE id = j.value)"""
    yield from map(as_article, connection.execute(sql, (json.dumps(sorted(article_ids)),)))


# ---- keys and pairs


def claims_under(connection: sqlite3.Connection, keys: Iterable[tuple[int, int | None]]) -> set[int]:
    """The claims that are kept under any of these place and time keys; time None is any time."""
    wanted = set(keys)
    exact = json.dumps(sorted(key for key in wanted if key[1] is not None))
    places = json.dumps(sorted(place for place, time in wanted if time is None))
    rows = connection.execute(
        """SELECT k.claim FROM json_each(?) j CROSS JOIN link_keys k ON k.place = json_extract(j.value, '$[0]')
             AND k.time = json_extract(j.value, '$[1]')
           UNION SELECT k.claim FROM json_each(?) j CROSS JOIN link_keys k ON k.place = j.value""",
        (exact, places),
    )
    return {row["claim"] for row in rows}


def large_blocks(connection: sqlite3.Connection, largest: int, least_time: int) -> list[set[int]]:
    """The claims of each key under which more than ``largest`` are kept; of keys whose time lies beyond a number."""
    rows = connection.execute(
        """SELECT json_group_array(claim) FROM link_keys WHERE time NOT BETWEEN -?2 AND ?2
           GROUP BY place, time HAVING count(*) > ?1""",
        (largest, least_time),
    )
    return [set(json.loads(row[0])) for row in rows]


def pairs_with(connection: sqlite3.Connection, claim_rows: Iterable[int]) -> list[Pair]:
    """The pairs of which one claim, or both, are among these."""
    given = json.dumps(sorted(claim_rows))
    rows = connection.execute(
        """SELECT p.a, p.b, p.rank, p.score FROM json_each(?1) j CROSS JOIN link_pairs p ON p.a = j.value
           UNION SELECT p.a, p.b, p.rank, p.score FROM json_each(?1) j CROSS JOIN link_pairs p ON p.b = j.value""",
        (given,),
    )
    return [tuple(row) for row in rows]


def all_pairs(connection: sqlite3.Connection) -> list[Pair]:
    """Every pair that is remembered."""
    return [tuple(row) for row in connection.execute("SELECT a, b, rank, score FROM link_pairs")]


def forget_claims(connection: sqlite3.Connection, claim_rows: Collection[int]) -> None:
    """Drop keys, pairs and control marks of claims."""
    if not claim_rows:
        return
    given = (json.dumps(sorted(claim_rows)),)
    kept = (("link_keys", "claim"), ("link_pairs", "a"), ("link_pairs", "b"), ("control_claims", "claim"))
    for table, column in kept:
        connection.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", given  # noqa: S608
        )


def remember(connection: sqlite3.Connection, keys: Mapping[int, Iterable[Key]], pairs: Iterable[Pair],
             control: Mapping[int, str], days: Mapping[str, int]) -> None:
    """Keep keys and control marks by claim, pairs, and the days of publication by article."""
    connection.executemany("INSERT OR REPLACE INTO link_days (article, day) VALUES (?, ?)", sorted(days.items()))
    rows = sorted((place, time, claim) for claim, of_claim in keys.items() for place, time in set(of_claim))
    connection.executemany("INSERT OR IGNORE INTO link_keys (place, time, claim) VALUES (?, ?, ?)", rows)
    connection.executemany("INSERT OR REPLACE INTO link_pairs (a, b, rank, score) VALUES (?, ?, ?, ?)", sorted(pairs))
    connection.executemany("INSERT OR REPLACE INTO control_claims (claim, place) VALUES (?, ?)", control.items())


def forget_all(connection: sqlite3.Connection) -> None:
    """Drop all that was computed: events, control, and what linking remembers."""
    for name in (*WHOLE, *MEMORY, "state"):
        connection.execute(f"DELETE FROM {name}")  # noqa: S608  (constants only)


# ---- events and control


def event_rows_with(connection: sqlite3.Connection, claim_ids: Collection[str]) -> set[int]:
    """The events that hold any of these claims."""
    rows = connection.execute(
        "SELECT DISTINCT e.event FROM json_each(?) j CROSS JOIN event_claims e ON e.claim = j.value",
        (json.dumps(sorted(claim_ids)),),
    )
    return {row["event"] for row in rows}


def claims_in_events(connection: sqlite3.Connection, event_rows: Collection[int]) -> set[str]:
    """Ids of the claims that these events hold."""
    rows = connection.execute(
        "SELECT claim FROM event_claims WHERE event IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(event_rows)),),
    )
    return {row["claim"] for row in rows}


def events_at(connection: sqlite3.Connection, event_rows: Collection[int], schema: str = "") -> dict[int, Event]:
    """The events of these rows, by row; of the file behind a view with the schema "main."."""
    rows = connection.execute(
        f"SELECT row, record FROM {schema}events WHERE row IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(sorted(event_rows)),),
    )
    return {row["row"]: event_from_json(json.loads(row["record"])) for row in rows}


def delete_events(connection: sqlite3.Connection, event_rows: Collection[int]) -> None:
    """Take events out of their table and of all that find them."""
    given = (json.dumps(sorted(event_rows)),)
    of_event = (("event_claims", "event"), ("event_parties", "event"), ("event_sources", "event"),
                ("events_text", "rowid"), ("events_at", "row"), ("events", "row"))  # fmt: skip
    for table, column in of_event:
        connection.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", given  # noqa: S608
        )


def insert_events(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Add events after those that are there."""
    last = connection.execute("SELECT coalesce(max(row), 0) FROM events").fetchone()[0]
    for row, event in enumerate(events, int(last) + 1):
        insert_event(connection, row, event)


def family(connection: sqlite3.Connection, held: Iterable[tuple[str | None, date, date]]) -> set[int]:
    """The incidents of a country that lie within some days, of each of these."""
    found: set[int] = set()
    for country, first, last in held:
        rows = connection.execute(
            """SELECT row FROM events
               WHERE since BETWEEN :first AND :last AND until <= :last AND country IS :country
                 AND level <> 'campaign'""",
            {"country": country, "first": first.isoformat(), "last": last.isoformat()},
        )
        found.update(row["row"] for row in rows)
    return found


def campaigns(connection: sqlite3.Connection, countries: Collection[str | None]) -> list[Event]:
    """The campaigns of these countries."""
    rows = connection.execute(
        """SELECT record FROM events WHERE level = 'campaign'
             AND coalesce(country, '') IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(country or "" for country in countries)),),
    )
    return [event_from_json(json.loads(row["record"])) for row in rows]


def control_rows(connection: sqlite3.Connection, places: Collection[str]) -> set[int]:
    """The claims that say who holds these places, by the ledger's keys."""
    rows = connection.execute(
        "SELECT claim FROM control_claims WHERE place IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(places)),),
    )
    return {row["claim"] for row in rows}


def control_places(connection: sqlite3.Connection, claim_rows: Collection[int]) -> set[str]:
    """The ledger's places of which these claims were said to speak."""
    rows = connection.execute(
        "SELECT place FROM control_claims WHERE claim IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(claim_rows)),),
    )
    return {row["place"] for row in rows}


def replace_control(connection: sqlite3.Connection, places: Collection[str], ledger: Iterable[tuple[str, Control]]
                    ) -> None:
    """Put these rows in place of all those of the places."""
    connection.execute(
        "DELETE FROM control WHERE place_key IN (SELECT value FROM json_each(?))", (json.dumps(sorted(places)),)
    )
    insert_control(connection, ledger)
