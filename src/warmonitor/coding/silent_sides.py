"""Sides that a sentence leaves open and its article tells: the claimant, the only opponent, the only attacker.

"Government forces pushed into the town" does not say against whom; an article in which they fight nobody but the rebels
does. Where two are told, the side stays open. The evidence is the party's own mention, and the rule is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from warmonitor.coding.types import as_forces, type_of
from warmonitor.model import Actor, Claim, Document, Evidence, Mention, Party, Sentence
from warmonitor.ontology import lexicon

UNARMED = frozenset({"civilians", "protesters", "rioters", "unknown", "government"})
REMOTE = frozenset({"Air/drone strike", "Shelling/artillery/missile attack"})
CLAIMED = "claims responsibility"
HOLDER = "holder of the place"
OPPONENT = "only opponent in the article"
ENEMY = "main enemy in the article"
PAIR = "only fighting pair in the article"
AIR_FORCE = "only air force in the article"
ATTACKER = "only such attacker in the article"
STATES = frozenset({"state force", "external force"})
NON_STATE = frozenset({"rebel group", "political militia", "identity militia", "unidentified"})
DOUBT_REACHES = 3  # sentences before and after "it was not clear who carried out the raid"
MAIN_SHARE = 0.5  # of the mentions of a camp: where none has more, the article tells of several


def with_silent_sides(
    claims: Sequence[Claim], mentions: Sequence[Mention], document: Document
) -> list[Claim]:
    """The same claims, with sides that the rest of the article tells."""
    sentences = document.sentences
    out = [_with_claimant(claim, mentions) for claim in claims]
    fights = list(_fights(out))
    attackers = _attackers(out)
    out = [_with_holder(claim, sentences, mentions) for claim in out]
    armed = _armed(mentions)
    pair = _only_pair(fights)
    out = [_with_opponent(_with_pair(c, pair), fights, armed) if c.event_type == "Battles" else c for c in out]
    doubts = _doubts(document)
    flyer = _only_air_force(armed)
    return [c if _is_doubted(c, doubts) else _with_air_force(_with_attacker(c, attackers), flyer) for c in out]


def _doubts(document: Document) -> list[tuple[int, int]]:
    """Where the article says that nobody knows who did it: from the sentences before to those after."""
    text, found, sentences = document.article.text, [], document.sentences
    for n, sentence in enumerate(sentences):
        words = text[sentence.start : sentence.end].lower()
        if any(cue in words for cue in lexicon("coding")["unknown_doer"]["words"]):
            reach = sentences[max(0, n - DOUBT_REACHES)], sentences[min(len(sentences) - 1, n + DOUBT_REACHES)]
            found.append((reach[0].start, reach[1].end))
    return found


def _is_doubted(claim: Claim, doubts: Sequence[tuple[int, int]]) -> bool:
    return any(start <= claim.trigger.start < end for start, end in doubts)


def _with_claimant(claim: Claim, mentions: Sequence[Mention]) -> Claim:
    """Who claims responsibility is who did it, as far as the article says."""
    if claim.side_a and claim.side_a[0].actor and not claim.side_a[0].name.startswith("Unidentified"):
        return claim
    spans = [s.span for s in claim.sources if s.stance == CLAIMED and s.span]
    if not spans:
        return claim
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
                return _with_side(claim, "side_b", (party,), HOLDER)
    return claim


def _fights(claims: Sequence[Claim]) -> Iterator[tuple[Party, Party]]:
    for claim in claims:
        for a in claim.side_a:
            for b in claim.side_b:
                if type_of(a) not in UNARMED and type_of(b) not in UNARMED:
                    yield a, b
                    yield b, a


def _only_pair(fights: Sequence[tuple[Party, Party]]) -> tuple[Party, Party] | None:
    """The two who fight each other, where the article tells of no others fighting."""
    pairs = {frozenset((a.name, b.name)) for a, b in fights}
    return fights[0] if len(pairs) == 1 else None


def _with_pair(claim: Claim, pair: tuple[Party, Party] | None) -> Claim:
    """ "Clashes were also heard in X", in an article in which only two sides fight."""
    if pair is None or claim.side_a or claim.side_b or claim.sub_event_type != "Armed clash":
        return claim
    return _with_side(_with_side(claim, "side_a", pair[:1], PAIR), "side_b", pair[1:], PAIR)


def _with_opponent(claim: Claim, fights: Sequence[tuple[Party, Party]], armed: Counter[Party]) -> Claim:
    """The other side of a battle: whom the known side fights in the article, if that is one; else its main enemy there.

    The main enemy is the armed actor of the other camp (a state's forces, or those who fight one) that nearly all the
    article's mentions of that camp name.
    """
    if bool(claim.side_a) == bool(claim.side_b):
        return claim
    known, silent = ("side_a", "side_b") if claim.side_a else ("side_b", "side_a")
    names = {p.name for p in getattr(claim, known)}
    against = {b.name: b for a, b in reversed(fights) if a.name in names and b.name not in names}
    if len(against) == 1:
        return _with_side(claim, silent, (next(iter(against.values())),), OPPONENT)
    enemy = _main_enemy(getattr(claim, known)[0], armed) if not against else None
    fights_others = silent == "side_a" and enemy is not None and any(a.name == enemy.name for a, _ in fights)
    if enemy is None or fights_others:  # who shot at them need not be who fights somebody else
        return claim
    return _with_side(claim, silent, (enemy,), ENEMY)


def _main_enemy(party: Party, armed: Counter[Party]) -> Party | None:
    peacekeepers = {"united-nations", *lexicon("actors")["missions"].values()}
    if type_of(party) in UNARMED or party.actor in peacekeepers:
        return None  # who fires on them may be anybody
    camp = type_of(party) in STATES | {"police"}
    rest = Counter({p: n for p, n in armed.items() if p.name != party.name and p.actor not in peacekeepers})
    others = Counter({p: n for p, n in rest.items() if (type_of(p) in STATES) != camp})
    others = others or (rest if camp else others)  # a war of two states
    for first, times in others.most_common(1):
        if times >= 2 and times > MAIN_SHARE * others.total():
            return first
    return None


def _armed(mentions: Sequence[Mention]) -> Counter[Party]:
    """How often an article names each armed actor; each counts under its first mention."""
    first: dict[str, Party] = {}
    found: Counter[Party] = Counter()
    for mention in mentions:
        value = mention.value
        if mention.kind == "actor" and isinstance(value, Actor) and value.type in STATES | NON_STATE:
            found[first.setdefault(value.name, Party(value.id, value.name, mention.span))] += 1
    return found


def _with_side(claim: Claim, side: str, parties: tuple[Party, ...], rule: str) -> Claim:
    told = tuple(Evidence(f"{side}[{n}]", p.span, rule) for n, p in enumerate(parties))
    filled = replace(claim, side_a=parties) if side == "side_a" else replace(claim, side_b=parties)
    return replace(filled, evidence=(*claim.evidence, *told))


def _only_air_force(armed: Counter[Party]) -> Party | None:
    """The one state whose forces an article names: in a war of one state, "jets" are its own."""
    states = [p for p in armed if type_of(p) in STATES]
    return states[0] if len(states) == 1 and armed[states[0]] >= 2 else None


def _with_air_force(claim: Claim, flyer: Party | None) -> Claim:
    if claim.sub_event_type != "Air/drone strike" or claim.side_a or flyer is None:
        return claim
    if any(p.name == flyer.name for p in claim.side_b):
        return claim
    return _with_side(claim, "side_a", (flyer,), AIR_FORCE)


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
    return _with_side(claim, "side_a", parties, ATTACKER)
