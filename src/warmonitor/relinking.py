"""Brings events and control of a database up to date with its claims: only what new claims can touch is made anew.

The result equals linking all from scratch. Marks are kept of the codings, corrections and judgements that the events
stand on; what came later is found by them, whoever added it and whether or not that run ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from warmonitor import control as control_room
from warmonitor import ontology
from warmonitor.linking import increment
from warmonitor.linking.grouping import Group, profiles_of
from warmonitor.linking.increment import IdPair
from warmonitor.linking.profiles import Profile, publication_days
from warmonitor.model import Article, Claim, Control, Event, Judgement
from warmonitor.reconcile import assign_parents, days_held, reconcile
from warmonitor.store import Connection, Store, linked, views
from warmonitor.store.linked import Marks

TRIES = 5  # of linking beside another writer; the last one keeps the others waiting
MOST_SHARE = 0.2  # where more of the articles are new, linking all from scratch is quicker
FEWEST = 50  # ... from this many new articles on


@dataclass(frozen=True, slots=True)
class Relinked:
    """What was done: events now, how many of them were made anew, and whether all were ("whole")."""

    events: int
    made: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Made:
    """What one round of linking writes. ``places`` are the ledger's keys of ``control``; ``gone`` rows of events."""

    events: Sequence[Event]
    control: Sequence[tuple[str, Control]]
    pairs: Sequence[linked.Pair]
    keys: Mapping[int, Iterable[linked.Key]]
    control_claims: Mapping[int, str]
    gone_events: Collection[int] = ()
    gone_claims: Collection[int] = ()
    places: Collection[str] = ()
    days: Mapping[str, int] = field(default_factory=dict)


def relink(store: Store, rule: str | None = None, scratch: bool = False) -> Relinked:
    """Link what is not linked yet, or everything; the database is written by one transaction, or not at all."""
    for attempt in range(TRIES):
        is_last = attempt == TRIES - 1
        with store.writing() if is_last else store.snapshot() as connection:
            marks = linked.read_marks(connection)
            rule = rule or rule_of(marks)
            wanted = Marks(*linked.newest(connection), linker(rule), marks.writes)
            if wanted == marks and not scratch:
                return Relinked(store.event_count(), 0, False)
            part = None if scratch or marks.linker != wanted.linker else _some(store, marks, rule)
            whole, made = part is None, part or _whole(store, rule)
            if is_last:
                _write(connection, wanted, made, whole)
                break
        with store.writing() as connection:
            if linked.read_marks(connection).writes == marks.writes:  # nobody else wrote events meanwhile
                _write(connection, wanted, made, whole)
                break
    return Relinked(store.event_count(), len(made.events), whole)


def _write(connection: Connection, marks: Marks, made: _Made, whole: bool) -> None:
    if whole:
        linked.forget_all(connection)
    linked.forget_claims(connection, made.gone_claims)
    linked.delete_events(connection, made.gone_events)
    linked.insert_events(connection, made.events)
    linked.replace_control(connection, made.places, made.control)
    linked.remember(connection, made.keys, made.pairs, made.control_claims, made.days)
    linked.write_marks(connection, replace(marks, writes=marks.writes + 1))


def rule_of(marks: Marks) -> str:
    """The rule by which figures were taken the last time."""
    return marks.linker.split()[1] if marks.linker else "ucdp"


@cache
def linker(rule: str) -> str:
    """What events depend on besides claims: this program, its weights and words, and the rule for figures."""
    data = ("linking.toml", "reconcile.toml", "lexicon/en/linking.toml", "lexicon/en/control.toml", "event_types.csv")
    texts = "".join(ontology.data_path(name).read_text(encoding="utf-8") for name in data)
    return f"{version('warmonitor')} {rule} {increment.FORM} {sha256(texts.encode()).hexdigest()[:16]}"


def _whole(store: Store, rule: str) -> _Made:
    """Everything from scratch."""
    numbered = linked.linkable(store.connection)
    row_of = {claim.id: row for row, claim in numbered.items()}
    articles = {article.id: article for article in linked.texts(store.connection)}
    found = increment.link_all(list(numbered.values()), articles, store.judgements())
    control_claims = control_marks(numbered, articles)
    cited = {claim.article_id for claim in numbered.values()}
    return _Made(
        events=assign_parents([reconcile(group, articles, rule) for group in found.groups]),
        control=keyed_ledger([numbered[row] for row in control_claims], articles),
        pairs=_rows_of_pairs(found.pairs, row_of),
        keys={row_of[claim]: keys for claim, keys in found.keys.items()},
        control_claims=control_claims,
        days=publication_days(numbered.values(), {key: articles[key] for key in cited if key in articles}),
    )


def control_marks(numbered: Mapping[int, Claim], articles: Mapping[str, Article]) -> dict[int, str]:
    """The claims that say who holds a place, with the ledger's key of it."""
    return {
        row: repr(control_room.place_key(claim.place))
        for row, claim in numbered.items()
        if claim.place is not None and control_room.ledger([claim], articles)
    }


def keyed_ledger(claims: Iterable[Claim], articles: Mapping[str, Article]) -> list[tuple[str, Control]]:
    """The ledger of these claims, each row with the key of its place."""
    return [(repr(control_room.place_key(row.place)), row) for row in control_room.ledger(claims, articles)]


def _rows_of_pairs(pairs: Iterable[IdPair], row_of: Mapping[str, int]) -> list[linked.Pair]:
    numbered = ((row_of[a], row_of[b], rank, score) for a, b, rank, score in pairs)
    return [(min(a, b), max(a, b), rank, score) for a, b, rank, score in numbered]


# ---- a part


class _Loaded:
    """Claims and texts of a database, read when they are asked for."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.claims: dict[int, Claim] = {}
        self.texts: dict[str, Article] = {}
        self.days: dict[str, int] = {}
        self.row_of: dict[str, int] = {}
        self.gone: set[int] = set()  # rows that are linked in the database and shall be no more
        self._profiles: dict[str, Profile] = {}

    def of_articles(self, article_ids: Collection[str]) -> dict[int, Claim]:
        """Every claim of some articles, by row; their days of publication are worked out anew."""
        found = linked.linkable(self.connection, article_ids)
        texts = {article.id: article for article in linked.texts(self.connection, article_ids)}
        self.texts.update(texts)
        self._take(found)
        self.days.update(publication_days(found.values(), texts))
        return found

    def at(self, rows: Collection[int]) -> dict[int, Claim]:
        """The claims of some rows, without those that are no more."""
        missing = set(rows) - set(self.claims) - self.gone
        if missing:
            self._take(linked.linkable_at(self.connection, missing))
        return {row: self.claims[row] for row in rows if row in self.claims}

    def _take(self, claims: Mapping[int, Claim]) -> None:
        self.claims.update(claims)
        self.row_of.update({claim.id: row for row, claim in claims.items()})
        missing = {claim.article_id for claim in claims.values()} - set(self.texts)
        self.texts.update({article.id: article for article in linked.texts(self.connection, missing)})
        self.days.update(linked.days_of(self.connection, missing))

    def rows(self, claim_ids: Collection[str]) -> set[int]:
        """The rows of some claims, without those that are no more."""
        missing = set(claim_ids) - set(self.row_of)
        known = self.at(linked.rows_of(self.connection, missing).values()) if missing else {}
        return {*known, *(self.row_of[claim] for claim in claim_ids if claim in self.row_of)}

    def profiles(self, rows: Collection[int]) -> list[Profile]:
        """Claims made ready for comparing, in canonical order."""
        claims = self.at(rows).values()
        missing = [claim for claim in claims if claim.id not in self._profiles]
        self._profiles.update({p.claim_id: p for p in profiles_of(missing, self.texts, self.days)})
        return sorted((self._profiles[claim.id] for claim in claims), key=lambda p: p.order)


def _some(store: Store, marks: Marks, rule: str) -> _Made | None:
    """What the new claims touch; None where linking all is quicker, or a block outgrew what is compared whole."""
    connection = store.connection
    articles = linked.touched_articles(connection, marks)
    if len(articles) > max(FEWEST, MOST_SHARE * store.article_count()):
        return None
    loaded, judgements = _Loaded(connection), store.judgements()
    new, gone = loaded.of_articles(articles), linked.linkable(connection, articles, marks)
    loaded.gone = set(gone) - set(new)
    pairs, profiles = _fresh_pairs(loaded, new, gone)
    if pairs is None:
        return None
    judged = loaded.rows({store.current_claim_id(claim) for claim in linked.judged_claims(connection, marks)})
    beside = {row for pair in linked.pairs_with(connection, gone) for row in pair[:2]}
    seeds, gone_ids = set(loaded.at({*new, *judged, *beside})), {claim.id for claim in gone.values()}
    rows, events = _touched(loaded, seeds, gone_ids, pairs, judgements)
    old_pairs = [p for p in linked.pairs_with(connection, rows) if not {*p[:2]} & {*new, *gone}]
    groups = _groups(loaded, rows, [*old_pairs, *pairs], judgements)
    made = [reconcile(group, loaded.texts, rule) for group in groups]
    events, made = _with_parents(connection, events, linked.events_at(connection, events).values(), made)
    control_claims = control_marks(new, loaded.texts)
    places = {*control_claims.values(), *linked.control_places(connection, gone)}
    holding = {*(linked.control_rows(connection, places) - set(gone)), *control_claims}
    return _Made(
        events=made,
        control=keyed_ledger(loaded.at(holding).values(), loaded.texts),
        pairs=pairs,
        keys={loaded.row_of[p.claim_id]: increment.kept_keys(p) for p in profiles},
        control_claims=control_claims,
        gone_events=events,
        gone_claims=gone,
        places=places,
        days={key: day for key, day in loaded.days.items() if key in articles},
    )


def _fresh_pairs(loaded: _Loaded, new: Mapping[int, Claim], gone: Mapping[int, Claim]
                 ) -> tuple[list[linked.Pair] | None, list[Profile]]:
    """The pairs of new claims, and these made ready; None where pairs of old claims change, too."""
    fresh, stale = loaded.profiles(new), profiles_of(list(gone.values()), loaded.texts)
    sought = {key for profile in (*fresh, *stale) for key in increment.sought_keys(profile)}
    near = linked.claims_under(loaded.connection, sought) - set(gone) - set(new)
    around = loaded.profiles(near)
    if increment.outgrown([*around, *stale], [*around, *fresh]):
        return None, fresh
    found = increment.new_pairs(
        sorted([*around, *fresh], key=lambda p: p.order), loaded.texts, {profile.claim_id for profile in fresh}
    )
    return _rows_of_pairs(found, loaded.row_of), fresh


def _touched(loaded: _Loaded, seeds: Collection[int], gone: Collection[str], fresh: Iterable[linked.Pair],
             judgements: Iterable[Judgement]) -> tuple[set[int], set[int]]:
    """All claims that pairs, judgements or events connect with the seeds and with those gone; and their events."""
    connection = loaded.connection
    beside = _neighbours(loaded, fresh, judgements)
    rows: set[int] = set()
    edge, events = set(seeds), linked.event_rows_with(connection, gone)
    edge |= loaded.rows(linked.claims_in_events(connection, events))
    while edge:
        rows |= edge
        found = {row for pair in linked.pairs_with(connection, edge) for row in pair[:2]}
        found |= {row for known in edge for row in beside.get(known, ())}
        events |= linked.event_rows_with(connection, {claim.id for claim in loaded.at(edge).values()})
        found |= loaded.rows(linked.claims_in_events(connection, events))
        edge = set(loaded.at(found)) - rows
    return rows, events


def _neighbours(loaded: _Loaded, fresh: Iterable[linked.Pair], judgements: Iterable[Judgement]
                ) -> dict[int, set[int]]:
    """Whom new pairs and judgements connect, by row."""
    found: dict[int, set[int]] = defaultdict(set)
    same = [j for j in judgements if j.verdict == "same"]
    loaded.rows({claim for j in same for claim in (j.claim_a, j.claim_b)})
    known = loaded.row_of
    joined = [(known[j.claim_a], known[j.claim_b]) for j in same if j.claim_a in known and j.claim_b in known]
    for a, b in [*(pair[:2] for pair in fresh), *joined]:
        found[a].add(b)
        found[b].add(a)
    return found


def _groups(loaded: _Loaded, rows: Collection[int], pairs: Iterable[linked.Pair], judgements: Sequence[Judgement]
            ) -> list[Group]:
    """The claims of these rows grouped by the pairs among them."""
    claims = loaded.at(rows)
    named = [(claims[a].id, claims[b].id, rank, score) for a, b, rank, score in pairs if a in claims and b in claims]
    return increment.link_some(loaded.profiles(rows), [*claims.values()], loaded.texts, judgements, named)


def _with_parents(connection: Connection, gone: Collection[int], old: Iterable[Event], made: Sequence[Event]
                  ) -> tuple[set[int], list[Event]]:
    """The events made in place of the old ones, with parents; incidents of campaigns that change get theirs anew, too.

    Gives the rows of all events that are replaced, and those that come in their place.
    """
    was = {event.id: event for event in old if event.level == "campaign"}
    now = {event.id: event for event in made if event.level == "campaign"}
    changed = [c for key in {*was, *now} if was.get(key) != now.get(key) for c in (was.get(key), now.get(key)) if c]
    held = {(c.place.place.country, *days) for c in changed if c.place and (days := days_held(c))}
    incidents = linked.events_at(connection, linked.family(connection, held) - set(gone))
    countries = {event.place.place.country for event in (*made, *incidents.values()) if event.place}
    others = [event for event in linked.campaigns(connection, countries) if event.id not in was]
    bare = [replace(event, parent=None) for event in (*made, *incidents.values())]
    placed = {event.id: event for event in assign_parents([*bare, *others])}
    moved = {row: placed[event.id] for row, event in incidents.items() if placed[event.id] != event}
    return {*gone, *moved}, [*(placed[event.id] for event in made), *moved.values()]


# ---- as it stood


def fill_view(view: Store, rule: str | None = None) -> None:
    """Give a view of a database the events and control of what it shows: only what lies astride is linked anew."""
    connection = view.connection
    marks = linked.read_marks(connection)
    rule = rule or rule_of(marks)
    is_linked = replace(marks, writes=0) == Marks(*linked.newest(connection), linker(rule))
    is_part = view.run is None and is_linked and views.is_part_of_now(connection)
    if not is_part or _splits_blocks(connection, views.known_claims(connection)):
        views.hide_events(connection, set(), set())
        made = _whole(view, rule)
    else:
        made = _astride(view, rule)
        linked.delete_events(connection, made.gone_events)
    linked.insert_events(connection, made.events)
    linked.replace_control(connection, made.places, made.control)
    views.close_off(connection)


def _splits_blocks(connection: Connection, known: Collection[int]) -> bool:
    """Whether a block too large to compare whole was smaller then: claims may have met in it that do so no more."""
    blocks = linked.large_blocks(connection, increment.largest_block(), increment.FURTHEST_STRETCH)
    return any(1 < len(block.intersection(known)) < len(block) for block in blocks)


def _astride(view: Store, rule: str) -> _Made:
    """What is made of the claims that pairs, judgements or events connect with claims not known yet; the rest stays."""
    connection = view.connection
    known, event_of = views.known_claims(connection), views.events_of_claims(connection)
    row_of = {claim: row for row, claim in known.items()}
    judgements = view.judgements()
    joined = [(row_of.get(j.claim_a, 0), row_of.get(j.claim_b, 0)) for j in judgements if j.verdict == "same"]
    whole = _untouched(known, [*(pair[:2] for pair in linked.all_pairs(connection)), *joined])
    members: dict[int, set[str]] = defaultdict(set)
    for claim, event in event_of.items():
        members[event].add(claim)
    kept = {event for event, claims in members.items() if all(row_of.get(claim) in whole for claim in claims)}
    astride = {row for row, claim in known.items() if event_of.get(claim) not in kept}
    control_claims = views.control_marks(connection)
    unknown = {place for row, place in control_claims.items() if row not in known}
    views.hide_events(connection, kept, set(control_claims.values()) - unknown)
    loaded = _Loaded(connection)
    pairs = [pair for pair in linked.pairs_with(connection, astride) if pair[0] in known and pair[1] in known]
    groups = _groups(loaded, astride, pairs, judgements)
    made = [reconcile(group, loaded.texts, rule) for group in groups]
    hidden = linked.events_at(connection, views.hidden_campaigns(connection), "main.")
    gone, made = _with_parents(connection, set(), hidden.values(), made)
    holding = [row for row, place in control_claims.items() if place in unknown and row in known]
    ledger = keyed_ledger(loaded.at(holding).values(), loaded.texts)
    return _Made(events=made, control=ledger, pairs=(), keys={}, control_claims={}, gone_events=gone, places=unknown)


def _untouched(known: Collection[int], pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Those of the known claims that no chain of pairs connects with one that is not known."""
    beside: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        beside[a].append(b)
        beside[b].append(a)
    edge = {row for row in beside if row not in known}
    touched: set[int] = set()
    while edge:
        touched |= edge
        edge = {near for row in edge for near in beside[row]} - touched
    return set(known) - touched
