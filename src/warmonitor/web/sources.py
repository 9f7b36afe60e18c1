"""How outlets and sources stand to each other: alone, first, borne out, contradicted; and who copies whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from warmonitor.linking.copies import near_copies
from warmonitor.model import Article, Event
from warmonitor.origins import DENYING
from warmonitor.store.lookups import ArticleHead, ClaimHead
from warmonitor.web.shapes import CopyRow, OriginRow, OutletRow

Pair = tuple[str, str]


def outlet_rows(events: Sequence[Event], heads: Sequence[ArticleHead], claims: Sequence[ClaimHead],
                copies: Iterable[CopyRow] = ()) -> list[OutletRow]:
    """A row for every outlet, the one with most events first."""
    outlet = {head.id: head.outlet for head in heads if head.outlet}
    days = {head.id: head.published for head in heads}
    of_claim = {claim.id: (outlet[claim.article],) for claim in claims if claim.article in outlet}
    printed = Counter(outlet.values())
    told = Counter(name for names in of_claim.values() for name in names)
    copied = Counter[str]()
    for row in copies:
        copied[row["by"]] += row["articles"]
    tally = _Tally()
    for event in events:
        seen = [(days.get(article), outlet[article]) for article in event.articles if article in outlet]
        tally.add(event.outlets, seen, _contradicted(event, of_claim))
    names = sorted(printed, key=lambda name: (-tally.events[name], name))
    return [{"name": name, "articles": printed[name], "claims": told[name], "events": tally.events[name],
             "alone": tally.alone[name], "first": tally.first[name], "corroborated": tally.corroborated[name],
             "contradicted": tally.contradicted[name], "copies": copied[name]} for name in names]  # fmt: skip


def origin_rows(events: Sequence[Event], heads: Sequence[ArticleHead], claims: Sequence[ClaimHead]) -> list[OriginRow]:
    """A row for every origin, the one with most events first; a body that only denies has a row, too."""
    days, by_id = {head.id: head for head in heads}, {claim.id: claim for claim in claims}
    kinds = {name: kind for claim in claims for name, kind, _ in claim.sources}
    denies = Counter(name for claim in claims for name, _, stance in claim.sources if stance in DENYING)
    told: Counter[str] = Counter()
    outlets: dict[str, set[str]] = defaultdict(set)
    tally = _Tally()
    for event in events:
        seen: list[tuple[date | None, str]] = []
        for key in event.claims:
            claim = by_id.get(key)
            head = days.get(claim.article) if claim else None
            for name in _origins(claim, head) & {*event.origins}:
                told[name] += 1
                seen.append((head.published if head else None, name))
                if head and head.outlet:
                    outlets[name].add(head.outlet)
        tally.add(event.origins, seen, _contradicted_origins(event))
    names = sorted({*tally.events, *denies}, key=lambda name: (-tally.events[name], name))
    return [{"name": name, "kind": kinds.get(name), "claims": told[name], "events": tally.events[name],
             "alone": tally.alone[name], "first": tally.first[name], "corroborated": tally.corroborated[name],
             "contradicted": tally.contradicted[name], "denies": denies[name], "outlets": sorted(outlets[name])}
            for name in names]  # fmt: skip


def _origins(claim: ClaimHead | None, head: ArticleHead | None) -> set[str]:
    """Whom a claim quotes, else the article's own voice."""
    if claim is None:
        return set()
    named = {name for name, _, stance in claim.sources if stance not in DENYING}
    own = (head and (head.agency or head.outlet)) or f"article {claim.article}"
    return named or {own}


class _Tally:
    """Counts by name over events."""

    def __init__(self) -> None:
        self.events, self.alone, self.first = Counter[str](), Counter[str](), Counter[str]()
        self.corroborated, self.contradicted = Counter[str](), Counter[str]()

    def add(self, names: Sequence[str], seen: Sequence[tuple[date | None, str]], contradicted: Iterable[str]) -> None:
        """One event: its names, when each told it, and those that others contradict."""
        self.events.update(names)
        (self.alone if len(names) == 1 else self.corroborated).update(names)
        self.contradicted.update(contradicted)
        days = [day for day, _ in seen if day]
        if len(names) > 1 and days:
            self.first.update({name for day, name in seen if day == min(days)})


def _contradicted(event: Event, of_claim: Mapping[str, Sequence[str]]) -> set[str]:
    """Outlets whose value of some field differs from another outlet's."""
    found: set[str] = set()
    for contradiction in event.contradictions:
        if contradiction.kind == "differ":
            sides = [{n for c in value.claims for n in of_claim.get(c, ())} for value in contradiction.values]
            if len(set().union(*sides)) > 1:
                found |= set().union(*sides)
    return found


def _contradicted_origins(event: Event) -> set[str]:
    differing = (c for c in event.contradictions if c.kind == "differ")
    return {name for c in differing for value in c.values for name in value.origins if name in event.origins}


def copy_pairs(groups: Iterable[Mapping[str, Article]]) -> list[Pair]:
    """Pairs (copied, copying) of near-copies among the articles of each event, earlier article first."""
    found: set[Pair] = set()
    for articles in groups:
        if len(articles) > 1:
            for pair in near_copies(articles.values()):
                first, second = sorted(pair, key=lambda key: (_published(articles[key]), key))
                found.add((first, second))
    return sorted(found)


def _published(article: Article) -> date:
    when = article.published
    return (when.end or when.start or date.max) if when else date.max


def copy_rows(pairs: Iterable[Pair], heads: Iterable[ArticleHead]) -> list[CopyRow]:
    """Who prints whose reports: for each two outlets the articles that are near-copies."""
    outlet = {head.id: head.outlet or head.title or head.id for head in heads}
    named = sorted((outlet.get(a, a), outlet.get(b, b), a, b) for a, b in pairs)
    rows: list[CopyRow] = []
    for (first, second), same in groupby(named, key=lambda row: row[:2]):
        listed = [[a, b] for _, _, a, b in same]
        rows.append({"from": first, "by": second, "articles": len({b for _, b in listed}), "pairs": listed})
    return sorted(rows, key=lambda row: (-row["articles"], row["from"], row["by"]))
