"""One SQLite file that keeps everything, and the only place with SQL.

Articles, codings, claims, judgements, runs and errors are only added to; events and control are computed, and replaced
as a whole. An article and its claims go in by one transaction, so a process killed at any moment loses at most the
article in hand, and adding again resumes. The clock enters only as a parameter.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from warmonitor.model import Article, Claim, Control, Event, Judgement, Location
from warmonitor.records import (
    claim_from_json,
    claim_to_json,
    control_from_json,
    control_to_json,
    event_from_json,
    event_to_json,
    when_from_json,
    when_to_json,
)

BUSY_SECONDS = 30
Row = dict[str, Any]

# The newest text of each id, and the newest coding of that text: what ``claims`` and ``articles`` show.
CURRENT_ARTICLES = """
  SELECT max(a.row) AS row FROM articles a JOIN runs r ON r.id = a.run
  WHERE (:as_of IS NULL OR a.published_day <= :as_of) AND (:added_by IS NULL OR r.started <= :added_by)
  GROUP BY a.id"""
CURRENT_CODINGS = f"""
  SELECT max(c.id) AS id FROM codings c JOIN runs r ON r.id = c.run
  WHERE c.article IN ({CURRENT_ARTICLES}) AND (:added_by IS NULL OR r.started <= :added_by)
    AND (:coder IS NULL OR c.coder = :coder)
  GROUP BY c.article"""  # noqa: S608  (constants only)


class StoreError(Exception):
    """The database cannot be used as asked: says what, where and what to do."""


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
        if self.path.is_dir():
            raise StoreError(f"{self.path} is a folder; name a database file, for example {self.path / 'warmonitor.db'}")
        if must_exist and not self.path.exists():
            raise StoreError(f"There is no database {self.path}. Make one: warmonitor add SOURCE --db {self.path}")
        if not self.path.parent.is_dir():
            raise StoreError(f"There is no folder {self.path.parent}. Make it first, or name another --db.")
        try:
            self._connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        except sqlite3.Error as error:
            raise _explained(error, self.path) from error
        self._connection.row_factory = sqlite3.Row
        try:
            self._open()
        except BaseException:
            self._connection.close()
            raise

    def _open(self) -> None:
        with _sqlite_errors(self.path):
            self._connection.execute("PRAGMA foreign_keys = ON")
            steps = _migrations()
            if self._version() > len(steps):
                raise StoreError(
                    f"{self.path} was written by a newer warmonitor (database version {self._version()}, this program "
                    f"knows {len(steps)}). Update warmonitor, or use another --db."
                )
            if self._version() == len(steps):
                return
            self._connection.execute("PRAGMA journal_mode = WAL")
            with self._transaction() as connection:
                for number, script in list(enumerate(steps, 1))[self._version() :]:
                    for statement in _statements(script):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block's writes or none."""
        with _sqlite_errors(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[sqlite3.Row]:
        with _sqlite_errors(self.path):
            return self._connection.execute(sql, values).fetchall()

    # ---- runs and errors

    def begin_run(self, version: str, coder: str, parameters: Mapping[str, Any], now: datetime) -> int:
        """Note that a run begins; its number goes with all that it adds."""
        with self._transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO runs (started, version, coder, parameters) VALUES (?, ?, ?, ?)",
                (_moment(now), version, coder, _json(dict(parameters))),
            )
        return int(cursor.lastrowid or 0)

    def end_run(self, run: int, now: datetime, counts: Mapping[str, int]) -> None:
        """Note that a run is done; a run that was killed stays without an end."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE runs SET ended = ?, counts = ? WHERE id = ?", (_moment(now), _json(dict(counts)), run)
            )

    def runs(self) -> list[Row]:
        """Every run: id, started, ended, version, coder, parameters, counts."""
        return [
            {**dict(row), "parameters": json.loads(row["parameters"]), "counts": json.loads(row["counts"])}
            for row in self._rows("SELECT * FROM runs ORDER BY id")
        ]

    def add_error(
        self, message: str, run: int, source: str = "", line: int = 0, article_id: str = ""
    ) -> None:
        """Keep what went wrong with one article or one line of a source; the same error is kept once."""
        with self._transaction() as connection:
            _insert_error(connection, run, source, line, article_id, message)

    def errors(self) -> list[Row]:
        """Every error: run, source, line (None unknown), article, message."""
        rows = self._rows("SELECT run, source, line, article, message FROM errors ORDER BY row")
        return [{key: row[key] or None for key in row.keys()} for row in rows]  # noqa: SIM118  (sqlite3.Row)

    # ---- articles and claims

    def has_article(self, key: str, coder: str | None = None) -> bool:
        """True where an article of this id or sha256 is kept and, with ``coder``, was coded by it."""
        sql = """SELECT 1 FROM articles a WHERE (a.sha256 = :key OR a.id = :key
                   OR EXISTS (SELECT 1 FROM copies WHERE copies.article = a.row AND copies.id = :key))
                 AND (:coder IS NULL OR EXISTS (SELECT 1 FROM codings c WHERE c.article = a.row AND c.coder = :coder))"""
        return bool(self._rows(sql + " LIMIT 1", {"key": key, "coder": coder}))

    def add_article(self, article: Article, claims: Iterable[Claim], run: int) -> bool:
        """Keep an article with its claims, all or nothing; False where this text was already coded by this coder."""
        with self._transaction() as connection:
            coder = connection.execute("SELECT coder FROM runs WHERE id = ?", (run,)).fetchone()
            if coder is None:
                raise StoreError(f"There is no run {run}: call begin_run first.")
            row = _keep_text(connection, article, run)
            known = connection.execute(
                "SELECT 1 FROM codings WHERE article = ? AND coder = ?", (row, coder["coder"])
            ).fetchone()
            if known:
                return False
            coding = connection.execute(
                "INSERT INTO codings (article, coder, run) VALUES (?, ?, ?)", (row, coder["coder"], run)
            ).lastrowid
            connection.executemany(
                """INSERT INTO claims (coding, id, sub_event_type, status, focus, since, until, country, place, record)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [(coding, *_claim_columns(claim)) for claim in claims],
            )
        return True

    def articles(self) -> Iterator[Article]:
        """Every article in the order it was added; of an id that came with several texts, the newest."""
        sql = f"SELECT * FROM articles WHERE row IN ({CURRENT_ARTICLES}) ORDER BY row"  # noqa: S608
        yield from map(_article, self._rows(sql, {"as_of": None, "added_by": None}))

    def article(self, article_id: str) -> Article | None:
        """The newest text of an id; an id under which a text came again finds the text that is kept."""
        sql = "SELECT * FROM articles WHERE id = ? ORDER BY row DESC LIMIT 1"
        copy = "SELECT a.* FROM articles a JOIN copies c ON c.article = a.row WHERE c.id = ? ORDER BY a.row DESC LIMIT 1"
        rows = self._rows(sql, (article_id,)) or self._rows(copy, (article_id,))
        return _article(rows[0]) if rows else None

    def versions(self, article_id: str) -> list[Article]:
        """Every text that came under an id, oldest first."""
        return list(map(_article, self._rows("SELECT * FROM articles WHERE id = ? ORDER BY row", (article_id,))))

    def copies(self) -> list[Row]:
        """The same text under another id or address: article (the id it is kept under), id, url, outlet."""
        sql = "SELECT a.id AS article, c.id, c.url, c.outlet FROM copies c JOIN articles a ON a.row = c.article ORDER BY 1, 2"
        return [{**dict(row), "url": row["url"] or None} for row in self._rows(sql)]

    def claims(
        self,
        article_id: str | None = None,
        as_of: date | None = None,
        added_by: datetime | None = None,
        coder: str | None = None,
    ) -> Iterator[Claim]:
        """Claims of the newest text and coding of each article, in the order of adding.

        ``as_of``: only articles published on or before a day (an undated article was not known to be out by then).
        ``added_by``: the database as it stood at a moment. ``coder``: the newest coding by this coder.
        """
        sql = f"""SELECT k.record FROM claims k JOIN codings c ON c.id = k.coding JOIN articles a ON a.row = c.article
                  WHERE c.id IN ({CURRENT_CODINGS}) AND (:article IS NULL OR a.id = :article)
                  ORDER BY a.row, k.row"""  # noqa: S608
        values = {
            "article": article_id,
            "as_of": as_of and as_of.isoformat(),
            "added_by": added_by and _moment(added_by),
            "coder": coder,
        }
        for row in self._rows(sql, values):
            yield claim_from_json(json.loads(row["record"]))

    # ---- judgements

    def add_judgement(self, judgement: Judgement, now: datetime) -> None:
        """Keep a judgement; one that says again what its maker last said of the pair is not kept twice."""
        j = judgement
        said = (j.verdict, j.score, _json(dict(j.reasons)))
        with self._transaction() as connection:
            last = connection.execute(
                """SELECT verdict, score, reasons FROM judgements WHERE claim_a = ? AND claim_b = ? AND "by" = ?
                   ORDER BY row DESC LIMIT 1""",
                (j.claim_a, j.claim_b, j.by),
            ).fetchone()
            if last is None or tuple(last) != said:
                connection.execute(
                    """INSERT INTO judgements (claim_a, claim_b, verdict, score, reasons, "by", made)
                       VALUES (?, ?, ?, ?, ?, ?, ?)""",
                    (j.claim_a, j.claim_b, *said, j.by, _moment(now)),
                )

    def judgements(self) -> list[Judgement]:
        """The last word of each maker on each pair of claims."""
        rows = self._rows(
            """SELECT * FROM judgements WHERE row IN (SELECT max(row) FROM judgements GROUP BY claim_a, claim_b, "by")
               ORDER BY row"""
        )
        return [
            Judgement(r["claim_a"], r["claim_b"], r["verdict"], r["score"], json.loads(r["reasons"]), r["by"])
            for r in rows
        ]

    # ---- events and control

    def replace_events(self, events: Iterable[Event], controls: Iterable[Control]) -> None:
        """Put these events and this control ledger in place of all that were there."""
        with self._transaction() as connection:
            for name in (
                "event_claims", "event_parties", "event_sources", "events_text", "events_at", "events", "control"
            ):
                connection.execute(f"DELETE FROM {name}")  # noqa: S608  (constants only)
            for row, event in enumerate(events, 1):
                _insert_event(connection, row, event)
            connection.executemany(
                "INSERT INTO control (place, country, state, since, until, record) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (c.place.place.name, c.place.place.country, c.state, _day(c.start), _day(c.end), _json(control_to_json(c)))
                    for c in controls
                ],
            )

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
            "type": type, "since": _day(since), "until": _day(until), "country": country, "place": _like(place),
            "actor": _like(actor), "actor_id": actor, "killed": min_killed, "source": _like(source),
            "text": _match(text) if text else None, "south": south, "west": west, "north": north, "east": east,
            "limit": -1 if limit is None else limit,
        }  # fmt: skip
        return [event_from_json(json.loads(row["record"])) for row in self._rows(_events_sql(text, box), values)]

    def event(self, event_id: str) -> Event | None:
        """The event of this id, or of the only id that begins so; StoreError where several do."""
        rows = self._rows("SELECT record FROM events WHERE id = ?", (event_id,))
        if not rows and event_id:
            rows = self._rows(
                "SELECT record FROM events WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 5", (len(event_id), event_id)
            )
        events = [event_from_json(json.loads(row["record"])) for row in rows]
        if len(events) > 1:
            raise StoreError(f"{event_id!r} begins several event ids ({', '.join(e.id for e in events)}, ...): give more of it.")
        return events[0] if events else None

    def control(self, place: str | None = None, on: date | None = None) -> list[Control]:
        """The control ledger; ``place`` is part of a name, ``on`` keeps the rows that hold on a day."""
        rows = self._rows(
            """SELECT record FROM control
               WHERE (:place IS NULL OR place LIKE :place ESCAPE '\\')
                 AND (:day IS NULL OR ((since IS NULL OR since <= :day) AND (until IS NULL OR until >= :day)))
               ORDER BY row""",
            {"place": _like(place), "day": _day(on)},
        )
        return [control_from_json(json.loads(row["record"])) for row in rows]

    # ---- looking around

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Articles that hold all the words, best first; any text is safe, words in "..." stay together."""
        match = _match(text)
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
        rows = self._rows(SOURCES_SQL, {"as_of": None, "added_by": None, "coder": None})
        return [dict(row) for row in rows]


SOURCES_SQL = f"""
  WITH current AS (SELECT c.article, c.id FROM codings c WHERE c.id IN ({CURRENT_CODINGS})),
  outlets AS (
    SELECT a.outlet AS name, count(DISTINCT a.row) AS articles, count(k.row) AS claims
    FROM articles a LEFT JOIN current ON current.article = a.row LEFT JOIN claims k ON k.coding = current.id
    WHERE a.outlet IS NOT NULL AND a.row IN ({CURRENT_ARTICLES}) GROUP BY a.outlet),
  others AS (SELECT event, kind, count(*) AS number FROM event_sources GROUP BY event, kind),
  used AS (
    SELECT s.kind, s.name, count(*) AS events, sum(o.number = 1) AS alone, sum(o.number > 1) AS corroborated
    FROM event_sources s JOIN others o ON o.event = s.event AND o.kind = s.kind GROUP BY s.kind, s.name)
  SELECT 'outlet' AS kind, outlets.name, outlets.articles, outlets.claims, coalesce(used.events, 0) AS events,
         coalesce(used.alone, 0) AS alone, coalesce(used.corroborated, 0) AS corroborated
  FROM outlets LEFT JOIN used ON used.kind = 'outlet' AND used.name = outlets.name
  UNION ALL
  SELECT used.kind, used.name, NULL, NULL, used.events, used.alone, used.corroborated FROM used
  WHERE used.kind = 'origin' OR used.name NOT IN (SELECT name FROM outlets)
  ORDER BY 1 DESC, 5 DESC, 2"""  # noqa: S608  (constants only)


def _events_sql(text: str | None, box: tuple[float, float, float, float] | None) -> str:
    """The query of ``Store.events``; full text and box are left out where they are not asked for."""
    words = """ AND (e.row IN (SELECT rowid FROM events_text WHERE events_text MATCH :text)
      OR e.row IN (SELECT ec.event FROM event_claims ec JOIN claims k ON k.id = ec.claim JOIN codings c ON c.id = k.coding
                   WHERE c.article IN (SELECT rowid FROM articles_text WHERE articles_text MATCH :text)))"""
    within = """ AND e.row IN (SELECT row FROM events_at WHERE south >= :south AND north <= :north
      AND west >= :west AND east <= :east)"""
    return f"""SELECT e.record FROM events e
      WHERE (:type IS NULL OR e.event_type = :type COLLATE NOCASE OR e.sub_event_type = :type COLLATE NOCASE)
        AND (:since IS NULL OR coalesce(e.until, e.since) >= :since) AND (:until IS NULL OR coalesce(e.since, e.until) <= :until)
        AND (:country IS NULL OR e.country = :country COLLATE NOCASE)
        AND (:place IS NULL OR e.place LIKE :place ESCAPE '\\' OR e.admin1 LIKE :place ESCAPE '\\')
        AND (:killed IS NULL OR e.killed >= :killed)
        AND (:actor IS NULL OR EXISTS (SELECT 1 FROM event_parties p WHERE p.event = e.row
             AND (p.actor = :actor_id OR p.name LIKE :actor ESCAPE '\\')))
        AND (:source IS NULL OR EXISTS (SELECT 1 FROM event_sources s WHERE s.event = e.row
             AND s.name LIKE :source ESCAPE '\\'))
        {words if text else ""}{within if box else ""}
      ORDER BY e.since IS NULL, e.since, e.id LIMIT :limit"""  # noqa: S608  (constants only; values are bound)


def _keep_text(connection: sqlite3.Connection, article: Article, run: int) -> int:
    """The row of the article's text, added if it is new; a copy or a new version is noted."""
    kept = connection.execute("SELECT row, id, url FROM articles WHERE sha256 = ?", (article.sha256,)).fetchone()
    if kept:
        if (kept["id"], kept["url"]) != (article.id, article.url):
            connection.execute(
                "INSERT OR IGNORE INTO copies (article, id, url, outlet, run) VALUES (?, ?, ?, ?, ?)",
                (kept["row"], article.id, article.url or "", article.outlet, run),
            )
        return int(kept["row"])
    older = connection.execute("SELECT sha256 FROM articles WHERE id = ? ORDER BY row DESC LIMIT 1", (article.id,)).fetchone()
    columns = _article_columns(article)
    row = connection.execute(
        """INSERT INTO articles (id, sha256, text, title, url, outlet, agency, author, published, published_day, language,
                                 notes, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (*columns, run),
    ).lastrowid
    connection.execute(
        "INSERT INTO articles_text (rowid, title, text) VALUES (?, ?, ?)", (row, article.title, article.text)
    )
    if older:
        message = f"came again with another text: the new one ({article.sha256[:16]}) is current, the old one ({older['sha256'][:16]}) is kept"
        _insert_error(connection, run, "", 0, article.id, message)
    return int(row or 0)


def _article_columns(article: Article) -> tuple[str | None, ...]:
    published = article.published
    day = published and (published.end or published.start)
    try:
        article.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise StoreError(f"Article {article.id} holds half a character (a lone surrogate) at {error.start}; read it again.") from None
    return (
        article.id, article.sha256, article.text, article.title, article.url, article.outlet, article.agency,
        article.author, _json(when_to_json(published)) if published else None, _day(day or None), article.language,
        _json(list(article.notes)),
    )  # fmt: skip


def _article(row: sqlite3.Row) -> Article:
    return Article(
        id=row["id"],
        text=row["text"],
        title=row["title"],
        url=row["url"],
        outlet=row["outlet"],
        agency=row["agency"],
        author=row["author"],
        published=when_from_json(json.loads(row["published"])) if row["published"] else None,
        language=row["language"],
        notes=tuple(json.loads(row["notes"])),
    )


def _claim_columns(claim: Claim) -> tuple[str | None, ...]:
    when, place = claim.when, claim.place and claim.place.place
    return (
        claim.id, claim.sub_event_type, claim.status, claim.focus, _day(when and when.start), _day(when and when.end),
        place and place.country, place and place.name, _json(claim_to_json(claim)),
    )  # fmt: skip


def _insert_error(
    connection: sqlite3.Connection, run: int, source: str, line: int, article_id: str, message: str
) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO errors (run, source, line, article, message) VALUES (?, ?, ?, ?, ?)",
        (run, _printable(source), line, _printable(article_id), _printable(message)),
    )


def _insert_event(connection: sqlite3.Connection, row: int, event: Event) -> None:
    when, place = event.when, event.place and event.place.place
    killed = max((t.best or t.low or t.high or 0 for t in event.tolls if t.kind == "killed"), default=None)
    connection.execute(
        """INSERT INTO events (row, id, event_type, sub_event_type, status, level, parent, since, until, country, place,
                               admin1, killed, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            row, event.id, event.event_type, event.sub_event_type, event.status, event.level, event.parent,
            _day(when and when.start), _day(when and when.end), place and place.country, place and place.name,
            place and place.admin1, killed, _json(event_to_json(event)),
        ),
    )  # fmt: skip
    connection.executemany("INSERT INTO event_claims VALUES (?, ?)", [(row, claim) for claim in event.claims])
    sides = [("a", party) for party in event.side_a] + [("b", party) for party in event.side_b]
    connection.executemany(
        "INSERT INTO event_parties VALUES (?, ?, ?, ?)", [(row, side, party.actor, party.name) for side, party in sides]
    )
    sources = {("outlet", name) for name in event.outlets} | {("origin", name) for name in event.origins}
    connection.executemany("INSERT INTO event_sources VALUES (?, ?, ?)", [(row, *source) for source in sorted(sources)])
    connection.execute("INSERT INTO events_text (rowid, words) VALUES (?, ?)", (row, _event_words(event)))
    if place and place.lat is not None and place.lon is not None:
        connection.execute(
            "INSERT INTO events_at VALUES (?, ?, ?, ?, ?)", (row, place.lat, place.lat, place.lon, place.lon)
        )


def _event_words(event: Event) -> str:
    location: Location | None = event.place
    names = [event.id, event.event_type, event.sub_event_type, event.status]
    names += [location.place.name, location.place.admin1 or ""] if location else []
    names += [party.name for party in (*event.side_a, *event.side_b)]
    return "\n".join([*names, *event.outlets, *event.origins])


def _match(text: str) -> str:
    """Words of a user as an FTS5 query that cannot be anything else: each word or "phrase" quoted, all wanted.

    >>> _match('Douma "gas attack" OR NEAR(')
    '"Douma" "gas attack" "OR" "NEAR"'
    """
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', text.replace("\0", " "))]
    kept = [" ".join(re.findall(r"\w+", part)) for part in parts]
    return " ".join(f'"{part}"' for part in kept if part)


def _like(text: str | None) -> str | None:
    """A part of a name as a LIKE pattern in which % and _ are themselves."""
    if text is None:
        return None
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds")


def _migrations() -> list[str]:
    folder = files("warmonitor") / "migrations"
    steps = sorted((step for step in folder.iterdir() if step.name.endswith(".sql")), key=lambda step: step.name)
    return [step.read_text(encoding="utf-8") for step in steps]


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one, so that they run inside one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _sqlite_errors(path: Path) -> Iterator[None]:
    """What SQLite says, in words that say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(error, path) from error


def _explained(error: sqlite3.Error, path: Path) -> StoreError:
    said = str(error)
    if "locked" in said or "busy" in said:
        return StoreError(f"{path} is in use by another process for over {BUSY_SECONDS} s. Let it end, then try again.")
    if "readonly" in said or "read-only" in said:
        return StoreError(f"{path} cannot be written to. Check who owns the file and its folder, or copy it elsewhere.")
    if "not a database" in said or "malformed" in said:
        return StoreError(f"{path} is not a warmonitor database, or is damaged ({said}). Name another --db, or restore a copy.")
    if "unable to open" in said:
        return StoreError(f"{path} cannot be opened. Check that its folder may be written to.")
    if "full" in said:
        return StoreError(f"There is no room left on the disk of {path}. Nothing of the last step was kept; free some room.")
    return StoreError(f"{path}: {said}")
