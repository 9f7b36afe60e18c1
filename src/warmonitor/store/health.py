"""Is a database whole, and what can be done where it is not. What persons and articles gave is never thrown away.

``check`` only reads. ``repair`` first sets the file as it is aside (NAME.before-repair), then makes anew what can be
made anew: missing indexes, the word index, and, where pages of the file are damaged, a new file with every row that
can still be read. Events and control are made anew by linking, which is the caller's part.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from warmonitor.model import event_id
from warmonitor.records import RecordError, claim_from_json
from warmonitor.store.database import StoreError, connect, migrations, sqlite_errors, statements
from warmonitor.store.linked import newest, read_marks

KEPT = ("runs", "articles", "copies", "codings", "claims", "judgements", "corrections", "exports", "errors")
NO_MORE = 20  # faults of one kind that are told one by one


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a database. ``kind``: file, schema, data, index, links; or note, which is no fault."""

    kind: str
    message: str


def check(path: str | Path) -> list[Fault]:
    """All that is wrong with a database, and what is worth knowing ("note"); nothing is written."""
    file = Path(path)
    if not file.is_file():
        raise StoreError(f"There is no database {file}.")
    try:
        with closing(_read_only(file)) as connection:
            faults = list(_damage(connection))
            if not faults:
                for look in (_schema, _data, _word_index, _links, _notes):
                    faults += look(connection)
            return faults
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "unable to open" in str(error):
            with sqlite_errors(file):
                raise
        return [Fault("file", f"cannot be read: {error}")]
    except sqlite3.DatabaseError as error:
        return [Fault("file", f"cannot be read: {error}")]


def _read_only(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    connection.row_factory = sqlite3.Row
    return connection


def _damage(connection: sqlite3.Connection) -> Iterator[Fault]:
    for row in connection.execute(f"PRAGMA integrity_check({NO_MORE})"):
        if row[0] != "ok":
            lines = [line for line in str(row[0]).splitlines() if not line.startswith("***")]
            yield from (Fault("file", line) for line in lines[:NO_MORE])


@cache
def _wanted() -> Mapping[str, str]:
    """Every table and index that a database of this version has, with the statement that makes it."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.create_function("event_id", 1, event_id, deterministic=True)
        for script in migrations():
            for statement in statements(script):
                fresh.execute(statement)
        made = fresh.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    virtual = [name for name, sql in made if sql.startswith("CREATE VIRTUAL")]
    return {name: sql for name, sql in made if not any(name.startswith(f"{table}_") for table in virtual)}


def _schema(connection: sqlite3.Connection) -> Iterator[Fault]:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < len(migrations()):
        yield Fault("note", f"database version {version}; the next command that opens it brings it up to date")
        return
    there = {row["name"] for row in connection.execute("SELECT name FROM sqlite_schema")}
    for name, statement in _wanted().items():
        if name not in there:
            kind = "file" if name in KEPT else "schema"  # what articles and persons gave is read from what is left
            yield Fault(kind, f"{'index' if 'INDEX' in statement else 'table'} {name} is missing")


def _data(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Rows that point nowhere, texts that are not those that came in, claims that cannot be read or misquote."""
    for row in connection.execute("PRAGMA foreign_key_check").fetchmany(NO_MORE):
        yield Fault("data", f"a row of {row['table']} points to a row of {row['parent']} that is not there")
    faults = 0
    for article in connection.execute("SELECT row, id, text, sha256 FROM articles"):
        text = article["text"]
        if sha256(text.encode()).hexdigest() != article["sha256"]:
            yield Fault("data", f"article {article['id']}: its text is not the one that came in")
            faults += 1
        sql = """SELECT k.id, k.record FROM codings c JOIN claims k ON k.coding = c.id WHERE c.article = ?"""
        for claim in connection.execute(sql, (article["row"],)):
            wrong = _misread(claim["record"], text)
            if wrong:
                yield Fault("data", f"claim {claim['id']}: {wrong}")
                faults += 1
        if faults >= NO_MORE:
            yield Fault("data", "and perhaps more: the rest was not looked at")
            return


def _misread(record: str, text: str) -> str | None:
    try:
        claim = claim_from_json(json.loads(record))
    except (RecordError, ValueError) as error:
        return f"cannot be read ({error})"
    spans = [claim.trigger, *(e.span for e in claim.evidence if e.span)]
    wrong = next((span for span in spans if text[span.start : span.end] != span.quote), None)
    return f"the quote {wrong.quote!r} does not stand in the article" if wrong else None


def _word_index(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Articles that the word index lacks; FTS5's own check writes, so it is left to the repair."""
    there = {row["name"] for row in connection.execute("SELECT name FROM sqlite_schema")}
    if "articles_text" not in there:
        return
    lacking = connection.execute(
        """SELECT (SELECT count(*) FROM articles)
             - (SELECT count(*) FROM articles_text_docsize WHERE id IN (SELECT row FROM articles))"""
    ).fetchone()[0]
    if lacking:
        yield Fault("index", f"{lacking} articles cannot be found by their words")


def _links(connection: sqlite3.Connection) -> Iterator[Fault]:
    if not _has_links(connection):
        return
    marks, last = read_marks(connection), newest(connection)
    if (marks.coding, marks.correction, marks.judgement) != last:
        yield Fault("links", "some articles, corrections or judgements are not in the events yet (a run was cut off)")
    lost = connection.execute(
        "SELECT count(*) FROM event_claims WHERE claim NOT IN (SELECT id FROM claims)"
    ).fetchone()[0]
    if lost:
        yield Fault("links", f"events hold {lost} claims that are not there")
    doubled = connection.execute(
        "SELECT count(*) FROM (SELECT claim FROM event_claims GROUP BY claim HAVING count(*) > 1)"
    ).fetchone()[0]
    if doubled:
        yield Fault("links", f"{doubled} claims stand in two events")


def _has_links(connection: sqlite3.Connection) -> bool:
    there = {row["name"] for row in connection.execute("SELECT name FROM sqlite_schema")}
    return {"state", "event_claims", "corrections"} <= there


def _notes(connection: sqlite3.Connection) -> Iterator[Fault]:
    for row in connection.execute("SELECT id, started FROM runs WHERE ended IS NULL ORDER BY id"):
        yield Fault("note", f"run {row['id']} of {row['started']} was cut off, or is still at work")
    for table, column in (("judgements", "claim_a"), ("judgements", "claim_b"), ("corrections", "claim")):
        if table == "corrections" and not _has_links(connection):
            continue
        lost = connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT id FROM claims)"  # noqa: S608
        ).fetchone()[0]
        if lost:
            yield Fault("note", f"{lost} {table} are on claims that this database does not hold")


# ---- repair


def repair(path: str | Path, say: Callable[[str], None]) -> bool:
    """Make whole what can be made whole; True where events must be made anew from the claims (``relinking.relink``).

    The file as it was is kept as NAME.before-repair.
    """
    file = Path(path)
    faults = [fault for fault in check(file) if fault.kind != "note"]
    if not faults:
        return False
    aside = file.with_name(f"{file.name}.before-repair")
    if aside.exists():
        raise StoreError(f"{aside} is there from a repair before. Look at it, and move or delete it first.")
    _set_aside(file, aside)
    say(f"the file as it was is kept as {aside}")
    kinds = {fault.kind for fault in faults}
    if "file" in kinds:
        _salvage(aside, file, say)
    else:
        with sqlite_errors(file), closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as connection:
            _mend(connection, say)
    return True


def _set_aside(file: Path, aside: Path) -> None:
    """Copy the file with what waits in its log, as it is."""
    try:
        for end in ("", "-wal"):
            if Path(f"{file}{end}").exists():
                shutil.copy2(f"{file}{end}", f"{aside}{end}")
    except OSError as error:
        raise StoreError(f"{aside} cannot be written ({error.strerror}); nothing was changed.") from error


def _mend(connection: sqlite3.Connection, say: Callable[[str], None]) -> None:
    """Missing tables and indexes, indexes of values and of words."""
    connection.create_function("event_id", 1, event_id, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    for name, statement in _wanted().items():
        if name not in there:
            connection.execute(statement)
            say(f"{name} was made anew")
    connection.execute("REINDEX")
    connection.execute("INSERT INTO articles_text (articles_text) VALUES ('rebuild')")
    connection.execute("COMMIT")
    say("indexes were made anew")


def _salvage(damaged: Path, target: Path, say: Callable[[str], None]) -> None:
    """A new file with every row of the damaged one that can be read; it takes the old one's place when it is done."""
    fresh = target.with_name(f"{target.name}.salvaged")
    for end in ("", "-wal", "-shm"):
        Path(f"{fresh}{end}").unlink(missing_ok=True)
    total = 0
    with closing(connect(fresh)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in KEPT:
            columns = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]
            read, broken = _readable(damaged, table)
            connection.execute("BEGIN")
            for row in read.values():
                known = {name: row[name] for name in columns if name in row}
                marks = ", ".join(f":{name}" for name in known)
                names = ", ".join(f'"{name}"' for name in known)
                connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", known)  # noqa: S608
            connection.execute("COMMIT")
            total += len(read)
            say(f"{table}: {len(read)} rows" + (", and some that cannot be read" if broken else ""))
        connection.execute("UPDATE claims SET event_id = event_id(id)")
        connection.execute("INSERT INTO articles_text (articles_text) VALUES ('rebuild')")
        _drop_orphans(connection, say)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if not total:
        raise StoreError(f"No row of {target} can be read; it is left as it is. Restore a copy.")
    for end in ("-wal", "-shm"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    fresh.replace(target)


def _drop_orphans(connection: sqlite3.Connection, say: Callable[[str], None]) -> None:
    """Claims and codings whose article is lost: their words are, too."""
    for table, column, of in (("codings", "article", "articles"), ("claims", "coding", "codings")):
        key = "row" if of == "articles" else "id"
        lost = connection.execute(
            f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {key} FROM {of})"  # noqa: S608
        ).rowcount
        if lost:
            say(f"{table}: {lost} rows belong to what cannot be read, and are only in the file kept aside")


def _readable(path: Path, table: str) -> tuple[dict[object, Mapping[str, object]], bool]:
    """The rows that can be read, from the front and from the back of what cannot; and whether some could not."""
    rows: dict[object, Mapping[str, object]] = {}
    broken = False
    for order in ("", " DESC"):
        try:
            with closing(_read_only(path)) as connection:
                info = connection.execute(f"PRAGMA table_info({table})").fetchall()
                keys = [row["name"] for row in sorted(info, key=lambda row: row["pk"]) if row["pk"]]
                by = ", ".join(f'"{key}"{order}' for key in keys)
                for row in connection.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY {by}"):  # noqa: S608
                    rows[tuple(row[key] for key in keys)] = dict(row)
        except sqlite3.DatabaseError:
            broken = True
    return rows, broken
