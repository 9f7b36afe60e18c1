"""Watching, against a server on the own machine: conditional requests, back-off, full pages, restarts, alerts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from warmonitor import cli, watching
from warmonitor.model import Article, Contradiction, Event, Location, Place, StatedValue, Toll, When
from warmonitor.reading import web
from warmonitor.store import Store
from warmonitor.watching import alerts
from warmonitor.watching.rounds import Visitor
from warmonitor.watching.state import MOST_SEEN, State

TEXT = "A suicide bomber killed 12 people in Kabul on 3 March 2019, police said."
OTHER = "Gunmen shot dead four people in Kandahar on 4 March 2019, officials said."


@dataclass
class Site:
    """What the server answers, and what it was asked."""

    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def feed(self, *names: str) -> None:
        items = "".join(f"<item><title>T {n}</title><link>{self.url}/{n}</link></item>" for n in names)
        self.pages["/feed"] = (200, f"<rss><channel><title>Kabul Wire</title>{items}</channel></rss>")

    def page(self, name: str, text: str) -> None:
        self.pages[f"/{name}"] = (200, f"<html><body><p>{text}</p><p>The blast hit a market.</p></body></html>")


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            status, body = found.pages.get(self.path, (404, ""))
            tag = f'"{hash(body)}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, ""
            self.answer(status, body.encode(), {"ETag": tag, **found.headers})

        def do_POST(self) -> None:
            found.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.answer(200, b"", {})

        def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Clock:
    """A clock that a sleep sets forward."""

    now: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Desk:
    """A watch without a database: what was added and said."""

    site: Site
    clock: Clock = field(default_factory=Clock)
    state: State = field(default_factory=State)
    articles: list[Article] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    robots: web.Robots = field(default_factory=web.Robots)
    add: Callable[[list[Article], str], object] | None = None

    def round(self, every: float = 900.0) -> int:
        def fetch(url: str, headers: Any) -> web.Fetched:
            return web.fetch(url, 1_000_000, True, headers=headers, robots=self.robots)

        visitor = Visitor(fetch, self.clock.time, self.clock.sleep, 5.0, self.robots.delay)
        add = self.add or (lambda found, _: self.articles.extend(found))
        kept = watching.Watched(add, list, lambda _: None)
        return watching.one_round([f"{self.site.url}/feed"], self.state, visitor, kept, every, self.said.append,
                                  lambda error: self.said.append(str(error)))

    def wait(self, seconds: float) -> None:
        self.clock.now += seconds


@pytest.fixture
def desk(site: Site) -> Desk:
    site.feed("a")
    site.page("a", TEXT)
    return Desk(site)


def test_pages_are_read_in_full_once_and_unchanged_feeds_cost_nothing(desk: Desk) -> None:
    assert desk.round() == 1
    (article,) = desk.articles
    assert article.text == f"{TEXT}\nThe blast hit a market." and article.outlet == "Kabul Wire"
    assert (article.title, article.url) == ("T a", f"{desk.site.url}/a")
    assert desk.round() == 0 and desk.site.asked.count("/feed") == 1  # not yet due
    desk.wait(901)
    assert desk.round() == 0 and desk.said[-1].endswith("/feed: unchanged")
    desk.site.feed("a", "b")
    desk.site.page("b", OTHER)
    desk.wait(901)
    assert desk.round() == 1
    assert desk.site.asked == ["/robots.txt", "/feed", "/a", "/feed", "/feed", "/b"]


def test_hosts_are_given_their_pause_and_robots_their_delay(desk: Desk) -> None:
    desk.round()
    assert desk.clock.slept == [5.0]
    desk.robots.known.clear()
    desk.site.pages["/robots.txt"] = (200, "User-agent: *\nCrawl-delay: 20\nDisallow: /b\n")
    desk.site.feed("a", "b", "c")
    desk.site.page("c", OTHER)
    desk.wait(901)
    desk.round()
    assert desk.clock.slept[1:] == [20.0, 20.0] and "/b" not in desk.site.asked
    assert any("closed to robots" in said for said in desk.said)


def test_a_feed_that_fails_is_asked_less_and_less(desk: Desk) -> None:
    desk.site.pages["/feed"] = (500, "")
    waits = []
    for _ in range(9):
        desk.round()
        waits.append(desk.state.feeds[f"{desk.site.url}/feed"].due - desk.clock.now)
        desk.clock.now = desk.state.feeds[f"{desk.site.url}/feed"].due + 1
    assert waits[:3] == [1800.0, 3600.0, 7200.0] and waits[-1] == 24 * 3600
    desk.site.feed("a")
    assert desk.round() == 1 and desk.state.feeds[f"{desk.site.url}/feed"].failures == 0


def test_a_site_may_say_when_to_come_again_or_never(desk: Desk) -> None:
    desk.site.pages["/feed"], desk.site.headers = (429, ""), {"Retry-After": "7777"}
    desk.round()
    assert desk.state.feeds[f"{desk.site.url}/feed"].due - desk.clock.now == 7777
    desk.wait(7778)
    desk.site.pages["/feed"] = (410, "")
    desk.round()
    desk.wait(10**7)
    desk.round()
    assert desk.site.asked.count("/feed") == 2 and "given up" in desk.said[-1]


def test_a_page_that_fails_is_tried_again_then_the_feeds_words_are_taken(desk: Desk) -> None:
    item = f"<item><title>T</title><link>{desk.site.url}/x</link><description>{OTHER}</description></item>"
    desk.site.pages["/feed"] = (200, f"<rss><channel>{item}</channel></rss>")
    desk.site.pages["/x"] = (503, "")
    for expected in (0, 0, 1, 0):
        assert desk.round() == expected
        desk.wait(901)
    assert desk.articles[0].text == OTHER and "only the feed's words" in desk.articles[0].notes[0]


def test_what_was_not_added_is_read_again(desk: Desk) -> None:
    def killed(articles: list[Article], feed: str) -> object:
        raise KeyboardInterrupt

    desk.add = killed
    with pytest.raises(KeyboardInterrupt):
        desk.round()
    again = Desk(desk.site)  # the state of before: it is saved only after the articles are in
    assert again.round() == 1 and again.articles[0].text.startswith(TEXT)


def test_the_state_comes_back_and_a_broken_one_is_named(tmp_path: Path, desk: Desk) -> None:
    desk.round()
    desk.state.told["x"] = ["c1"]
    path = tmp_path / "war.db.watch.json"
    watching.save(desk.state, path)
    assert watching.load(path) == desk.state and not list(tmp_path.glob("*.part"))
    desk.state.seen = {str(number): float(number) for number in range(MOST_SEEN + 5)}
    watching.save(desk.state, path)
    assert len(watching.load(path).seen) == MOST_SEEN and "0" not in watching.load(path).seen
    path.write_text('{"feeds": []}', encoding="utf-8")
    with pytest.raises(watching.StateError, match="Remove it"):
        watching.load(path)


def test_feeds_are_addresses_files_or_lists(tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text("# Kabul\nhttps://a.example/rss\n\nhttps://a.example/rss\n", encoding="utf-8")
    assert watching.feeds_of([str(path), "http://b.example/"]) == ["https://a.example/rss", "http://b.example/"]
    assert all(feed.startswith("https://") for feed in watching.feeds_of(["list:Syria"]))
    with pytest.raises(watching.WatchError, match="there are syria, yemen"):
        watching.feeds_of(["list:atlantis"])
    path.write_text("a.example\n", encoding="utf-8")
    with pytest.raises(watching.WatchError, match=r"line 1: 'a\.example' is no address"):
        watching.feeds_of([str(path)])


DAY = date(2019, 3, 3)
EVENT = Event("e1", ("c1", "c2"), ("a1",), "Violence against civilians", "Attack", "happened",
              place=Location(Place("k", "Kabul", "city", "AF", lat=34.5, lon=69.2, radius_km=10)), when=When(DAY, DAY),
              tolls=(Toll("killed", "all", 10, 12, 14, "ucdp"),))
MATCHES: list[tuple[dict[str, Any], bool]] = [
    ({}, True), ({"country": "af"}, True), ({"country": "IQ"}, False), ({"killed": 12}, True), ({"killed": 13}, False),
    ({"box": [34, 69, 35, 70]}, True), ({"box": [35, 69, 36, 70]}, False), ({"box": [34, 170, 35, -170]}, False),
    ({"type": "Attack"}, True), ({"type": "Battles"}, False), ({"country": "AF", "killed": 99}, False),
]


@pytest.mark.parametrize(("conditions", "is_told"), MATCHES)
def test_which_events_a_rule_tells(conditions: dict[str, Any], is_told: bool, tmp_path: Path) -> None:
    path = tmp_path / "alerts.toml"
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in conditions.items())
    path.write_text(f'[[alert]]\nname = "r"\nfile = "out"\n{lines}', encoding="utf-8")
    assert bool(list(alerts.due(watching.read_rules(path), [EVENT], {}))) is is_told
    unknown = replace(EVENT, place=None, tolls=())
    expected = is_told and not {"country", "killed", "box"} & set(conditions)
    assert bool(list(alerts.due(watching.read_rules(path), [unknown], {}))) is expected


BAD_RULES = [
    ('name = "x"\nfile = "a"\ncolour = "red"', "colour is unknown"), ('file = "a"', "name is missing"),
    ('name = "x"', "say where it goes"), ('name = "x"\nfile = "a"\nbox = [1, 2]', "box is"),
]


@pytest.mark.parametrize(("words", "said"), BAD_RULES)
def test_a_bad_rule_is_named(words: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text(f"[[alert]]\n{words}\n", encoding="utf-8")
    with pytest.raises(watching.AlertError, match=f"alert 1: {said}"):
        watching.read_rules(path)


def test_alerts_go_to_file_command_and_webhook_once_and_again_where_they_failed(tmp_path: Path, site: Site) -> None:
    copied = tmp_path / "command.out"
    script = f"import sys; open({str(copied)!r}, 'a').write(sys.stdin.read() + chr(10))"
    rule = alerts.AlertRule("all", killed=5, file=str(tmp_path / "alerts.jsonl"), webhook=f"{site.url}/hook",
                            command=(sys.executable, "-c", script))
    state, said = State(told={"all": []}), list[str]()

    def post(url: str, data: bytes) -> None:
        web.post(url, data, allow_private=True)

    def tell(*events: Event) -> int:
        return watching.tell([rule], state, events, "2024-05-01T00:00:00+00:00", post, said.append)

    assert tell(EVENT) == 1 and tell(EVENT) == 0
    grown = replace(EVENT, id="e2", claims=("c2", "c3"))  # joined by another claim, it has another id
    assert tell(grown) == 0
    lines = [(tmp_path / "alerts.jsonl").read_text(), copied.read_text(), site.posted[0].decode()]
    assert [json.loads(line)["killed"] for line in lines] == [12, 12, 12]
    failing = replace(rule, name="broken", command=(str(tmp_path / "nosuch"),), file=None)
    state.told["broken"] = []
    for _ in range(2):
        assert watching.tell([failing], state, [EVENT], "x", post, said.append) == 0
        assert "could not be sent, again in the next round" in said[-1]


def test_contradictions_on_a_watched_event_are_told_once(tmp_path: Path) -> None:
    rule = alerts.AlertRule("w", watch=("c1",), file=str(tmp_path / "out"))
    values = (StatedValue("12", ("c1",)), StatedValue("40", ("c2",)))
    update, differ = Contradiction("killed", "update", values), Contradiction("killed", "differ", values)
    assert list(alerts.due([rule], [EVENT, replace(EVENT, contradictions=(update,))], {})) == []
    (alert,) = alerts.due([rule], [replace(EVENT, contradictions=(differ,))], {})
    assert alert.why == "contradiction on killed (differ): 12 / 40"
    assert not list(alerts.due([rule], [replace(EVENT, contradictions=(differ,))], {"w": list(alert.keys)}))
    assert not list(alerts.due([replace(rule, watch=("zz",))], [replace(EVENT, contradictions=(differ,))], {}))


def test_the_command_adds_tells_and_goes_on(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db, rules, log = str(tmp_path / "war.db"), tmp_path / "alerts.toml", tmp_path / "watch.log"
    rules.write_text(f'[[alert]]\nname = "toll"\nkilled = 3\nfile = "{tmp_path}/alerts.jsonl"\n', encoding="utf-8")
    site.feed("a")
    site.page("a", TEXT)
    call = ["watch", f"{site.url}/feed", "--db", db, "--once", "--pause", "0", "--every", "0", "--log", str(log)]
    assert cli.run([*call, "--allow-private"]) == 0
    call += ["--alerts", str(rules), "--allow-private"]  # a new rule is silent on what is there
    site.feed("a", "b")
    site.page("b", OTHER)
    assert cli.run(call) == 0
    told = json.loads((tmp_path / "alerts.jsonl").read_text(encoding="utf-8"))  # one line: the second event
    assert (told["alert"], told["killed"]) == ("toll", 4) and "1 articles added" in log.read_text(encoding="utf-8")
    with Store(db) as store:
        assert [article.outlet for article in store.articles()] == ["Kabul Wire", "Kabul Wire"]
    capsys.readouterr()
    assert cli.run([*call[:-1]]) == 0  # without --allow-private
    assert "private or local address" in capsys.readouterr().err
    assert cli.run(["watch", f"{site.url}/feed", "--db", db, "--every", "0.1"]) == 2
    assert cli.run(["watch", "list:atlantis", "--db", db]) == 2


def test_an_event_that_came_in_before_a_kill_is_told_after_it(site: Site, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "alerts.toml"
    rules.write_text(f'[[alert]]\nname = "all"\nfile = "{tmp_path}/alerts.jsonl"\n', encoding="utf-8")
    site.feed("a")
    site.page("a", TEXT)
    call = ["watch", f"{site.url}/feed", "--db", str(tmp_path / "war.db"), "--once", "--pause", "0", "--every", "0",
            "--allow-private", "--alerts", str(rules)]
    real = watching.one_round

    def killed(feeds: list[str], state: State, visitor: Visitor, watched: watching.Watched, *rest: Any) -> int:
        def keep(state: State) -> None:
            raise KeyboardInterrupt

        return real(feeds, state, visitor, replace(watched, keep=keep), *rest)

    monkeypatch.setattr(watching, "one_round", killed)
    assert cli.run(call) == 130
    monkeypatch.undo()
    assert cli.run(call) == 0
    assert len((tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_a_kill_loses_and_doubles_nothing(site: Site, tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(12)]
    site.feed(*names)
    for number, name in enumerate(names):
        site.page(name, f"A suicide bomber killed {number + 2} people in Kabul on 3 March 2019, police said.")
    db = str(tmp_path / "war.db")
    call = ["watch", f"{site.url}/feed", "--db", db, "--once", "--pause", "0", "--every", "0", "--allow-private"]
    for asked in (3, 8, 14):  # killed while pages are read, and while they are added
        before = len(site.asked)
        running = subprocess.Popen([sys.executable, "-m", "warmonitor", *call], stderr=subprocess.DEVNULL)
        while running.poll() is None and len(site.asked) - before < asked:
            time.sleep(0.01)
        running.kill()
        running.wait()
    assert cli.run(call) == 0
    with Store(db) as store:
        assert sorted(article.url or "" for article in store.articles()) == sorted(f"{site.url}/{n}" for n in names)
        assert len({claim.id for claim in store.claims()}) == len(list(store.claims())) == 12
