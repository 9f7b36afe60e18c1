"""How the claims of one event stand to each other on every field that is not a figure; nothing is smoothed over.

silent: nobody says it. single: one body does. agree: two independent bodies say the same. refine: what they say goes
together, but one says it more exactly. update: one body said otherwise later. differ: two cannot both be right. denial
and "no comment" are the answers of those who are blamed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from warmonitor.geography import distance_km
from warmonitor.linking.kin import are_kin
from warmonitor.linking.profiles import fold, is_loose
from warmonitor.model import Claim, Contradiction, Location, Party, StatedValue, When

SAME_PLACE_KM = 30.0  # farther apart than that, two named sites are two answers to "where"
AREA_KINDS = frozenset({"province", "country"})
LASTING = frozenset({"Siege"})  # reports on different days are no two answers to "when"
DENIED = "denied"
UNIDENTIFIED = "Unidentified"

Field = tuple[str, Contradiction | None]


@dataclass(frozen=True, slots=True)
class Told:
    """The claims of one event with their origins and the bodies behind them by claim, and days of publication."""

    claims: tuple[Claim, ...]
    origins: Mapping[str, tuple[str, ...]]
    bodies: Mapping[str, tuple[str, ...]]
    days: Mapping[str, int]

    def names(self, claims: Sequence[Claim]) -> tuple[str, ...]:
        """The origins of some of the claims."""
        return tuple(sorted({name for claim in claims for name in self.origins[claim.id]}))

    def many(self, claims: Sequence[Claim]) -> bool:
        """True where two or more bodies are behind some of the claims."""
        return len({body for claim in claims for body in self.bodies[claim.id]}) > 1


@dataclass(frozen=True, slots=True)
class _Row:
    """What one claim says of a field: to show, and to compare."""

    claim: Claim
    shown: str
    value: Hashable


def fields(told: Told) -> dict[str, Field]:
    """Agreement and contradiction of every field that is not a figure; answers of those blamed come on top."""
    return {
        "event_type": _compared(told, "event_type", _types(told.claims), _types_meet),
        "place": _compared(told, "place", _places(told.claims), _places_meet),
        "when": _compared(told, "when", _days(told.claims), _days_meet),
        "side_a": _compared(told, "side_a", _named(told.claims, "side_a"), _parties_meet),
        "side_b": _compared(told, "side_b", _named(told.claims, "side_b"), _parties_meet),
        "status": _compared(told, "status", [_Row(c, c.status, c.status) for c in told.claims], _statuses_meet),
    }


def answers(told: Told) -> Iterator[Contradiction]:
    """That somebody would not comment, and denials, each beside what is asserted: of the blame, where there is one."""
    field = "side_a" if any(is_blamed(claim, party) for claim in told.claims for party in claim.side_a) else "status"
    asserting = [claim for claim in told.claims if claim.status != DENIED]
    asserted = StatedValue("asserted", tuple(claim.id for claim in asserting), told.names(asserting))
    for stance, kind, value in (("no comment", "no comment", "no comment"), ("denies", "denial", DENIED)):
        said = [(claim.id, source.name) for claim in told.claims for source in claim.sources if source.stance == stance]
        if kind == "denial":
            own = [claim for claim in told.claims if claim.status == DENIED]
            said += [(claim.id, name) for claim in own for name in told.origins[claim.id]]
        if said:
            answer = StatedValue(value, tuple(sorted({c for c, _ in said})), tuple(sorted({name for _, name in said})))
            yield Contradiction(field, kind, (asserted, answer) if asserting else (answer,))


def is_blamed(claim: Claim, party: Party) -> bool:
    """True when a party is only said to have done it: the coder marks it so, or a source blames and nobody owns up."""
    stances = {source.stance for source in claim.sources}
    return party.alleged or ("blames" in stances and "claims responsibility" not in stances)


def _compared(told: Told, field: str, rows: Sequence[_Row], meet: Callable[[_Row, _Row], bool]) -> Field:
    """How the rows of a field stand to each other, and the values side by side where they do not meet."""
    if not rows:
        return "silent", None
    apart = [(a, b) for i, a in enumerate(rows) for b in rows[i + 1 :] if not meet(a, b)]
    if apart:
        kind = "update" if all(_is_update(told, a.claim, b.claim) for a, b in apart) else "differ"
        return kind, _side_by_side(told, field, kind, rows)
    if not told.many([row.claim for row in rows]):
        return "single", None
    same: dict[Hashable, list[Claim]] = defaultdict(list)
    for row in rows:
        same[row.value].append(row.claim)
    return "agree" if any(map(told.many, same.values())) else "refine", None


def _is_update(told: Told, a: Claim, b: Claim) -> bool:
    """True where one body says it otherwise on a later day."""
    days = told.days.get(a.article_id), told.days.get(b.article_id)
    return set(told.bodies[a.id]) == set(told.bodies[b.id]) and None not in days and days[0] != days[1]


def _side_by_side(told: Told, field: str, kind: str, rows: Sequence[_Row]) -> Contradiction:
    by_value: dict[str, list[Claim]] = defaultdict(list)
    for row in rows:
        by_value[row.shown].append(row.claim)
    values = [
        StatedValue(shown, tuple(claim.id for claim in same), told.names(same)) for shown, same in by_value.items()
    ]
    return Contradiction(field, kind, tuple(sorted(values, key=lambda value: value.value)))


# ---- what kind of event, and whether it happened


def _types(claims: Sequence[Claim]) -> list[_Row]:
    """Beside a claim that names the means, the type of one that does not ("the bombing") is the coder's guess."""
    is_named = not all(map(is_loose, claims))
    return [_Row(c, c.sub_event_type, c.id if is_named and is_loose(c) else c.sub_event_type) for c in claims]


def _types_meet(a: _Row, b: _Row) -> bool:
    """"The bombing" leaves the means open: it is no second answer beside "the air strike"."""
    return a.claim.sub_event_type == b.claim.sub_event_type or is_loose(a.claim) != is_loose(b.claim)


def _statuses_meet(a: _Row, b: _Row) -> bool:
    """Happened and ongoing go together; a denial is an answer of its own, see ``answers``."""
    real = {"happened", "ongoing", DENIED}
    return a.value == b.value or {a.value, b.value} <= real


# ---- where


def _places(claims: Sequence[Claim]) -> list[_Row]:
    return [_Row(c, c.place.place.name, place_key(c.place)) for c in claims if c.place is not None]


def _places_meet(a: _Row, b: _Row) -> bool:
    assert a.claim.place is not None and b.claim.place is not None
    return same_place(a.claim.place, b.claim.place)


def place_key(location: Location) -> Hashable:
    """What makes two locations one answer to "where": the gazetteer's id, else the folded name."""
    return location.place.id or (fold(location.place.name), location.place.kind in AREA_KINDS)


def same_place(a: Location, b: Location) -> bool:
    """True when two locations can be one place: the same name, near enough, or one inside the other."""
    p, q = a.place, b.place
    if p.country and q.country and p.country != q.country:
        return False
    if place_key(a) == place_key(b) or (p.country and q.country and "country" in (p.kind, q.kind)):
        return True
    if "province" in (p.kind, q.kind):
        return fold(p.admin1 or p.name) == fold(q.admin1 or q.name)
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return False
    return distance_km(p.lat, p.lon, q.lat, q.lon) <= max(SAME_PLACE_KM, p.radius_km or 0.0, q.radius_km or 0.0)


# ---- when


def _days(claims: Sequence[Claim]) -> list[_Row]:
    return [
        _Row(c, f"{c.when.start or ''}..{c.when.end or ''}", (c.when.start, c.when.end))
        for c in claims
        if c.when is not None and c.when.is_dated
    ]


def _days_meet(a: _Row, b: _Row) -> bool:
    if a.claim.sub_event_type in LASTING and b.claim.sub_event_type in LASTING:
        return True
    return do_meet(a.claim.when, b.claim.when)


def do_meet(a: When | None, b: When | None) -> bool:
    """True where two ranges of days have a day in common; an unknown one has none."""
    if a is None or b is None or not (a.is_dated and b.is_dated):
        return False
    start = max(a.start or date.min, b.start or date.min)
    return start <= min(a.end or date.max, b.end or date.max)


# ---- who


def known_parties(claims: Sequence[Claim], claim: Claim, side: str) -> tuple[Party, ...]:
    """A claim's parties; an "unidentified armed group" says nothing against a claim that names one."""
    parties: tuple[Party, ...] = getattr(claim, side)
    if all(p.name.startswith(UNIDENTIFIED) for c in claims for p in getattr(c, side)):
        return parties
    return tuple(p for p in parties if not p.name.startswith(UNIDENTIFIED))


def party_key(party: Party) -> str:
    """What makes two parties one: the actor's id, else the folded name."""
    return party.actor or fold(party.name)


def _named(claims: Sequence[Claim], side: str) -> list[_Row]:
    rows = []
    for claim in claims:
        parties = known_parties(claims, claim, side)
        if parties:
            shown = "; ".join(sorted(party.name for party in parties))
            rows.append(_Row(claim, shown, frozenset(map(party_key, parties))))
    return rows


def _parties_meet(a: _Row, b: _Row) -> bool:
    """One party in common, or a group and its parent, "rebels" and a named brigade."""
    assert isinstance(a.value, frozenset) and isinstance(b.value, frozenset)
    return bool(a.value & b.value) or any(are_kin(x, y) for x in a.value for y in b.value)
