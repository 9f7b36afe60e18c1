"""Kills (SIGKILL) at random moments while articles are added and linked, while an older database is upgraded, and while
feeds are watched: nothing may be lost, nothing doubled, and in the end all must be as if nothing had happened.

    python benchmarks/kills.py [--kills 200] [--watch 60] [--seed 1] [--date YYYY-MM-DD]

In the first two, articles are generated and coded beforehand (make_claims.py): what is killed is the database and the
linking. The watch is the whole command against a server on this machine (kill_watch.py). The exit status is 1 where
anything is wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from kill_watch import kill_watching
from make_claims import make_claims
from quality import remember

from warmonitor import pipeline
from warmonitor.model import Article, Claim
from warmonitor.store import Store, health

NOW = datetime(2024, 1, 1, tzinfo=UTC)
HERE = Path(__file__).parent
RELEASE = HERE.parent / "tests" / "releases" / "0.1.0.db"
ARTICLES = 2500
EVERY = 3  # articles between two linkings
LONGEST_ADD, LONGEST_MIGRATION = 0.25, 0.03  # seconds of life after the work began


def coded() -> list[tuple[Article, list[Claim]]]:
    """Generated articles of two claims each, in a fixed order."""
    made = make_claims(2 * ARTICLES)
    found = []
    for first, second in zip(made.claims[::2], made.claims[1::2], strict=False):
        article = made.articles[first.article_id]
        beside = replace(second, article_id=article.id)
        found.append((replace(article, text=f"{article.text} {'word ' * 60}"), [first, beside]))
    return found


def add(path: Path, every: int = EVERY) -> None:
    """What the child does until it is killed, or done: add what is not there, link now and then."""
    articles = coded()
    with Store(path) as store:
        print("ready", flush=True)
        run = store.begin_run("kills", "generated", {}, NOW)
        for number, (article, claims) in enumerate(articles):
            if store.add_article(article, claims, run) and number % every == 0:
                pipeline.rebuild(store)
        pipeline.rebuild(store)
        store.end_run(run, NOW, {})


def migrate(path: Path) -> None:
    """What the child does with a database of an older release."""
    print("ready", flush=True)
    with Store(path) as store:
        pipeline.rebuild(store)


def killed(work: str, path: Path, seconds: float) -> bool:
    """Let a child work for so long after it is ready; False where it was done before."""
    call = [sys.executable, __file__, "--child", work, str(path)]
    with subprocess.Popen(call, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(seconds)
        done = child.poll() is not None
        os.kill(child.pid, signal.SIGKILL)
    return not done


def faults_of_adding(path: Path, articles: dict[str, int], before: int) -> tuple[list[str], int]:
    """What is wrong after a kill, and how many articles are kept."""
    wrong = [f.message for f in health.check(path) if f.kind not in {"note", "links"} and "quote" not in f.message]
    with closing(sqlite3.connect(path)) as connection:
        kept = dict(connection.execute(
            "SELECT a.id, count(k.row) FROM articles a LEFT JOIN codings c ON c.article = a.row "
            "LEFT JOIN claims k ON k.coding = c.id GROUP BY a.row"))
        told = Counter(row[0] for row in connection.execute("SELECT claim FROM event_claims"))
        ids = [row[0] for row in connection.execute("SELECT id FROM claims")]
    if any(articles.get(key) != number for key, number in kept.items()):
        wrong.append("an article without all its claims, or with too many")
    if len(kept) < before:
        wrong.append(f"{before - len(kept)} articles lost")
    if len(ids) != len(set(ids)) or any(number > 1 for number in told.values()):
        wrong.append("a claim is there twice")
    return wrong, len(kept)


def kill_adding(folder: Path, kills: int, chance: random.Random) -> tuple[list[str], int]:
    """Kill the adding again and again; at the end compare with a database that was never killed."""
    path, wrong, kept, done = folder / "killed.db", [], 0, 0
    articles = coded()
    expected = {article.id: len(claims) for article, claims in articles}
    while done < kills:
        if not killed("add", path, chance.uniform(0, LONGEST_ADD)):
            wrong.append(f"all was added after {done} kills: raise ARTICLES")
            break
        done += 1
        if path.exists() and path.stat().st_size:
            found, kept = faults_of_adding(path, expected, kept)
            wrong += [f"kill {done}: {fault}" for fault in found]
    whole = folder / "whole.db"
    add(path, every=100)
    with Store(whole) as store:
        run = store.begin_run("kills", "generated", {}, NOW)
        for article, claims in articles:
            store.add_article(article, claims, run)
        pipeline.rebuild(store)
    with Store(path) as one, Store(whole) as other:
        if one.event_texts() != other.event_texts() or list(one.articles()) != list(other.articles()):
            wrong.append("the killed database differs from one that was never killed")
        if one.control() != other.control():
            wrong.append("the ledger of control differs")
    print(f"{done} kills in adding; {kept} articles were in by the last of them", flush=True)
    return wrong, done


def kill_migrations(folder: Path, kills: int, chance: random.Random) -> tuple[list[str], int]:
    """Kill the upgrade of a database of release 0.1.0, each time of a fresh copy."""
    wrong, done, stages = [], 0, Counter[int]()
    with closing(sqlite3.connect(RELEASE)) as old:
        claims = sorted(row[0] for row in old.execute("SELECT id FROM claims"))
    while done < kills:
        path = folder / f"old-{done}.db"
        shutil.copy(RELEASE, path)
        killed("migrate", path, chance.uniform(0, LONGEST_MIGRATION))
        done += 1
        with closing(sqlite3.connect(path)) as connection:
            stages[connection.execute("PRAGMA user_version").fetchone()[0]] += 1
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                wrong.append(f"kill {done}: the file is damaged")
        with Store(path) as store:
            pipeline.rebuild(store)
            told = sorted(claim for event in store.events() for claim in event.claims)
        if told != claims or any(fault.kind != "note" for fault in health.check(path)):
            wrong.append(f"kill {done}: {health.check(path)}")
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
    print(f"{done} kills in upgrading; database versions found after them: {dict(stages)}", flush=True)
    return wrong, done


def main() -> int:
    """Kill, look, and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--watch", type=int, default=60, metavar="KILLS", help="kills of a watch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--date", help="day of the measurement, for the history")
    parser.add_argument("--child", nargs=2, metavar=("WORK", "DB"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        {"add": add, "migrate": migrate}[options.child[0]](Path(options.child[1]))
        return 0
    chance = random.Random(options.seed)
    with TemporaryDirectory() as folder:
        added, adding = kill_adding(Path(folder), options.kills, chance) if options.kills else ([], 0)
        moved, upgrading = kill_migrations(Path(folder), options.kills, chance)
        watched, watches = kill_watching(Path(folder), options.watch, chance) if options.watch else ([], 0)
    wrong = [*added, *moved, *watched]
    for fault in wrong:
        print(fault)
    print(f"{adding + upgrading + watches} kills, {len(wrong)} faults")
    if options.date:
        remember(options.date, {"kind": "kills", "adding": adding, "upgrading": upgrading, "watching": watches,
                                "faults": len(wrong)})
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
