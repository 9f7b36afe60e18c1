"""Watching feeds: watch."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from warmonitor.cli.app import DB, AllowPrivate, Database, app, messages

if TYPE_CHECKING:
    from warmonitor.watching import Visitor, Watched

LEAST_EVERY = 1.0  # minutes
SHORT_NAP = 1.0  # seconds: Ctrl-C and a kill are heard at once


@app.command()
def watch(feeds: Annotated[list[str], typer.Argument(metavar="FEED...", help="Addresses of feeds, files with one a "
                                                     "line, or list:WAR of the lists in the package.")],
          db: Database = DB,
          every: Annotated[float, typer.Option(help="Minutes between two looks at a feed.")] = 15.0,
          pause: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")] = 5.0,
          once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
          alerts: Annotated[str | None, typer.Option(help="Rules of alerts (TOML); see docs/howto-watch.md.")] = None,
          log: Annotated[str | None, typer.Option(help="Also write what happens to this file.")] = None,
          allow_private: AllowPrivate = False) -> None:
    """Poll feeds, read their pages in full, add what is new, tell alerts; Ctrl-C ends it, a restart goes on."""
    from warmonitor import watching

    addresses = watching.feeds_of(feeds)
    rules = watching.read_rules(Path(alerts)) if alerts else []
    if not once and every < LEAST_EVERY:
        raise watching.WatchError(f"--every {every:g}: no less than {LEAST_EVERY:g} minute, for the sites' sake.")
    say, state, path = sayer(log), watching.load(watching.state_path(db)), watching.state_path(db)
    visitor, watched, post = visitor_of(pause, allow_private), record_of(db, say), poster(allow_private)
    say(f"watching {len(addresses)} feeds into {db}")
    if rules:
        watching.tell(rules, state, watched.events(), moment(), post, say)  # new rules: silent on what is there
        watching.save(state, path)  # and on nothing that comes from now on, whatever becomes of this process
    while True:
        watching.one_round(addresses, state, visitor, watched, every * 60, say, lambda error: say(str(error)))
        if rules:
            watching.tell(rules, state, watched.events(), moment(), post, say)
            watching.save(state, path)
        if once:
            return
        due = min((known.due for url in addresses if not (known := state.feeds[url]).is_gone), default=None)
        if due is None:
            say("no feed is left to watch")
            return
        while time.time() < due:
            time.sleep(min(SHORT_NAP, max(due - time.time(), 0.01)))


def moment() -> str:
    """Now, as logs and alerts write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def sayer(log: str | None) -> Callable[[str], None]:
    """A function that says what happens on stderr and, with a moment before it, in the log."""

    def say(words: str) -> None:
        messages.say(words)
        if log:
            with Path(log).open("a", encoding="utf-8") as stream:
                stream.write(f"{moment()} {words}\n")

    return say


def visitor_of(pause: float, allow_private: bool) -> Visitor:
    """Who fetches: with the limits of ``reading.web``, robots.txt remembered for a day."""
    from warmonitor.reading import web
    from warmonitor.watching import Visitor
    from warmonitor.watching.rounds import LARGEST_PAGE

    robots = web.Robots()

    def fetch(url: str, headers: Mapping[str, str]) -> web.Fetched:
        robots.forget(time.time())
        return web.fetch(url, LARGEST_PAGE, allow_private, headers=headers, robots=robots)

    return Visitor(fetch, time.time, time.sleep, pause, robots.delay)


def record_of(db: str, say: Callable[[str], None]) -> Watched:
    """How articles come into a database, what events it has, and where the state of watching is kept."""
    from warmonitor import pipeline
    from warmonitor.cli.app import opened
    from warmonitor.model import Article, Event
    from warmonitor.watching import Watched, save, state_path

    def add(articles: list[Article], feed: str) -> object:
        added = pipeline.add([feed], db, articles=articles, on_error=lambda error: say(str(error)))
        say(f"{feed}: {added.new} articles added, {added.known} known before; {added.events} events now")
        return added

    def events() -> list[Event]:
        if not Path(db).exists():
            return []
        with opened(db) as store:
            return list(store.events())

    return Watched(add, events, lambda state: save(state, state_path(db)))


def poster(allow_private: bool) -> Callable[[str, bytes], None]:
    """How a webhook is called: JSON by POST, under the same rules as any address."""
    from warmonitor.reading import web

    def post(url: str, data: bytes) -> None:
        web.post(url, data, allow_private)

    return post
