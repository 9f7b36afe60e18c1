"""A database as the page reads it: the rows of the list are held until the file changes, the rest is looked up.

Every answer of the API and every file of a site comes from here, so that the two cannot differ.
"""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from warmonitor.model import Event
from warmonitor.ontology import event_types, settings
from warmonitor.records import claim_to_json, event_from_json
from warmonitor.store import Store, lookups
from warmonitor.store.lookups import ArticleHead, ClaimHead
from warmonitor.web.detail import copies_among, event_detail
from warmonitor.web.history import Parts, as_known, changes, known_on
from warmonitor.web.ledger import control_shape
from warmonitor.web.overview import overview
from warmonitor.web.reader import article_rows, mention_shapes, reader
from warmonitor.web.shapes import (
    About,
    ArticleHit,
    ArticleRow,
    ChangesShape,
    ControlShape,
    EventDetail,
    Mentions,
    Overview,
    Reader,
    Record,
    SearchShape,
    SourcesShape,
    Summary,
)
from warmonitor.web.sources import copy_pairs, copy_rows, origin_rows, outlet_rows
from warmonitor.web.summaries import summary

UNSHOWN: Record = {"links": (), "against": None, "dated": (), "sources": ()}  # but in an event in full
MOST_IDS = 5000  # ids of events that a search gives to a filter
MOST_GROUPS = 20_000  # events of several outlets whose articles are compared for copies

Made = TypeVar("Made")


@dataclass(frozen=True)
class Table:
    """The events of one state of a database and their rows in the list."""

    events: Sequence[Event]
    days: Mapping[str, date | None]  # of publication, by article
    kinds: Mapping[str, Sequence[str]]  # of sources, by claim
    rows: Sequence[Summary]
    prints: Mapping[str, int]  # fingerprints of the events' records, by id

    @cached_property
    def by_id(self) -> Mapping[str, Summary]:
        return {row["id"]: row for row in self.rows}

    @cached_property
    def children(self) -> Mapping[str, list[Summary]]:
        found: dict[str, list[Summary]] = {}
        for row in self.rows:
            if row["parent"]:
                found.setdefault(row["parent"], []).append(row)
        return found


@dataclass(frozen=True)
class Lists:
    """The articles and claims of one state of a database, without texts and fields."""

    heads: Sequence[ArticleHead]
    claims: Sequence[ClaimHead]

    @cached_property
    def articles(self) -> Mapping[str, ArticleRow]:
        return {row["id"]: row for row in article_rows(self.heads, self.claims)}

    @cached_property
    def event_of(self) -> Mapping[str, str]:
        return {claim.id: claim.event for claim in self.claims if claim.event}


def read_table(store: Store, before: Table | None = None) -> Table:
    """The list of a database; what is as it was ``before`` is not read anew.

    Links and their like are left out: only an event in full shows them.
    """
    with nothing_thrown_away():
        days, kinds = lookups.article_days(store), lookups.source_kinds(store)
        known: dict[str, tuple[int, Event, Summary]] = {}
        if before is not None and before.days == days and before.kinds == kinds:
            known = {event.id: (before.prints[event.id], event, row)
                     for event, row in zip(before.events, before.rows, strict=True)}  # fmt: skip
        events, rows, prints = [], [], {}
        for key, record in lookups.event_records(store):
            prints[key] = hash(record)
            kept = known.get(key)
            event = kept[1] if kept and kept[0] == prints[key] else event_from_json(json.loads(record) | UNSHOWN)
            events.append(event)
            rows.append(kept[2] if kept and kept[1] is event else summary(event, days, kinds))
        return Table(events, days, kinds, rows, prints)


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """Not looking for garbage while hundreds of thousands of small values are made that all stay: half the time."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


class Archive:
    """A database file and what is held of it in memory."""

    def __init__(self, path: str | Path, reviewer: str | None = None) -> None:
        self.path = Path(path)
        self.reviewer = reviewer
        self._lock = threading.RLock()
        self.writing = threading.Lock()  # one decision at a time
        self._reading = threading.Lock()  # one article at a time goes through the parser
        self._held: dict[str, tuple[str, Any]] = {}

    def held(self, name: str, make: Callable[[], Made]) -> Made:
        """A value that is made once for each state of the database."""
        with self._lock:
            stamp = self.stamp
            kept = self._held.get(name)
            if kept is None or kept[0] != stamp:
                kept = self._held[name] = (stamp, make())
            value: Made = kept[1]
            return value

    def store(self) -> Store:
        """The database, opened for one answer."""
        return Store(self.path, must_exist=True)

    @property
    def stamp(self) -> str:
        """Changes whenever the database file does."""
        parts = []
        for path in (self.path, self.path.with_name(self.path.name + "-wal")):
            if path.exists():
                at = path.stat()
                parts += [f"{at.st_mtime_ns:x}", f"{at.st_size:x}"]
        return "-".join(parts)

    def table(self) -> Table:
        """The list of events as the database now is."""
        return self.held("table", self._read_table)

    def _read_table(self) -> Table:
        before = self._held.get("table")
        with self.store() as store:
            return read_table(store, before[1] if before else None)

    def lists(self) -> Lists:
        """The lists of articles and claims as the database now is."""
        return self.held("lists", self._read_lists)

    def _read_lists(self) -> Lists:
        with self.store() as store, nothing_thrown_away():
            return Lists(lookups.article_heads(store), lookups.claim_heads(store))

    # ---- answers

    def about(self) -> About:
        """What the database holds, and who made its data."""
        table = self.table()
        with self.store() as store:
            counts = lookups.counted(store)
            languages = lookups.languages(store)
        out = sorted({day.isoformat() for day in table.days.values() if day})
        told = [day for row in table.rows for day in (row["start"], row["end"]) if day]
        types: dict[str, list[str]] = {}
        for name, kind in event_types().items():
            types.setdefault(kind.event_type, []).append(name)
        return {
            "name": "warmonitor",
            "version": version("warmonitor"),
            "counts": {key: number for key, number in counts.items() if key != "failed"},
            "first": min(told, default=None),
            "last": max(told, default=None),
            "published": [out[0], out[-1]] if out else [],
            "languages": languages,
            "failed": counts["failed"],
            "review": self.reviewer is not None,
            "reviewer": self.reviewer,
            "as_of_days": out,
            "event_types": types,
            "attribution": list(settings("page")["attribution"]["lines"]),
        }

    def overview(self, as_of: date | None = None) -> Overview:
        """All rows of the list, by column."""
        if as_of is None:
            return self.held("overview", lambda: self._overview(None))
        return self._overview(as_of)

    def _overview(self, as_of: date | None) -> Overview:
        rows = self.rows(as_of)
        with nothing_thrown_away():
            return overview(rows, as_of.isoformat() if as_of else None)

    def rows(self, as_of: date | None = None) -> Sequence[Summary]:
        """The rows of the list, now or as known on a day."""
        table = self.table()
        if as_of is None:
            return table.rows
        with self.store() as store:
            events = as_known(table.events, as_of, table.days, lambda some: parts_of(store, some))
        known = {key: day for key, day in table.days.items() if day and day <= as_of}
        return [summary(event, known, table.kinds) for event in events]

    def overview_text(self, as_of: date | None = None) -> bytes:
        """``overview`` as JSON; that of today is kept ready."""
        if as_of is None:
            return self.held("overview text", lambda: as_json(self.overview()))
        return as_json(self.overview(as_of))

    def event_exists(self, event_id: str) -> bool:
        """True for the id of an event, or the beginning of one."""
        with self.store() as store:
            return store.event(event_id) is not None

    def event(self, event_id: str, as_of: date | None = None) -> EventDetail | None:
        """One event in full, by its id or the beginning of it, now or as known on a day."""
        table, lists = self.table(), self.lists()
        with self.store() as store:
            event = store.event(event_id)
            if event is None:
                return None
            parts = parts_of(store, [event])
        if as_of is not None:
            event = known_on(event, as_of, parts)
            if event is None:
                return None
        parent = table.by_id.get(event.parent) if event.parent else None
        return event_detail(event, parts, lists.articles, parent, table.children.get(event.id, ()))

    def article(self, article_id: str) -> Reader | None:
        """One article to be read, without its mentions."""
        lists = self.lists()
        with self.store() as store:
            article = store.article(article_id)
            if article is None:
                return None
            claims = lookups.claims_in(store, article.id)
            beside = lookups.articles_beside(store, article.id)
            copied = copies_among(store.articles_of([article.id, *beside])).get(article.id)
        row: ArticleRow = {**lists.articles[article.id], "copy_of": copied}
        return reader(article, row, claims, self.event_titles(claim.id for claim in claims))

    def mentions(self, article_id: str) -> Mentions | None:
        """Everything that an article names; the language model is loaded for it."""
        with self.store() as store:
            article = store.article(article_id)
        if article is None:
            return None
        from warmonitor import pipeline

        with self._reading:
            return {"mentions": mention_shapes(pipeline.mentions(article))}

    def article_list(self, words: str | None, outlet: str | None) -> list[ArticleRow]:
        """The rows of the list of articles, newest first, with the words or of the outlet."""
        copied = {copy: first for found in self.sources()["copies"] for first, copy in found["pairs"]}
        rows: list[ArticleRow] = [{**row, "copy_of": copied.get(row["id"])} for row in self.lists().articles.values()]
        if words:
            with self.store() as store:
                ids = {hit.article_id for hit in store.search(words, MOST_IDS)}
            rows = [row for row in rows if row["id"] in ids]
        return [row for row in rows if outlet in (None, row["outlet"])]

    def claims(self, ids: Iterable[str]) -> list[Record]:
        """The records of some claims in their order, each with the id of its event."""
        wanted = list(ids)
        with self.store() as store:
            claims = store.claims_of(wanted)
        event_of = self.lists().event_of
        return [claim_to_json(claims[key]) | {"event": event_of.get(key)} for key in wanted if key in claims]

    def event_titles(self, claims: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Id and title of the event of each claim that stands in one."""
        by_id, event_of = self.table().by_id, self.lists().event_of
        rows = ((claim, by_id.get(event_of.get(claim, ""))) for claim in claims)
        return {claim: (row["id"], row["title"]) for claim, row in rows if row}

    def control(self, on: date | None = None, place: str | None = None) -> ControlShape:
        """The ledger with its reasons."""
        with self.store() as store:
            rows = store.control(place)
            claims = store.claims_of({key for row in rows for key in row.claims})
            articles = store.articles_of({claim.article_id for claim in claims.values()})
        return control_shape(rows, (claims, articles), self.lists().event_of, on)

    def sources(self) -> SourcesShape:
        """How outlets and origins stand to each other, and who copies whom."""
        return self.held("sources", self._weigh_sources)

    def _weigh_sources(self) -> SourcesShape:
        events, lists = self.table().events, self.lists()
        several = [event for event in events if len(event.outlets) > 1][:MOST_GROUPS]
        with self.store() as store:
            pairs = copy_pairs(store.articles_of(event.articles) for event in several)
        copies = copy_rows(pairs, lists.heads)
        return {"outlets": outlet_rows(events, lists.heads, lists.claims, copies),
                "origins": origin_rows(events, lists.heads, lists.claims), "copies": copies}  # fmt: skip

    def search(self, words: str, limit: int) -> SearchShape:
        """Events and articles that hold all the words."""
        table = self.table()
        with self.store() as store:
            ids = set(lookups.event_ids_with(store, words))
            hits = store.search(words, limit)
        found = [row for row in table.rows if row["id"] in ids]
        articles: list[ArticleHit] = [
            {"id": hit.article_id, "title": hit.title, "outlet": hit.outlet,
             "published": day.isoformat() if (day := table.days.get(hit.article_id)) else None,
             "snippet": snippet_parts(hit.snippet)}
            for hit in hits
        ]  # fmt: skip
        return {"events": found[:limit], "ids": [row["id"] for row in found[:MOST_IDS]], "articles": articles}

    def found(self, words: str) -> frozenset[str]:
        """Ids of the events that hold all the words."""
        with self.store() as store:
            return frozenset(lookups.event_ids_with(store, words))

    def changed(self, since: date, until: date) -> ChangesShape:
        """What the record came to know after one day and by another."""
        before = {row["id"]: row for row in self.rows(since)}
        after = self.rows(until)
        both = [(row, changes(before[row["id"]], row)) for row in after if row["id"] in before]
        return {
            "from": since.isoformat(),
            "to": until.isoformat(),
            "new": [row for row in after if row["id"] not in before],
            "changed": [{"id": row["id"], "title": row["title"], "changes": found} for row, found in both if found],
            "counts": {"from": len(before), "to": len(after)},
        }


def as_json(value: Any) -> bytes:
    """A value as compact JSON.

    >>> as_json({"a": None})
    b'{"a":null}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def parts_of(store: Store, events: Iterable[Event]) -> Parts:
    """The claims and articles of some events."""
    given = list(events)
    return (
        store.claims_of({key for event in given for key in event.claims}),
        store.articles_of({key for event in given for key in event.articles}),
    )


def snippet_parts(snippet: str) -> list[tuple[str, bool]]:
    """A snippet, whose hits stand in [ ], as parts with whether each is a hit.

    >>> snippet_parts("the [market] burned")
    [('the ', False), ('market', True), (' burned', False)]
    """
    parts: list[tuple[str, bool]] = []
    for i, piece in enumerate(snippet.split("[")):
        hit, closed, rest = piece.partition("]")
        if i and closed:
            parts += [(hit, True), (rest, False)]
        else:
            parts.append((("[" if i else "") + piece, False))
    return [(text, is_hit) for text, is_hit in parts if text]
