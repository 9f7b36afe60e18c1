"""A real browser over the page, served and from a disk. Whatever a test does, the page may ask nothing of any other
address, log no error and load all that it asks for: that is checked when each test ends."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from warmonitor import pipeline
from warmonitor.model import Article, Claim
from warmonitor.web.archive import Archive
from warmonitor.web.security import Door
from warmonitor.web.site import write_site
from web.conftest import HOSTILE, filled

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_BROWSER = "no Chromium: install it (Debian: apt install chromium) or name it in WARMONITOR_CHROMIUM"
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]
PATIENCE = 15_000  # ms; a machine that does other things beside
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 380, "height": 780}


def chromium() -> str | None:
    """The browser's program: the one named, else the first that is installed."""
    named = os.environ.get("WARMONITOR_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def chromiums() -> Iterator[Callable[..., Any]]:
    """Starts Chromium with further flags; each set of flags once. No event loop may run beside it."""
    program = chromium()
    if program is None:
        if os.environ.get("WARMONITOR_BROWSER") == "must":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    sync = pytest.importorskip("playwright.sync_api")
    started: dict[tuple[str, ...], Any] = {}
    with sync.sync_playwright() as player:
        def start(*flags: str) -> Any:
            if flags not in started:
                started[flags] = player.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
            return started[flags]
        yield start
        for one in started.values():
            one.close()


@pytest.fixture(scope="session")
def browsers() -> Iterator[Callable[..., Any]]:
    """Chromium, for all tests of the page."""
    with chromiums() as start:
        yield start


@dataclass
class Watched:
    """What a page did that it must not."""

    home: str
    forgiven: str | None = None
    wrong: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        page.on("console", lambda said: self.said(said.type, said.text))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", lambda request: self.asked(request.url))
        page.on("response", lambda answer: self.answered(answer.status, answer.url))
        page.on("requestfailed", lambda request: self.failed(request))
        page.on("dialog", lambda dialog: self.opened(dialog))

    def said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not (self.forgiven and self.forgiven in text):
            self.wrong.append(f"console: {text}")

    def asked(self, url: str) -> None:
        if not url.startswith((self.home, "blob:", "data:")):
            self.wrong.append(f"asked of another address: {url}")

    def answered(self, status: int, url: str) -> None:
        if status >= 400:
            self.wrong.append(f"{status}: {url}")

    def opened(self, dialog: Any) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def failed(self, request: Any) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a page that is left stops what it was loading
            self.wrong.append(f"failed: {request.url} {request.failure}")


Visit = Callable[..., Any]


@pytest.fixture
def visit(browsers: Callable[..., Any]) -> Iterator[Visit]:
    """``visit(home, "#/sources", size=PHONE, dark=True, flags=())`` opens the page and waits until it shows."""
    watched: list[Watched] = []
    contexts: list[Any] = []

    def open_page(home: str, address: str = "#/overview", size: dict[str, int] = DESK, dark: bool = False,
                  flags: tuple[str, ...] = (), forgiven: str | None = None) -> Any:  # fmt: skip
        scheme = "dark" if dark else "light"
        context = browsers(*flags).new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watched.append(Watched(home.rsplit("/", 1)[0], forgiven))
        watched[-1].watch(page)
        page.goto(f"{home}{address}")
        page.wait_for_selector("main h1")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [line for one in watched for line in one.wrong] == []


@contextmanager
def serving(db: Path, **door: Any) -> Iterator[str]:
    """The server on a free port, as ``warmonitor serve`` starts it."""
    uvicorn = pytest.importorskip("uvicorn")
    from warmonitor.web.server import build_app

    listening = socket.create_server(("127.0.0.1", 0))
    app = build_app(Archive(db, door.pop("reviewer", None)), Door(**door))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory, sample_articles: list[Article],
                sample_claims: list[Claim]) -> Path:  # fmt: skip
    return filled(tmp_path_factory.mktemp("ui") / "sample.db", sample_articles, sample_claims)


@pytest.fixture(scope="session")
def served(sample_file: Path) -> Iterator[str]:
    with serving(sample_file) as home:
        yield home


@pytest.fixture(scope="session")
def on_disk(tmp_path_factory: pytest.TempPathFactory, sample_file: Path) -> str:
    folder = tmp_path_factory.mktemp("site") / "site"
    write_site(Archive(sample_file), folder)
    return (folder / "index.html").as_uri()


@pytest.fixture(params=["served", "on_disk"])
def home(request: pytest.FixtureRequest) -> str:
    """The page in both its homes."""
    found: str = request.getfixturevalue(request.param)
    return found


ENGLISH = (
    "Gunmen killed 12 people in the town of Sukhna on Monday, the police said. The attack began before dawn. "
    "Soldiers closed the road to the town, and the wounded were brought to a hospital in Homs."
)
ARABIC = Article("arabic", f"{ENGLISH}\n\nقال شهود إن المسلحين فروا.", title="مقتل اثني عشر",
                 outlet="صوت حوران (Hauran)", language="en")  # fmt: skip


@pytest.fixture(scope="session")
def arabic_disk(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("arabic")
    db = filled(folder / "arabic.db", [ARABIC], list(pipeline.code([ARABIC])))
    write_site(Archive(db), folder / "site")
    return (folder / "site" / "index.html").as_uri()


@pytest.fixture(scope="session")
def hostile_disk(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("hostile")
    db = filled(folder / "hostile.db", HOSTILE, list(pipeline.code(HOSTILE)))
    write_site(Archive(db), folder / "site")
    return (folder / "site" / "index.html").as_uri()


@pytest.fixture(scope="session")
def hostile_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    db = filled(tmp_path_factory.mktemp("hostile") / "hostile.db", HOSTILE, list(pipeline.code(HOSTILE)))
    with serving(db) as home:
        yield home
