"""Who holds which place when: a ledger built from claims of capture, loss, handover and siege, not a picture.

Each change of a place is one row with the claims for it, and ends where the next begins. Reports of one change within
a few days are one change; two holders named within those days, by reports that cannot be put in order, are contested.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from warmonitor import ontology
from warmonitor.holding import holding_of
from warmonitor.linking.profiles import INFERRED, SENTENCE_END, fold, sentence_around
from warmonitor.model import Article, Claim, Control, EventParty, Ground, Location, Party
from warmonitor.origins import origins_of, own_voice

TAKEN = frozenset({"Government regains territory", "Non-state actor overtakes territory"})
CEDED = "Non-violent transfer of territory"
REAL = frozenset({"happened", "ongoing"})
GROUND = frozenset({"localities", "area_km2"})  # kinds of figures that measure ground
TOO_WIDE = frozenset({"country"})
NEEDS_HOLDER = frozenset({"captured", "ceded by agreement"})  # contested and besieged places show without one
WIDE = frozenset({"province", "region"})  # taken only where the text says just that ("captured Idlib province")
SENTENCE_REACH = 120  # characters after a trigger in which its object is looked for
OBJECT_END = re.compile(r"\b(?:by|from|in|into|to|after|on|with|and|for|during|near)\b|[.,;:\n]")
OBJECT_REACH = 30  # characters from "surrounded" to the place that is its object ("surrounded the old city of Homs")


@dataclass(frozen=True, slots=True)
class _Change:
    """One claim read as a change of control: who holds after it, who held before, on what day at the latest.

    ``day`` is None for news without one; ``grounds`` are the words for it.
    """

    day: date | None
    first: date | None
    state: str
    holder: EventParty | None
    previous: EventParty | None
    claim: Claim
    origins: tuple[str, ...]
    grounds: tuple[Ground, ...]


def ledger(claims: Iterable[Claim], articles: Mapping[str, Article] | None = None) -> list[Control]:
    """Every place's changes of control in order of days, each with its state, holder, previous holder and claims.

    A day of publication stands in for a missing one only in what an article is mainly about, for that is news; where
    that is unknown too, the row has no start. What is told beside the news without a day ("the group, which had taken
    the town") is no row: no map could show it.
    """
    articles = articles or {}
    changes: dict[Hashable, list[_Change]] = defaultdict(list)
    for claim in sorted({claim.id: claim for claim in claims}.values(), key=lambda c: c.id):
        change = _change_of(claim, articles)
        if change is not None and claim.place is not None:
            changes[place_key(claim.place)].append(change)
    rows = []
    for key in sorted(changes, key=repr):
        rows += _undated([change for change in changes[key] if change.day is None])
        rows += _history([change for change in changes[key] if change.day is not None])
    return rows


def holder_on(rows: Sequence[Control], place_id: str, day: date) -> Control | None:
    """The row of a place that holds on a day, or None where nothing was yet reported; ``place_id`` is an id or a name.

    >>> holder_on([], "SY-Manbij", date(2016, 8, 12)) is None
    True
    """
    held = [row for row in rows if place_id in (row.place.place.id, row.place.place.name)]
    held = [row for row in held if row.start and row.start <= day and (row.end is None or day < row.end)]
    return max(held, key=lambda row: row.start or date.min, default=None)


def place_key(location: Location) -> Hashable:
    """What makes two locations one place of the ledger: the gazetteer's id, else country, province and folded name."""
    place = location.place
    return place.id or (place.country or "", fold(place.admin1 or ""), fold(place.name), place.kind == "province")


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    lexicon = ontology.lexicon("control")["states"]
    return {state: re.compile(r"\b(?:" + "|".join(words) + r")", re.IGNORECASE) for state, words in lexicon.items()}


def _state(claim: Claim, article: Article | None) -> str | None:
    """The state of the place after what the claim reports, or None where it is no matter of control."""
    if claim.status not in REAL or claim.place is None or claim.place.place.kind in TOO_WIDE:
        return None
    words = _words()
    trigger = claim.trigger.quote
    if claim.sub_event_type in TAKEN:
        return _taken(claim, article)
    if claim.sub_event_type == CEDED:
        return "ceded by agreement"
    if claim.sub_event_type == "Siege":
        if words["siege_broken"].search(trigger):
            return "captured"
        return "besieged" if words["siege"].search(trigger) or _is_object(claim) else None
    if claim.sub_event_type == "Armed clash":
        said = sentence_around(article.text, claim.trigger.start, claim.trigger.end) if article else trigger
        return "contested" if words["contested"].search(said) else None
    return None


def _taken(claim: Claim, article: Article | None) -> str | None:
    """"captured"; "contested" where only parts of the place were; None where something else there was, or near it."""
    location = claim.place
    if location is None or location.relation != "in":
        return None
    if location.place.kind in WIDE and not _is_object(claim):
        return None
    words, object_words = _words(), _object_words(claim, article)
    if words["part_of_place"].search(object_words):
        return "contested"
    return None if words["other_object"].search(object_words) else "captured"


def _object_words(claim: Claim, article: Article | None) -> str:
    """What was taken: the words up to the place, or, where that stands elsewhere, those up to "by" or "in"."""
    span = claim.place.span if claim.place else None
    if article is None or span is None:
        return ""
    after = article.text[claim.trigger.end : claim.trigger.end + SENTENCE_REACH]
    if claim.trigger.end <= span.start <= claim.trigger.end + SENTENCE_REACH:
        between = after[: span.start - claim.trigger.end]
        if not SENTENCE_END.search(between):
            return between
    return OBJECT_END.split(after.removeprefix(" of"), maxsplit=1)[0]


def _undated(changes: Sequence[_Change]) -> list[Control]:
    """Rows without a day, one for each state and holder with all the claims for it."""
    same: dict[tuple[str, str], list[_Change]] = defaultdict(list)
    for change in changes:
        same[change.state, _name(change.holder) or ""].append(change)
    return [_row(group) for _, group in sorted(same.items())]


def _is_object(claim: Claim) -> bool:
    """True when the place follows the trigger closely: a town is surrounded, and not fighters somewhere in it."""
    span = claim.place.span if claim.place else None
    return span is not None and 0 <= span.start - claim.trigger.end <= OBJECT_REACH


def _change_of(claim: Claim, articles: Mapping[str, Article]) -> _Change | None:
    """What a claim says on who holds its place: a change that it reports, else the words beside the place's name."""
    article = articles.get(claim.article_id)
    state = _state(claim, article)
    if state is not None:
        return _change(claim, state, articles)
    holding = holding_of(claim, article)
    if holding is None or claim.place is None or claim.place.place.kind in TOO_WIDE or article is None:
        return None
    day = article.published.end if article.published else None
    if day is None and claim.when is not None:
        day = claim.when.end or claim.when.start
    if day is None:
        return None
    grounds = (Ground(claim.id, claim.article_id, holding.words),)
    state, holder = ("contested", None) if holding.is_part else ("held", holding.holder)
    return _Change(day, day, state, holder, None, claim, (own_voice(claim, articles),), grounds)


def _change(claim: Claim, state: str, articles: Mapping[str, Article]) -> _Change | None:
    """The change that a claim reports; None where it tells too little.

    A day that was only taken over from other sentences is no day of a map.
    """
    holder, previous = _sides(claim, state)
    if holder is None and state in NEEDS_HOLDER:
        if previous is None:
            return None
        state = "lost"
    article = articles.get(claim.article_id)
    when = None if claim.when is None or INFERRED in claim.when.basis else claim.when
    published = article.published.end if article and article.published and claim.focus == "main" else None
    day = (when and (when.end or when.start)) or published
    if day is None and (claim.focus != "main" or (holder is None and previous is None)):
        return None
    origins = origins_of(claim, {claim.article_id: own_voice(claim, articles)})
    return _Change(day, (when and when.start) or day, state, holder, previous, claim, origins, tuple(_grounds(claim)))


def _grounds(claim: Claim) -> Iterator[Ground]:
    """The trigger's words and the figures of ground that was taken: villages, square kilometres."""
    yield Ground(claim.id, claim.article_id, claim.trigger)
    for count in claim.counts:
        if count.kind in GROUND:
            yield Ground(claim.id, claim.article_id, count.span, count.kind, count.low, count.high)


def _sides(claim: Claim, state: str) -> tuple[EventParty | None, EventParty | None]:
    """Holder and previous holder. In a siege the ones inside hold; who takes over by agreement may be left unsaid."""
    a, b = _party(claim.side_a, claim.id), _party(claim.side_b, claim.id)
    if state == "besieged":
        return b, None
    if state == "contested":
        return None, None
    if state == "ceded by agreement" and _words()["gives_up"].search(claim.trigger.quote):
        return b, a
    return a, b


def _party(side: tuple[Party, ...], claim_id: str) -> EventParty | None:
    for party in side:
        if not re.search(r"civilian", party.name, re.IGNORECASE):
            return EventParty(party.actor, party.name, (claim_id,), party.alleged)
    return None


def _history(changes: Sequence[_Change]) -> list[Control]:
    """One place's rows: reports of one change folded together, holders who cannot both hold marked as contested."""
    rows: list[list[_Change]] = []
    for change in sorted(changes, key=lambda change: (change.day or date.min, change.claim.id)):
        group = _same_change(rows, change)
        if group is not None:
            group.append(change)
        else:
            rows.append([change])
    controls = [_row(group) for group in rows]
    controls.sort(key=lambda row: (row.start or date.min, row.claims))
    controls = _mark_contested(controls)
    return [_ended(row, controls[i + 1 :]) for i, row in enumerate(controls)]


def _same_change(rows: Sequence[list[_Change]], change: _Change) -> list[_Change] | None:
    """The change that a report repeats: same state and holder, close in days, and nothing else in between.

    Words that a place is held ("rebel-held Ariha") bear out whatever made their holder the holder.
    """
    window = timedelta(days=int(ontology.lexicon("control")["windows"]["same_change_days"]))
    if not rows:
        return None
    last, final = rows[-1], rows[-1][-1]
    same_holder = _name(last[0].holder) == _name(change.holder)
    if change.state == "held" and same_holder and last[0].state != "lost":
        return last
    same = last[0].state == change.state and same_holder
    near = final.day is not None and change.first is not None and change.first - final.day <= window
    lasting = change.state in {"besieged", "contested"}
    return last if same and (near or lasting) else None


def _name(party: EventParty | None) -> str | None:
    return None if party is None else party.actor or fold(party.name)


def _row(group: Sequence[_Change]) -> Control:
    first = group[0]
    claims = tuple(sorted(change.claim.id for change in group))
    place = first.claim.place
    assert place is not None
    return Control(
        place=place,
        holder=_merged([change.holder for change in group]),
        state=first.state,
        start=min((change.day for change in group if change.day), default=None),
        previous=_merged([change.previous for change in group]),
        contested=first.state == "contested",
        claims=claims,
        articles=tuple(sorted({change.claim.article_id for change in group})),
        origins=tuple(sorted({name for change in group for name in change.origins})),
        grounds=tuple(ground for change in sorted(group, key=lambda c: c.claim.id) for ground in change.grounds),
    )


def _merged(parties: Sequence[EventParty | None]) -> EventParty | None:
    """The first party named, with every claim that names it."""
    named = [party for party in parties if party is not None]
    if not named:
        return None
    same = [party for party in named if _name(party) == _name(named[0])]
    claims = tuple(sorted({claim for party in same for claim in party.claims}))
    return replace(named[0], claims=claims, alleged=all(party.alleged for party in same))


def _mark_contested(rows: Sequence[Control]) -> list[Control]:
    """Two holders within a few days, neither said to have lost to the other: both rows are contested."""
    window = timedelta(days=int(ontology.lexicon("control")["windows"]["contested_days"]))
    marked = list(rows)
    for i, row in enumerate(rows):
        for j in range(i + 1, len(rows)):
            other = rows[j]
            assert row.start is not None and other.start is not None
            if other.start - row.start > window:
                break
            if _rival(row, other):
                marked[i], marked[j] = replace(marked[i], contested=True), replace(marked[j], contested=True)
    return marked


def _rival(row: Control, later: Control) -> bool:
    holders = _name(row.holder), _name(later.holder)
    if None in holders or holders[0] == holders[1] or "besieged" in (row.state, later.state):
        return False
    return row.start == later.start or _name(later.previous) != holders[0]


def _ended(row: Control, later: Sequence[Control]) -> Control:
    """A row ends where the next one starts; a siege does not end who holds the place inside."""
    following = [other.start for other in later if other.start and row.start and other.start > row.start]
    return replace(row, end=min(following, default=None))
