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
LEAST_TOTAL = 10  # smaller ones add up by chance
Share = tuple[int, int, Count]  # a figure: the number of its claim, its number there, itself


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


def with_shares(claims: Sequence[Claim]) -> list[Claim]:
    """The same claims, the figures of several that come to a total told before them marked as its parts.

    "31 civilians died in and around the city on Friday. Ten fell when a bus was hit ... 21 others died in the east."
    """
    told = [(n, k, c) for n, claim in enumerate(claims) for k, c in enumerate(claim.counts) if _is_whole(claim, c)]
    told.sort(key=lambda entry: entry[2].span.start)
    out = list(claims)
    for at, (n, _, total) in enumerate(told):
        rest = [entry for entry in told[at + 1 :] if _is_share(claims[n], total, claims[entry[0]], entry[2])]
        for share in _coming_to(_unrepeated(rest), n, _figure(total)):
            out[share[0]] = _marked(out[share[0]], share[1], total)
    return out


def _is_whole(claim: Claim, count: Count) -> bool:
    return count.kind in TOLLS and not count.part_of and _figure(count) > 0 and claim.status in REAL


def _figure(count: Count) -> int:
    return count.low or count.high or 0


def _is_share(whole: Claim, total: Count, claim: Claim, count: Count) -> bool:
    """Whether a figure can be a share of a total told before: of the same fate, smaller, of no other day or country."""
    if count.kind != total.kind or not 0 < _figure(count) < _figure(total) or _figure(total) < LEAST_TOTAL:
        return False
    if "background" in (whole.focus, claim.focus) or whole.event_type != claim.event_type:
        return False
    days = whole.when is None or claim.when is None or same_time(whole.when, claim.when) is not False
    lands = {c.place.place.country for c in (whole, claim) if c.place and c.place.place.country}
    return days and len(lands) < 2


def _unrepeated(entries: Sequence[Share]) -> list[Share]:
    """Each figure once, where the article tells it again."""
    out: dict[tuple[int, int], Share] = {}
    for n, k, count in entries:
        out.setdefault((n, _figure(count)), (n, k, count))
    return list(out.values())


def _coming_to(entries: Sequence[Share], own: int, whole: int) -> Sequence[Share]:
    """The figures, told one after the other, that come to the whole and are not all of the event that has it."""
    for n in range(len(entries), 1, -1):
        for i in range(len(entries) - n + 1):
            run = entries[i : i + n]
            if sum(_figure(count) for _, _, count in run) == whole and any(claim != own for claim, _, _ in run):
                return run
    return ()


def _marked(claim: Claim, k: int, total: Count) -> Claim:
    counts = (replace(c, part_of=total.span.quote) if n == k else c for n, c in enumerate(claim.counts))
    return replace(claim, counts=tuple(counts))


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
    if any(c.part_of == total.span.quote for c in claim.counts):
        return False  # "38 died, nine of them children": of one event, whatever else adds up to 38
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
