"""What writes and shows a database: add, events, event, sources, articles, runs, explain."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from warmonitor.cli.app import (
    DB,
    AllowPrivate,
    AsJson,
    AsOf,
    CallError,
    Database,
    Output,
    Rule,
    Sources,
    Workers,
    a_day,
    app,
    messages,
    opened,
    show_rows,
)
from warmonitor.streams import write_lines

if TYPE_CHECKING:
    from warmonitor.model import Event


@app.command()
def add(sources: Sources, db: Database = DB, workers: Workers = 0, rule: Rule = "ucdp",
        allow_private: AllowPrivate = False) -> None:
    """Read, code, link and reconcile into a database; safe to repeat and to interrupt."""
    from warmonitor import pipeline
    from warmonitor.streams import progress_counter

    with progress_counter("articles added") as advance:
        added = pipeline.add(sources, db, workers=workers or None, rule=rule, on_error=messages.failed,
                             on_progress=advance, stdin=sys.stdin.buffer, allow_private=allow_private)
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
           as_of: AsOf = None,
           limit: Annotated[int | None, typer.Option(help="At most so many.")] = None) -> None:
    """The events: low / best / high killed, how many origins, and where the claims disagree."""
    from warmonitor.records import event_to_json

    with opened(db, as_of) as store:
        found = store.events(type=type, since=a_day(since, "--since"), until=a_day(until, "--until"), country=country,
                             place=place, actor=actor, min_killed=min_killed, source=source, text=text, limit=limit)
    if as_json or output:
        write_lines(map(event_to_json, found), output)
        return
    from warmonitor import tables

    tables.show(tables.events_table(found))
    messages.say(f"{len(found)} events; details: warmonitor event ID --db {db}")


@app.command()
def event(event_id: Annotated[str, typer.Argument(metavar="ID")], db: Database = DB, as_json: AsJson = False,
          as_of: AsOf = None) -> None:
    """One event in full; ID may be the beginning of one, or an id that the event had before."""
    from warmonitor.records import event_to_json

    with opened(db, as_of) as store:
        found = store.event(event_id)
    if found is None:
        raise CallError(f"There is no event {event_id!r} in {db}. List them: warmonitor events --db {db}")
    say_if_moved(event_id, found)
    if as_json:
        write_lines([event_to_json(found)])
        return
    from warmonitor import tables

    tables.show(tables.event_card(found))


def say_if_moved(asked: str, found: Event) -> None:
    """Say that an event has another id now than the one that was asked for."""
    if not found.id.startswith(asked):
        messages.say(f"{asked} is part of {found.id} now: an earlier report was found, or two events became one")


@app.command()
def sources(db: Database = DB, as_json: AsJson = False, as_of: AsOf = None) -> None:
    """Outlets and origins: how many articles, claims and events they have, alone or borne out by others."""
    with opened(db, as_of) as store:
        show_rows(store.sources(), as_json)


@app.command()
def articles(db: Database = DB, as_json: AsJson = False, as_of: AsOf = None,
             search: Annotated[str | None, typer.Option(help="Only articles with all these words.")] = None) -> None:
    """The articles, or those that hold some words."""
    from warmonitor.records import article_to_json

    with opened(db, as_of) as store:
        if search:
            hits = [{"id": hit.article_id, "outlet": hit.outlet, "title": hit.title, "words": hit.snippet}
                    for hit in store.search(search)]
            show_rows(hits, as_json)
            return
        found = [article_to_json(article) for article in store.articles()]
    show_rows(found, as_json, ("id", "published", "outlet", "agency", "language", "title"))


@app.command()
def runs(db: Database = DB, as_json: AsJson = False,
         errors: Annotated[bool, typer.Option("--errors", help="What failed, with file and line.")] = False,
         exports: Annotated[bool, typer.Option("--exports", help="What was given out, and when.")] = False) -> None:
    """Every run of `add`, with its settings and counts; --errors shows what failed, --exports what was given out."""
    with opened(db) as store:
        show_rows(store.errors() if errors else store.exports() if exports else store.runs(), as_json)


@app.command()
def explain(item: Annotated[str, typer.Argument(metavar="ID", help="An event or a claim.")], db: Database = DB,
            as_json: AsJson = False, as_of: AsOf = None) -> None:
    """Why the record says so: each field with the quoted words and the rule, and why claims were put together."""
    from warmonitor.explain import explain_claim, explain_event

    with opened(db, as_of) as store:
        found = store.event(item)
        claims = store.claims_of(found.claims if found else [item])
        texts = store.articles_of({claim.article_id for claim in claims.values()})
    if found is None and item not in claims:
        raise CallError(f"There is no event or claim {item!r} in {db}. List the events: warmonitor events --db {db}")
    if found is not None:
        say_if_moved(item, found)
    explanation = explain_event(found, claims, texts) if found else explain_claim(claims[item], texts)
    if as_json:
        from dataclasses import asdict

        write_lines([asdict(explanation)])
        return
    from warmonitor import tables

    tables.show_explanation(explanation)
