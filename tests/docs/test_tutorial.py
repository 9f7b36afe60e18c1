"""What the tutorial and the how-to pages tell a reader to type is typed here, in their order, in one folder each.

The feed of the tutorial stands on this machine; its pages are articles of the sample.
"""

from __future__ import annotations

import re
import shlex
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from warmonitor import cli
from warmonitor.store import Store

DOCS = Path(__file__).parents[2] / "docs"
FEED = "https://paper.example/rss"
PAGES = ("04_rashidin_wire.html", "08_volga_dispatch_kramatorsk.html")
ARTICLES = ("07_kramatorsk_donbas_courier.txt", "03_undated_suwayda.txt")
QUOTED = "at least 39 people"  # what a how-to page quotes of an article
PYTHON = [("docs/tutorial.md", 0), ("docs/interface.md", 0), ("README.md", 0)]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def desk(tmp_path: Path, sample: list[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder, with articles in it."""
    folder = sample[0].parent
    for name in ("my-articles", "articles", "news"):
        (tmp_path / name).mkdir()
        for file in ARTICLES:
            shutil.copy(folder / file, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WARMONITOR_DB", raising=False)
    return tmp_path


@pytest.fixture
def feed(tmp_path: Path, sample: list[Path]) -> Iterator[str]:
    """The address of a feed on this machine."""
    web = tmp_path / "web"
    web.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(web)))
    home = f"http://127.0.0.1:{server.server_port}"
    items = "".join(f"<item><title>{name}</title><link>{home}/{name}</link></item>" for name in PAGES)
    (web / "rss").write_text(f"<rss><channel><title>The Paper</title>{items}</channel></rss>", encoding="utf-8")
    for name in PAGES:
        shutil.copy(sample[0].parent / name, web)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"{home}/rss"
    server.shutdown()
    server.server_close()


def blocks(name: str, language: str) -> list[str]:
    text = (DOCS.parent / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def typed(line: str, db: str, feed: str = "") -> list[str]:
    """The words of a call, with what stands for something put in."""
    words = shlex.split(line)[1:]
    known: dict[str, str] = {FEED: feed}
    if Path(db).exists():
        with Store(db) as store:
            texts = {article.id: article.text for article in store.articles()}
            claims = sorted(store.claims(), key=lambda claim: QUOTED not in texts[claim.article_id])
            known |= {"ID": store.events()[0].id, "CLAIM": claims[0].id, "CLAIM2": claims[-1].id}
    words = [known.get(word, word) for word in words]
    return [*words, "--allow-private", "--pause", "0"] if words[0] == "watch" else words


def type_in(page: str, db: str, feed: str = "") -> int:
    """Type all that a page shows; how many calls that were."""
    lines = [line for block in blocks(f"docs/{page}", "sh") for line in block.splitlines()]
    for line in lines:
        assert cli.run(typed(line, db, feed)) == 0, line
    return len(lines)


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(desk: Path, feed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_in("tutorial.md", "my.db", feed) > 10
    said = capsys.readouterr().out
    assert "Kramatorsk" in said
    with Store("my.db") as store:
        assert len(list(store.articles())) == len(PAGES) + len(ARTICLES)
    for made in ("public.db", "site/index.html", "april.html", "events.csv", "acled.csv", "claims.jsonl"):
        assert (desk / made).stat().st_size, made


@pytest.mark.slow
@pytest.mark.parametrize("page", ["howto-correct.md", "howto-export.md", "howto-publish.md", "howto-redact.md"])
def test_what_a_how_to_shows_can_be_typed(page: str, desk: Path) -> None:
    assert cli.run(["add", "my-articles/", "--db", "war.db"]) == 0
    assert type_in(page, "war.db")


@pytest.mark.parametrize(("name", "number"), PYTHON)
def test_the_python_of_the_pages_runs(name: str, number: int, desk: Path) -> None:
    exec(compile(blocks(name, "python")[number], name, "exec"), {})
