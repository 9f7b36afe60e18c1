"""Linking in steps: what to keep of each claim so that a later one is compared only with those it can touch.

Groups that no pair connects never influence each other, so what a new claim can change are the claims that pairs
connect with it. Its pairs are found by keys: each claim is kept under its own keys of place and time, exactly, and
under the places it looks up, by stretches of days; a new claim seeks both. More may be found than is compared, never
less. Only a block that outgrows the largest size changes pairs among old claims: then all are linked from scratch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from warmonitor.linking import blocking
from warmonitor.linking.blocking import ANY_TIME, LASTING, MONTH, candidate_pairs
from warmonitor.linking.grouping import Group, Grouping, Scored, copies_among, profiles_of
from warmonitor.linking.profiles import Profile, settings
from warmonitor.model import Article, Claim, Judgement

FORM = 2  # of the keys; raise it where they change, so that databases are linked from scratch once
STRETCH = 60  # days of a stretch under which looked-up places are kept
FURTHEST_STRETCH = 10_000_000  # the time of any other key is a hash, which is larger but once in a trillion
FEW_DAYS = 5  # ... and those looked up at known days
SYMMETRIC = "cell"  # the place key at which two claims of known days find each other
Key = tuple[int, int]
IdPair = tuple[str, str, int, float]  # ids of two claims, rank, score


@dataclass(frozen=True, slots=True)
class Linked:
    """Groups, and what to keep: pairs that may join claims, and each claim's keys."""

    groups: list[Group]
    pairs: list[IdPair]
    keys: Mapping[str, list[Key]]


def link_all(claims: Sequence[Claim], articles: Mapping[str, Article], judgements: Sequence[Judgement] = ()) -> Linked:
    """All claims linked from scratch, with what later steps need."""
    unique = {claim.id: claim for claim in claims}
    profiles = profiles_of(list(unique.values()), articles)
    grouping = Grouping(profiles, copies_among(profiles, articles))
    grouping.judge(judgements)
    scored = grouping.scored(candidate_pairs(profiles))
    grouping.join(scored)
    keys = {profile.claim_id: kept_keys(profile) for profile in profiles}
    return Linked(grouping.groups(unique), _named(scored, [*keys]), keys)


def link_some(profiles: Sequence[Profile], claims: Sequence[Claim], articles: Mapping[str, Article],
              judgements: Sequence[Judgement], pairs: Iterable[IdPair]) -> list[Group]:
    """The groups of claims that no other claim can touch, by pairs that were scored before; profiles in order."""
    position = {profile.claim_id: i for i, profile in enumerate(profiles)}
    grouping = Grouping(profiles, copies_among(profiles, articles))
    grouping.judge(judgements)
    scored = [
        (rank, -value, _in_order(position[a], position[b]))
        for a, b, rank, value in pairs
        if a in position and b in position
    ]
    grouping.join(scored)
    return grouping.groups({claim.id: claim for claim in claims})


def new_pairs(profiles: Sequence[Profile], articles: Mapping[str, Article], new: Collection[str]) -> list[IdPair]:
    """The pairs that may join a new claim with another of these: all that the new ones can touch, and themselves."""
    is_new = [profile.claim_id in new for profile in profiles]
    found = [(a, b) for a, b in candidate_pairs(profiles) if is_new[a] or is_new[b]]
    copies = copies_among((profiles[i] for i in {i for pair in found for i in pair}), articles)
    return _named(Grouping(profiles, copies).scored(found), [profile.claim_id for profile in profiles])


def _named(scored: Iterable[Scored], ids: Sequence[str]) -> list[IdPair]:
    return [(ids[a], ids[b], rank, -value) for rank, value, (a, b) in scored]


def _in_order(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


# ---- keys


def kept_keys(profile: Profile) -> list[Key]:
    """Under which keys a claim is kept: its own, and the places that it looks up by stretches of days."""
    own = [(_hash("own", place), _hash(time)) for place, time in _own(profile)]
    reach = {stretch for time in blocking._lookup_times(profile) for stretch in _stretches(time)}
    wide = {_kept_place(place, profile) for place in blocking._lookup_places(profile)}
    return own + [(_hash(kind, place), number) for place in wide for kind, number in reach]


def sought_keys(profile: Profile) -> Iterator[tuple[int, int | None]]:
    """Under which keys those are kept that a new claim is compared or shares a block with; None is any time."""
    times = blocking._lookup_times(profile)
    for place in blocking._lookup_places(profile):
        yield from ((_hash("own", place), _hash(time)) for time in times)
    for place, time in _own(profile):
        yield _hash("own", place), _hash(time)
        if place[0] == SYMMETRIC and time[0] == "day":
            continue
        for near in _neighbours(place):
            if time == ("undated",):
                yield from ((_hash(kind, near), None) for kind in ("wide", "day"))
            else:
                yield from ((_hash(kind, near), number) for kind, number in _stretches(time))


def _own(profile: Profile) -> Iterator[tuple[blocking.Key, blocking.Key]]:
    for place in blocking._own_places(profile):
        yield from ((place, time) for time in blocking._own_times(profile))
        if place[0] == "number":
            yield place, ANY_TIME


def _kept_place(place: blocking.Key, profile: Profile) -> blocking.Key:
    """A looked-up place; of a cell and its eight neighbours only the claim's own, which stands for all nine."""
    return ("cell", *blocking._cell(profile)) if place[0] == "cell" else place


def _neighbours(place: blocking.Key) -> list[blocking.Key]:
    if place[0] != "cell":
        return [place]
    _, row, column = place
    assert isinstance(row, int) and isinstance(column, int)
    return [("cell", row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]


def _stretches(time: blocking.Key) -> Iterator[tuple[str, int]]:
    """The stretches of days that a time key of blocking lies in; of no day: -1 for ANY_TIME, none for "undated"."""
    if time == ANY_TIME:
        yield "wide", -1
    elif time[0] != "undated":
        number = time[1]
        assert isinstance(number, int)
        if time[0] == "day":
            yield "day", number // FEW_DAYS
            return
        days = {"published": 7, "month": MONTH, "lasting": LASTING}[str(time[0])]
        first, last = number * days // STRETCH, (number * days + days - 1) // STRETCH
        yield from (("wide", stretch) for stretch in range(first, last + 1))


def _hash(*parts: Hashable) -> int:
    """A number that SQLite keeps in 8 bytes; two keys of one number only mean that more is compared."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest(), "big", signed=True)


# ---- blocks that are too large to compare whole


def largest_block() -> int:
    """How many claims of one place and time are compared whole."""
    return int(settings()["blocks"]["largest"])


def outgrown(before: Sequence[Profile], after: Sequence[Profile]) -> bool:
    """True where a block of these claims is split, or given up, on one side only: pairs of old claims then change."""
    most = largest_block()
    was, now = Counter(_blocks(before)), Counter(_blocks(after))
    if any((was[block] > most) != (now[block] > most) for block in {*was, *now}):
        return True
    large = {block for block in now if now[block] > most}
    if not large:
        return False
    parts_was, parts_now = Counter(_parts(before, large)), Counter(_parts(after, large))
    return any((parts_was[part] > most) != (parts_now[part] > most) for part in {*parts_was, *parts_now})


def _blocks(profiles: Iterable[Profile]) -> Iterator[tuple[blocking.Key, blocking.Key]]:
    for profile in profiles:
        yield from _own(profile)


def _parts(profiles: Iterable[Profile], large: Collection[tuple[blocking.Key, blocking.Key]]) -> Iterator[Hashable]:
    for profile in profiles:
        for block in _own(profile):
            if block in large:
                yield from ((block, fine) for fine in blocking._fine(profile))
