"""From the claims of one event to the event: what they agree on, where they differ, and who says what."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from warmonitor import ontology, tolls
from warmonitor.agreement import (
    LASTING,
    Told,
    answers,
    fields,
    is_blamed,
    known_parties,
    party_key,
    place_key,
    same_place,
)
from warmonitor.linking.grouping import Group
from warmonitor.linking.kin import are_kin
from warmonitor.linking.profiles import is_loose, publication_days
from warmonitor.model import Article, Claim, Dated, Event, EventParty, Location, When
from warmonitor.origins import Speakers, independent, origin_list, origins_of, speakers_of, voices

__all__ = ["assign_parents", "reconcile", "same_place", "when_in_event"]

CASUALTIES = ("killed", "injured")
JOINED = "joined event"
REAL = frozenset({"happened", "ongoing"})


def reconcile(group: Group, articles: Mapping[str, Article] | None = None, rule: str = "ucdp") -> Event:
    """The event of a group of claims, by the named rule for its figures ("ucdp", "acled" or "range")."""
    articles = articles or {}
    claims = group.claims
    voice = voices(claims, articles)
    speakers = speakers_of(claims, voice)
    days = publication_days(claims, {c.article_id: articles[c.article_id] for c in claims if c.article_id in articles})
    told = _told(claims, {claim.id: origins_of(claim, voice) for claim in claims}, speakers, days)
    figures = tolls.figures_of(claims, voice, days)
    found = fields(told)
    agreement = {name: kind for name, (kind, _) in found.items()}
    contradictions = [contradiction for _, contradiction in found.values() if contradiction]
    for answer in answers(told):
        agreement[answer.field] = answer.kind
        contradictions.append(answer)
    for kind in sorted({kind for kind, whom in figures if whom == tolls.WHOLE} | set(CASUALTIES)):
        same = figures.get((kind, tolls.WHOLE), [])
        some = any(count.kind == kind for claim in claims for count in claim.counts)
        agreement[kind] = tolls.agreement(same) if same else "single" if some else "silent"  # "some were killed"
        contradictions += filter(None, [tolls.contradiction(kind, same)])
    sub_event_type = _most_given(told)
    when, place = _when(told), _place(told)
    return Event(
        id=group.id,
        claims=tuple(claim.id for claim in claims),
        articles=tuple(dict.fromkeys(claim.article_id for claim in claims)),
        event_type=ontology.event_types()[sub_event_type].event_type,
        sub_event_type=sub_event_type,
        status=_status(claims),
        level=_level(claims, sub_event_type, when, place),
        side_a=_parties(claims, "side_a"),
        side_b=_parties(claims, "side_b"),
        place=place,
        when=when,
        tolls=tuple(tolls.toll(kind, whom, same, rule) for (kind, whom), same in figures.items()),
        outlets=tuple(sorted({a.outlet for c in claims if (a := articles.get(c.article_id)) and a.outlet})),
        origins=told.names(claims),
        sources=origin_list(claims, told.origins, speakers, articles),
        independent=independent(speakers[name] for name in told.names(claims)),
        agreement=agreement,
        contradictions=(*contradictions, *tolls.unit_doubts(claims, voice)),
        links=group.links,
        against=group.against,
        dated=tuple(_dated(claims, when, articles)),
    )


def _told(
    claims: tuple[Claim, ...], origins: Mapping[str, tuple[str, ...]], speakers: Speakers, days: Mapping[str, int]
) -> Told:
    bodies = {claim: tuple(sorted({speakers[name].body for name in names})) for claim, names in origins.items()}
    return Told(claims, origins, bodies, days)


def when_in_event(claim: Claim, event: Event) -> When | None:
    """The claim's own day, or, where it has none, that of the event it joined, marked as such."""
    return next((dated.when for dated in event.dated if dated.claim == claim.id), claim.when)


def _dated(claims: Sequence[Claim], when: When | None, articles: Mapping[str, Article]) -> Iterator[Dated]:
    """The claims that have their day from the event they joined; their articles' own days are then bounded."""
    if when is None or not when.is_dated:
        return
    for claim in claims:
        if claim.when is not None and claim.when.is_dated:
            continue
        span = claim.when.span if claim.when else None
        joined = When(when.start, when.end, span, vague=when.vague, basis=JOINED)
        article = articles.get(claim.article_id)
        is_open = article is None or article.published is None or not article.published.is_dated
        yield Dated(claim.id, claim.article_id, joined, _bounded(claim, when) if is_open else None)


def _bounded(claim: Claim, when: When) -> When | None:
    """When an article came out that tells of something as of "this week" or "on Wednesday": not before, not long after.

    Only the news bounds from above: what is told as history may be years old.
    """
    if when.start is None or claim.status not in REAL:
        return None
    constraint = claim.when.constraint if claim.when else None
    reach = ontology.settings("reconcile")["dating"]
    is_week = constraint is not None and constraint.startswith(("this week", "weekday:")) and "-" not in constraint
    last = (when.end or when.start) + timedelta(days=int(reach["week_days"]))
    return When(when.start, last if is_week and claim.focus != "background" else None, basis=JOINED)


def _most_given(told: Told) -> str:
    """The type that most origins give in words that name the means; on a tie the one that says more than "Attack"."""
    votes: dict[str, set[str]] = defaultdict(set)
    for claim in [claim for claim in told.claims if not is_loose(claim)] or told.claims:
        votes[claim.sub_event_type].update(told.bodies[claim.id])
    plain = {"Other": 2, "Attack": 1, "Armed clash": 1}
    return min(votes, key=lambda name: (-len(votes[name]), plain.get(name, 0), name))


def _status(claims: Sequence[Claim]) -> str:
    """What happened outranks what goes on, what goes on outranks a bare denial; plans stand by themselves."""
    given = Counter(claim.status for claim in claims)
    for status in ("happened", "ongoing", "denied"):
        if given[status]:
            return status
    return min(given, key=lambda name: (-given[name], name))


def _when(told: Told) -> When | None:
    """The days that all dated claims share, or those that most origins give; of a siege all from first to last."""
    dated = [claim.when for claim in told.claims if claim.when is not None and claim.when.is_dated]
    if not dated:
        return None
    if all(claim.sub_event_type in LASTING for claim in told.claims):
        return _hull(dated)
    start = max((when.start for when in dated if when.start), default=None)
    end = min((when.end for when in dated if when.end), default=None)
    vague = all(when.vague for when in dated)
    if start is None or end is None or start <= end:
        return When(start, end, vague=vague)
    votes: dict[tuple[date | None, date | None], set[str]] = defaultdict(set)
    for claim in told.claims:
        if claim.when is not None and claim.when.is_dated:
            votes[claim.when.start, claim.when.end].update(told.bodies[claim.id])
    days = min(votes, key=lambda pair: (-len(votes[pair]), _length(*pair), pair[0] or date.min, pair[1] or date.min))
    return When(*days, vague=vague)


def _hull(dated: Sequence[When]) -> When:
    """All the days that are told of what lasts: a siege since 2014, reported on until 2017."""
    starts = [when.start for when in dated if when.start]
    ends = [when.end for when in dated if when.end]
    return When(min(starts, default=None), max(ends, default=None), vague=all(when.vague for when in dated))


def _length(start: date | None, end: date | None) -> int:
    return (end - start).days if start and end else 10_000


def _place(told: Told) -> Location | None:
    """The most precise place; among equals the one that most origins give."""
    given = [claim.place for claim in told.claims if claim.place is not None]
    if not given:
        return None
    votes: dict[Hashable, set[str]] = defaultdict(set)
    for claim in told.claims:
        if claim.place is not None:
            votes[place_key(claim.place)].update(told.bodies[claim.id])
    return min(
        given,
        key=lambda p: (p.precision or 9, -len(votes[place_key(p)]), p.place.radius_km or 0.0, p.place.name),
    )


def _level(claims: Sequence[Claim], sub_event_type: str, when: When | None, place: Location | None) -> str:
    """"campaign": a siege, what most claims call an offensive, or what went on for longer than an incident does."""
    words = frozenset(ontology.lexicon("reconcile")["words"]["campaign"])
    named = [claim for claim in claims if words.intersection(claim.trigger.quote.lower().split())]
    if sub_event_type in LASTING or 2 * len(named) > len(claims):
        return "campaign"
    rules = ontology.settings("reconcile")["compare"]
    days = when.days if when else None
    if days is None:
        return "incident"
    wide = place is not None and place.precision == 3
    return "campaign" if days > (rules["campaign_days_area"] if wide else rules["campaign_days"]) else "incident"


def _parties(claims: Sequence[Claim], side: str) -> tuple[EventParty, ...]:
    """The parties of a side, most often named first; "alleged" where every claim that names one only blames it."""
    named: dict[str, list[tuple[str, str | None, str, bool]]] = defaultdict(list)
    for claim in claims:
        for party in known_parties(claims, claim, side):
            alleged = is_blamed(claim, party) if side == "side_a" else party.alleged
            named[party_key(party)].append((party.name, party.actor, claim.id, alleged))
    found = []
    for rows in named.values():
        names = Counter(name for name, _, _, _ in rows)
        found.append(
            EventParty(
                actor=rows[0][1],
                name=min(names, key=lambda name: (-names[name], name)),
                claims=tuple(sorted({claim_id for _, _, claim_id, _ in rows})),
                alleged=all(alleged for _, _, _, alleged in rows),
            )
        )
    return tuple(sorted(found, key=lambda party: (-len(party.claims), party.name)))


def assign_parents(events: Iterable[Event]) -> list[Event]:
    """Events with incidents put under the smallest campaign that holds their place, days and one of their parties."""
    events = list(events)
    campaigns: dict[str | None, list[Event]] = defaultdict(list)
    for event in events:
        if event.level == "campaign" and event.place is not None:
            campaigns[event.place.place.country].append(event)
    return [_with_parent(event, campaigns) for event in events]


def _with_parent(event: Event, campaigns: Mapping[str | None, Sequence[Event]]) -> Event:
    if event.level == "campaign" or event.place is None or event.when is None:
        return event
    holding = [c for c in campaigns.get(event.place.place.country, ()) if _holds(c, event)]
    if not holding:
        return event
    parent = min(holding, key=lambda c: ((c.when and c.when.days) or 10_000, c.id))
    return dataclasses.replace(event, parent=parent.id)


def _holds(campaign: Event, event: Event) -> bool:
    """True where the event lies in the campaign's days and place, and one of its parties acts in both."""
    assert campaign.place is not None and event.place is not None and event.when is not None
    if not _spans(campaign, event.when) or not same_place(campaign.place, event.place):
        return False
    if (event.place.precision or 3) > (campaign.place.precision or 3):
        return False
    acting = [party.actor or party.name for party in campaign.side_a]
    return any(are_kin(party.actor or party.name, one) for party in event.side_a for one in acting)


def _spans(campaign: Event, inner: When) -> bool:
    """True where a campaign's days hold others."""
    outer = days_held(campaign)
    if outer is None or inner.start is None or inner.end is None:
        return False
    return outer[0] <= inner.start and inner.end <= outer[1]


def days_held(campaign: Event) -> tuple[date, date] | None:
    """The first and last day of what a campaign may hold; one without a known end goes on for the days of [dating]."""
    outer = campaign.when
    if outer is None or not outer.is_dated:
        return None
    reach = timedelta(days=int(ontology.settings("reconcile")["dating"]["open_days"]))
    start = outer.start or (outer.end or date.max) - reach
    end = outer.end or start + reach
    if campaign.status == "ongoing" and outer.days is not None and outer.days <= 1:
        end = start + reach  # "an offensive that began on Monday"
    return start, end
