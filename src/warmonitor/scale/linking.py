"""Linking of any number of claims: blocks in DuckDB, pairs compared in parts, groups made where pairs connect claims.

The result is that of ``pipeline.link``. Groups that no pair connects never influence each other, so each part of the
claims that pairs hold together is grouped by the same code as in memory; only that part is held.
"""

from __future__ import annotations

import json
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from warmonitor.linking.copies import near_copies
from warmonitor.linking.grouping import Copies, Group, Grouping, Scored
from warmonitor.linking.profiles import Profile, profile_of
from warmonitor.model import Article, Claim, Event
from warmonitor.reading.records import read_record
from warmonitor.reconcile import assign_parents, reconcile
from warmonitor.records import claim_from_json, event_from_json, event_to_json
from warmonitor.scale.blocks import Blocks
from warmonitor.scale.shards import ScaleError, files_of

KEPT = 100_000  # claims that are held while pairs are compared
TOGETHER = 2_000  # claims grouped at a time, at least; one event's are never parted
Told = tuple[Claim, Article | None, Profile]


def link_shards(folder: str | Path, *, rule: str = "ucdp", memory: str = "2GB") -> Iterator[Event]:
    """The events of a folder of coded shards, as ``link`` makes them of its claims and articles, in the same order.

    ``memory`` is the limit of the database that finds the blocks; it writes to the folder what does not fit.
    Persons' judgements are rows of a database, not of shards: they play no part here.
    """
    with TemporaryDirectory(dir=folder, prefix=".linking-") as room:
        blocks = Blocks(Path(room) / "blocks.db", memory, files_of(folder, "articles"), files_of(folder, "claims"))
        try:
            blocks.add_sketches(_articles(blocks))
            blocks.add_keys((pos, _told(*row)[2]) for pos, *row in blocks.all_claims())
            blocks.find_pairs()
            _compare(blocks)
            yield from _in_order(_grouped(blocks), Path(room) / "events.jsonl", rule)
        finally:
            blocks.close()


def _articles(blocks: Blocks) -> Iterator[Article]:
    """Every article that is cited, once."""
    for (told,) in blocks.rows("select told from article semi join claim on claim.article = article.id order by id"):
        yield _article(told)


def _article(told: str) -> Article:
    def refuse(error: object) -> None:
        raise ScaleError(f"an article of the shards cannot be read: {error}")

    article = read_record(json.loads(told), "articles", None, refuse)
    assert article is not None
    return article


def _told(claim: str, day: date | None, article: str | None) -> Told:
    made = claim_from_json(json.loads(claim))
    known = _article(article) if article else None
    return made, known, profile_of(made, known, day.toordinal() if day else None)


class _Window:
    """The claims looked at last, by number: pairs come in order, so that most ask for the same few days."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.held: OrderedDict[int, Told] = OrderedDict()

    def get(self, numbers: Sequence[int]) -> dict[int, Told]:
        missing = [n for n in numbers if n not in self.held]
        found = {n: self.held[n] for n in numbers if n in self.held}
        found.update((pos, _told(*row)) for pos, *row in (self.blocks.claims(missing) if missing else ()))
        self.held.update(found)
        while len(self.held) > KEPT:
            self.held.popitem(last=False)
        return found


def _compare(blocks: Blocks) -> None:
    """Score every pair, and keep those that may join two claims."""
    window = _Window(blocks)
    for pairs in blocks.pairs():
        told = window.get(sorted({n for pair in pairs for n in pair}))
        numbers, grouping = _grouping(blocks, told)
        place = {number: i for i, number in enumerate(numbers)}
        scored = grouping.scored((place[a], place[b]) for a, b in pairs)
        blocks.add_scored((rank, value, (numbers[a], numbers[b])) for rank, value, (a, b) in scored)


def _grouping(blocks: Blocks, told: Mapping[int, Told]) -> tuple[list[int], Grouping]:
    """A grouping of some claims, and the numbers of its profiles in order."""
    numbers = sorted(told)
    return numbers, Grouping([told[n][2] for n in numbers], _copies(blocks, told.values()))


def _copies(blocks: Blocks, told: Iterable[Told]) -> Copies:
    """The near-copies among the articles of some claims."""
    texts = {article.id: article for _, article, _ in told if article}
    found: dict[frozenset[str], float] = {}
    for a, b in blocks.alike(texts):
        found.update(near_copies([texts[a], texts[b]]))
    return found


def _grouped(blocks: Blocks) -> Iterator[tuple[int, Group, dict[str, Article]]]:
    """Every claim in its group, with the number of its first claim; some thousand claims are held at a time."""
    for numbers in _together(_connected(blocks), blocks):
        told = {pos: _told(*row) for pos, *row in blocks.claims(numbers)}
        ordered, grouping = _grouping(blocks, told)
        grouping.join(list(_scored_among(blocks, ordered)))
        number = {claim.id: pos for pos, (claim, _, _) in told.items()}
        articles = {article.id: article for _, article, _ in told.values() if article}
        for group in grouping.groups({claim.id: claim for claim, _, _ in told.values()}):
            yield number[group.claims[0].id], group, articles


def _scored_among(blocks: Blocks, numbers: Sequence[int]) -> Iterator[Scored]:
    place = {number: i for i, number in enumerate(numbers)}
    blocks._load("among_claims", {"pos": list(numbers)})
    query = "select rank, value, a, b from scored semi join among_claims on among_claims.pos = scored.a order by all"
    for rank, value, a, b in blocks.db.execute(query).fetchall():
        yield rank, value, (place[a], place[b])


def _connected(blocks: Blocks) -> array[int]:
    """For each claim the first of those that pairs connect it with."""
    root = array("q", range(blocks.count()))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    for a, b in blocks.rows("select a, b from scored"):
        one, two = find(a), find(b)
        root[max(one, two)] = min(one, two)
    for n in range(len(root)):
        root[n] = find(n)
    return root


def _together(root: array[int], blocks: Blocks) -> Iterator[list[int]]:
    """The numbers of claims, those that are connected together, in batches."""
    batch: list[int] = []
    last = -1
    blocks._load("rooted", {"pos": range(len(root)), "root": root})
    blocks.db.execute("create table connected as select root, pos from rooted order by root, pos")
    for first, number in blocks.rows("select root, pos from connected order by root, pos"):
        if first != last and len(batch) >= TOGETHER:
            yield batch
            batch = []
        batch.append(number)
        last = first
    if batch:
        yield batch


def _in_order(grouped: Iterable[tuple[int, Group, dict[str, Article]]], path: Path, rule: str) -> Iterator[Event]:
    """The events in the order of their first claims, under the campaigns that hold them."""
    campaigns: list[Event] = []
    places: list[tuple[int, int]] = []
    with path.open("w+b") as stream:
        for number, group, articles in grouped:
            event = reconcile(group, articles, rule)
            if event.level == "campaign":
                campaigns.append(event)
            places.append((number, stream.tell()))
            stream.write(json.dumps(event_to_json(event)).encode() + b"\n")
        for _, at in sorted(places):
            stream.seek(at)
            event = event_from_json(json.loads(stream.readline()))
            yield assign_parents([*campaigns, event])[-1]
