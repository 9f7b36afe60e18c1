"""Archives at size: coding by shards, linking by blocks, a crawl read; and from these what a larger archive costs.

    python benchmarks/scale.py [NAME=ARTICLES...] [--sizes 10000 50000] [--compare] [--pages 3000] [--price 0.04]
                              [--date YYYY-MM-DD]

Each NAME=ARTICLES is a stream of articles whose rate is measured; the costs are told for each. Every measurement runs
in a process of its own. Seconds are the processor's, so that other programs on the machine count for little.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

from make_claims import make_claims
from make_warc import make_warc
from quality import remember
from speed import Measure, apart, peak_mb

from warmonitor import pipeline, scale
from warmonitor.model import Event
from warmonitor.reading import read
from warmonitor.records import event_to_json
from warmonitor.scale.shards import article_row, article_schema, claim_row, claim_schema, write_rows, writing

MILLIONS = (1, 10, 100)


def processor() -> float:
    """Seconds of the processor that this process and its children took."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def coding(name: str, path: str) -> Measure:
    """One process codes a shard, once the model is loaded."""
    with TemporaryDirectory() as room:
        (shard,) = scale.shards_of([path], room)
        pipeline.code_article(next(iter(read([path], on_error=print))))
        start, wall = processor(), time.perf_counter()
        done = scale.code_shard(shard)
        seconds, wall = processor() - start, time.perf_counter() - wall
        size = sum(file.stat().st_size for file in (shard.claims, shard.articles))
    return {"kind": "scale coding", "stream": name, "articles": done.articles, "claims": done.claims,
            "processor_s": round(seconds, 1), "wall_s": round(wall, 1), "per_core_s": round(done.articles / seconds, 1),
            "claims_per_article": round(done.claims / done.articles, 2),
            "bytes_per_article": round(size / done.articles), "peak_mb": peak_mb()}


def starting() -> Measure:
    """From nothing to the first article coded."""
    start, wall = processor(), time.perf_counter()
    pipeline.code_article(next(iter(pipeline.read([Path(__file__)]))))
    return {"kind": "scale start", "processor_s": round(processor() - start, 1),
            "wall_s": round(time.perf_counter() - wall, 1), "peak_mb": peak_mb()}


def digest_of(events: Iterable[Event]) -> tuple[int, str]:
    """How many events, and a digest of all that they say, in their order."""
    number, digest = 0, hashlib.sha256()
    for number, event in enumerate(events, 1):  # noqa: B007 - the last number is the answer
        digest.update(json.dumps(event_to_json(event)).encode())
    return number, digest.hexdigest()[:16]


def linking_in_memory(size: int) -> Measure:
    """The same claims linked the small way, to compare."""
    made = make_claims(size)
    start = processor()
    events, digest = digest_of(pipeline.link(made.claims, articles=made.articles.values()))
    return {"kind": "scale linking in memory", "claims": size, "events": events, "digest": digest,
            "processor_s": round(processor() - start, 1), "peak_mb": peak_mb()}


def linking(size: int) -> Measure:
    """Generated claims linked out of shards."""
    with TemporaryDirectory() as room:
        folder, made = Path(room), make_claims(size)
        told = Counter(claim.article_id for claim in made.claims)
        with writing(folder / "articles" / "a.parquet", article_schema()) as writer:
            write_rows(writer, (article_row(a, told[a.id], None) for a in made.articles.values()))
        with writing(folder / "claims" / "a.parquet", claim_schema()) as writer:
            write_rows(writer, map(claim_row, made.claims))
        start, wall = processor(), time.perf_counter()
        events, digest = digest_of(scale.link_shards(folder, memory="1GB"))
        seconds, wall = processor() - start, time.perf_counter() - wall
    return {"kind": "scale linking", "claims": size, "events": events, "digest": digest,
            "processor_s": round(seconds, 1), "wall_s": round(wall, 1),
            "claims_per_core_s": round(size / seconds), "peak_mb": peak_mb()}


def crawling(pages: int) -> Measure:
    """A generated crawl read, one record in fifty damaged."""
    with TemporaryDirectory() as room:
        path = Path(room) / "crawl.warc.gz"
        whole = make_warc(path, pages, broken=50)
        start = processor()
        found = sum(1 for _ in read([path], on_error=lambda error: None))
        seconds = processor() - start
    return {"kind": "scale crawl", "pages": pages, "whole": whole, "read": found, "processor_s": round(seconds, 1),
            "per_core_s": round(found / seconds), "peak_mb": peak_mb()}


def costs(measured: list[Measure], price: float) -> str:
    """What archives of some millions of articles cost, by what was measured, as a table of Markdown."""
    link = min(float(m["claims_per_core_s"]) for m in measured if m["kind"] == "scale linking")
    crawl = next(float(m["per_core_s"]) for m in measured if m["kind"] == "scale crawl")
    rows = ["| articles | stream | reading pages, core-hours | coding, core-hours | linking, core-hours | shards "
            f"| 64 cores | at {price} a core-hour |", "|---|---|---|---|---|---|---|---|"]
    for millions in MILLIONS:
        for m in (m for m in measured if m["kind"] == "scale coding"):
            articles = millions * 1_000_000
            hours = [articles / crawl / 3600, articles / float(m["per_core_s"]) / 3600,
                     articles * float(m["claims_per_article"]) / link / 3600]
            size = articles * float(m["bytes_per_article"]) / 1e9
            rows.append(f"| {millions} million | {m['stream']} | " + " | ".join(f"{h:,.1f}" for h in hours)
                        + f" | {size:,.1f} GB | {(hours[0] + hours[1]) / 64 + hours[2]:,.1f} h "
                        f"| {sum(hours) * price:,.0f} |")
    return "\n".join(rows)


def main() -> int:
    """Measure, tell, estimate."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("streams", nargs="*", metavar="NAME=ARTICLES")
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 50_000])
    parser.add_argument("--compare", action="store_true", help="link in memory, too: the events must be the same")
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--price", type=float, default=0.04, help="of a core for an hour, in any currency")
    parser.add_argument("--date", help="day of the measurement, for the history")
    options = parser.parse_args()
    jobs = [(coding, tuple(stream.split("=", 1))) for stream in options.streams]
    work = [(starting, ()), *jobs, *((linking, (size,)) for size in options.sizes)]
    work += [(linking_in_memory, (size,)) for size in options.sizes if options.compare]
    work += [(crawling, (options.pages,))] * bool(options.pages)
    measured = []
    for function, arguments in work:
        measured.append(apart(function, *arguments))  # type: ignore[arg-type]
        print("  ".join(f"{k} {v}" for k, v in measured[-1].items()), flush=True)
        if options.date:
            remember(options.date, measured[-1])
    if options.streams and options.pages:
        print(costs(measured, options.price))
    return compared(measured)


def compared(measured: list[Measure]) -> int:
    """1 where linking out of shards and in memory gave different events, and says so."""
    linked = [m for m in measured if "digest" in m]
    found = {(m["claims"], m["digest"]) for m in linked}
    different = [claims for claims, number in Counter(claims for claims, _ in found).items() if number > 1]
    for claims in different:
        print(f"{claims} claims: linking out of shards and in memory differ")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
