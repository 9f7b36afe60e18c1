"""Which place of a sentence is the event's: measured on news sentences with the verb of an event and its place marked.

    python benchmarks/event_location.py [FILE] [--limit N]      (default ../shared/data/event-location/train.jsonl)

Given the verb, ours chooses among the sentence's place mentions as the coder does (coding/where.py); the baseline takes
the mention nearest to the verb in characters. Both choose among the same mentions. Right: the chosen words overlap the
marked place. F1 over all sentences (a place given where none is marked is wrong); over those with a marked place; and
the share right where the marked place is among the mentions and there is more than one to choose from. Sentences whose
marked stretch is empty (one in eight of those with a place: counted in tokens, not characters) are left out.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from warmonitor.coding.triggers import Entry, Trigger
from warmonitor.coding.view import View, views
from warmonitor.coding.where import locations
from warmonitor.mentions import find_mentions
from warmonitor.model import Article, Document, Sentence, Zone
from warmonitor.parsing import parse

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "event-location" / "train.jsonl"
GIVEN = Entry((), "VERB", "Attack", "event", "happen")  # the verb is given: no list decides on it


def documents(rows: list[dict[str, object]]) -> list[Document]:
    """Each sentence as a document of its own."""
    texts = [str(row["text"]) for row in rows]
    return [
        Document(Article(str(n), t), (Zone("body", 0, len(t)),), (Sentence(0, len(t), "body", 0),))
        for n, t in enumerate(texts)
    ]


def ours(view: View, verb: int) -> tuple[int, int] | None:
    """The stretch of the place that the coder takes for the event of a verb."""
    trigger = Trigger(GIVEN, verb, verb, verb)
    objects = view.tree.verb_patients(verb)
    found = [location for location in locations(view, [trigger], objects, [m for _, m in view.places]) if location.span]
    return (found[0].span.start, found[0].span.end) if found and found[0].span else None


def nearest(view: View, verb: int) -> tuple[int, int] | None:
    """The stretch of the place mention that is nearest to the verb."""
    at = view.tree.tokens[verb].start
    spans = [m.span for _, m in view.places]
    best = min(spans, key=lambda s: min(abs(s.start - at), abs(s.end - at)), default=None)
    return (best.start, best.end) if best else None


def is_hit(chosen: tuple[int, int] | None, gold: list[tuple[int, int]]) -> bool:
    return chosen is not None and any(chosen[0] < end and start < chosen[1] for start, end in gold)


def is_whole(row: dict[str, list[dict[str, int]]]) -> bool:
    """Whether every marked stretch has words in it."""
    return all(span["start"] < span["end"] <= len(row["text"]) for span in row["spans"])


def measure(path: Path, limit: int | None) -> None:
    rows = [row for row in map(json.loads, path.open(encoding="utf-8")) if is_whole(row)][:limit]
    total: Counter[str] = Counter()
    for row, document in zip(rows, parse(documents(rows)), strict=True):
        verbs = [s["start"] for s in row["spans"] if s["label"] == "VERB"]
        gold = [(s["start"], s["end"]) for s in row["spans"] if s["label"] == "LOCATION"]
        for view in views(document, find_mentions(document))[:1]:
            verb = next((i for i, t in enumerate(view.tree.tokens) if verbs and t.start <= verbs[0] < t.end), None)
            if verb is None:
                continue
            total["sentences"] += 1
            total["with place"] += bool(gold)
            is_choice = len(view.places) > 1 and any(is_hit((m.span.start, m.span.end), gold) for _, m in view.places)
            total["choice"] += is_choice
            for name, choose in (("ours", ours), ("nearest", nearest)):
                chosen = choose(view, verb)
                hit = is_hit(chosen, gold)
                total[f"{name} given"] += chosen is not None
                total[f"{name} given there"] += chosen is not None and bool(gold)
                total[f"{name} right"] += hit
                total[f"{name} choice"] += hit and is_choice
    print(f"{total['sentences']} sentences, {total['with place']} with a place, {total['choice']} with a choice")
    for name in ("ours", "nearest"):
        right, places = total[f"{name} right"], max(1, total["with place"])
        f1 = 2 * right / max(1, total[f"{name} given"] + places)
        there = 2 * right / max(1, total[f"{name} given there"] + places)
        apart = total[f"{name} choice"] / max(1, total["choice"])
        print(f"{name}: F1 {f1:.3f}; with a marked place {there:.3f}; where there is a choice {apart:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=DEFAULT)
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    if arguments.file.exists():
        measure(arguments.file, arguments.limit)
    else:
        print(f"{arguments.file} is missing: nothing measured")


if __name__ == "__main__":
    main()
