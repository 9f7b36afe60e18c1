"""Is the database whole: check, repair."""

from __future__ import annotations

from pathlib import Path

from warmonitor.cli.app import DB, AsJson, Database, app, messages, show_rows


@app.command()
def check(db: Database = DB, as_json: AsJson = False) -> None:
    """Whether a database is whole: the file, its indexes, every quote, every link. Nothing is written."""
    from warmonitor.store import health

    found = health.check(Path(db))
    faults = [fault for fault in found if fault.kind != "note"]
    if as_json:
        show_rows([{"kind": fault.kind, "message": fault.message} for fault in found], True)
    for fault in found:
        (messages.say if fault.kind == "note" else messages.failed)(f"{db}: {fault.kind}: {fault.message}")
    messages.say(f"{db}: {len(faults)} faults. Repair: warmonitor repair --db {db}" if faults else f"{db} is whole")


@app.command()
def repair(db: Database = DB) -> None:
    """Make a damaged or unfinished database whole; the file as it was is kept beside it."""
    from warmonitor import pipeline
    from warmonitor.store import Store, health

    if not health.repair(Path(db), messages.say):
        messages.say(f"{db} is whole: nothing to repair")
        return
    with Store(db, must_exist=True) as store:
        events = pipeline.rebuild(store, scratch=True)
        claims = sum(1 for _ in store.claims())
    messages.say(f"{db}: {events} events made anew from {claims} claims")
    left = [fault for fault in health.check(Path(db)) if fault.kind != "note"]
    for fault in left:
        messages.failed(f"{db}: {fault.kind}: {fault.message}")
