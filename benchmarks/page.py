"""The page's server at size: from starting it to the whole list, then filters, an event, the record as of a day.

    python benchmarks/page.py [--events 20000] [--date YYYY-MM-DD] [--json]

The events are generated (make_claims.py) and grouped as they are known to belong, so that only serving is measured.
Seconds are wall time as a browser on the same machine sees them; of repeated requests the median and the slowest.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from make_claims import make_claims
from quality import remember

from warmonitor.linking.grouping import Group
from warmonitor.model import Claim
from warmonitor.reconcile import assign_parents, reconcile
from warmonitor.store import Store

CLAIMS_PER_EVENT = 2.0
FILTERS = ("type=Battles", "actor=army&side=a", "min=10&from=2020-05-01", "source=outlet%203", "place=place7",
           "box=11,21,13,24", "disputed=any", "origins=2&type=Attack", "source_kind=monitor&max=3")  # fmt: skip
REPEATED = 3


def make_database(path: Path, events: int) -> int:
    """A database of generated claims in about so many events; returns their number."""
    made = make_claims(int(events * CLAIMS_PER_EVENT))
    groups: dict[str, list[Claim]] = defaultdict(list)
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in made.claims:
        groups[made.event_of[claim.id]].append(claim)
        by_article[claim.article_id].append(claim)
    chosen = list(groups.items())[:events]
    kept = assign_parents(reconcile(Group(key, tuple(claims)), made.articles) for key, claims in chosen)
    articles = {claim.article_id for _, claims in chosen for claim in claims}
    with Store(path) as store:
        run = store.begin_run("0", "rules", {}, datetime.now(UTC))
        for key in sorted(articles):
            store.add_article(made.articles[key], by_article[key], run)
        store.replace_events(kept, [])
    return len(kept)


def fetched(address: str) -> tuple[float, bytes]:
    """Seconds to fetch an address, and what came."""
    start = time.perf_counter()
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"}), timeout=120) as answer:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    seconds = time.perf_counter() - start
    return seconds, gzip.decompress(body) if packed else body


def serving(path: Path) -> tuple[subprocess.Popen[str], str]:
    """A server of a database and its address."""
    command = [sys.executable, "-m", "warmonitor", "serve", "--db", str(path), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://\S+/", line)
    if found is None:
        process.kill()
        raise SystemExit(f"the server did not start: {line}")
    return process, found[0]


def peak_mb(pid: int) -> int:
    """Peak memory of a process, in MB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used (Linux): unlike wall time it hardly depends on what else runs."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(path: Path, events: int) -> dict[str, float | int | str]:
    """All figures for one database."""
    start = time.perf_counter()
    process, address = serving(path)
    try:
        listening = time.perf_counter() - start
        _, overview = fetched(f"{address}api/overview")
        first, first_cpu = time.perf_counter() - start, cpu_seconds(process.pid)
        again, _ = fetched(f"{address}api/overview")
        before = cpu_seconds(process.pid)
        filters = [fetched(f"{address}api/events?{wish}")[0] for wish in FILTERS for _ in range(REPEATED)]
        filter_cpu = (cpu_seconds(process.pid) - before) / len(filters)
        ids = json.loads(overview)["columns"]["id"]
        details = [fetched(f"{address}api/events/{ids[i]}")[0] for i in range(0, len(ids), max(1, len(ids) // 20))]
        days = json.loads(fetched(f"{address}api/about")[1])["as_of_days"]
        as_of = fetched(f"{address}api/overview?as_of={days[len(days) // 2]}")[0]
        sources = fetched(f"{address}api/sources")[0]
        return {
            "kind": "page", "events": events, "listening_s": round(listening, 2), "first_list_s": round(first, 2),
            "first_list_cpu_s": round(first_cpu, 2), "filter_cpu_ms": round(1000 * filter_cpu),
            "list_again_ms": round(1000 * again), "list_mb": round(len(overview) / 1e6, 1),
            "filter_median_ms": round(1000 * median(filters)), "filter_slowest_ms": round(1000 * max(filters)),
            "event_median_ms": round(1000 * median(details)), "as_of_s": round(as_of, 2),
            "sources_s": round(sources, 2), "peak_mb": peak_mb(process.pid),
        }  # fmt: skip
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", nargs="*", type=int, default=[20_000])
    parser.add_argument("--date", help="day of the measurement, for the history")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for number in options.events:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.db"
            measured = measure(path, make_database(path, number))
        print(json.dumps(measured) if options.json else "  ".join(f"{k} {v}" for k, v in measured.items()), flush=True)
        if options.date:
            remember(options.date, measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
