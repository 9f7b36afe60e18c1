"""Who fights whom in an article: fills the silent side of a battle where the article knows only one opponent.

"Government forces pushed into Dafniya" does not say against whom; an article in which they fight nobody but the rebels
does. Where two opponents are told, the side stays open. The evidence is the opponent's own mention and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from warmonitor.coding.types import type_of
from warmonitor.model import Claim, Evidence, Party

UNARMED = frozenset({"civilians", "protesters", "rioters", "unknown", "government"})
RULE = "only opponent in the article"


def with_opponents(claims: Sequence[Claim]) -> list[Claim]:
    """The same claims, battles with one silent side completed."""
    fights = list(_fights(claims))
    return [_completed(claim, fights) if claim.event_type == "Battles" else claim for claim in claims]


def _fights(claims: Sequence[Claim]) -> Iterator[tuple[Party, Party]]:
    for claim in claims:
        for a in claim.side_a:
            for b in claim.side_b:
                if type_of(a) not in UNARMED and type_of(b) not in UNARMED:
                    yield a, b
                    yield b, a


def _completed(claim: Claim, fights: Sequence[tuple[Party, Party]]) -> Claim:
    if bool(claim.side_a) == bool(claim.side_b):
        return claim
    known, silent = ("side_a", "side_b") if claim.side_a else ("side_b", "side_a")
    names = {p.name for p in getattr(claim, known)}
    against = {b.name: b for a, b in reversed(fights) if a.name in names and b.name not in names}
    if len(against) != 1:
        return claim
    party = next(iter(against.values()))
    evidence = (*claim.evidence, Evidence(f"{silent}[0]", party.span, RULE))
    if silent == "side_a":
        return replace(claim, side_a=(party,), evidence=evidence)
    return replace(claim, side_b=(party,), evidence=evidence)
