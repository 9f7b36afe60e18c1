"""A database of the sample, and one of hostile articles, each behind the server that tests ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from warmonitor import pipeline
from warmonitor.model import Article, Claim
from warmonitor.store import Store
from warmonitor.web.archive import Archive
from warmonitor.web.security import Door
from warmonitor.web.server import build_app

HERE = "http://127.0.0.1"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
RIGHT_TO_LEFT = "\u202egnp.exe\u2066 \u2069"
HOSTILE = [
    Article("__proto__", f"Gunmen killed 12 people in Sirte on Monday, {SCRIPT} said. {RIGHT_TO_LEFT} It burned.",
            title=SCRIPT, outlet="</script><b>Outlet", url="javascript:alert(1)", published=None),
    Article("../../etc/passwd", "An air strike killed 30 people in Marib on Tuesday, police said.\u2028\u2029",
            title="=HYPERLINK(1)", outlet="Post\u202e", url="data:text/html,x"),
    Article("a/b?c#d", "Shells hit the port of Hodeidah on Friday and killed 9 people, " + "x" * 20_000 + " said.",
            title="constructor", outlet="{{7*7}}", url="http://example.org/ok"),
]  # fmt: skip


def filled(path: Path, articles: Sequence[Article], claims: Sequence[Claim]) -> Path:
    """A database of these articles and claims, its events built."""
    with Store(path) as store:
        run = store.begin_run("0", "rules", {}, datetime(2024, 1, 1, tzinfo=UTC))
        for article in articles:
            store.add_article(article, [claim for claim in claims if claim.article_id == article.id], run)
        pipeline.rebuild(store)
    return path


def client_of(path: Path, page: Path | None = None, door: Door = Door()) -> TestClient:  # noqa: B008
    archive = Archive(path)
    return TestClient(build_app(archive, door, page) if page else build_app(archive, door), base_url=HERE)


@pytest.fixture(scope="session")
def sample_db(tmp_path_factory: pytest.TempPathFactory, sample_articles: list[Article], sample_claims: list[Claim]
              ) -> Path:
    return filled(tmp_path_factory.mktemp("web") / "sample.db", sample_articles, sample_claims)


@pytest.fixture(scope="session")
def archive(sample_db: Path) -> Archive:
    return Archive(sample_db)


@pytest.fixture(scope="session")
def client(sample_db: Path) -> Iterator[TestClient]:
    with client_of(sample_db) as found:
        yield found


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page of one file, where it does not matter what it shows."""
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def hostile_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    claims = list(pipeline.code(HOSTILE))
    assert {claim.article_id for claim in claims} == {article.id for article in HOSTILE}
    return filled(tmp_path_factory.mktemp("hostile") / "hostile.db", HOSTILE, claims)
