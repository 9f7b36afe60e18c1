"""What every command that gives something out shares: the options that protect people, and the record of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from warmonitor.cli.app import messages, opened

Redact = Annotated[bool, typer.Option("--redact", help="Mask the names of private persons.")]
Delay = Annotated[int | None, typer.Option(min=0, help="Leave out events of the last so many days.")]
Coarsen = Annotated[float | None, typer.Option(min=1, help="Tell no place closer than so many km.")]
By = Annotated[str | None, typer.Option(envvar="WARMONITOR_BY", help="Who gives it out, for the record; the login name "
                                        "if none.")]  # fmt: skip


@contextmanager
def careful_database(db: str, redact: bool, delay: int | None, coarsen: float | None) -> Iterator[str]:
    """The database itself, or, with any of the options, a copy of what may be published, which is gone afterwards."""
    if not redact and delay is None and coarsen is None:
        opened(db).close()
        yield db
        return
    from warmonitor import pipeline

    with TemporaryDirectory(prefix="warmonitor-") as folder:
        copy = str(Path(folder) / Path(db).name)
        with opened(db) as store:
            every = store.event_count()
            outgoing = pipeline.careful_copy(store, copy, redact=redact, delay=delay, coarsen=coarsen)
        say_held_back(every - len(outgoing.events), delay)
        yield copy


def say_held_back(number: int, delay: int | None) -> None:
    """Tell how many events are not given out."""
    if number:
        messages.say(f"{number} events held back: of the last {delay} days, or of no known day")


def login_name() -> str:
    """Who runs this, for the record of exports; "unknown" where the system does not say."""
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):
        return "unknown"


def note_export(db: str, form: str, path: str | Path | None, parameters: Mapping[str, Any], events: int,
                rows: int) -> None:
    """Keep a record of what was given out, with its fingerprint; a database that is only read keeps none."""
    from warmonitor import pipeline
    from warmonitor.store import Store, StoreError

    given = {"version": pipeline.VERSION, "format": form, "path": str(path or "-"), "events": events, "rows": rows,
             "sha256": fingerprint(Path(path)) if path else None,
             "parameters": {name: value for name, value in parameters.items() if value not in (None, False, "")},
             }  # fmt: skip
    try:
        with Store(db, must_exist=True) as store:
            store.add_export(given, pipeline.utc_now())
    except StoreError as error:
        messages.say(f"the export is made, but not on record: {error}")


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file; of a folder that of its list, as "sha256sum" prints it, sorted by name."""
    if path.is_file():
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    names = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
    return sha256("".join(f"{fingerprint(path / name)}  {name}\n" for name in names).encode()).hexdigest()
