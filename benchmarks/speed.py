"""Speed: articles a second on one core and on two, peak memory, and the time to link generated claims.

    python benchmarks/speed.py [ARTICLES...] [--news 600] [--workers 1 2] [--sizes 1000 10000 100000]
                              [--date YYYY-MM-DD] [--json]

Without articles the package's sample is coded, ten times over; with --news a stream of so many articles of which one
in ten tells of a war (make_news.py). Each measurement runs in a process of its own, so that its peak memory is its own;
rates leave out the first articles. On one core they are of the processor's seconds, too, for which other programs on
the machine count for less than for those of the clock.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from make_claims import make_claims
from make_news import make_news
from quality import remember

from warmonitor import pipeline
from warmonitor.demo import sample_files
from warmonitor.linking import group_claims
from warmonitor.model import Article
from warmonitor.reconcile import reconcile
from warmonitor.workers import ordered_map

Measure = dict[str, float | int | str]
WARM = 5  # articles coded before the clock runs: what is loaded once is loaded then


def articles_of(paths: list[str], news: int = 0) -> list[Article]:
    """The articles to code; the sample ten times over, each time under other ids, where none are given."""
    if news:
        return make_news(news)
    if paths:
        return list(pipeline.read(paths))
    sample = list(pipeline.read(sample_files(Path(pipeline.__file__).parent / "data" / "sample")))
    return [replace(article, id=f"{article.id}-{n}") for n in range(10) for article in sample]


def peak_mb() -> int:
    """Peak memory of this process and of its largest child, in MB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) // 1024


def coding(paths: list[str], workers: int, news: int = 0) -> Measure:
    """Articles a second over so many processes."""
    articles = articles_of(paths, news)
    for article in articles[:WARM]:
        pipeline.code_article(article)
    start, cpu = time.perf_counter(), time.process_time()
    claims = failed = 0
    for coded in ordered_map(pipeline.code_article, articles, workers):
        claims += len(coded.claims)
        failed += coded.error is not None
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    of_one = {"cpu_seconds": round(cpu, 2), "per_core_second": round(len(articles) / cpu, 2)} if workers == 1 else {}
    return {"kind": "coding", "stream": "generated news" if news else "articles", "workers": workers,
            "articles": len(articles), "failed": failed, "claims": claims, "seconds": round(seconds, 2),
            "articles_per_second": round(len(articles) / seconds, 2), **of_one, "peak_mb": peak_mb()}


def linking(size: int) -> Measure:
    """Seconds to link and reconcile so many generated claims."""
    generated = make_claims(size)
    claims, articles = generated.claims, generated.articles
    start = time.perf_counter()
    groups = group_claims(claims, articles)
    linked = time.perf_counter()
    for group in groups:
        reconcile(group, articles)
    return {"kind": "linking", "claims": len(claims), "events": len(groups), "seconds": round(linked - start, 2),
            "reconcile_seconds": round(time.perf_counter() - linked, 2), "peak_mb": peak_mb()}


def apart(work: Callable[..., Measure], *arguments: object) -> Measure:
    """Run a measurement in a fresh process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        measured: Measure = ours.recv()
    finally:
        process.join()
    return measured


def _send(pipe: object, work: Callable[..., Measure], arguments: tuple[object, ...]) -> None:
    pipe.send(work(*arguments))  # type: ignore[attr-defined]


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", nargs="*")
    parser.add_argument("--news", type=int, default=0, metavar="ARTICLES", help="code a generated stream of news")
    parser.add_argument("--workers", nargs="*", type=int, default=[1, 2])
    parser.add_argument("--sizes", nargs="*", type=int, default=[1000, 10_000, 100_000])
    parser.add_argument("--date", help="day of the measurement, for the history")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    jobs: list[tuple[Callable[..., Measure], tuple[object, ...]]] = []
    jobs += [(coding, (options.articles, workers, options.news)) for workers in options.workers]
    jobs += [(linking, (size,)) for size in options.sizes]
    for work, arguments in jobs:
        measured = apart(work, *arguments)
        print(json.dumps(measured) if options.json else "  ".join(f"{k} {v}" for k, v in measured.items()), flush=True)
        if options.date:
            remember(options.date, measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
