"""The demo: codes the sample inside the package, shows what the record looks like, and leaves files to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import as_file
from pathlib import Path

from warmonitor import export, pipeline, tables
from warmonitor.explain import explain_event
from warmonitor.model import Event
from warmonitor.ontology import data_path
from warmonitor.report.pages import html
from warmonitor.report.situation import situation
from warmonitor.store import Store
from warmonitor.web.archive import Archive
from warmonitor.web.site import write_site

SUFFIXES = {".txt", ".html", ".jsonl", ".csv"}
EXPORTS = {"csv": "events.csv", "jsonl": "record.jsonl", "geojson": "map.geojson", "acled": "acled.csv",
           "ucdp": "ucdp.csv"}  # fmt: skip
SHOWN = 16
LEGEND = """killed: low / best / high, "?" where the words leave it open.
origins: independent sources, not outlets; a paper that prints a wire report adds none.
disagree: what claims contradict each other on; an update of a toll is no contradiction.
"""
NEXT = """
Try next:
  warmonitor events --db {db}
  warmonitor explain {event} --db {db}
  warmonitor serve --open --db {db}
  warmonitor add YOUR_ARTICLES... --db my.db
The sample's outlets are invented; the incidents are real. See docs/tutorial.md."""


def run(folder: Path, *, workers: int | None = None) -> None:
    """Code the sample into a fresh database in ``folder``, show its events, explain one, write the exports."""
    folder.mkdir(parents=True, exist_ok=True)
    db = folder / "demo.db"
    for old in folder.glob("demo.db*"):
        old.unlink()
    with as_file(data_path("sample")) as sample:
        added = pipeline.add(sample_files(sample), db, workers=workers)
    tables.show(f"{added.new} articles on three wars -> {added.claims} claims -> {added.events} events")
    with Store(db) as store:
        events = store.events()
        shown = worth_showing(events)
        tables.show(tables.events_table(shown))
        tables.show(f"{len(events) - len(shown)} smaller or unreal events are not shown.\n{LEGEND}")
        show_why(store, shown)
        tables.show("\nWritten:")
        for line in (f"  {db}", *write_exports(store, events, folder), *write_page(db, events, folder)):
            tables.show(line)
    tables.show(NEXT.format(db=db, event=most_reported(shown).id[: tables.ID_LENGTH] if shown else "ID"))


def sample_files(sample: Path) -> list[Path]:
    """The articles of the sample, without its own description."""
    return sorted(path for path in sample.iterdir() if path.suffix in SUFFIXES)


def worth_showing(events: Sequence[Event]) -> list[Event]:
    """The events that happened and that most claims report, by day: enough for a screen."""
    real = [event for event in events if event.status in {"happened", "ongoing"} and event.tolls]
    most = sorted(real, key=lambda event: (-len(event.claims), event.id))[:SHOWN]
    return [event for event in events if event in most]


def most_reported(events: Sequence[Event]) -> Event:
    """The event whose claims disagree on most, then the one of most articles: the one with most to explain."""
    return max(events, key=lambda event: (len(event.contradictions), len(event.articles), event.id))


def show_why(store: Store, events: Sequence[Event]) -> None:
    """Explain the event with most to explain."""
    if not events:
        return
    claims = {claim.id: claim for claim in store.claims()}
    articles = {article.id: article for article in store.articles()}
    tables.show_explanation(explain_event(most_reported(events), claims, articles))


def write_exports(store: Store, events: Sequence[Event], folder: Path) -> Iterator[str]:
    """Write every export with its evidence; gives a line on each."""
    context = export.frame(store.claims(), store.articles())
    for name, file in EXPORTS.items():
        summary = export.export_file(name, events, context, folder / file)
        yield f"  {folder / file}  ({summary})"


def write_page(db: Path, events: Sequence[Event], folder: Path) -> Iterator[str]:
    """Write the page as files and a situation report on all days; gives a line on each."""
    archive = Archive(db)
    written = write_site(archive, folder / "site")
    yield f"  {folder / 'site' / 'index.html'}  (the page: open it in a browser; {written.bytes / 1e6:.1f} MB of data)"
    days = [event.when.start for event in events if event.when and event.when.start]
    report = folder / "report.html"
    report.write_text(html(situation(archive, min(days), max(days))), encoding="utf-8")
    yield f"  {report}  (a situation report)"
