"""Sides that a sentence leaves open and its article tells: the claimant, the only opponent, the only attacker.

"Government forces pushed into the town" does not say against whom; an article in which they fight nobody but the rebels
does. Where two are told, the side stays open. The evidence is the party's own mention, and the rule is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from warmonitor.coding.types import as_forces, type_of
from warmonitor.model import Actor, Claim, Evidence, Mention, Party, Sentence

UNARMED = frozenset({"civilians", "protesters", "rioters", "unknown", "government"})
REMOTE = frozenset({"Air/drone strike", "Shelling/artillery/missile attack"})
CLAIMED = "claims responsibility"
HOLDER = "holder of the place"
OPPONENT = "only opponent in the article"
ATTACKER = "only such attacker in the article"


def with_silent_sides(
    claims: Sequence[Claim], mentions: Sequence[Mention], sentences: Sequence[Sentence]
) -> list[Claim]:
    """The same claims, with sides that the rest of the article tells."""
    out = [_with_claimant(claim, mentions) for claim in claims]
    fights = list(_fights(out))
    attackers = _attackers(out)
    out = [_with_holder(claim, sentences, mentions) for claim in out]
    out = [_with_opponent(claim, fights) if claim.event_type == "Battles" else claim for claim in out]
    return [_with_attacker(claim, attackers) for claim in out]


def _with_claimant(claim: Claim, mentions: Sequence[Mention]) -> Claim:
    """Who claims responsibility is who did it, as far as the article says."""
    if claim.side_a and claim.side_a[0].actor and not claim.side_a[0].name.startswith("Unidentified"):
        return claim
    spans = [s.span for s in claim.sources if s.stance == CLAIMED and s.span]
    for mention in mentions:
        if (
            mention.kind == "actor"
            and isinstance(mention.value, Actor)
            and any(s.overlaps(mention.span) for s in spans)
        ):
            party = Party(mention.value.id, mention.value.name, mention.span)
            rest = tuple(e for e in claim.evidence if not e.field.startswith("side_a"))
            return replace(claim, side_a=(party,), evidence=(*rest, Evidence("side_a[0]", party.span, CLAIMED)))
    return claim


def _with_holder(claim: Claim, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Claim:
    """ "Troops attacked rebel-held Misrata": who holds the place is who is attacked."""
    if claim.event_type != "Battles" or not claim.side_a or claim.side_b:
        return claim
    start = claim.trigger.start
    inside = next((s for s in sentences if s.start <= start < s.end), None)
    for mention in mentions:
        held = mention.by == "attributive" and inside and inside.start <= mention.span.start < inside.end
        if held and isinstance(mention.value, Actor):
            (party,) = as_forces((Party(mention.value.id, mention.value.name, mention.span),))
            if type_of(party) not in UNARMED and party.name not in {p.name for p in claim.side_a}:
                evidence = (*claim.evidence, Evidence("side_b[0]", party.span, HOLDER))
                return replace(claim, side_b=(party,), evidence=evidence)
    return claim


def _fights(claims: Sequence[Claim]) -> Iterator[tuple[Party, Party]]:
    for claim in claims:
        for a in claim.side_a:
            for b in claim.side_b:
                if type_of(a) not in UNARMED and type_of(b) not in UNARMED:
                    yield a, b
                    yield b, a


def _with_opponent(claim: Claim, fights: Sequence[tuple[Party, Party]]) -> Claim:
    if bool(claim.side_a) == bool(claim.side_b):
        return claim
    known, silent = ("side_a", "side_b") if claim.side_a else ("side_b", "side_a")
    names = {p.name for p in getattr(claim, known)}
    against = {b.name: b for a, b in reversed(fights) if a.name in names and b.name not in names}
    if len(against) != 1:
        return claim
    party = next(iter(against.values()))
    evidence = (*claim.evidence, Evidence(f"{silent}[0]", party.span, OPPONENT))
    if silent == "side_a":
        return replace(claim, side_a=(party,), evidence=evidence)
    return replace(claim, side_b=(party,), evidence=evidence)


def _attackers(claims: Sequence[Claim]) -> Mapping[str, tuple[Party, ...]]:
    """For each kind of remote violence the sides that an article names for it, where they are all one."""
    told: dict[str, dict[frozenset[str], tuple[Party, ...]]] = {}
    for claim in claims:
        if claim.sub_event_type in REMOTE and claim.side_a:
            told.setdefault(claim.sub_event_type, {}).setdefault(frozenset(p.name for p in claim.side_a), claim.side_a)
    return {kind: next(iter(sides.values())) for kind, sides in told.items() if len(sides) == 1}


def _with_attacker(claim: Claim, attackers: Mapping[str, tuple[Party, ...]]) -> Claim:
    parties = attackers.get(claim.sub_event_type)
    if claim.side_a or not parties:
        return claim
    evidence = tuple(Evidence(f"side_a[{n}]", p.span, ATTACKER) for n, p in enumerate(parties))
    return replace(claim, side_a=parties, evidence=(*claim.evidence, *evidence))
