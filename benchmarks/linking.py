"""How well, and how fast, claims become events: gold claims against three baselines, and generated claims at scale.

    python benchmarks/linking.py ../shared/data/fakes ../shared/data/news --sizes 1000 10000 100000

A folder holds ``articles.jsonl`` and ``gold/*.json`` (annotated articles). Each annotation becomes a claim, so that
linking is measured apart from coding. Pairs are of two articles; "core" leaves out background and what did not happen.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from make_claims import make_claims

from warmonitor.linking import group_claims
from warmonitor.linking.profiles import fold
from warmonitor.model import Article, Claim
from warmonitor.pipeline import read
from warmonitor.records import claim_from_json

REAL = {"happened", "ongoing"}
Events = Mapping[str, str]  # claim id -> event


@dataclass(frozen=True, slots=True)
class Gold:
    claims: list[Claim]
    articles: dict[str, Article]
    event_of: dict[str, str]
    core: frozenset[str]


def load(folder: Path) -> Gold:
    """Annotated articles as claims."""
    articles = {article.id: article for article in read([folder / "articles.jsonl"])}
    claims, event_of, core = [], {}, set()
    for path in sorted(folder.glob("gold/*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for row in gold["claims"]:
            claim = _claim(articles[gold["article"]], row)
            claims.append(claim)
            event_of[claim.id] = row["event"]
            if row["status"] in REAL and row["focus"] != "background":
                core.add(claim.id)
    return Gold(claims, articles, event_of, frozenset(core))


def _claim(article: Article, row: Mapping[str, Any]) -> Claim:
    """An annotated row as the claim that ``warmonitor link`` reads."""
    start = article.text.find(row["trigger"])
    trigger = {"quote": row["trigger"], "start": start, "end": start + len(row["trigger"])}
    when = row["when"] or {}
    return claim_from_json({
        **row, "id": f"{article.id}-{row['id']}", "article": article.id, "trigger": trigger,
        "sub_event_type": row["type"], "side_a": _parties(row["side_a"]), "side_b": _parties(row["side_b"]),
        "when": when if when.get("start") or when.get("end") else None, "coder": "gold",
    })


def _parties(side: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [side, *side.get("also", [])] if side else []


def by_linking(gold: Gold) -> Events:
    return {c.id: group.id for group in group_claims(gold.claims, gold.articles) for c in group.claims}


def singletons(gold: Gold) -> Events:
    return {claim.id: claim.id for claim in gold.claims}


def same_day_province_type(gold: Gold) -> Events:
    """Same first day, same province, same type; a claim without one of them stays alone."""
    events = {}
    for claim in gold.claims:
        start = claim.when.start if claim.when else None
        province = claim.place.place.admin1 if claim.place else None
        known = start and province
        events[claim.id] = f"{start} {fold(province)} {claim.sub_event_type}" if known and province else claim.id
    return events


def similar_text(gold: Gold, days: int = 3, least: float = 0.25) -> Events:
    """Articles within three days whose words overlap by a quarter (Jaccard): their claims of one type are one event."""
    words = {key: frozenset(a.text.lower().split()) for key, a in gold.articles.items()}
    events = {claim.id: claim.id for claim in gold.claims}
    for i, a in enumerate(gold.claims):
        for b in gold.claims[i + 1 :]:
            if a.article_id == b.article_id or a.sub_event_type != b.sub_event_type:
                continue
            left, right = (_published(gold, claim) for claim in (a, b))
            if left is None or right is None or abs((left - right).days) > days:
                continue
            one, two = words[a.article_id], words[b.article_id]
            if len(one & two) / len(one | two) >= least:
                events[b.id] = events[a.id]
    return events


def _published(gold: Gold, claim: Claim) -> date | None:
    when = gold.articles[claim.article_id].published
    return when.start if when else None


def pairs(events: Events, claims: Sequence[Claim]) -> set[tuple[str, str]]:
    """Pairs of claims of two articles that are one event."""
    groups = defaultdict(list)
    for claim in claims:
        groups[events[claim.id]].append(claim)
    return {
        (a.id, b.id)
        for group in groups.values()
        for i, a in enumerate(group)
        for b in group[i + 1 :]
        if a.article_id != b.article_id
    }


def scores(truth: Events, found: Events, claims: Sequence[Claim]) -> str:
    """Pairwise precision, recall, F1 and B-cubed F1 as one line."""
    want, got = pairs(truth, claims), pairs(found, claims)
    precision, recall = len(want & got) / max(1, len(got)), len(want & got) / max(1, len(want))
    by_truth, by_found = defaultdict(set), defaultdict(set)
    for claim in claims:
        by_truth[truth[claim.id]].add(claim.id)
        by_found[found[claim.id]].add(claim.id)
    common = [len(by_truth[truth[c.id]] & by_found[found[c.id]]) for c in claims]
    b_precision = sum(n / len(by_found[found[c.id]]) for n, c in zip(common, claims, strict=True)) / len(claims)
    b_recall = sum(n / len(by_truth[truth[c.id]]) for n, c in zip(common, claims, strict=True)) / len(claims)
    return (f"{len(want):5} pairs  P {precision:.3f}  R {recall:.3f}  F1 {_f1(precision, recall):.3f}"
            f"  B3 {_f1(b_precision, b_recall):.3f}")


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


METHODS: Mapping[str, Callable[[Gold], Events]] = {
    "linking": by_linking, "singletons": singletons, "day+province+type": same_day_province_type,
    "similar text": similar_text,
}


def measure_scale(size: int) -> str:
    """Seconds, memory and pairwise precision and recall on generated claims."""
    made = make_claims(size)
    started = time.perf_counter()
    groups = group_claims(made.claims, made.articles)
    seconds = time.perf_counter() - started
    found = {claim.id: group.id for group in groups for claim in group.claims}
    both = _pair_count((found[c], made.event_of[c]) for c in found)
    right, told = both / _pair_count(found.values()), both / _pair_count(made.event_of.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{size:7} claims  {seconds:6.1f} s  {memory} MB at most  P {right:.3f}  R {told:.3f}"


def _pair_count(groups: Iterable[Hashable]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(groups).values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--sizes", nargs="*", type=int, default=[])
    arguments = parser.parse_args()
    for folder in arguments.folders:
        gold = load(folder)
        core = [claim for claim in gold.claims if claim.id in gold.core]
        for name, method in METHODS.items():
            found = method(gold)
            for part, claims in (("core", core), ("all", gold.claims)):
                sys.stdout.write(f"{folder.name:8} {name:18} {part:5} {scores(gold.event_of, found, claims)}\n")
    for size in arguments.sizes:
        sys.stdout.write(measure_scale(size) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
