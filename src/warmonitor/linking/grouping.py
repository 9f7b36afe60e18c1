"""Groups of claims that are one event, joined best pair first, without chains.

A group joins another only if their claims agree on the whole, no article would report it twice, and no person has
said otherwise. Claims that are vague on place or day come second and never bring two groups together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from warmonitor.linking.blocking import candidate_pairs
from warmonitor.linking.compare import compare, confidence, score
from warmonitor.linking.copies import near_copies
from warmonitor.linking.profiles import Profile, profile_of, publication_days, settings
from warmonitor.model import Article, Claim, Judgement, Link, event_id

MACHINES = ("linker", "machine")
COPIED, FIRM, VAGUE = range(3)  # the order in which pairs are joined
Copies = Mapping[frozenset[str], float]  # pairs of articles with the share of their common text
Scored = tuple[int, float, tuple[int, int]]  # rank, score below zero, positions of two claims: sorts best first


@dataclass(frozen=True, slots=True)
class Group:
    """The claims of one event: ``links`` joined them, ``against`` is the weakest pair, ``refused`` were not taken."""

    id: str
    claims: tuple[Claim, ...]
    links: tuple[Link, ...] = ()
    against: Link | None = None
    refused: tuple[Link, ...] = ()


def group_claims(
    claims: Sequence[Claim], articles: Mapping[str, Article] | None = None, judgements: Sequence[Judgement] = ()
) -> list[Group]:
    """Every claim in exactly one group; the result does not depend on the order of the claims."""
    unique = {claim.id: claim for claim in claims}
    profiles = profiles_of(list(unique.values()), articles or {})
    grouping = Grouping(profiles, copies_among(profiles, articles or {}))
    grouping.judge(judgements)
    grouping.join(grouping.scored(candidate_pairs(profiles)))
    return grouping.groups(unique)


def profiles_of(claims: Sequence[Claim], articles: Mapping[str, Article], days: Mapping[str, int] | None = None
                ) -> list[Profile]:
    """The claims made ready for comparing, in canonical order.

    ``days`` are the articles' days of publication (``publication_days``); without them all the claims of each article
    must be given.
    """
    known = {claim.article_id: articles[claim.article_id] for claim in claims if claim.article_id in articles}
    if days is None:
        days = publication_days(claims, known)
    return sorted(
        (profile_of(c, known.get(c.article_id), days.get(c.article_id)) for c in claims), key=lambda p: p.order
    )


def copies_among(profiles: Iterable[Profile], articles: Mapping[str, Article]) -> Copies:
    """The near-copies among the articles of these claims."""
    cited = {profile.article_id for profile in profiles}
    return near_copies((articles[key] for key in sorted(cited) if key in articles), few=0)


class Grouping:
    """The state of one run: a union-find whose roots know their members and articles."""

    def __init__(self, profiles: Sequence[Profile], copies: Copies) -> None:
        self.profiles = profiles
        self.copies = copies
        self.rules = settings()["threshold"]
        vague = settings()["vague"]
        self.is_core = [
            p.spot.level not in vague["place_levels"] and p.days.level not in vague["time_levels"] for p in profiles
        ]
        self.root = list(range(len(profiles)))
        self.members: dict[int, list[int]] = {i: [i] for i in self.root}
        self.articles: dict[int, set[tuple[str, bool]]] = {
            i: {(p.article_id, p.kind.is_denied)} for i, p in enumerate(profiles)
        }  # an article may report an event and its denial, but not one event twice
        self.cores: dict[int, int] = {i: int(core) for i, core in enumerate(self.is_core)}
        self.scores: dict[tuple[int, int], float] = {}
        self.apart: set[tuple[int, int]] = set()
        self.taken: list[tuple[int, int]] = []
        self.refused: list[tuple[int, int]] = []
        self.judged: dict[tuple[int, int], Link] = {}

    def judge(self, judgements: Sequence[Judgement]) -> None:
        """Persons' judgements first: the last one on a pair counts, "different" outranks a chain of "same"."""
        position = {profile.claim_id: i for i, profile in enumerate(self.profiles)}
        verdicts: dict[tuple[int, int], Judgement] = {}
        for judgement in judgements:
            a, b = position.get(judgement.claim_a), position.get(judgement.claim_b)
            if a is not None and b is not None and a != b and not judgement.by.startswith(MACHINES):
                verdicts[min(a, b), max(a, b)] = judgement
        self.apart = {pair for pair, judgement in verdicts.items() if judgement.verdict == "different"}
        for pair, judgement in sorted(verdicts.items(), key=lambda item: item[0]):
            if judgement.verdict != "same":
                continue
            a, b = self.find(pair[0]), self.find(pair[1])
            if a != b and not self._kept_apart(a, b):
                self._merge(a, b)
                self.judged[pair] = Link(self._ids(pair), 1.0, {f"judged by {judgement.by}": 1.0})
                self.taken.append(pair)

    def scored(self, pairs: Iterable[tuple[int, int]]) -> list[Scored]:
        """Those of the pairs that may join two groups, each with its rank and score."""
        threshold = self.rules["join"]
        found = []
        for pair in pairs:
            reasons = self._compare(pair)
            value = score(reasons) if reasons is not None else 0.0
            if value >= threshold:  # only these are kept: most pairs fail, and memory is the limit
                is_firm = self.is_core[pair[0]] and self.is_core[pair[1]]
                rank = COPIED if reasons and "copy" in reasons else FIRM if is_firm else VAGUE
                found.append((rank, -value, pair))
        return found

    def join(self, pairs: Sequence[Scored]) -> None:
        """Join best pairs first: the same sentence in near-copies, then claims with place and day, then vague ones."""
        self.scores.update((pair, -value) for _, value, pair in pairs)
        for rank, _, pair in sorted(pairs):
            self._try(pair, rank)

    def _try(self, pair: tuple[int, int], rank: int) -> None:
        a, b = self.find(pair[0]), self.find(pair[1])
        if a == b:
            return
        bridges = rank == VAGUE and self.cores[a] and self.cores[b]
        if bridges or self.articles[a] & self.articles[b] or self._kept_apart(a, b) or not self._agree(a, b):
            self.refused.append(pair)
            return
        self._merge(a, b)
        self.taken.append(pair)

    def _agree(self, a: int, b: int) -> bool:
        """True when the two groups agree on the whole: no pair speaks strongly against it and the mean is enough."""
        most = settings()["threshold"]["core_size"]
        values = [self._score((min(x, y), max(x, y))) for x in self._core(a, most) for y in self._core(b, most)]
        least, mean = float(self.rules["least"]), float(self.rules["group"])
        return min(values) >= least and sum(values) / len(values) >= mean

    def _core(self, root: int, most: int) -> list[int]:
        """The first claims of a group in canonical order, those with place and day before the vague ones."""
        return sorted(self.members[root], key=lambda i: (not self.is_core[i], i))[:most]

    def _score(self, pair: tuple[int, int]) -> float:
        value = self.scores.get(pair)
        if value is None:
            reasons = self._compare(pair)
            value = self.scores[pair] = score(reasons) if reasons is not None else 0.0
        return value

    def _compare(self, pair: tuple[int, int]) -> dict[str, float] | None:
        a, b = self.profiles[pair[0]], self.profiles[pair[1]]
        copy = self.copies.get(frozenset((a.article_id, b.article_id))) if self.copies else None
        return compare(a, b, copy)

    def _kept_apart(self, a: int, b: int) -> bool:
        if not self.apart:
            return False
        return any((min(x, y), max(x, y)) in self.apart for x in self.members[a] for y in self.members[b])

    def find(self, position: int) -> int:
        while self.root[position] != position:
            self.root[position] = self.root[self.root[position]]
            position = self.root[position]
        return position

    def _merge(self, a: int, b: int) -> None:
        keep, gone = min(a, b), max(a, b)
        self.root[gone] = keep
        self.members[keep] += self.members.pop(gone)
        self.articles[keep] |= self.articles.pop(gone)
        self.cores[keep] += self.cores.pop(gone)

    def _ids(self, pair: tuple[int, int]) -> tuple[str, str]:
        return self.profiles[pair[0]].claim_id, self.profiles[pair[1]].claim_id

    def _link(self, pair: tuple[int, int]) -> Link:
        if pair in self.judged:
            return self.judged[pair]
        return Link(self._ids(pair), round(confidence(self._score(pair)), 4), self._compare(pair) or {})

    def groups(self, claims: Mapping[str, Claim]) -> list[Group]:
        """The groups in canonical order of their first claims."""
        links, refused = self._by_root(self.taken), self._by_root(self.refused)
        return [
            Group(
                id=event_id(self.profiles[root].claim_id),
                claims=tuple(claims[self.profiles[i].claim_id] for i in sorted(self.members[root])),
                links=tuple(map(self._link, links.get(root, ()))),
                against=self._weakest(root),
                refused=tuple(self._link(pair) for pair in refused.get(root, ())[:3]),
            )
            for root in sorted(self.members)
        ]

    def _weakest(self, root: int) -> Link | None:
        core = self._core(root, self.rules["core_size"])
        pairs = [(min(x, y), max(x, y)) for i, x in enumerate(core) for y in core[i + 1 :]]
        if not pairs:
            return None
        return self._link(min(pairs, key=lambda pair: (self._score(pair), pair)))

    def _by_root(self, pairs: Iterable[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = {}
        for pair in pairs:
            for root in sorted({self.find(pair[0]), self.find(pair[1])}):
                found.setdefault(root, []).append(pair)
        return found


def pairs_of(groups: Iterable[Group]) -> Iterator[tuple[str, str]]:
    """Every pair of claims that are one event."""
    for group in groups:
        ids = sorted(claim.id for claim in group.claims)
        yield from ((a, b) for i, a in enumerate(ids) for b in ids[i + 1 :])
