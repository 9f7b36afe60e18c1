"""Watches feeds: polls politely, reads the full pages, adds what is new, tells alerts; stops and restarts cleanly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import SubprocessError

from warmonitor.model import Article, Event
from warmonitor.ontology import table
from warmonitor.reading.errors import OnError
from warmonitor.watching.alerts import AlertError, AlertRule, Post, deliver, due, read_rules
from warmonitor.watching.rounds import Say, Visitor, poll
from warmonitor.watching.state import State, StateError, load, save

__all__ = ["AlertError", "AlertRule", "State", "StateError", "Visitor", "WatchError", "Watched", "feeds_of", "load",
           "one_round", "read_rules", "save", "state_path", "tell"]
LIST = "list:"


class WatchError(Exception):
    """What to watch is not clear: says what was given and what can be."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What watching needs of the record: how to add articles of a feed, its events, and how to keep the state."""

    add: Callable[[list[Article], str], object]
    events: Callable[[], Iterable[Event]]
    keep: Callable[[State], None]


def state_path(db: str | Path) -> Path:
    """Where what was seen is kept.

    >>> state_path("war.db").name
    'war.db.watch.json'
    """
    return Path(f"{db}.watch.json")


def feeds_of(sources: Sequence[str]) -> list[str]:
    """Addresses of feeds: given as such, in a file (one a line, # for comments), or a list of ours ("list:syria")."""
    found: list[str] = []
    for source in sources:
        if source.startswith(("http://", "https://")):
            found.append(source)
        elif source.startswith(LIST):
            found += _listed(source.removeprefix(LIST))
        else:
            found += _in_file(Path(source))
    return list(dict.fromkeys(found))


def _listed(war: str) -> list[str]:
    rows = table("feeds.csv")
    found = [row["feed"] for row in rows if row["war"] == war.lower()]
    if not found:
        wars = ", ".join(dict.fromkeys(row["war"] for row in rows))
        raise WatchError(f"There is no list of feeds {war!r}; there are {wars}.")
    return found


def _in_file(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise WatchError(f"{path}: not a list of feeds ({error.reason} at byte {error.start})") from error
    numbered = ((number, line.strip()) for number, line in enumerate(lines, 1))
    found = [(number, line) for number, line in numbered if line and not line.startswith("#")]
    for number, line in found:
        if not line.startswith(("http://", "https://")):
            raise WatchError(f"{path}, line {number}: {line[:60]!r} is no address; give one a line")
    return [line for _, line in found]


def one_round(feeds: list[str], state: State, visitor: Visitor, watched: Watched, every: float, say: Say,
              on_error: OnError) -> int:
    """Poll the feeds that are due and add what is new, feed by feed; gives the number of new articles.

    Links are marked as seen, and the state is kept, only after their articles are in the database.
    """
    new = 0
    for feed in feeds:
        found = list(poll(feed, state, visitor, every, say, on_error))
        if found:
            watched.add([article for article, _ in found], feed)
        for _, link in found:
            state.seen[link] = visitor.clock()
            state.tries.pop(link, None)
        watched.keep(state)
        new += len(found)
    return new


def tell(rules: Sequence[AlertRule], state: State, events: Iterable[Event], moment: str, post: Post, say: Say) -> int:
    """Send the alerts that are due; gives how many. A rule that is new tells nothing of what was there before it."""
    known = list(events)
    fresh = {rule.name for rule in rules if rule.name not in state.told}
    sent = 0
    for alert in list(due(rules, known, state.told)):
        if alert.rule.name not in fresh:
            try:
                deliver(alert, moment, post)
            except (OSError, SubprocessError) as error:
                say(f"alert {alert.rule.name!r} could not be sent, again in the next round: {error}")
                continue
            sent += 1
            say(f"alert {alert.rule.name!r}: {alert.why} ({alert.event.id})")
        state.told.setdefault(alert.rule.name, []).extend(alert.keys)
    for name in fresh:
        state.told.setdefault(name, [])
    return sent
