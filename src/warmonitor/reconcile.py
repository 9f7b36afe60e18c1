"""From the claims of one event to the event: what they agree on, where they differ, and who says what.

Nothing is smoothed over: each field says whether independent origins agree, differ, are silent or deny.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from warmonitor import ontology, tolls
from warmonitor.geography import distance_km
from warmonitor.linking.grouping import Group
from warmonitor.linking.profiles import fold, is_loose, publication_days
from warmonitor.model import (
    Article,
    Claim,
    Contradiction,
    Event,
    EventParty,
    Location,
    Party,
    StatedValue,
    When,
)
from warmonitor.origins import origins_of, voices

Origins = Mapping[str, tuple[str, ...]]  # claim id -> its origins
Field = tuple[str, Contradiction | None]
SAME_PLACE_KM = 30.0  # farther apart than that, two named sites are two answers to "where"
AREA_KINDS = frozenset({"province", "country"})
LASTING = frozenset({"Siege"})  # reports on different days are no two answers to "when"
CASUALTIES = ("killed", "injured")


def reconcile(group: Group, articles: Mapping[str, Article] | None = None, rule: str = "ucdp") -> Event:
    """The event of a group of claims, by the named rule for its figures ("ucdp", "acled" or "range")."""
    articles = articles or {}
    claims = group.claims
    voice = voices(claims, articles)
    origins = {claim.id: origins_of(claim, voice) for claim in claims}
    days = publication_days(claims, {c.article_id: articles[c.article_id] for c in claims if c.article_id in articles})
    figures = tolls.figures_of(claims, voice, days)
    sub_event_type = _most_given(claims, origins)
    when, place = _when(claims, origins), _place(claims, origins)
    fields = _fields(claims, origins)
    agreement = {name: kind for name, (kind, _) in fields.items()}
    contradictions = [found for _, found in fields.values() if found]
    for answer in _answers(claims, origins):
        agreement[answer.field] = answer.kind
        contradictions.append(answer)
    for kind in sorted({kind for kind, whom in figures if whom == tolls.WHOLE} | set(CASUALTIES)):
        same = figures.get((kind, tolls.WHOLE), [])
        agreement[kind] = tolls.agreement(same) if same else "silent"
        contradictions += [found for found in (tolls.contradiction(kind, same),) if found]
    return Event(
        id=group.id,
        claims=tuple(claim.id for claim in claims),
        articles=tuple(dict.fromkeys(claim.article_id for claim in claims)),
        event_type=ontology.event_types()[sub_event_type].event_type,
        sub_event_type=sub_event_type,
        status=_status(claims),
        level=_level(when, place),
        side_a=_parties(claims, "side_a"),
        side_b=_parties(claims, "side_b"),
        place=place,
        when=when,
        tolls=tuple(tolls.toll(kind, whom, same, rule) for (kind, whom), same in figures.items()),
        outlets=tuple(sorted({a.outlet for c in claims if (a := articles.get(c.article_id)) and a.outlet})),
        origins=tuple(sorted({name for names in origins.values() for name in names})),
        agreement=agreement,
        contradictions=tuple(contradictions),
        links=group.links,
    )


def when_in_event(claim: Claim, event: Event) -> When | None:
    """The claim's own day, or, where it has none, that of the event it joined, marked as such."""
    if claim.when is not None and claim.when.is_dated:
        return claim.when
    if event.when is None or not event.when.is_dated:
        return claim.when
    span = claim.when.span if claim.when else None
    return When(event.when.start, event.when.end, span, vague=event.when.vague, basis="joined event")


def _most_given(claims: Sequence[Claim], origins: Origins) -> str:
    """The type that most origins give in words that name the means; on a tie the one that says more than "Attack"."""
    votes: dict[str, set[str]] = defaultdict(set)
    for claim in [claim for claim in claims if not is_loose(claim)] or claims:
        votes[claim.sub_event_type].update(origins[claim.id])
    plain = {"Other": 2, "Attack": 1, "Armed clash": 1}
    return min(votes, key=lambda name: (-len(votes[name]), plain.get(name, 0), name))


def _status(claims: Sequence[Claim]) -> str:
    """What happened outranks what goes on, what goes on outranks a bare denial; plans stand by themselves."""
    given = Counter(claim.status for claim in claims)
    for status in ("happened", "ongoing", "denied"):
        if given[status]:
            return status
    return min(given, key=lambda name: (-given[name], name))


def _when(claims: Sequence[Claim], origins: Origins) -> When | None:
    """The days that all dated claims share, or those that most origins give; of a siege all from first to last."""
    dated = [claim.when for claim in claims if claim.when is not None and claim.when.is_dated]
    if not dated:
        return None
    if all(claim.sub_event_type in LASTING for claim in claims):
        return _hull(dated)
    start = max((when.start for when in dated if when.start), default=None)
    end = min((when.end for when in dated if when.end), default=None)
    vague = all(when.vague for when in dated)
    if start is None or end is None or start <= end:
        return When(start, end, vague=vague)
    votes: dict[tuple[date | None, date | None], set[str]] = defaultdict(set)
    for claim in claims:
        if claim.when is not None and claim.when.is_dated:
            votes[claim.when.start, claim.when.end].update(origins[claim.id])
    days = min(votes, key=lambda pair: (-len(votes[pair]), _length(*pair), pair[0] or date.min, pair[1] or date.min))
    return When(*days, vague=vague)


def _hull(dated: Sequence[When]) -> When:
    """All the days that are told of what lasts: a siege since 2014, reported on until 2017."""
    starts = [when.start for when in dated if when.start]
    ends = [when.end for when in dated if when.end]
    return When(min(starts, default=None), max(ends, default=None), vague=all(when.vague for when in dated))


def _length(start: date | None, end: date | None) -> int:
    return (end - start).days if start and end else 10_000


def _place(claims: Sequence[Claim], origins: Origins) -> Location | None:
    """The most precise place; among equals the one that most origins give."""
    given = [claim.place for claim in claims if claim.place is not None]
    if not given:
        return None
    votes: dict[Hashable, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.place is not None:
            votes[_place_key(claim.place)].update(origins[claim.id])
    return min(
        given,
        key=lambda p: (p.precision or 9, -len(votes[_place_key(p)]), p.place.radius_km or 0.0, p.place.name),
    )


def _place_key(location: Location) -> Hashable:
    return location.place.id or (fold(location.place.name), location.place.kind in AREA_KINDS)


def _level(when: When | None, place: Location | None) -> str:
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
        for party in _known(claims, claim, side):
            alleged = _is_blamed(claim, party) if side == "side_a" else party.alleged
            named[party.actor or fold(party.name)].append((party.name, party.actor, claim.id, alleged))
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


def _fields(claims: Sequence[Claim], origins: Origins) -> dict[str, Field]:
    """Agreement and contradiction of every field that is not a figure."""
    found: dict[str, Field] = {
        "event_type": _compared(
            "event_type", [(c, c.sub_event_type, frozenset({c.sub_event_type})) for c in claims], origins
        ),
        "place": _places(claims, origins),
        "when": _days(claims, origins),
    }
    for side in ("side_a", "side_b"):
        found[side] = _compared(side, _named(claims, side), origins)
    return found


def _answers(claims: Sequence[Claim], origins: Origins) -> Iterator[Contradiction]:
    """That somebody would not comment, and denials, each beside what is asserted: of the blame, where there is one."""
    field = "side_a" if any(_is_blamed(claim, party) for claim in claims for party in claim.side_a) else "status"
    asserting = tuple(sorted({name for names in origins.values() for name in names}))
    asserted = StatedValue("asserted", tuple(claim.id for claim in claims), asserting)
    for stance, kind, value in (("no comment", "no comment", "no comment"), ("denies", "denial", "denied")):
        said = [(claim.id, source.name) for claim in claims for source in claim.sources if source.stance == stance]
        if said:
            answer = StatedValue(value, tuple(sorted({c for c, _ in said})), tuple(sorted({name for _, name in said})))
            yield Contradiction(field, kind, (asserted, answer))


def _is_blamed(claim: Claim, party: Party) -> bool:
    """True when a party is only said to have done it: the coder marks it so, or a source blames and nobody owns up."""
    stances = {source.stance for source in claim.sources}
    return party.alleged or ("blames" in stances and "claims responsibility" not in stances)


UNIDENTIFIED = "Unidentified"
Row = tuple[Claim, str, frozenset[str]]


def _known(claims: Sequence[Claim], claim: Claim, side: str) -> tuple[Party, ...]:
    """A claim's parties; an "unidentified armed group" says nothing against a claim that names one."""
    parties: tuple[Party, ...] = getattr(claim, side)
    if all(p.name.startswith(UNIDENTIFIED) for c in claims for p in getattr(c, side)):
        return parties
    return tuple(p for p in parties if not p.name.startswith(UNIDENTIFIED))


def _named(claims: Sequence[Claim], side: str) -> list[Row]:
    """Claims that name parties on a side, with the names to show and those to compare."""
    rows = []
    for claim in claims:
        parties = _known(claims, claim, side)
        if parties:
            shown = "; ".join(sorted(party.name for party in parties))
            rows.append((claim, shown, frozenset(party.actor or fold(party.name) for party in parties)))
    return rows


def _compared(field: str, rows: Sequence[Row], origins: Origins) -> Field:
    """Agree where each two claims share a value, differ where some two share none."""
    if not rows:
        return "silent", None
    if all(a[2] & b[2] for i, a in enumerate(rows) for b in rows[i + 1 :]):
        return _agree([claim for claim, _, _ in rows], origins), None
    return "differ", _differ(field, [(claim, value) for claim, value, _ in rows], origins)


def _agree(claims: Sequence[Claim], origins: Origins) -> str:
    return "agree" if len({name for claim in claims for name in origins[claim.id]}) > 1 else "single"


def _differ(field: str, rows: Sequence[tuple[Claim, str]], origins: Origins) -> Contradiction:
    by_value: dict[str, list[Claim]] = defaultdict(list)
    for claim, value in rows:
        by_value[value].append(claim)
    values = tuple(
        StatedValue(value, tuple(c.id for c in same), tuple(sorted({n for c in same for n in origins[c.id]})))
        for value, same in sorted(by_value.items())
    )
    return Contradiction(field, "differ", values)


def _places(claims: Sequence[Claim], origins: Origins) -> Field:
    rows = [(claim, claim.place) for claim in claims if claim.place is not None]
    if not rows:
        return "silent", None
    if all(same_place(a, b) for i, (_, a) in enumerate(rows) for _, b in rows[i + 1 :]):
        return _agree([claim for claim, _ in rows], origins), None
    return "differ", _differ("place", [(claim, place.place.name) for claim, place in rows], origins)


def same_place(a: Location, b: Location) -> bool:
    """True when two locations can be one place: the same name, near enough, or one inside the other."""
    p, q = a.place, b.place
    if p.country and q.country and p.country != q.country:
        return False
    if _place_key(a) == _place_key(b) or (p.country and q.country and "country" in (p.kind, q.kind)):
        return True
    if "province" in (p.kind, q.kind):
        return fold(p.admin1 or p.name) == fold(q.admin1 or q.name)
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return False
    return distance_km(p.lat, p.lon, q.lat, q.lon) <= max(SAME_PLACE_KM, p.radius_km or 0.0, q.radius_km or 0.0)


def _days(claims: Sequence[Claim], origins: Origins) -> Field:
    rows = [(claim, claim.when) for claim in claims if claim.when is not None and claim.when.is_dated]
    if not rows:
        return "silent", None
    start = max((when.start for _, when in rows if when.start), default=date.min)
    end = min((when.end for _, when in rows if when.end), default=date.max)
    if start <= end or all(claim.sub_event_type in LASTING for claim, _ in rows):
        return _agree([claim for claim, _ in rows], origins), None
    shown = [(claim, f"{when.start or ''}..{when.end or ''}") for claim, when in rows]
    return "differ", _differ("when", shown, origins)


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
    assert campaign.place is not None and event.place is not None and event.when is not None
    outer, inner = campaign.when, event.when
    if outer is None or outer.start is None or outer.end is None or inner.start is None or inner.end is None:
        return False
    if not (outer.start <= inner.start and inner.end <= outer.end) or not same_place(campaign.place, event.place):
        return False
    if (event.place.precision or 3) > (campaign.place.precision or 3):
        return False
    parties = {party.actor or fold(party.name) for party in campaign.side_a}
    return any((party.actor or fold(party.name)) in parties for party in event.side_a)
