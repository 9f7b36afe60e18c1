"""The whole system on one screen: articles -> documents -> claims -> events -> control, and all of it into a database.

Each stage is a plain function, values in and values out. What touches the world stands at the two ends: ``read`` opens
the sources, ``add`` writes the database. Another engine is the ``map`` that is passed in.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from warmonitor import care, changes, linking, parsing, reading, relinking
from warmonitor import control as control_room
from warmonitor.care import Outgoing
from warmonitor.changes import Changes
from warmonitor.coding import rules
from warmonitor.coding.triggers import holds_events, may_hold_events
from warmonitor.mentions import find_mentions, places
from warmonitor.mentions.persons import find_private_names
from warmonitor.model import Article, Claim, Control, Document, Event, Judgement, Location, Mention, Span
from warmonitor.reading import ReadError
from warmonitor.reconcile import assign_parents, reconcile
from warmonitor.store import Store
from warmonitor.timing import time_limit
from warmonitor.workers import ordered_map

Map = Callable[[Callable[[Article], "Coded"], Iterable[Article]], Iterable["Coded"]]
OnError = Callable[[object], None]
VERSION = version("warmonitor")
LONGEST = 120.0  # seconds for one article; 400 words take about a tenth of one
_log = logging.getLogger("warmonitor")


@dataclass(frozen=True, slots=True)
class Coded:
    """What became of one article: its claims, or the error that kept it from being coded; the article is kept."""

    article: Article
    claims: tuple[Claim, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The mentions of one article, or the error that kept them from being found."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What ``add`` did: articles new, known before and failed; claims added; events in the database now."""

    new: int
    known: int
    failed: int
    claims: int
    events: int


def read(sources: Iterable[str | Path], *, on_error: OnError | None = None, stdin: BinaryIO | None = None,
         allow_private: bool = False) -> Iterator[Article]:
    """Articles out of files, folders, feeds, addresses and "-" for stdin, with the facts of their heads filled in.

    >>> list(read([]))
    []
    """
    for article in reading.read([str(source) for source in sources], on_error=on_error or _warn, stdin=stdin,
                                allow_private=allow_private):
        yield reading.to_document(article).article


def prepare(article: Article) -> Document:
    """An article with its zones, its sentences and their parse.

    >>> document = prepare(Article("a1", "Gunmen killed two people in Sirte on Monday."))
    >>> [token.lemma for token in document.sentences[0].tokens][:2]
    ['gunman', 'kill']
    """
    return next(iter(parsing.parse([reading.to_document(article)])))


def mentions(article: Article) -> list[Mention]:
    """Every actor, place, time, count and source that an article names.

    >>> found = mentions(Article("a1", "Al-Shabaab fighters killed at least nine soldiers in Mogadishu, police said."))
    >>> sorted({mention.kind for mention in found})
    ['actor', 'count', 'place', 'source']
    """
    return find_mentions(prepare(article))


def mentions_of(article: Article) -> Found:
    """The mentions of one article, or the error that it met: ``mentions`` for many articles and processes."""
    try:
        with time_limit(LONGEST):
            return Found(article, tuple(mentions(article)))
    except parsing.ParserError:
        raise
    except Exception as error:  # noqa: BLE001 - as in code_article
        return Found(article, error=f"could not be read ({type(error).__name__}: {error})")


def code_article(article: Article) -> Coded:
    """One article coded; a failure is carried in the value, so that one bad article never stops the rest.

    An article that takes longer than ``LONGEST`` seconds is a failure, too.

    >>> code_article(Article("a1", "An air strike killed three people in Marib.")).claims[0].sub_event_type
    'Air/drone strike'
    """
    try:
        with time_limit(LONGEST):
            document = reading.to_document(article)
            language = document.article.language
            if not reading.is_supported(document.article):
                said = f"language {language!r} is not supported; the article is kept uncoded"
                return Coded(document.article, error=said)
            parsed = parsing.parse_if(document, may_hold_events, holds_events)
            claims = checked(rules.code(parsed), article) if parsed else ()
    except parsing.ParserError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one article does to the coder, the others are still coded
        return Coded(article, error=f"could not be coded ({type(error).__name__}: {error})")
    return Coded(document.article, claims)


def checked(claims: Iterable[Claim], article: Article) -> tuple[Claim, ...]:
    """The claims of any coder, once they keep its contract: ids of their own, and every quote where it says it stands.

    >>> from warmonitor.model import Span
    >>> claim = Claim("c", "a", Span(0, 4, "Raid"), "Battles", "Armed clash", "happened", "main")
    >>> checked([claim], Article("a", "Riot"))
    Traceback (most recent call last):
    ValueError: the quote 'Raid' does not stand at 0-4
    """
    kept = tuple(claims)
    if len({claim.id for claim in kept}) < len(kept):
        raise ValueError("two claims have one id")
    for span in (span for claim in kept for span in (claim.trigger, *(e.span for e in claim.evidence)) if span):
        if article.text[span.start : span.end] != span.quote:
            raise ValueError(f"the quote {span.quote!r} does not stand at {span.start}-{span.end}")
    return kept


def code(articles: Iterable[Article], *, map: Map = map, on_error: OnError | None = None) -> Iterator[Claim]:
    """What each article claims, article by article in order; ``map=pool.imap`` spreads the work.

    >>> article = Article("a1", "Gunmen abducted 30 students from a school in Kaduna state on Friday.")
    >>> [claim.sub_event_type for claim in code([article])]
    ['Abduction/forced disappearance']
    """
    for coded in map(code_article, articles):
        if coded.error:
            (on_error or _warn)(f"article {coded.article.id}: {coded.error}")
        yield from coded.claims


def link(claims: Iterable[Claim], *, articles: Iterable[Article] = (), judgements: Iterable[Judgement] = (),
         rule: str = "ucdp") -> list[Event]:
    """Events: which claims are one event, and what they say together. ``articles`` give texts, outlets and agencies.

    >>> first = Article("a1", "A suicide bomber killed 12 people in Kabul on 3 March 2019, police said.")
    >>> second = Article("a2", "A suicide bombing in Kabul on March 3, 2019 killed 14 people, doctors said.")
    >>> [len(event.claims) for event in link(code([first, second]), articles=[first, second])]
    [2]
    """
    texts = {article.id: article for article in articles}
    groups = linking.group_claims(list(claims), texts, list(judgements))
    return assign_parents([reconcile(group, texts, rule) for group in groups])


def control(claims: Iterable[Claim], *, articles: Iterable[Article] = ()) -> list[Control]:
    """Who holds, took or lost which place when, as the claims say.

    >>> article = Article("a1", "The army captured the town of Hawija from Islamic State on Monday.")
    >>> [entry.state for entry in control(code([article]), articles=[article])]
    ['captured']
    """
    return control_room.ledger(list(claims), {article.id: article for article in articles})


def utc_now() -> datetime:
    """The clock, which enters only where a run is noted in a database."""
    return datetime.now(UTC)


def careful(outgoing: Outgoing, *, redact: bool = False, delay: int | None = None, coarsen: float | None = None,
            today: date | None = None) -> Outgoing:
    """What may be published: recent events held back, places no closer than ``coarsen`` km, private persons masked.

    >>> article = Article("a1", "Omar Saleh, a baker, said shells killed two people in Sirte on Monday.")
    >>> careful(Outgoing((), (), (article,)), redact=True).articles[0].text[:20]
    '██████████, a baker,'
    """
    if delay is not None:
        outgoing = care.held_back(outgoing, delay, today or utc_now().date())
    found = [prepare(article) for article in outgoing.articles] if redact or coarsen else []
    if coarsen:
        outgoing = care.coarsened(outgoing, coarsen, {d.article.id: _small_places(d, coarsen) for d in found})
    if redact:
        outgoing = care.redacted(outgoing, {d.article.id: find_private_names(d) for d in found})
    return outgoing


def careful_copy(store: Store, path: str | Path, *, redact: bool = False, delay: int | None = None,
                 coarsen: float | None = None, now: Callable[[], datetime] = utc_now) -> Outgoing:
    """A new database with only what may be published (see ``careful``), from which a page or report can be made.

    What persons judged and corrected is in its claims and events; their names are not in it.
    """
    given = Outgoing(tuple(store.events()), tuple(store.claims()), tuple(store.articles()))
    outgoing = careful(given, redact=redact, delay=delay, coarsen=coarsen, today=now().date())
    claims: dict[str, list[Claim]] = {}
    for claim in outgoing.claims:
        claims.setdefault(claim.article_id, []).append(claim)
    settings = {"redact": redact, "delay": delay, "coarsen": coarsen}
    with Store(path) as copy:
        run = copy.begin_run(VERSION, rules.CODER, settings, now())
        for article in outgoing.articles:
            copy.add_article(article, claims.get(article.id, ()), run)
        copy.replace_events(outgoing.events, control(outgoing.claims, articles=outgoing.articles))
        copy.end_run(run, now(), {"new": len(outgoing.articles), "claims": len(outgoing.claims)})
    return outgoing


def _small_places(document: Document, km: float) -> list[Span]:
    """The words of a document that name places smaller than ``km``."""
    locations = ((m.span, m.value) for m in places.find(document))
    return [span for span, at in locations if isinstance(at, Location) and (at.place.radius_km or 0) < km]


def add(sources: Iterable[str | Path], db: str | Path, *, workers: int | None = 1, rule: str = "ucdp",
        on_error: OnError | None = None, on_progress: Callable[[Article], None] | None = None,
        now: Callable[[], datetime] = utc_now, stdin: BinaryIO | None = None, allow_private: bool = False,
        articles: Iterable[Article] | None = None) -> Added:
    """Read, code, link and reconcile into a database; repeat it and nothing changes, interrupt it and go on later.

    With ``articles`` these are added, and ``sources`` only says where they came from. ``allow_private`` permits
    addresses of the own machine and network.
    With ``workers`` above 1 call it from under ``if __name__ == "__main__":``, as every process pool asks.
    """
    with Store(db) as store:
        run = store.begin_run(VERSION, rules.CODER, {"sources": [str(s) for s in sources], "rule": rule}, now())
        tally = Counter[str]()

        def failed(error: ReadError) -> None:
            tally["failed"] += 1
            store.add_error(error.message, run, error.source, error.line or 0)
            (on_error or _warn)(error)

        received = articles if articles is not None else reading.read(
            [str(source) for source in sources], on_error=failed, stdin=stdin, allow_private=allow_private)
        for coded in ordered_map(code_article, _fresh(received, store, tally), workers):
            is_new = store.add_article(coded.article, coded.claims, run)
            tally.update(new=int(is_new), known=int(not is_new), claims=len(coded.claims) * is_new)
            if coded.error:
                failed(ReadError(f"article {coded.article.id}", None, coded.error))
            if on_progress:
                on_progress(coded.article)
        tally["events"] = rebuild(store, rule=rule)
        store.end_run(run, now(), tally)
    return Added(*(tally[field.name] for field in fields(Added)))


def rebuild(store: Store, *, rule: str | None = None, scratch: bool = False) -> int:
    """Bring events and control up to date with claims and judgements; returns the number of events.

    Only what is new since the last time is linked, with what it can touch; ``scratch`` links everything anew. The
    result is the same. Without ``rule`` figures are taken by the rule of the last time ("ucdp" at first).
    """
    return relinking.relink(store, rule, scratch).events


def as_of(store: Store, day: date | None = None, *, run: int | None = None, rule: str | None = None) -> Store:
    """The database as it was known on a day: of articles published by then, linked over them; close it after use.

    With ``run`` as it stood when that run had ended, with what persons had said by then. The view answers all that a
    ``Store`` answers; nothing can be written through it. Corrections and judgements of today hold on every day.
    """
    view = store.view(day, run)
    try:
        relinking.fill_view(view, rule)
    except BaseException:
        view.close()
        raise
    return view


def diff(before: Store, after: Store) -> Changes:
    """What changed from one state of the record to another: two views (``as_of``), or a view and the database.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, Store(f"{folder}/a.db") as store:
    ...     diff(store, store).changed
    ()
    """
    was, now = before.event_texts(), after.event_texts()
    differ = {key for key in {*was, *now} if was.get(key) != now.get(key)}
    return changes.diff(before.events_of(differ), after.events_of(differ), before.control(), after.control())


def _fresh(articles: Iterable[Article], store: Store, tally: Counter[str]) -> Iterator[Article]:
    """The articles that this coder has not coded yet, so that adding again costs only the reading."""
    for article in articles:
        if store.has_article(article.sha256, rules.CODER):
            tally["known"] += 1
        else:
            yield article


def _warn(message: object) -> None:
    _log.warning("%s", message)
