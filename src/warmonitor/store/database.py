"""Opening the SQLite file: migrations, transactions, and SQLite's complaints in words that say what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from warmonitor.model import event_id

BUSY_SECONDS = 30
Connection = sqlite3.Connection


class StoreError(Exception):
    """The database cannot be used as asked: says what, where and what to do."""


def connect(path: Path, must_exist: bool = False) -> sqlite3.Connection:
    """An open connection to a database of this program's version; the file is made, or brought up to date."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a database file, for example {path / 'warmonitor.db'}")
    if must_exist and not path.exists():
        raise StoreError(f"There is no database {path}. Make one: warmonitor add SOURCE --db {path}")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}. Make it first, or name another --db.")
    with sqlite_errors(path):
        connection = sqlite3.connect(_address(path), timeout=BUSY_SECONDS, isolation_level=None, uri=True)
    connection.row_factory = sqlite3.Row
    try:
        with sqlite_errors(path):
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.create_function("event_id", 1, event_id, deterministic=True)
            _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _address(path: Path) -> str:
    """The file for SQLite: one that cannot be written, on a medium that cannot either, is read as it lies there."""
    address = path.resolve().as_uri()
    is_fixed = path.exists() and not os.access(path, os.W_OK) and not os.access(path.parent, os.W_OK)
    return f"{address}?immutable=1" if is_fixed and not Path(f"{path}-wal").exists() else address


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Run the numbered migrations that the file has not seen, all or none."""
    steps = migrations()
    if _version(connection) > len(steps):
        raise StoreError(
            f"{path} was written by a newer warmonitor (database version {_version(connection)}, this program knows "
            f"{len(steps)}). Update warmonitor, or use another --db."
        )
    if _version(connection) == len(steps):
        return
    with transaction(connection, path):
        if _version(connection) == 0 and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
            raise StoreError(f"{path} is a database of another program. Name another --db.")
        for number, script in list(enumerate(steps, 1))[_version(connection) :]:
            for statement in statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("PRAGMA journal_mode = WAL")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """All of the block's writes or none."""
    with sqlite_errors(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def migrations() -> list[str]:
    folder = files("warmonitor") / "store" / "migrations"
    steps = sorted((step for step in folder.iterdir() if step.name.endswith(".sql")), key=lambda step: step.name)
    return [step.read_text(encoding="utf-8") for step in steps]


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one, so that they run inside one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
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
        return StoreError(
            f"{path} is not a warmonitor database, or is damaged ({said}). Name another --db, or look into it: "
            f"warmonitor check --db {path}"
        )
    if "unable to open" in said:
        return StoreError(f"{path} cannot be opened. Check that its folder may be written to.")
    if "full" in said:
        return StoreError(f"There is no room left on the disk of {path}. The last step was not kept; free some room.")
    if "disk I/O error" in said:
        return StoreError(f"{path} cannot be read or written to (disk I/O error): is the disk full, or failing? "
                          "The last step was not kept.")  # fmt: skip
    return StoreError(f"{path}: {said}. Look into it: warmonitor check --db {path}")
