"""The command line: thin, each command a few lines over the pipeline. What is heavy is imported when it is needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warmonitor.streams import Messages, parsed, with_progress, write_lines

if TYPE_CHECKING:
    from datetime import date

    from warmonitor.model import Article
    from warmonitor.store import Store

app = typer.Typer(
    help="Reads news on armed conflict and keeps a sourced record of what happened, with the words for every field.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: importing rich alone takes 0.1 s
    context_settings={"help_option_names": ["-h", "--help"]},
)
places_app = typer.Typer(help="Look up places.", no_args_is_help=True)
app.add_typer(places_app, name="places")
messages = Messages()
STOPPED = 130  # by Ctrl-C
Refused: Any = typer.BadParameter.__mro__[2]  # ClickException, of which typer has its own without a public name

Sources = Annotated[list[str], typer.Argument(help="Files, folders, addresses, feeds; - is stdin.")]
Articles = Annotated[list[str] | None, typer.Argument(help="Articles in any container; stdin (JSON lines) if none.")]
Claims = Annotated[list[str] | None, typer.Argument(help="JSON lines of claims; stdin if none or -.")]
Output = Annotated[str | None, typer.Option("-o", "--output", help="Write to this file instead of stdout.")]
Texts = Annotated[list[str] | None, typer.Option("--articles", help="The claims' articles: texts, outlets, agencies.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes; 0 is every core. The output does not depend on it.")]
Database = Annotated[str, typer.Option("--db", envvar="WARMONITOR_DB", help="The database.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines instead of a table.")]
Rule = Annotated[str, typer.Option(help="How low, best and high are taken from the figures: ucdp or acled.")]
DB = "warmonitor.db"


def main() -> None:
    """Run the command line and end with its exit status: 0 done, 1 some articles failed, 2 the call is wrong."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit status of a call; what it prints goes to stdout and stderr."""
    messages.failures = 0
    try:
        status = app(arguments, prog_name="warmonitor", standalone_mode=False)
        sys.stdout.flush()
    except Refused as error:
        error.show()
        return 2
    except BrokenPipeError:  # the reader of our output, such as head, has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except wrong_calls() as error:
        messages.say(error)
        return 2
    except OSError as error:
        if error.filename is None:
            raise
        messages.say(f"{error.filename}: cannot be opened ({error.strerror}). Check the folder and its rights.")
        return 2
    if status == STOPPED:
        messages.say("stopped; what was written before stands")
        return STOPPED
    return 1 if messages.failures else 0


def wrong_calls() -> tuple[type[Exception], ...]:
    """The errors that say what the user can do about them: shown in one line, without a traceback."""
    from warmonitor.ontology import DataFileError

    found: list[type[Exception]] = [DataFileError, CallError]
    for module, name in (("store", "StoreError"), ("parsing", "ParserError"), ("export", "ExportError"),
                         ("evaluate", "GoldError")):
        loaded = sys.modules.get(f"warmonitor.{module}")
        if loaded is not None:
            found.append(getattr(loaded, name))
    return tuple(found)


class CallError(Exception):
    """The call cannot be done: one sentence with what is wrong and what to do."""


def read_articles(paths: list[str] | None) -> Iterator[Article]:
    """Articles as received, from every source; none is stdin."""
    from warmonitor import reading

    return reading.read(paths or ["-"], on_error=messages.failed, stdin=sys.stdin.buffer)


def article_texts(paths: list[str] | None) -> list[Article]:
    """Articles with their heads' facts, to go with claims."""
    from warmonitor import pipeline

    return list(pipeline.read(paths, on_error=messages.failed)) if paths else []


@app.command()
def read(sources: Sources, output: Output = None) -> None:
    """Articles out of files, folders, addresses and feeds, with outlet, agency, day and language."""
    from warmonitor import pipeline
    from warmonitor.records import article_to_json

    found = pipeline.read(sources, on_error=messages.failed, stdin=sys.stdin.buffer)
    write_lines((article_to_json(article) for article in with_progress(found, "articles read")), output)


@app.command()
def mentions(articles: Articles = None, output: Output = None, workers: Workers = 0) -> None:
    """Every actor, place, time, count and source found in the articles."""
    from warmonitor import pipeline
    from warmonitor.records import mention_to_json
    from warmonitor.workers import ordered_map

    found = ordered_map(pipeline.mentions_of, with_progress(read_articles(articles), "articles"), workers or None)

    def lines() -> Iterator[dict[str, Any]]:
        for of_article in found:
            if of_article.error:
                messages.failed(f"article {of_article.article.id}: {of_article.error}")
            yield from (mention_to_json(mention, of_article.article.id) for mention in of_article.mentions)

    write_lines(lines(), output)


@app.command()
def code(articles: Articles = None, output: Output = None, workers: Workers = 0) -> None:
    """What each article claims: who did what to whom, where, when, at what cost, and who says so."""
    from functools import partial

    from warmonitor import pipeline
    from warmonitor.records import claim_to_json
    from warmonitor.workers import ordered_map

    spread = partial(ordered_map, workers=workers or None)
    claims = pipeline.code(with_progress(read_articles(articles), "articles coded"), map=spread,
                           on_error=messages.failed)
    write_lines(map(claim_to_json, claims), output)


@app.command()
def link(claims: Claims = None, articles: Texts = None, output: Output = None, rule: Rule = "ucdp") -> None:
    """Which claims are one event, and what they say together."""
    from warmonitor import pipeline
    from warmonitor.records import claim_from_json, event_to_json

    events = pipeline.link(parsed(claims or [], claim_from_json, messages), articles=article_texts(articles), rule=rule)
    write_lines(map(event_to_json, events), output)


@app.command()
def control(claims: Claims = None,
            db: Annotated[str | None, typer.Option("--db", help="Show a database's ledger.")] = None,
            articles: Texts = None, output: Output = None, as_json: AsJson = False,
            place: Annotated[str | None, typer.Option(help="Part of a place's name.")] = None,
            on: Annotated[str | None, typer.Option(help="Only what holds on this day, YYYY-MM-DD.")] = None) -> None:
    """Who holds which place when: from claims (JSON lines), or with --db from a database (a table)."""
    from warmonitor.records import claim_from_json, control_to_json

    if db is None:
        from warmonitor import pipeline

        ledger = pipeline.control(parsed(claims or [], claim_from_json, messages), articles=article_texts(articles))
        write_lines(map(control_to_json, ledger), output)
        return
    if claims:
        raise CallError("control takes claims or --db, not both.")
    with opened(db) as store:
        held = store.control(place=place, on=a_day(on, "--on"))
    if as_json or output:
        write_lines(map(control_to_json, held), output)
    else:
        from warmonitor import tables

        tables.show(tables.control_table(held))


@app.command()
def add(sources: Sources, db: Database = DB, workers: Workers = 0, rule: Rule = "ucdp") -> None:
    """Read, code, link and reconcile into a database; safe to repeat and to interrupt."""
    from warmonitor import pipeline
    from warmonitor.streams import progress_counter

    with progress_counter("articles added") as advance:
        added = pipeline.add(sources, db, workers=workers or None, rule=rule, on_error=messages.failed,
                             on_progress=advance, stdin=sys.stdin.buffer)
    messages.say(f"{db}: {added.new} articles added, {added.known} known before, {added.failed} failed; "
                 f"{added.claims} claims added; {added.events} events now")


@app.command()
def events(db: Database = DB, as_json: AsJson = False, output: Output = None,
           type: Annotated[str | None, typer.Option(help="Event type or sub-event type.")] = None,
           since: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD.")] = None,
           until: Annotated[str | None, typer.Option(help="Last day.")] = None,
           country: Annotated[str | None, typer.Option(help="Country code, such as SY.")] = None,
           place: Annotated[str | None, typer.Option(help="Part of a place's name.")] = None,
           actor: Annotated[str | None, typer.Option(help="Part of an actor's name, or its id.")] = None,
           min_killed: Annotated[int | None, typer.Option(help="At least so many killed.")] = None,
           source: Annotated[str | None, typer.Option(help="Outlet or origin.")] = None,
           text: Annotated[str | None, typer.Option(help="Words of the event or its articles.")] = None,
           limit: Annotated[int | None, typer.Option(help="At most so many.")] = None) -> None:
    """The events: low / best / high killed, how many origins, and where the claims disagree."""
    from warmonitor.records import event_to_json

    with opened(db) as store:
        found = store.events(type=type, since=a_day(since, "--since"), until=a_day(until, "--until"), country=country,
                             place=place, actor=actor, min_killed=min_killed, source=source, text=text, limit=limit)
    if as_json or output:
        write_lines(map(event_to_json, found), output)
        return
    from warmonitor import tables

    tables.show(tables.events_table(found))
    messages.say(f"{len(found)} events; details: warmonitor event ID --db {db}")


@app.command()
def event(event_id: Annotated[str, typer.Argument(metavar="ID")], db: Database = DB, as_json: AsJson = False) -> None:
    """One event in full; ID may be the beginning of one."""
    from warmonitor.records import event_to_json

    with opened(db) as store:
        found = store.event(event_id)
    if found is None:
        raise CallError(f"There is no event {event_id!r} in {db}. List them: warmonitor events --db {db}")
    if as_json:
        write_lines([event_to_json(found)])
        return
    from warmonitor import tables

    tables.show(tables.event_card(found))


@app.command()
def sources(db: Database = DB, as_json: AsJson = False) -> None:
    """Outlets and origins: how many articles, claims and events they have, alone or borne out by others."""
    with opened(db) as store:
        show_rows(store.sources(), as_json)


@app.command()
def articles(db: Database = DB, as_json: AsJson = False,
             search: Annotated[str | None, typer.Option(help="Only articles with all these words.")] = None) -> None:
    """The articles, or those that hold some words."""
    from warmonitor.records import article_to_json

    with opened(db) as store:
        if search:
            hits = [{"id": hit.article_id, "outlet": hit.outlet, "title": hit.title, "words": hit.snippet}
                    for hit in store.search(search)]
            show_rows(hits, as_json)
            return
        found = [article_to_json(article) for article in store.articles()]
    show_rows(found, as_json, ("id", "published", "outlet", "agency", "language", "title"))


@app.command()
def runs(db: Database = DB, as_json: AsJson = False,
         errors: Annotated[bool, typer.Option("--errors", help="What failed, with file and line.")] = False) -> None:
    """Every run of `add`, with its settings and counts; --errors shows what failed."""
    with opened(db) as store:
        show_rows(store.errors() if errors else store.runs(), as_json)


@app.command()
def explain(item: Annotated[str, typer.Argument(metavar="ID", help="An event or a claim.")], db: Database = DB,
            as_json: AsJson = False) -> None:
    """Why the record says so: each field with the quoted words and the rule, and why claims were put together."""
    from warmonitor.explain import explain_claim, explain_event

    with opened(db) as store:
        claims = {claim.id: claim for claim in store.claims()}
        texts = {article.id: article for article in store.articles()}
        found = store.event(item) if item not in claims else None
    if found is None and item not in claims:
        raise CallError(f"There is no event or claim {item!r} in {db}. List the events: warmonitor events --db {db}")
    explanation = explain_event(found, claims, texts) if found else explain_claim(claims[item], texts)
    if as_json:
        from dataclasses import asdict

        write_lines([asdict(explanation)])
        return
    from warmonitor import tables

    tables.show_explanation(explanation)


@app.command()
def export(form: Annotated[str, typer.Argument(metavar="FORMAT", help="jsonl, csv, geojson, acled or ucdp.")],
           db: Database = DB, output: Output = None) -> None:
    """The events in the form of another tool; with -o FILE also FILE.evidence.csv, the words behind each row."""
    from warmonitor import export as exports
    from warmonitor.streams import output as opened_output

    with opened(db) as store:
        found, context = store.events(), exports.frame(store.claims(), store.articles())
    if output in (None, "-"):
        with opened_output(None) as stream:
            summary = exports.export(form, found, context, stream)
        messages.say(f"{summary}; with -o FILE the evidence is written too")
    else:
        summary = exports.export_file(form, found, context, str(output))
        messages.say(f"{summary}; evidence in {exports.evidence_path(str(output))}")


@app.command()
def evaluate(gold: Annotated[str, typer.Option(help="Folder of annotated articles.")],
             articles: Annotated[list[str], typer.Option(help="The articles that were annotated.")],
             claims: Annotated[str | None, typer.Option(help="Claims to score; none: code the articles.")] = None,
             events: Annotated[str | None, typer.Option(help="Events to score; none: link the claims.")] = None,
             misses: Annotated[int, typer.Option(help="Show so many rows that were not found.")] = 0,
             workers: Workers = 0, as_json: AsJson = False) -> None:
    """Score claims and events against annotated articles."""
    from functools import partial

    from warmonitor import evaluate as scorer
    from warmonitor import pipeline
    from warmonitor.records import claim_from_json, event_from_json
    from warmonitor.workers import ordered_map

    texts = article_texts(articles)
    given = list(parsed([claims], claim_from_json, messages) if claims else
                 pipeline.code(texts, map=partial(ordered_map, workers=workers or None), on_error=messages.failed))
    linked = list(parsed([events], event_from_json, messages)) if events else pipeline.link(given, articles=texts)
    missed: list[str] = []
    figures = scorer.evaluate(gold, texts, given, linked, missed)
    by_line = [{"figure": name, "value": value} for name, value in figures.items()]
    show_rows([dict(figures)] if as_json else by_line, as_json)
    for miss in missed[:misses]:
        messages.say(miss)


@app.command()
def demo(output: Annotated[str, typer.Option("-o", "--output", help="Folder to write into.")] = "warmonitor-demo",
         workers: Workers = 0) -> None:
    """Code the sample inside the package, show its events, explain one, write a database and exports."""
    from warmonitor import demo as demonstration

    demonstration.run(Path(output), workers=workers or None)


@places_app.command()
def find(name: Annotated[str, typer.Argument(help="A place name in any spelling.")],
         country: Annotated[str | None, typer.Option(help="Country code, such as SY.")] = None,
         limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 10, as_json: AsJson = False) -> None:
    """Places of a name, best first."""
    from warmonitor.mentions.gazetteer import lookup
    from warmonitor.model import Location
    from warmonitor.records import location_to_json

    rows = [location_to_json(Location(place, score=score)) or {} for place, score in lookup(name, country, limit)]
    if not rows:
        raise CallError(f"No place {name!r} is known" + (f" in {country}." if country else "."))
    show_rows(rows, as_json, ("name", "kind", "country", "admin1", "lat", "lon", "radius_km", "score", "id"))


def opened(db: str) -> Store:
    """A database that must be there: reading from one that is not is a mistyped name, not a wish for an empty one."""
    from warmonitor.store import Store

    return Store(db, must_exist=True)


def a_day(value: str | None, option: str) -> date | None:
    """The day of an option."""
    from warmonitor.records import RecordError, parse_day

    try:
        return parse_day(value, option)
    except RecordError as error:
        raise CallError(str(error)) from None


def show_rows(rows: list[dict[str, Any]], as_json: bool, columns: tuple[str, ...] | None = None) -> None:
    """Rows as JSON lines or as a table."""
    if as_json:
        write_lines(rows)
        return
    from warmonitor import tables

    tables.show(tables.rows_table(rows, columns))
