"""The stages, each from stdin or files to stdout: read, mentions, code, link, control; and evaluate, demo."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from warmonitor.cli.app import (
    AllowPrivate,
    Articles,
    AsJson,
    AsOf,
    CallError,
    Claims,
    Output,
    Rule,
    Sources,
    Texts,
    Workers,
    a_day,
    app,
    article_texts,
    messages,
    opened,
    read_articles,
    show_rows,
)
from warmonitor.streams import parsed, with_progress, write_lines


@app.command()
def read(sources: Sources, output: Output = None, allow_private: AllowPrivate = False) -> None:
    """Articles out of files, folders, addresses and feeds, with outlet, agency, day and language."""
    from warmonitor import pipeline
    from warmonitor.records import article_to_json

    found = pipeline.read(sources, on_error=messages.failed, stdin=sys.stdin.buffer, allow_private=allow_private)
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
            articles: Texts = None, output: Output = None, as_json: AsJson = False, as_of: AsOf = None,
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
    with opened(db, as_of) as store:
        held = store.control(place=place, on=a_day(on, "--on"))
    if as_json or output:
        write_lines(map(control_to_json, held), output)
    else:
        from warmonitor import tables

        tables.show(tables.control_table(held))


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
