"""A regional total that the article splits by town: the town's figure is a part of it, and never added to it.

"At least 39 people were killed in Idlib province on Sunday. Three of them died ... in Maarat al-Numan": one row for the
province with the total, one for the town, whose figure carries ``part_of`` (``docs/codebook.md``).
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
