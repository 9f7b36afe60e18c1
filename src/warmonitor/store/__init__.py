"""One SQLite file that keeps everything, and the only place with SQL.

Articles, codings, claims, judgements, runs and errors are only added to; events and control are computed, and replaced
as a whole. An article and its claims go in by one transaction, so a process killed at any moment loses at most the
article in hand, and adding again resumes. The clock enters only as a parameter.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from warmonitor.corrections import REJECTED, corrected, is_marked
from warmonitor.model import Article, Claim, Control, Correction, Event, Judgement
from warmonitor.records import claim_from_json, control_from_json, event_from_json
from warmonitor.store import judged, views
from warmonitor.store.database import Connection, StoreError, connect, sqlite_errors, transaction
from warmonitor.store.queries import (
    CURRENT_ARTICLES,
    CURRENT_CODINGS,
    HAS_ARTICLE,
    SOURCES,
    events_sql,
    like,
    match_query,
)
from warmonitor.store.rows import (
    as_article,
    as_day,
    as_json,
    claim_columns,
    insert_control,
    insert_error,
    insert_event,
    keep_text,
    moment,
)

__all__ = ["Connection", "Hit", "Store", "StoreError"]

COMPUTED = ("event_claims", "event_parties", "event_sources", "events_text", "events_at", "events", "control", "state")
FEWEST_LETTERS = 6  # of an event id that is no more, to find the one in its place
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found by its words; ``snippet`` marks them with [ and ]."""

    article_id: str
    title: str | None
    outlet: str | None
    snippet: str


class Store:
    """An open database; use it in a ``with`` block. It is made, or brought up to date, on opening."""

    def __init__(self, path: str | Path, must_exist: bool = False) -> None:
        self.path = Path(path)
        self.day: date | None = None
        self.run: int | None = None
        self._connection = connect(self.path, must_exist)

    def view(self, day: date | None = None, run: int | None = None) -> Store:
        """This database as it stood on a day, or after a run, for reading; its events are those of now.

        ``pipeline.as_of`` fills a view with the events of what it shows, and is what you want.
        """
        shown = Store(self.path, must_exist=True)
        shown.day, shown.run = day, run
        try:
            with sqlite_errors(self.path):
                views.limit(shown.connection, day, run)
        except BaseException:
            shown.close()
            raise
        return shown

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @property
    def connection(self) -> Connection:
        """The open connection, for the modules of this room and what ``snapshot`` and ``writing`` give."""
        return self._connection

    @contextmanager
    def snapshot(self, write: bool = False) -> Iterator[Connection]:
        """All reads of the block see one state of the database; with ``write`` nobody else writes meanwhile."""
        with sqlite_errors(self.path):
            nested = self._connection.in_transaction
            if not nested:
                self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield self._connection
            finally:
                if not nested and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def writing(self) -> AbstractContextManager[Connection]:
        """All writes of the block are kept, or none."""
        if (self.day, self.run) != (None, None):
            raise StoreError(f"This is {self.path} as it stood: it can only be read.")
        return transaction(self._connection, self.path)

    def _rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[sqlite3.Row]:
        with sqlite_errors(self.path):
            return self._connection.execute(sql, values).fetchall()

    # ---- runs and errors

    def begin_run(self, version: str, coder: str, parameters: Mapping[str, Any], now: datetime) -> int:
        """Note that a run begins; its number goes with all that it adds."""
        with self.writing() as connection:
            cursor = connection.execute(
                "INSERT INTO runs (started, version, coder, parameters) VALUES (?, ?, ?, ?)",
                (moment(now), version, coder, as_json(dict(parameters))),
            )
        return int(cursor.lastrowid or 0)

    def end_run(self, run: int, now: datetime, counts: Mapping[str, int]) -> None:
        """Note that a run is done; a run that was killed stays without an end."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE runs SET ended = ?, counts = ? WHERE id = ?", (moment(now), as_json(dict(counts)), run)
            )

    def copy_to(self, path: str | Path) -> None:
        """A whole and compact copy of the database, made while others may write to it; an old file is replaced."""
        target = Path(path)
        if target.resolve() == self.path.resolve():
            raise StoreError(f"{path} is the database itself. Name another file for the copy.")
        unfinished = target.with_name(f"{target.name}.part")
        unfinished.unlink(missing_ok=True)
        with sqlite_errors(target):
            self._connection.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.replace(target)

    def add_export(self, export: Mapping[str, Any], now: datetime) -> None:
        """Note what was given out: version, format, path ("-" is stdout), parameters, events, rows, sha256."""
        values = {**export, "parameters": as_json(dict(export["parameters"])), "made": moment(now)}
        with self.writing() as connection:
            connection.execute(
                """INSERT INTO exports (made, version, format, path, parameters, events, rows, sha256)
                   VALUES (:made, :version, :format, :path, :parameters, :events, :rows, :sha256)""",
                values,
            )

    def exports(self) -> list[Row]:
        """Every export that was made, oldest first."""
        rows = self._rows("SELECT * FROM exports ORDER BY row")
        return [{**dict(row), "parameters": json.loads(row["parameters"])} for row in rows]

    def runs(self) -> list[Row]:
        """Every run: id, started, ended, version, coder, parameters, counts."""
        return [
            {**dict(row), "parameters": json.loads(row["parameters"]), "counts": json.loads(row["counts"])}
            for row in self._rows("SELECT * FROM runs ORDER BY id")
        ]

    def add_error(self, message: str, run: int, source: str = "", line: int = 0, article_id: str = "") -> None:
        """Keep what went wrong with one article or one line of a source; the same error is kept once."""
        with self.writing() as connection:
            insert_error(connection, run, source, line, article_id, message)

    def errors(self) -> list[Row]:
        """Every error: run, source, line (None unknown), article, message."""
        rows = self._rows("SELECT run, source, line, article, message FROM errors ORDER BY row")
        return [{key: row[key] or None for key in row.keys()} for row in rows]  # noqa: SIM118  (sqlite3.Row)

    # ---- articles and claims

    def has_article(self, key: str, coder: str | None = None) -> bool:
        """True where an article of this id or sha256 is kept and, with ``coder``, was coded by it."""
        return bool(self._rows(HAS_ARTICLE, {"key": key, "coder": coder}))

    def add_article(self, article: Article, claims: Iterable[Claim], run: int) -> bool:
        """Keep an article with its claims, all or nothing; False where this text was already coded by this coder."""
        with self.writing() as connection:
            coder = connection.execute("SELECT coder FROM runs WHERE id = ?", (run,)).fetchone()
            if coder is None:
                raise StoreError(f"There is no run {run}: call begin_run first.")
            row = keep_text(connection, article, run)
            known = connection.execute(
                "SELECT 1 FROM codings WHERE article = ? AND coder = ?", (row, coder["coder"])
            ).fetchone()
            if known:
                return False
            coding = connection.execute(
                "INSERT INTO codings (article, coder, run) VALUES (?, ?, ?)", (row, coder["coder"], run)
            ).lastrowid
            connection.executemany(
                """INSERT INTO claims (coding, id, sub_event_type, status, focus, since, until, country, place, record,
                                       event_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [(coding, *claim_columns(claim)) for claim in claims],
            )
        return True

    def articles(self) -> Iterator[Article]:
        """Every article in the order it was added; of an id that came with several texts, the newest."""
        sql = f"SELECT * FROM articles WHERE row IN ({CURRENT_ARTICLES}) ORDER BY row"  # noqa: S608
        yield from map(as_article, self._rows(sql, {"as_of": None, "added_by": None}))

    def article(self, article_id: str) -> Article | None:
        """The newest text of an id; an id under which a text came again finds the text that is kept."""
        sql = "SELECT * FROM articles WHERE id = ? ORDER BY row DESC LIMIT 1"
        copy = "SELECT a.* FROM articles a JOIN copies c ON c.article = a.row WHERE c.id = ? LIMIT 1"
        rows = self._rows(sql, (article_id,)) or self._rows(copy, (article_id,))
        return as_article(rows[0]) if rows else None

    def versions(self, article_id: str) -> list[Article]:
        """Every text that came under an id, oldest first."""
        return list(map(as_article, self._rows("SELECT * FROM articles WHERE id = ? ORDER BY row", (article_id,))))

    def copies(self) -> list[Row]:
        """The same text under another id or address: article (the id it is kept under), id, url, outlet."""
        rows = self._rows(
            """SELECT a.id AS article, c.id, c.url, c.outlet FROM copies c JOIN articles a ON a.row = c.article
               ORDER BY a.row, c.id, c.url"""
        )
        return [{**dict(row), "url": row["url"] or None} for row in rows]

    def claims(
        self,
        article_id: str | None = None,
        as_of: date | None = None,
        added_by: datetime | None = None,
        coder: str | None = None,
        as_coded: bool = False,
    ) -> Iterator[Claim]:
        """Claims of the newest text and coding of each article, in the order of adding, as persons corrected them.

        ``as_of``: only articles published on or before a day (an undated article was not known to be out by then).
        ``added_by``: the database as it stood at a moment. ``coder``: the newest coding by this coder.
        ``as_coded``: without corrections, and with the claims that persons rejected.
        """
        sql = f"""SELECT k.record FROM claims k JOIN codings c ON c.id = k.coding JOIN articles a ON a.row = c.article
                  WHERE c.id IN ({CURRENT_CODINGS}) AND (:article IS NULL OR a.id = :article)
                  ORDER BY a.row, k.row"""  # noqa: S608
        values = {
            "article": article_id,
            "as_of": as_of and as_of.isoformat(),
            "added_by": added_by and moment(added_by),
            "coder": coder,
        }
        yield from self._read(self._rows(sql, values), as_coded)

    def claims_of(self, claim_ids: Iterable[str], as_coded: bool = False) -> dict[str, Claim]:
        """The claims of these ids, corrected, in the newest form of each."""
        rows = self._rows(
            """SELECT k.record FROM json_each(?) j JOIN claims k ON k.row = (
                 SELECT max(row) FROM claims WHERE id = j.value) ORDER BY k.row""",
            (json.dumps(sorted(set(claim_ids))),),
        )
        return {claim.id: claim for claim in self._read(rows, as_coded)}

    def articles_of(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """The articles of these ids, in the newest text of each."""
        rows = self._rows(
            """SELECT a.* FROM json_each(?) j JOIN articles a ON a.row = (
                 SELECT max(row) FROM articles WHERE id = j.value) ORDER BY a.row""",
            (json.dumps(sorted(set(article_ids))),),
        )
        return {row["id"]: as_article(row) for row in rows}

    def _read(self, rows: Iterable[sqlite3.Row], as_coded: bool) -> Iterator[Claim]:
        said = {} if as_coded else self.corrections_in_force()
        for row in rows:
            record = json.loads(row["record"])
            of_claim = said.get(record["id"], ())
            if not is_marked(of_claim, REJECTED):
                yield claim_from_json(corrected(record, of_claim) if of_claim else record)

    def article_count(self) -> int:
        """How many articles are kept, every id once."""
        return int(self._rows("SELECT count(DISTINCT id) FROM articles")[0][0])

    def current_claim_id(self, claim_id: str) -> str:
        """The id under which the newest coding knows a claim; the same where it is known nowhere else."""
        with sqlite_errors(self.path):
            return judged.current_id(self._connection, claim_id)

    # ---- what persons said

    def add_judgement(self, judgement: Judgement, now: datetime) -> bool:
        """Keep a judgement; False where its maker's last word on the pair was the same. "unsure" takes one back."""
        with self.writing() as connection:
            return judged.insert_judgement(connection, judgement, moment(now))

    def judgements(self) -> list[Judgement]:
        """The last word of each maker on each pair of claims, as these are coded now."""
        with sqlite_errors(self.path):
            return [judgement for judgement, _ in judged.read_judgements(self._connection)]

    def judgement_log(self) -> list[tuple[Judgement, str]]:
        """The last words like ``judgements``, each with the moment it was said."""
        with sqlite_errors(self.path):
            return judged.read_judgements(self._connection)

    def add_correction(self, correction: Correction, now: datetime) -> bool:
        """Keep a correction; False where the last word on the field was the same. A withdrawn one undoes it."""
        with self.writing() as connection:
            return judged.insert_correction(connection, correction, moment(now))

    def corrections(self, claim_id: str | None = None) -> list[Correction]:
        """Every correction ever made, of one claim or all, oldest first; the last of a claim and field counts."""
        with sqlite_errors(self.path):
            return judged.read_corrections(self._connection, claim_id)

    def corrections_in_force(self) -> Mapping[str, Sequence[Correction]]:
        """The corrections that count, by claim."""
        with sqlite_errors(self.path):
            return judged.corrections_in_force(self._connection)

    # ---- events and control

    def replace_events(self, events: Iterable[Event], controls: Iterable[Control]) -> None:
        """Put these events and this control ledger in place of all that were there."""
        with self.writing() as connection:
            for name in COMPUTED:
                connection.execute(f"DELETE FROM {name}")  # noqa: S608  (constants only)
            for row, event in enumerate(events, 1):
                insert_event(connection, row, event)
            insert_control(connection, (("", control) for control in controls))

    def events(
        self,
        type: str | None = None,
        since: date | None = None,
        until: date | None = None,
        country: str | None = None,
        place: str | None = None,
        actor: str | None = None,
        min_killed: int | None = None,
        source: str | None = None,
        text: str | None = None,
        box: tuple[float, float, float, float] | None = None,
        limit: int | None = None,
    ) -> list[Event]:
        """Events by day, then id; each filter given must hold.

        ``type`` is an event type or sub-event type, ``place`` and ``actor`` parts of a name (or an actor's id),
        ``source`` an outlet or origin, ``text`` words of the event or its articles, ``box`` (south, west, north,
        east). ``since`` and ``until`` keep what may have happened in those days; undated events then do not show.
        """
        south, west, north, east = box or (None, None, None, None)
        values = {
            "type": type, "since": as_day(since), "until": as_day(until), "country": country, "place": like(place),
            "actor": like(actor), "actor_id": actor, "killed": min_killed, "source": like(source),
            "text": match_query(text) if text else None, "south": south, "west": west, "north": north, "east": east,
            "limit": -1 if limit is None else limit,
        }  # fmt: skip
        return [event_from_json(json.loads(row["record"])) for row in self._rows(events_sql(text, box), values)]

    def event_texts(self) -> dict[str, str]:
        """The JSON text of every event by its id: equal texts are equal events."""
        return {row["id"]: row["record"] for row in self._rows("SELECT id, record FROM events")}

    def events_of(self, event_ids: Iterable[str]) -> list[Event]:
        """The events of these ids, by day, then id."""
        rows = self._rows(
            """SELECT record FROM events WHERE id IN (SELECT value FROM json_each(?))
               ORDER BY since IS NULL, since, id""",
            (json.dumps(sorted(event_ids)),),
        )
        return [event_from_json(json.loads(row["record"])) for row in rows]

    def event_count(self) -> int:
        """How many events there are."""
        return int(self._rows("SELECT count(*) FROM events")[0][0])

    def event(self, event_id: str) -> Event | None:
        """The event of this id, or of the only id that begins so; StoreError where several do.

        An id that is no more finds the event that now holds the claim after which it was named.
        """
        rows = self._rows("SELECT record FROM events WHERE id = ?", (event_id,))
        if not rows and event_id:
            rows = self._rows(
                "SELECT record FROM events WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 5", (len(event_id), event_id)
            )
        rows = rows or self._moved(event_id)
        events = [event_from_json(json.loads(row["record"])) for row in rows]
        if len(events) > 1:
            several = ", ".join(event.id for event in events)
            raise StoreError(f"{event_id!r} begins several event ids ({several} ...): give more of it.")
        return events[0] if events else None

    def _moved(self, event_id: str) -> list[sqlite3.Row]:
        """The events that hold the claims of which one would have this id as the first of an event."""
        if len(event_id) < FEWEST_LETTERS:
            return []
        named = self._rows(
            "SELECT DISTINCT id FROM claims WHERE event_id >= ? AND event_id < ? LIMIT 5", (event_id, event_id + "g")
        )
        claims = json.dumps([self.current_claim_id(row["id"]) for row in named])
        return self._rows(
            """SELECT DISTINCT e.record FROM json_each(?) j JOIN event_claims c ON c.claim = j.value
               JOIN events e ON e.row = c.event""",
            (claims,),
        )

    def control(self, place: str | None = None, on: date | None = None) -> list[Control]:
        """The control ledger; ``place`` is part of a name, ``on`` keeps the rows that hold on a day."""
        rows = self._rows(
            """SELECT record FROM control
               WHERE (:place IS NULL OR place LIKE :place ESCAPE '\\')
                 AND (:day IS NULL OR ((since IS NULL OR since <= :day) AND (until IS NULL OR until >= :day)))
               ORDER BY place_key, row""",
            {"place": like(place), "day": as_day(on)},
        )
        return [control_from_json(json.loads(row["record"])) for row in rows]

    # ---- looking around

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Articles that hold all the words, best first; any text is safe, words in "..." stay together."""
        match = match_query(text)
        if not match:
            return []
        rows = self._rows(
            """SELECT a.id, a.title, a.outlet, snippet(articles_text, -1, '[', ']', ' ... ', 16) AS snippet
               FROM articles_text JOIN articles a ON a.row = articles_text.rowid
               WHERE articles_text MATCH ? ORDER BY rank LIMIT ?""",
            (match, limit),
        )
        return [Hit(row["id"], row["title"], row["outlet"], row["snippet"]) for row in rows]

    def sources(self) -> list[Row]:
        """Every outlet and origin: kind, name, articles, claims, events, alone (no other of its kind), corroborated."""
        rows = self._rows(SOURCES, {"as_of": None, "added_by": None, "coder": None})
        return [dict(row) for row in rows]
