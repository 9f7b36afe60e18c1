"""Values of ``model`` as rows of the database and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from warmonitor.model import Article, Claim, Control, Event, Location, When, event_id
from warmonitor.records import claim_to_json, control_to_json, event_to_json, when_from_json, when_to_json
from warmonitor.store.database import StoreError


def keep_text(connection: sqlite3.Connection, article: Article, run: int) -> int:
    """The row of the article's text, added if it is new; a copy or a new version is noted."""
    kept = connection.execute("SELECT row, id, url FROM articles WHERE sha256 = ?", (article.sha256,)).fetchone()
    if kept:
        if (kept["id"], kept["url"]) != (article.id, article.url):
            connection.execute(
                "INSERT OR IGNORE INTO copies (article, id, url, outlet, run) VALUES (?, ?, ?, ?, ?)",
                (kept["row"], article.id, article.url or "", article.outlet, run),
            )
        return int(kept["row"])
    older = connection.execute(
        "SELECT sha256 FROM articles WHERE id = ? ORDER BY row DESC LIMIT 1", (article.id,)
    ).fetchone()
    row = connection.execute(
        """INSERT INTO articles (id, sha256, text, title, url, outlet, agency, author, published, published_day,
                                 language, notes, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (*_article_columns(article), run),
    ).lastrowid
    connection.execute(
        "INSERT INTO articles_text (rowid, title, text) VALUES (?, ?, ?)", (row, article.title, article.text)
    )
    if older:
        new, old = article.sha256[:16], older["sha256"][:16]
        message = f"came again with another text: the new one ({new}) is current, the old one ({old}) is kept"
        insert_error(connection, run, "", 0, article.id, message)
    return int(row or 0)


def _article_columns(article: Article) -> tuple[str | None, ...]:
    published = article.published
    day = published and (published.end or published.start)
    try:
        article.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise StoreError(
            f"Article {article.id!r} holds half a character (a lone surrogate) at {error.start}: read it again."
        ) from None
    return (
        article.id, article.sha256, article.text, article.title, article.url, article.outlet, article.agency,
        article.author, as_json(when_to_json(published)) if published else None, as_day(day or None), article.language,
        as_json(list(article.notes)),
    )  # fmt: skip


def as_article(row: sqlite3.Row) -> Article:
    """An article from its row."""
    return Article(
        id=row["id"],
        text=row["text"],
        title=row["title"],
        url=row["url"],
        outlet=row["outlet"],
        agency=row["agency"],
        author=row["author"],
        published=when_from_json(json.loads(row["published"])) if row["published"] else None,
        language=row["language"],
        notes=tuple(json.loads(row["notes"])),
    )


def claim_columns(claim: Claim) -> tuple[str | None, ...]:
    """The columns of a claim, in the order of its INSERT."""
    where = _when_and_where(claim.when, claim.place)[:4]
    record = as_json(claim_to_json(claim))
    return (claim.id, claim.sub_event_type, claim.status, claim.focus, *where, record, event_id(claim.id))


def _when_and_where(when: When | None, location: Location | None) -> tuple[str | None, ...]:
    """Columns since, until, country, place, admin1; unknown is NULL."""
    place = location.place if location else None
    return (
        as_day(when.start) if when else None,
        as_day(when.end) if when else None,
        place.country if place else None,
        place.name if place else None,
        place.admin1 if place else None,
    )


def insert_control(connection: sqlite3.Connection, ledger: Iterable[tuple[str, Control]]) -> None:
    """Put rows of the control ledger into its table, each with the key of its place."""
    connection.executemany(
        """INSERT INTO control (place, country, state, since, until, record, place_key)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [
            (c.place.place.name, c.place.place.country, c.state, as_day(c.start), as_day(c.end),
             as_json(control_to_json(c)), key)
            for key, c in ledger
        ],
    )  # fmt: skip


def insert_error(
    connection: sqlite3.Connection, run: int, source: str, line: int, article_id: str, message: str
) -> None:
    """Keep an error; the same one is kept once."""
    connection.execute(
        "INSERT OR IGNORE INTO errors (run, source, line, article, message) VALUES (?, ?, ?, ?, ?)",
        (run, _printable(source), line, _printable(article_id), _printable(message)),
    )


def insert_event(connection: sqlite3.Connection, row: int, event: Event) -> None:
    """Put an event into its table and into those that find it by claim, party, source, words and point."""
    figures = [t.best or t.low or t.high for t in event.tolls if t.kind == "killed"]
    killed = max((figure for figure in figures if figure is not None), default=None)
    connection.execute(
        """INSERT INTO events (row, id, event_type, sub_event_type, status, level, parent, since, until, country, place,
                               admin1, killed, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            *(row, event.id, event.event_type, event.sub_event_type, event.status, event.level, event.parent),
            *_when_and_where(event.when, event.place),
            *(killed, as_json(event_to_json(event))),
        ),
    )
    connection.executemany("INSERT INTO event_claims VALUES (?, ?)", [(row, claim) for claim in event.claims])
    sides = [("a", party) for party in event.side_a] + [("b", party) for party in event.side_b]
    connection.executemany(
        "INSERT INTO event_parties VALUES (?, ?, ?, ?)", [(row, side, party.actor, party.name) for side, party in sides]
    )
    sources = {("outlet", name) for name in event.outlets} | {("origin", name) for name in event.origins}
    connection.executemany("INSERT INTO event_sources VALUES (?, ?, ?)", [(row, *source) for source in sorted(sources)])
    connection.execute("INSERT INTO events_text (rowid, words) VALUES (?, ?)", (row, _event_words(event)))
    place = event.place.place if event.place else None
    if place and place.lat is not None and place.lon is not None:
        connection.execute(
            "INSERT INTO events_at VALUES (?, ?, ?, ?, ?)", (row, place.lat, place.lat, place.lon, place.lon)
        )


def _event_words(event: Event) -> str:
    location = event.place
    names = [event.id, event.event_type, event.sub_event_type, event.status]
    names += [location.place.name, location.place.admin1 or ""] if location else []
    names += [party.name for party in (*event.side_a, *event.side_b)]
    return "\n".join([*names, *event.outlets, *event.origins])


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def as_json(value: Any) -> str:
    """JSON with its keys in order, so that equal values are equal texts."""
    return json.dumps(value, sort_keys=True)


def as_day(value: date | None) -> str | None:
    """A day as the database keeps it."""
    return value.isoformat() if value else None


def moment(value: datetime) -> str:
    """A moment as the database keeps it: UTC, to the second, in an order that sorts."""
    return value.astimezone(UTC).isoformat(timespec="seconds")
