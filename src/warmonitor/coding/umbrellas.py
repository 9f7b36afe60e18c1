"""A regional total that the article splits by town: the town's figure is a part of it, and never added to it.

"At least 39 people were killed in Idlib province on Sunday. Three of them died ... in Maarat al-Numan": one row for the
province with the total, one for the town, whose figure carries ``part_of`` (``docs/codebook.md``).
A headline's total over several events is of none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warmonitor.coding.merge import REAL, same_place, same_time
from warmonitor.coding.where import extent
from warmonitor.model import Claim, Count

TOLLS = frozenset({"killed", "injured"})


def with_umbrellas(claims: Sequence[Claim]) -> list[Claim]:
    """The same claims, each figure of a smaller place marked as part of the total told before it for the larger."""
    out: list[Claim] = []
    for claim in claims:
        wholes = [whole for whole in out if _covers(whole, claim)]
        out.append(_as_part(claim, wholes[0]) if wholes else claim)
    return out


def _covers(whole: Claim, part: Claim) -> bool:
    """Whether one claim sums up what the other tells: like violence, the same day, a place that holds the other's."""
    if whole.event_type != part.event_type or not {whole.status, part.status} <= REAL:
        return False
    if whole.place is None or part.place is None or whole.when is None or part.when is None:
        return False
    if not same_time(whole.when, part.when):
        return False
    is_quarter = part.place.place.kind == "neighbourhood" and whole.place.place.kind != "neighbourhood"
    return (extent(whole.place) > extent(part.place) or is_quarter) and same_place(whole.place, part.place)


def _as_part(claim: Claim, whole: Claim) -> Claim:
    return replace(claim, counts=tuple(_part_of(count, whole) for count in claim.counts))


def _part_of(count: Count, whole: Claim) -> Count:
    if count.kind not in TOLLS or count.part_of or count.low is None:
        return count
    totals = [c for c in whole.counts if c.kind == count.kind and not c.part_of and (c.low or 0) > count.low]
    return replace(count, part_of=totals[0].span.quote) if totals else count


def without_sums(claims: Sequence[Claim]) -> list[Claim]:
    """The same claims without a total over several of them: "32 killed in X and Y" where 22 fell in X and 10 in Y."""
    return [_without(c, {k for k, n in enumerate(c.counts) if _is_sum(n, c, claims)}) for c in claims]


def _without(claim: Claim, dropped: set[int]) -> Claim:
    """A claim without some of its figures, the others' evidence under their new numbers."""
    kept = [k for k in range(len(claim.counts)) if k not in dropped]
    fields = {f"counts[{k}]": f"counts[{n}]" for n, k in enumerate(kept)} | {f"counts[{k}]": "" for k in dropped}
    evidence = (replace(e, field=fields.get(e.field, e.field)) for e in claim.evidence)
    return replace(claim, counts=tuple(claim.counts[k] for k in kept), evidence=tuple(e for e in evidence if e.field))


def _is_sum(total: Count, claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether a figure is an event's own later one and those of the events at other places together."""
    if total.kind != "killed" or total.low is None or total.part_of:
        return False
    own = [n for n in map(_size, _later(total, claim)) if n]
    others = [max(map(_size, later)) for c in claims if _is_apart(claim, c) and (later := _later(total, c))]
    return any(total.low - n in {*others, sum(others)} for n in own) and bool(others)


def _later(total: Count, claim: Claim) -> list[Count]:
    """The dead of an event that are told after a figure."""
    return [n for n in claim.counts if n.kind == "killed" and n.span.start > total.span.start and _size(n)]


def _size(count: Count) -> int:
    return count.low or 0


def _is_apart(a: Claim, b: Claim) -> bool:
    return a.place is not None and b.place is not None and not same_place(a.place, b.place)
