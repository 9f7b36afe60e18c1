"""What goes out to other tools and is checked: export, validate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from warmonitor import care
from warmonitor.cli.app import DB, AsJson, AsOf, CallError, Database, Output, app, messages, opened, show_rows
from warmonitor.streams import output as opened_output

if TYPE_CHECKING:
    from warmonitor.export import Summary

Form = Annotated[str, typer.Argument(metavar="FORMAT", help="acled, csv, gdelt, geojson, geoparquet, jsonl, kml, "
                                     "markdown, parquet, plover, sqlite, timemap, ucdp or xlsx.")]
MOST_SHOWN = 100


@app.command()
def export(form: Form, db: Database = DB, output: Output = None,
           split_days: Annotated[bool, typer.Option("--split-days", help="acled: a row for each day.")] = False,
           as_of: AsOf = None,
           site: Annotated[str | None, typer.Option(help="Address of the page that permalinks lead to.")] = None,
           redact: Annotated[bool, typer.Option("--redact", help="Mask the names of private persons.")] = False,
           delay: Annotated[int | None, typer.Option(min=0, help="Leave out events of the last so many days.")] = None,
           coarsen: Annotated[float | None, typer.Option(min=1, help="Tell no place closer than so many km.")] = None,
           by: Annotated[str | None, typer.Option(envvar="WARMONITOR_BY", help="Who exports, for the record; "
                                                  "the login name if none.")] = None) -> None:
    """The events in the form of another tool; with -o FILE also FILE.evidence.csv, the words behind each row.

    Each export is noted in the database: warmonitor runs --exports.
    """
    from warmonitor import export as exports
    from warmonitor import pipeline

    path, now = None if output == "-" else output, pipeline.utc_now()
    noted = {"by": by or login_name(), "split_days": split_days, "as_of": as_of, "site": site, "redact": redact,
             "delay": delay, "coarsen": coarsen}
    if form == "sqlite":
        if as_of:
            raise CallError("sqlite copies the database whole; --as-of goes with the other forms.")
        copy_database(db, path, redact, delay, coarsen)
        note_export(db, exports.Summary(form, 0, 0, {}), path, noted)
        return
    kind = exports.form_of(form)
    with opened(db, as_of) as store:
        outgoing = care.Outgoing(tuple(store.events()), tuple(store.claims()), tuple(store.articles()))
    every = len(outgoing.events)
    outgoing = pipeline.careful(outgoing, redact=redact, delay=delay, coarsen=coarsen, today=now.date())
    if len(outgoing.events) < every:
        messages.say(f"{every - len(outgoing.events)} events held back: of the last {delay} days, or of no known day")
    context = exports.frame(outgoing.claims, outgoing.articles, now, split_days, site)
    if path:
        summary = exports.export_file(form, outgoing.events, context, path)
        messages.say(f"{summary}; evidence in {exports.evidence_path(path)}")
    else:
        with opened_output(None) as stream:
            target: IO[Any] = sys.stdout.buffer if kind.is_binary else stream
            summary = exports.export(form, outgoing.events, context, target)
        messages.say(f"{summary}; with -o FILE the evidence is written too")
    note_export(db, summary, path, noted)


def login_name() -> str:
    """Who runs this, for the record of exports; "unknown" where the system does not say."""
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):
        return "unknown"


def note_export(db: str, summary: Summary, path: str | None, parameters: dict[str, Any]) -> None:
    """Keep a record of what was given out, with the file's fingerprint; a database that is only read keeps none."""
    from hashlib import file_digest

    from warmonitor import pipeline
    from warmonitor.store import Store, StoreError

    digest = None
    if path:
        with Path(path).open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
    given = {"version": pipeline.VERSION, "format": summary.format, "path": path or "-", "events": summary.events,
             "rows": summary.rows, "sha256": digest,
             "parameters": {name: value for name, value in parameters.items() if value}}  # fmt: skip
    try:
        with Store(db, must_exist=True) as store:
            store.add_export(given, pipeline.utc_now())
    except StoreError as error:
        messages.say(f"the export is made, but not on record: {error}")


def copy_database(db: str, path: str | None, redact: bool, delay: int | None, coarsen: float | None) -> None:
    """The database as it is, or what may be published of it; and beside it what its tables mean, for Datasette."""
    from warmonitor import pipeline
    from warmonitor.export import datasette

    if path is None:
        raise CallError("sqlite copies the database into a file: name it with -o FILE.")
    with opened(db) as store:
        if not redact and delay is None and coarsen is None:
            store.copy_to(path)
        elif Path(path).exists():
            raise CallError(f"{path} is there already. Name a new file for a copy that is redacted or delayed.")
        else:
            pipeline.careful_copy(store, path, redact=redact, delay=delay, coarsen=coarsen)
    about = datasette.write_metadata(path)
    messages.say(f"{path} is a copy of {db}, article texts included; look at it with: datasette {path} -m {about}")


@app.command()
def validate(files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Exported files.")],
             format: Annotated[str | None, typer.Option(help="The form; none: told by the file itself.")] = None,
             as_json: AsJson = False) -> None:
    """Whether exported files are what their form's codebook says; each fault with its row and column."""
    from warmonitor import validating

    for file in files:
        form = format or validating.form_of(Path(file))
        faults = list(validating.validate(file, form))
        if as_json:
            show_rows([{"file": file, "row": f.row, "column": f.column, "fault": f.message} for f in faults], True)
        for fault in faults[:MOST_SHOWN]:
            messages.failed(f"{file}, {fault}" if fault.row or fault.column else f"{file}: {fault}")
        if len(faults) > MOST_SHOWN:
            messages.say(f"{file}: {len(faults) - MOST_SHOWN} more faults (--json shows all)")
        messages.say(f"{file}: {len(faults)} faults" if faults else f"{file}: a valid {form} file")
