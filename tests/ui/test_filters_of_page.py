"""The page's own filter gives what the server's gives: both are held to tests/web/filters.json."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from ui.conftest import Visit
from warmonitor.web.overview import overview
from warmonitor.web.site import PAGE, boot, script

pytestmark = pytest.mark.browser
TABLE = json.loads((Path(__file__).parents[1] / "web" / "filters.json").read_text(encoding="utf-8"))
ABOUT = {"counts": {}, "published": [None, None], "event_types": {}, "attribution": [], "sample": False}


def address(wish: dict[str, Any]) -> str:
    """The filter as it stands in an address."""
    pairs: list[tuple[str, str]] = []
    for name, value in wish.items():
        if name == "box":
            pairs.append((name, ",".join(map(str, value))))
        else:
            pairs += [(name, str(one).lower() if one is True else str(one))
                      for one in (value if isinstance(value, list) else [value])]  # fmt: skip
    return f"#/overview?{urlencode(pairs)}"


def test_the_page_filters_as_the_server_does(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(PAGE, folder)
    (folder / "data").mkdir()
    (folder / "boot.js").write_bytes(boot("files", "data/"))
    for name, value in (("about", ABOUT), ("overview", {**overview(TABLE["rows"]), "shard": 50})):
        (folder / "data" / f"{name}.js").write_bytes(script(name, value))
    page = visit((folder / "index.html").as_uri())
    wrong = []
    for case in TABLE["cases"]:
        page.evaluate("where => { location.hash = where; }", address(case["filter"]))
        page.wait_for_function("where => location.hash === where", arg=address(case["filter"]))
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        hashes = page.locator(".list .what a").evaluate_all("all => all.map(one => one.hash)")
        links = [link.split("/")[2].partition("?")[0] for link in hashes]
        if sorted(links) != sorted(case["ids"]):
            wrong.append((case["filter"], links, case["ids"]))
    assert wrong == []
