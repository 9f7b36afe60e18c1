"""What goes out to other tools and is checked: export, validate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from warmonitor import care
from warmonitor.cli.app import DB, AsJson, AsOf, CallError, Database, Output, app, messages, opened, show_rows
from warmonitor.cli.publishing import By, Coarsen, Delay, Redact, login_name, note_export, say_held_back
from warmonitor.streams import output as opened_output

Form = Annotated[str, typer.Argument(metavar="FORMAT", help="acled, csv, gdelt, geojson, geoparquet, jsonl, kml, "
                                     "markdown, parquet, plover, sqlite, timemap, ucdp or xlsx.")]
MOST_SHOWN = 100


@app.command()
def export(form: Form, db: Database = DB, output: Output = None,
           split_days: Annotated[bool, typer.Option("--split-days", help="acled: a row for each day.")] = False,
           as_of: AsOf = None,
           site: Annotated[str | None, typer.Option(help="Address of the page that permalinks lead to.")] = None,
           redact: Redact = False, delay: Delay = None, coarsen: Coarsen = None, by: By = None) -> None:
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
        note_export(db, form, path, noted, 0, 0)
        return
    kind = exports.form_of(form)
    with opened(db, as_of) as store:
        outgoing = care.Outgoing(tuple(store.events()), tuple(store.claims()), tuple(store.articles()))
    every = len(outgoing.events)
    outgoing = pipeline.careful(outgoing, redact=redact, delay=delay, coarsen=coarsen, today=now.date())
    say_held_back(every - len(outgoing.events), delay)
    context = exports.frame(outgoing.claims, outgoing.articles, now, split_days, site)
    if path:
        summary = exports.export_file(form, outgoing.events, context, path)
        messages.say(f"{summary}; evidence in {exports.evidence_path(path)}")
    else:
        with opened_output(None) as stream:
            target: IO[Any] = sys.stdout.buffer if kind.is_binary else stream
            summary = exports.export(form, outgoing.events, context, target)
        messages.say(f"{summary}; with -o FILE the evidence is written too")
    note_export(db, form, path, noted, summary.events, summary.rows)


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
