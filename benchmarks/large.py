"""One large database: how long it takes to fill and to link, to add an article, to answer the page, to check itself.

    python benchmarks/large.py [--articles 300000] [--words 100] [--db FILE] [--date YYYY-MM-DD]

Articles are generated (make_claims.py) with one claim each, coded beforehand: what is measured is the database and the
linking. Each step runs in a process of its own; seconds are those of the processor, those of the clock stand beside.
With --db the database is kept, and steps that are done are not done again.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from make_claims import Made, make_claims
from page import cpu_seconds, fetched, serving
from page import peak_mb as peak_of
from quality import remember
from record import fill, one_more
from speed import Measure, apart, peak_mb

from warmonitor import relinking
from warmonitor.store import Store

ONE_BY_ONE = 15


@cache
def generated(articles: int) -> Made:
    """The claims of the database, and some more to add one by one."""
    return make_claims(articles + ONE_BY_ONE)


def filling(path: str, articles: int, words: int) -> Measure:
    """Put the articles with their claims into a new database."""
    made = generated(articles)
    start, cpu = time.perf_counter(), time.process_time()
    with Store(path) as store:
        fill(store, Made(made.claims[:articles], made.articles, made.event_of), words)
    return told("fill", start, cpu) | {"fill_mb": size_mb(path)}


def linking(path: str, articles: int, words: int) -> Measure:
    """Link all claims from scratch."""
    start, cpu = time.perf_counter(), time.process_time()
    with Store(path) as store:
        events = relinking.relink(store, scratch=True).events
    return told("link", start, cpu) | {"events": events, "link_peak_mb": peak_mb(), "mb": size_mb(path)}


def adding(path: str, articles: int, words: int) -> Measure:
    """Add one coded article more, again and again, each time with events and control brought up to date."""
    made = generated(articles)
    with Store(path) as store:
        taken = [one_more(store, made, i, words) for i in range(articles, articles + ONE_BY_ONE)]
    wall, cpu = zip(*taken, strict=True)
    return {"add_one_cpu_median": round(statistics.median(cpu), 3), "add_one_cpu_slowest": round(max(cpu), 3),
            "add_one_median": round(statistics.median(wall), 3), "add_one_slowest": round(max(wall), 3)}


def answering(path: str, articles: int, words: int) -> Measure:
    """From starting the page's server to the whole list of events, and one event."""
    start = time.perf_counter()
    process, address = serving(Path(path))
    try:
        _, overview = fetched(f"{address}api/overview")
        first, cpu = time.perf_counter() - start, cpu_seconds(process.pid)
        again, _ = fetched(f"{address}api/overview")
        ids = json.loads(overview)["columns"]["id"]
        one = statistics.median(fetched(f"{address}api/events/{ids[i]}")[0] for i in range(0, 10 * 97, 97))
        return {"page_first_s": round(first, 1), "page_first_cpu_s": round(cpu, 1), "page_again_s": round(again, 2),
                "page_event_ms": round(1000 * one), "page_mb": round(len(overview) / 1e6, 1),
                "page_peak_mb": peak_of(process.pid)}
    finally:
        process.terminate()
        process.wait()


def checking(path: str, articles: int, words: int) -> Measure:
    """``warmonitor check``."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "warmonitor", "check", "--db", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"check_s": round(time.perf_counter() - start, 1), "check_peak_mb": after.ru_maxrss // 1024,
            "check_cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
            "check_status": done.returncode}


STEPS: tuple[Callable[[str, int, int], Measure], ...] = (filling, linking, adding, answering, checking)


def told(name: str, start: float, cpu: float) -> Measure:
    """Seconds since a beginning, of the clock and of the processor."""
    return {f"{name}_s": round(time.perf_counter() - start, 1), f"{name}_cpu_s": round(time.process_time() - cpu, 1)}


def size_mb(path: str) -> int:
    """What a database takes on disk, in MB."""
    return round(sum(file.stat().st_size for file in Path(path).parent.glob(f"{Path(path).name}*")) / 1e6)


def measured(path: Path, articles: int, words: int) -> Measure:
    """Every step; what is done is noted beside the database."""
    notes = Path(f"{path}-large.json")
    measure: Measure = json.loads(notes.read_text(encoding="utf-8")) if notes.exists() else {}
    measure |= {"kind": "large", "articles": articles, "words": words}
    done = str(measure.pop("done", "")).split()
    for step in (step for step in STEPS if step.__name__ not in done):
        found = apart(step, str(path), articles, words)
        print("  ".join(f"{name} {value}" for name, value in found.items()), flush=True)
        measure |= found
        done.append(step.__name__)
        notes.write_text(json.dumps({**measure, "done": " ".join(done)}), encoding="utf-8")
    return measure | {"load": round(os.getloadavg()[2], 1)}


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=300_000)
    parser.add_argument("--words", type=int, default=100)
    parser.add_argument("--db", type=Path, help="keep the database here")
    parser.add_argument("--date", help="day of the measurement, for the history")
    options = parser.parse_args()
    with TemporaryDirectory() as room:
        measure = measured(options.db or Path(room) / "large.db", options.articles, options.words)
    if options.date:
        remember(options.date, measure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
