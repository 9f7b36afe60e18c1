"""Kills (SIGKILL) at random moments while feeds of a server on the own machine are watched; used by kills.py.

The feeds grow between two lives of the watch. After each kill all that is marked as seen must be in the database, no
article lost and none there twice; in the end all must be as if it had been watched once, and every alert told.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from warmonitor import watching
from warmonitor.store import Store, health

FEEDS = 12
GROWS_BY = (3, 9)  # articles that are new when a watch starts again
FEEDS_ADDED = (0, 0, 1, 1, 2, 3, 4)  # after how many of its feeds a watch is killed
LONGEST = 0.4  # seconds more that it lives; where none is added yet, the parser's start is waited for, or a part of it
LONGEST_START = 6.0
TOWNS = ("Kabul", "Mosul", "Taiz", "Sirte", "Goma", "Aleppo", "Kandahar", "Benghazi")


@dataclass
class Site:
    """Feeds that grow; page n tells of n victims, so that no two texts are one."""

    feeds: list[list[int]] = field(default_factory=lambda: [[] for _ in range(FEEDS)])
    asked: int = 0
    url: str = ""

    def grow(self, chance: random.Random) -> None:
        for _ in range(chance.randint(*GROWS_BY)):
            chance.choice(self.feeds).insert(0, self.size + 1)

    @property
    def size(self) -> int:
        return sum(map(len, self.feeds))

    def body(self, path: str) -> str | None:
        kind, number = path.strip("/").partition("-")[::2]
        if kind == "page":
            return f"<html><body><p>{sentence(int(number))}</p><p>The market was shut after it.</p></body></html>"
        if kind != "feed":
            return None
        items = "".join(f"<item><title>Report {n}</title><link>{self.url}/page-{n}</link></item>"
                        for n in self.feeds[int(number)])
        return f"<rss><channel><title>Wire {number}</title>{items}</channel></rss>"


def sentence(number: int) -> str:
    """What a page tells."""
    town, day = TOWNS[number % len(TOWNS)], number % 28 + 1
    return f"A car bomb killed {number + 10} people in {town} on {day} March {2010 + number // 28 % 9}, police said."


@contextmanager
def served(site: Site) -> Iterator[None]:
    """The site on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked += 1
            body = site.body(self.path)
            self.send_response(200 if body else 404)
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def watch(site: Site, path: Path) -> subprocess.Popen[str]:
    """One round of ``warmonitor watch``, as a user would start it."""
    rules = path.with_suffix(".toml")
    rules.write_text(f'[[alert]]\nname = "all"\nfile = "{path}.alerts"\n', encoding="utf-8")
    feeds = [f"{site.url}/feed-{number}" for number in range(FEEDS)]
    call = [sys.executable, "-m", "warmonitor", "watch", *feeds, "--db", str(path), "--once", "--pause", "0",
            "--every", "0", "--allow-private", "--alerts", str(rules)]
    return subprocess.Popen(call, stderr=subprocess.PIPE, text=True)


def kill_watching(folder: Path, kills: int, chance: random.Random) -> tuple[list[str], int]:
    """Kill a watch again and again while its feeds grow; let it end, and compare with one that was never killed."""
    path, wrong, done, lives = folder / "watched.db", list[str](), 0, 0
    site, kept = Site(), 0
    with served(site):
        while done < kills:
            site.grow(chance)
            lives += 1
            feeds = chance.choice(FEEDS_ADDED)
            done += killed(site, path, feeds, chance.uniform(0, LONGEST if feeds else LONGEST_START))
            found, kept = faults(site, path, kept)
            wrong += [f"kill {done} of a watch: {fault}" for fault in found]
        at_last_kill = kept
        for name in (path, folder / "never-killed.db"):
            for _ in range(2):  # a feed gives no more than so many new pages a round
                watch(site, name).communicate()
        found, kept = faults(site, path, kept)
        wrong += found + differences(path, folder / "never-killed.db")
        if kept != site.size:
            wrong.append(f"{site.size - kept} articles of the feeds were never added")
        untold, again = alerts(path)
    wrong += [f"{untold} events were never told"] * bool(untold)
    print(f"{done} kills of a watch in {lives} lives; {at_last_kill} of {site.size} articles were in by the last of "
          f"them; of the alerts {again} were told twice", flush=True)
    return wrong, done


def killed(site: Site, path: Path, feeds: int, seconds: float) -> bool:
    """Let a watch add so many feeds, or make a request, and live for so long; False where it was done before."""
    asked = site.asked
    with watch(site, path) as child:
        assert child.stderr is not None
        while feeds and (line := child.stderr.readline()):
            feeds -= "articles added" in line
        while site.asked == asked and child.poll() is None:
            time.sleep(0.005)
        time.sleep(seconds)
        is_alive = child.poll() is None
        os.kill(child.pid, signal.SIGKILL)
    return is_alive


def faults(site: Site, path: Path, before: int) -> tuple[list[str], int]:
    """What is wrong after a kill, and how many articles are kept."""
    state = watching.load(watching.state_path(path))
    if not path.exists():
        return ["links are marked as seen without a database"] * bool(state.seen), 0
    wrong = [fault.message for fault in health.check(path) if fault.kind not in {"note", "links"}]
    with closing(sqlite3.connect(path)) as connection:
        urls = [row[0] for row in connection.execute("SELECT url FROM articles")]
        bare = connection.execute("SELECT count(*) FROM articles WHERE row NOT IN (SELECT c.article FROM codings c "
                                  "JOIN claims k ON k.coding = c.id)").fetchone()[0]
        told = Counter(row[0] for row in connection.execute("SELECT claim FROM event_claims"))
        ids = [row[0] for row in connection.execute("SELECT id FROM claims")]
    if len(set(urls)) < len(urls):
        wrong.append("an article is there twice")
    if bare:
        wrong.append(f"{bare} articles without their claims")
    if len(urls) < before:
        wrong.append(f"{before - len(urls)} articles lost")
    if set(state.seen) - set(urls):
        wrong.append(f"{len(set(state.seen) - set(urls))} links marked as seen that were not added")
    if len(set(ids)) < len(ids) or any(number > 1 for number in told.values()):
        wrong.append("a claim is there twice")
    return wrong, len(urls)


def differences(path: Path, other: Path) -> list[str]:
    """How the killed database differs from one that was watched without a kill; the order of adding does not count."""
    with Store(path) as one, Store(other) as two:
        texts = [sorted(article.text for article in store.articles()) for store in (one, two)]
        said = [sorted(repr((c.trigger.quote, c.sub_event_type, c.when, c.place, c.counts)) for c in store.claims())
                for store in (one, two)]
        events = [store.event_count() for store in (one, two)]
    differ = texts[0] != texts[1] or said[0] != said[1] or events[0] != events[1]
    return ["the killed database differs from one that was never killed"] * differ


def alerts(path: Path) -> tuple[int, int]:
    """How many events were never told, and how many alerts were told twice.

    A kill between sending and noting sends an alert again: rather twice than never.
    """
    with Store(path) as store:
        events = {event.id for event in store.events() if event.status in {"happened", "ongoing"}}
    file = Path(f"{path}.alerts")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    told = Counter(json.loads(line)["event"] for line in lines)
    return len(events - set(told)), sum(number - 1 for number in told.values())
