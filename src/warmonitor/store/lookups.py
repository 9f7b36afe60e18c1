"""Reading a part of a database: a page needs some claims and articles, never all of them with their texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from warmonitor.model import Claim
from warmonitor.store import Store
from warmonitor.store.queries import CURRENT_ARTICLES, CURRENT_CODINGS, match_query

MACHINES = ("linker", "machine")  # makers of judgements that are no persons
NOW: Mapping[str, None] = {"as_of": None, "added_by": None, "coder": None}


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """An article without its text; ``published`` is its day, or the last day of the stretch that is known."""

    id: str
    title: str | None
    outlet: str | None
    agency: str | None
    author: str | None
    published: date | None
    language: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class ClaimHead:
    """A claim's article, event and quoted sources (name, kind, stance), without the rest."""

    id: str
    article: str
    event: str | None
    sources: tuple[tuple[str, str, str], ...]


def event_records(store: Store) -> list[tuple[str, str]]:
    """Id and JSON text of all events, by day, then id; undated ones last."""
    rows = store._rows("SELECT id, record FROM events ORDER BY since IS NULL, since, id")
    return [(row["id"], row["record"]) for row in rows]


def article_heads(store: Store) -> list[ArticleHead]:
    """Every article in the order of adding, without its text."""
    rows = store._rows(
        f"""SELECT id, title, outlet, agency, author, published_day, language, url FROM articles
            WHERE row IN ({CURRENT_ARTICLES}) ORDER BY row""",  # noqa: S608
        NOW,
    )
    return [ArticleHead(r["id"], r["title"], r["outlet"], r["agency"], r["author"],
                        date.fromisoformat(r["published_day"]) if r["published_day"] else None, r["language"], r["url"])
            for r in rows]  # fmt: skip


def article_days(store: Store) -> dict[str, date | None]:
    """The day of publication of every article; a later text of an id outranks an earlier one."""
    rows = store._rows("SELECT id, published_day FROM articles ORDER BY row")
    return {r["id"]: date.fromisoformat(r["published_day"]) if r["published_day"] else None for r in rows}


def source_kinds(store: Store) -> dict[str, list[str]]:
    """The kinds of the sources that each claim of an event quotes."""
    found: dict[str, list[str]] = {}
    for row in store._rows(
        """SELECT ec.claim, json_extract(s.value, '$.kind') AS kind
           FROM event_claims ec JOIN claims k ON k.id = ec.claim, json_each(k.record, '$.sources') s"""
    ):
        found.setdefault(row["claim"], []).append(row["kind"])
    return found


def claim_heads(store: Store) -> list[ClaimHead]:
    """Every claim that is shown, with its article, event and sources."""
    rows = store._rows(
        f"""SELECT k.id, a.id AS article, e.id AS event, json_extract(k.record, '$.sources') AS sources
            FROM claims k JOIN codings c ON c.id = k.coding JOIN articles a ON a.row = c.article
            LEFT JOIN event_claims ec ON ec.claim = k.id LEFT JOIN events e ON e.row = ec.event
            WHERE c.id IN ({CURRENT_CODINGS}) ORDER BY a.row, k.row""",  # noqa: S608
        NOW,
    )
    return [ClaimHead(r["id"], r["article"], r["event"], _sources(r["sources"])) for r in rows]


def _sources(record: str) -> tuple[tuple[str, str, str], ...]:
    if record == "[]":
        return ()
    return tuple((s["name"], s["kind"], s.get("stance", "asserts")) for s in json.loads(record))


def claims_in(store: Store, article_id: str) -> list[Claim]:
    """The claims of an article that stand in some event, corrected, in the order of the text."""
    rows = store._rows(
        """SELECT DISTINCT k.id FROM claims k JOIN codings c ON c.id = k.coding JOIN articles a ON a.row = c.article
           JOIN event_claims ec ON ec.claim = k.id WHERE a.id = ?""",
        (article_id,),
    )
    return sorted(store.claims_of(row["id"] for row in rows).values(), key=lambda claim: claim.trigger.start)


def articles_beside(store: Store, article_id: str) -> list[str]:
    """Ids of the other articles that tell of an event that this one tells of."""
    rows = store._rows(
        """SELECT DISTINCT o.id FROM articles a JOIN codings c ON c.article = a.row JOIN claims k ON k.coding = c.id
           JOIN event_claims e ON e.claim = k.id JOIN event_claims f ON f.event = e.event
           JOIN claims l ON l.id = f.claim JOIN codings d ON d.id = l.coding JOIN articles o ON o.row = d.article
           WHERE a.id = ?1 AND o.id <> ?1 ORDER BY o.id""",
        (article_id,),
    )
    return [row["id"] for row in rows]


def event_ids_with(store: Store, text: str) -> list[str]:
    """Ids of the events that hold all the words, in their own words or in one of their articles."""
    match = match_query(text)
    if not match:
        return []
    rows = store._rows(
        """SELECT e.id FROM events e WHERE e.row IN (SELECT rowid FROM events_text WHERE events_text MATCH :text)
           UNION SELECT e.id FROM events e JOIN event_claims ec ON ec.event = e.row JOIN claims k ON k.id = ec.claim
             JOIN codings c ON c.id = k.coding
           WHERE c.article IN (SELECT rowid FROM articles_text WHERE articles_text MATCH :text)""",
        {"text": match},
    )
    return [row["id"] for row in rows]


def events_with(store: Store, claims: Iterable[str]) -> list[str]:
    """Ids of the events that hold some of the claims."""
    rows = store._rows(
        """SELECT DISTINCT e.id FROM event_claims ec JOIN events e ON e.row = ec.event
           WHERE ec.claim IN (SELECT value FROM json_each(?)) ORDER BY e.id""",
        (json.dumps(sorted(claims)),),
    )
    return [row["id"] for row in rows]


def event_of_claims(store: Store) -> dict[str, str]:
    """The event of every claim that stands in one."""
    rows = store._rows("SELECT ec.claim, e.id FROM event_claims ec JOIN events e ON e.row = ec.event")
    return {row["claim"]: row["id"] for row in rows}


def languages(store: Store) -> dict[str, int]:
    """How many articles there are in each language, most first."""
    rows = store._rows(
        """SELECT coalesce(language, 'unknown') AS language, count(*) AS number FROM articles
           GROUP BY language ORDER BY number DESC, language"""
    )
    return {row["language"]: row["number"] for row in rows}


@dataclass(frozen=True, slots=True)
class Said:
    """One row of what a person said: of a pair of claims (``verdict``), or of a field of one (``field``, ``value``)."""

    made: str
    by: str
    claims: tuple[str, ...]
    verdict: str | None = None
    field: str | None = None
    value: Any = None
    withdrawn: bool = False
    reason: str | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about: a later row about the same is the last word."""
        return (*sorted(self.claims), self.field or "")


def said_by_people(store: Store) -> list[Said]:
    """Every row of judgements and corrections by a person, in the order in which they were made."""
    pairs = store._rows("SELECT * FROM judgements ORDER BY row")
    found = [(r["made"], 0, r["row"], Said(r["made"], r["by"], (r["claim_a"], r["claim_b"]), r["verdict"]))
             for r in pairs if not r["by"].startswith(MACHINES)]  # fmt: skip
    for r in store._rows("SELECT * FROM corrections ORDER BY row"):
        value = Said(r["made"], r["by"], (r["claim"],), None, r["field"], json.loads(r["value"]), bool(r["withdrawn"]),
                     r["reason"])  # fmt: skip
        found.append((r["made"], 1, r["row"], value))
    return [said for *_, said in sorted(found, key=lambda row: row[:3])]


def counted(store: Store) -> dict[str, int]:
    """How many articles, claims, events, rows of control and failures there are."""
    sql = f"""SELECT (SELECT count(*) FROM articles WHERE row IN ({CURRENT_ARTICLES})) AS articles,
        (SELECT count(*) FROM claims WHERE coding IN ({CURRENT_CODINGS})) AS claims,
        (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM control) AS control,
        (SELECT count(*) FROM errors) AS failed"""  # noqa: S608
    return dict(store._rows(sql, NOW)[0])
