"""How well, and how fast, claims become events: gold claims against three baselines, and generated claims at scale.

    python benchmarks/linking.py [FOLDER...] [--date YYYY-MM-DD] [--sizes 1000 10000 100000]

A folder holds ``articles.jsonl`` and ``gold/*.json`` (annotated articles). Each annotation becomes a claim, so that
linking is measured apart from coding. Pairs are of two articles; background and what did not happen are left out,
except in "linking, all". Last comes how often pairs of a score are one event: a score is no probability by itself.
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
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from make_claims import make_claims
from quality import HISTORY, commit, folders

from warmonitor.linking import group_claims
from warmonitor.linking.blocking import candidate_pairs
from warmonitor.linking.compare import compare, score
from warmonitor.linking.copies import near_copies
from warmonitor.linking.profiles import fold, profile_of, publication_days
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


def figures(truth: Events, found: Events, claims: Sequence[Claim]) -> dict[str, float]:
    """Pairwise, B-cubed (Bagga & Baldwin 1998) and entity CEAF (Luo 2005, phi4) precision, recall and F1."""
    want, got = pairs(truth, claims), pairs(found, claims)
    by_truth, by_found = _clusters(truth, claims), _clusters(found, claims)
    common = [len(by_truth[truth[c.id]] & by_found[found[c.id]]) for c in claims]
    b_precision = sum(n / len(by_found[found[c.id]]) for n, c in zip(common, claims, strict=True)) / len(claims)
    b_recall = sum(n / len(by_truth[truth[c.id]]) for n, c in zip(common, claims, strict=True)) / len(claims)
    aligned = ceaf_similarity(list(by_truth.values()), list(by_found.values()))
    told = {
        "pair": (len(want & got) / max(1, len(got)), len(want & got) / max(1, len(want))),
        "b3": (b_precision, b_recall),
        "ceaf": (aligned / len(by_found), aligned / len(by_truth)),
    }
    out: dict[str, float] = {"pairs": len(want)}
    for name, (precision, recall) in told.items():
        out |= {f"{name}_precision": precision, f"{name}_recall": recall, f"{name}_f1": _f1(precision, recall)}
    return {name: round(value, 3) for name, value in out.items()}


def _clusters(events: Events, claims: Sequence[Claim]) -> dict[str, set[str]]:
    clusters = defaultdict(set)
    for claim in claims:
        clusters[events[claim.id]].add(claim.id)
    return clusters


def ceaf_similarity(truth: Sequence[set[str]], found: Sequence[set[str]]) -> float:
    """The best one-to-one alignment of clusters, by the share of claims that two have in common (phi4)."""
    size = max(len(truth), len(found))
    cost = [[0.0] * size for _ in range(size)]
    at = {claim: i for i, cluster in enumerate(found) for claim in cluster}
    for row, cluster in enumerate(truth):
        for column in {at[claim] for claim in cluster}:
            cost[row][column] = -2 * len(cluster & found[column]) / (len(cluster) + len(found[column]))
    return -sum(cost[row][column] for row, column in enumerate(_assignment(cost)))


def _assignment(cost: Sequence[Sequence[float]]) -> list[int]:
    """The column of each row of a square matrix at the least total cost (Kuhn 1955, Munkres 1957, with potentials)."""
    size = len(cost)
    row_potential, column_potential, row_of = [0.0] * (size + 1), [0.0] * (size + 1), [size] * (size + 1)
    for row in range(size):
        row_of[size], column = row, size
        least, before, seen = [float("inf")] * size, [size] * size, [False] * (size + 1)
        while row_of[column] != size:
            seen[column], here, step, following = True, row_of[column], float("inf"), size
            for j in range(size):
                if not seen[j]:
                    value = cost[here][j] - row_potential[here] - column_potential[j]
                    if value < least[j]:
                        least[j], before[j] = value, column
                    if least[j] < step:
                        step, following = least[j], j
            for j in range(size + 1):
                if seen[j]:
                    row_potential[row_of[j]] += step
                    column_potential[j] -= step
                elif j < size:
                    least[j] -= step
            column = following
        while column != size:
            row_of[column], column = row_of[before[column]], before[column]
    columns = [0] * size
    for column in range(size):
        columns[row_of[column]] = column
    return columns


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


Bins = dict[float, list[bool]]
BIN = 0.1


def reliability(gold: Gold) -> Bins:
    """Of the pairs of core claims that were scored, by the score's tenth: whether the two are one event."""
    known = publication_days(gold.claims, gold.articles)
    chosen = [claim for claim in gold.claims if claim.id in gold.core]
    profiles = [profile_of(c, gold.articles[c.article_id], known.get(c.article_id)) for c in chosen]
    copies = near_copies(gold.articles.values())
    bins: Bins = defaultdict(list)
    for a, b in candidate_pairs(profiles):
        one, two = profiles[a], profiles[b]
        reasons = compare(one, two, copies.get(frozenset((one.article_id, two.article_id))))
        if reasons is not None:
            tenth = min(0.9, int(score(reasons) / BIN) * BIN)
            bins[round(tenth, 1)].append(gold.event_of[one.claim_id] == gold.event_of[two.claim_id])
    return bins


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


def show(values: Mapping[str, float]) -> str:
    """The figures of one method as one line."""
    return (f"{values['pairs']:5.0f} pairs  P {values['pair_precision']:.3f}  R {values['pair_recall']:.3f}"
            f"  F1 {values['pair_f1']:.3f}  B3 {values['b3_f1']:.3f}  CEAF {values['ceaf_f1']:.3f}")


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Each method's figures on the core claims of one annotated set, and linking's on all ("linking, all")."""
    gold = load(folder)
    core = [claim for claim in gold.claims if claim.id in gold.core]
    found = {name: method(gold) for name, method in METHODS.items()}
    told = {name: figures(gold.event_of, events, core) for name, events in found.items()}
    return {**told, "linking, all": figures(gold.event_of, found["linking"], gold.claims)}


def write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure and tell; with ``--date`` the figures are added to benchmarks/history.jsonl."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--sizes", nargs="*", type=int, default=[])
    parser.add_argument("--date", help="day of the measurement, for the history")
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    bins: Bins = defaultdict(list)
    for folder in options.folders or ([] if options.sizes else folders()):
        told = measure(folder)
        for name, values in told.items():
            write(f"{folder.name:8} {name:18} {show(values)}")
        rows.append({"date": options.date, "commit": commit(), "kind": "linking", "set": folder.name, "figures": told})
        for tenth, right in reliability(load(folder)).items():
            bins[tenth] += right
    for tenth in sorted(bins):
        share = f"{len(bins[tenth]):5} pairs compared  {mean(bins[tenth]):.2f} one event"
        write(f"score {tenth:.1f}-{tenth + BIN:.1f}  {share}")
    for size in options.sizes:
        write(measure_scale(size))
    if options.date:
        with HISTORY.open("a", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row) + "\n" for row in rows)


if __name__ == "__main__":
    main()
