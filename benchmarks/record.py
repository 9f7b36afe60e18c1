"""The record at size: seconds to fill and link a database, to add one article more, to look things up, to go back,
to export and to check it.

    python benchmarks/record.py [--sizes 1000 20000] [--words 400] [--date YYYY-MM-DD] [--json]

Articles are generated (make_claims.py), with so many words each, and coded beforehand: what is measured is the
database and the linking, not the coder.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from make_claims import FIRST_DAY, Made, make_claims
from quality import remember
from speed import Measure, apart, peak_mb

from warmonitor import export, pipeline, relinking
from warmonitor.model import Article
from warmonitor.store import Store, health

NOW = datetime(2024, 1, 1, tzinfo=UTC)
ONE_BY_ONE = 25
WORDS = ("report", "convoy", "district", "officials", "residents", "morning", "since", "hospital", "spokesman", "road",
         "market", "forces", "village", "night", "artillery", "said", "after", "near", "several", "toll")  # fmt: skip


@contextmanager
def timed(measure: Measure, name: str) -> Iterator[None]:
    """Note the seconds of a block under a name."""
    start = time.perf_counter()
    yield
    measure[name] = round(time.perf_counter() - start, 4)


def with_text(article: Article, words: int, chance: random.Random) -> Article:
    """The article with a text of its own that begins like the generated one, so that quotes still stand."""
    return replace(article, text=f"{article.text} {' '.join(chance.choices(WORDS, k=words))}")


def fill(store: Store, made: Made, words: int) -> None:
    """Put the generated articles with their claims into a database, not linked yet."""
    chance = random.Random(3)
    run = store.begin_run("benchmark", "generated", {}, NOW)
    for claim in made.claims:
        store.add_article(with_text(made.articles[claim.article_id], words, chance), [claim], run)


def record(size: int, words: int) -> Measure:
    """Fill, link, add one by one, query and go back in a database of so many articles."""
    made = make_claims(size + ONE_BY_ONE)
    first = Made(made.claims[:size], made.articles, made.event_of)
    measure: Measure = {"kind": "record", "articles": size, "words": words}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        with Store(path) as store:
            with timed(measure, "fill_seconds"):
                fill(store, first, words)
            with timed(measure, "link_all_seconds"):
                measure["events"] = relinking.relink(store, scratch=True).events
            measure["mb"] = round(path.stat().st_size / 1e6, 1)
            added = [one_more(store, made, i, words) for i in range(size, size + ONE_BY_ONE)]
            for name, seconds in (("add_one", [wall for wall, _ in added]), ("add_one_cpu", [cpu for _, cpu in added])):
                measure[f"{name}_median"] = round(statistics.median(seconds), 4)
                measure[f"{name}_slowest"] = round(max(seconds), 4)
            looked_up(store, measure)
            given_out(store, path, measure)
    measure["peak_mb"] = peak_mb()
    return measure


def one_more(store: Store, made: Made, i: int, words: int) -> tuple[float, float]:
    """Seconds, and those of the processor, to add one coded article more and to bring events and control up to date."""
    claim = made.claims[i]
    article = with_text(made.articles[claim.article_id], words, random.Random(i))
    start, cpu = time.perf_counter(), time.process_time()
    run = store.begin_run("benchmark", "generated", {}, NOW)
    store.add_article(article, [claim], run)
    pipeline.rebuild(store)
    return time.perf_counter() - start, time.process_time() - cpu


def looked_up(store: Store, measure: Measure) -> None:
    """Seconds of the queries that people make."""
    queries: dict[str, Callable[[], object]] = {
        "events_of_place": lambda: store.events(place="Place7"),
        "events_of_month": lambda: store.events(since=date(2020, 6, 1), until=date(2020, 6, 30)),
        "events_of_words": lambda: store.events(text="convoy market", limit=100),
        "deadliest": lambda: store.events(min_killed=500),
        "search": lambda: store.search("convoy district"),
        "sources": store.sources,
        "known_articles": lambda: [store.has_article(f"a{i}") for i in range(1000)],
    }
    for name, query in queries.items():
        with timed(measure, f"{name}_seconds"):
            query()
    for name, days in (("as_of_early", 60), ("as_of_late", 10_000)):
        cpu = time.process_time()
        with timed(measure, f"{name}_seconds"):
            pipeline.as_of(store, FIRST_DAY + timedelta(days=days)).close()
        measure[f"{name}_cpu"] = round(time.process_time() - cpu, 4)


def given_out(store: Store, path: Path, measure: Measure) -> None:
    """Seconds to export everything as one table, and to check the database."""
    with timed(measure, "export_csv_seconds"):
        context = export.frame(store.claims(), store.articles())
        export.export_file("csv", store.events(), context, path.with_suffix(".csv"))
    with timed(measure, "check_seconds"):
        measure["faults"] = sum(fault.kind != "note" and "quote" not in fault.message for fault in health.check(path))


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", nargs="*", type=int, default=[1000, 20_000])
    parser.add_argument("--words", type=int, default=400)
    parser.add_argument("--date", help="day of the measurement, for the history")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for size in options.sizes:
        measured = apart(record, size, options.words)
        print(json.dumps(measured) if options.json else "  ".join(f"{k} {v}" for k, v in measured.items()), flush=True)
        if options.date:
            remember(options.date, measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
