"""Who a claim has its word from in the end: outlet <- agency <- source. Corroboration counts origins, not outlets.

Two origins are independent where they are two bodies: a state's news agency, its police and its "military source"
speak with one voice. An unnamed source cannot be shown to be independent of any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from warmonitor import ontology
from warmonitor.linking.copies import near_copies
from warmonitor.linking.kin import are_kin
from warmonitor.linking.profiles import fold
from warmonitor.model import Article, Claim, Count, Origin, Source

DENYING = frozenset({"denies", "no comment"})
MEDIA = "local media"  # the kind of an outlet that the list of sources does not know


@dataclass(frozen=True, slots=True, order=True)
class Voice:
    """One that speaks: a source, an agency or an outlet; ``actor`` is the party that it speaks for, "" if none."""

    name: str
    kind: str
    actor: str = ""

    @property
    def body(self) -> str:
        """What it is one with: all that speak for one party are one body.

        >>> Voice("SANA", "state or party media", "Government of Syria").body
        'Government of Syria'
        """
        return self.actor or self.name

    @property
    def side(self) -> str:
        """Party to the war, its media, monitor, witness, responder ... (data/origins.toml)."""
        return str(ontology.settings("origins")["sides"].get(self.kind, "media"))


Voices = Mapping[str, str]  # article id -> the name of its own voice
Speakers = Mapping[str, Voice]  # name of an origin -> who that is


@cache
def _listed() -> Mapping[str, Voice]:
    """The known sources by folded name and alias."""
    found: dict[str, Voice] = {}
    for row in ontology.table("sources.csv"):
        for name in (row["name"], *ontology.cells(row["aliases"])):
            found.setdefault(fold(name), Voice(row["name"], row["kind"], row["speaks_for"]))
    return found


def own_voice(claim: Claim, articles: Mapping[str, Article]) -> str:
    """The origin of what an article says in its own voice: its agency, else its outlet, else the article itself.

    >>> from warmonitor.model import Span
    >>> own_voice(Claim("c", "a1", Span(0, 1, "x"), "Battles", "Armed clash", "happened", "main"), {})
    'article a1'
    """
    article = articles.get(claim.article_id)
    if article is None:
        return f"article {claim.article_id}"
    titled = f"article “{article.title}”" if article.title else f"article {claim.article_id}"
    return article.agency or article.outlet or titled


def voices(claims: Sequence[Claim], articles: Mapping[str, Article]) -> dict[str, str]:
    """The own voice of each claim's article by article id; near-copies speak with the voice of the first of them."""
    found = {claim.article_id: own_voice(claim, articles) for claim in claims}
    if len(set(found.values())) < 2:
        return found
    order = {claim.article_id: i for i, claim in reversed(list(enumerate(claims)))}
    for pair in sorted(map(sorted, near_copies(articles[key] for key in sorted(found) if key in articles))):
        first, later = sorted(pair, key=order.__getitem__)
        found[later] = found[first]
    return found


def origins_of(claim: Claim, voice: Voices) -> tuple[str, ...]:
    """The origins of a claim: the sources it quotes for it, else the article's own voice. A denial is not an origin.

    An agency or a paper beside a source proper only passed on what that one said.
    """
    told = [source for source in claim.sources if source.stance not in DENYING]
    conduits = ontology.settings("origins")["chain"]["conduits"]
    proper = [source for source in told if source.kind not in conduits]
    return tuple(sorted({source.name for source in proper or told})) or (voice[claim.article_id],)


def origin_of_count(claim: Claim, count: Count, voice: Voices) -> str:
    """The origin of one figure: its source, else the article's own voice."""
    source = _source_of(claim, count)
    return source.name if source else voice[claim.article_id]


def body_of_count(claim: Claim, count: Count, voice: Voices) -> str:
    """What the origin of one figure is one with: the party that it speaks for, else itself."""
    source = _source_of(claim, count)
    return (Voice(source.name, source.kind, source.actor or "") if source else _voice(voice[claim.article_id])).body


def _source_of(claim: Claim, count: Count) -> Source | None:
    if count.source is not None and 0 <= count.source < len(claim.sources):
        return claim.sources[count.source]
    return None


def _voice(name: str) -> Voice:
    """An outlet or agency that speaks for itself."""
    known = _listed().get(fold(name))
    return Voice(name, known.kind, known.actor) if known else Voice(name, MEDIA)


def speakers_of(claims: Sequence[Claim], voice: Voices) -> dict[str, Voice]:
    """Who each origin of these claims is, by name; one that some claim knows to speak for a party does so in all."""
    found = {name: _voice(name) for name in voice.values()}
    for source in (source for claim in claims for source in claim.sources):
        if source.name not in found or (source.actor and not found[source.name].actor):
            found[source.name] = Voice(source.name, source.kind, source.actor or "")
    return found


def independent(origins: Iterable[Voice]) -> int:
    """How many independent bodies there are among the origins; at least one.

    >>> sana, police = (Voice(name, "military or government", "Government of Syria") for name in ("SANA", "Police"))
    >>> independent([sana, police]), independent([sana, Voice("Residents", "residents or witnesses")])
    (1, 2)
    """
    unshown = ontology.settings("origins")["chain"]["unshown"]
    return max(1, len({origin.body for origin in origins if origin.kind not in unshown}))


def origin_list(
    claims: Sequence[Claim], origins: Mapping[str, Sequence[str]], speakers: Speakers, articles: Mapping[str, Article]
) -> tuple[Origin, ...]:
    """Every origin of an event with its side, the claims that have it and the outlets that it came through."""
    by_name: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        for name in origins[claim.id]:
            by_name[name].append(claim)
    return tuple(_origin(speakers[name], by_name[name], claims, articles) for name in sorted(by_name))


def _origin(voice: Voice, told: Sequence[Claim], claims: Sequence[Claim], articles: Mapping[str, Article]) -> Origin:
    chains = {name for claim in told for source in claim.sources if source.name == voice.name for name in source.via}
    printed = [articles[claim.article_id] for claim in told if claim.article_id in articles]
    through = {name for article in printed for name in (article.agency, article.outlet) if name}
    return Origin(
        name=voice.name,
        kind=voice.kind,
        side=voice.side,
        actor=voice.actor or None,
        of_side=_of_side(voice, claims),
        claims=tuple(claim.id for claim in told),
        through=tuple(sorted((chains | through) - {voice.name})),
    )


def _of_side(voice: Voice, claims: Sequence[Claim]) -> str | None:
    """The side of the event that an origin speaks for, or None: neither, or both."""
    speaker = voice.actor or (voice.name if voice.side == "party" else "")
    if not speaker:
        return None
    sides = [
        side for side in ("side_a", "side_b")
        if any(are_kin(speaker, party.actor or party.name) for claim in claims for party in getattr(claim, side))
    ]  # fmt: skip
    return sides[0] if len(sides) == 1 else None
