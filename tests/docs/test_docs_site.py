"""The documentation as a site: it builds without a warning, asks nothing of the net, and fits a desk and a phone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docs_site
import pytest

from ui.conftest import DESK, PHONE, Watched, chromiums

ROOT = Path(__file__).parents[2]
OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//
    |<link\b[^>]*\bhref=["']?(?:https?:)?//
    |@import\s
    |url\(["']?(?:https?:)?//""",
    re.VERBOSE,
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx")
    out = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, str(ROOT / "scripts" / "docs_site.py"), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser for these tests alone: its event loop must not outlive them."""
    with chromiums() as start:
        yield start()


@pytest.mark.slow
def test_every_page_is_built_and_asks_nothing_of_the_net(site: Path) -> None:
    names = {name for names in docs_site.CONTENTS.values() for name in names} | {"index", "search"}
    assert names <= {page.stem for page in site.glob("*.html")}
    for file in [*site.rglob("*.html"), *site.rglob("*.css")]:
        assert not OUTSIDE.search(file.read_text(encoding="utf-8")), file


@pytest.mark.slow
@pytest.mark.parametrize("link", ["tutorial.html", "limits.html", "img/page-overview.png"])
def test_the_first_page_leads_on(site: Path, link: str) -> None:
    assert re.search(rf'(?:href|src)="(?:_images/)?{re.escape(link.removeprefix("img/"))}"',
                     (site / "index.html").read_text(encoding="utf-8"))  # fmt: skip


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", ["index", "tutorial", "codebook", "commands", "compare", "limits", "interface"])
def test_a_page_fits_and_is_whole(site: Path, browser: Any, name: str, size: dict[str, int]) -> None:
    watched = Watched(site.as_uri())
    page = browser.new_page(viewport=size)
    watched.watch(page)
    page.goto(f"{site.as_uri()}/{name}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    page.close()
    assert watched.wrong == []


@pytest.mark.browser
@pytest.mark.slow
def test_the_search_works_from_a_disk(site: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/search.html?q=radius_km")
    page.wait_for_selector("#search-results li a")
    assert "Codebook" in page.inner_text("#search-results")
    page.close()
