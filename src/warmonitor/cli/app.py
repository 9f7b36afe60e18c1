"""What every command uses: the application, its options, its messages, and how rows are shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warmonitor.streams import Messages, write_lines

if TYPE_CHECKING:
    from datetime import date

    from warmonitor.model import Article
    from warmonitor.store import Store

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: importing rich alone takes 0.1 s
    context_settings={"help_option_names": ["-h", "--help"]},
)
messages = Messages()

Sources = Annotated[list[str], typer.Argument(help="Files, folders, addresses, feeds; - is stdin.")]
Articles = Annotated[list[str] | None, typer.Argument(help="Articles in any container; stdin (JSON lines) if none.")]
Claims = Annotated[list[str] | None, typer.Argument(help="JSON lines of claims; stdin if none or -.")]
Output = Annotated[str | None, typer.Option("-o", "--output", help="Write to this file instead of stdout.")]
Texts = Annotated[list[str] | None, typer.Option("--articles", help="The claims' articles: texts, outlets, agencies.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes; 0 is every core. The output does not depend on it.")]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Permit addresses of the own machine and network.")]
Database = Annotated[str, typer.Option("--db", envvar="WARMONITOR_DB", help="The database.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Only what was known on this day, YYYY-MM-DD.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines instead of a table.")]
Rule = Annotated[str, typer.Option(help="How low, best and high are taken from the figures: ucdp or acled.")]
DB = "warmonitor.db"


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


def opened(db: str, as_of: str | None = None) -> Store:
    """A database that must be there, or what it shows of a day: a mistyped name is no wish for an empty one."""
    from warmonitor.store import Store

    store = Store(db, must_exist=True)
    day = a_day(as_of, "--as-of")
    if day is None:
        return store
    from warmonitor import pipeline

    with store:
        return pipeline.as_of(store, day)


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
