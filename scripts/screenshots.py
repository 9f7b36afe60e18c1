"""Pictures of the page for the README, made from the demo: ``python scripts/screenshots.py docs/img``.

Codes the sample into a fresh database, writes the site, opens it from the disk in Chromium and takes each view at desk
and phone size. The same sample gives the same pictures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from importlib.resources import as_file
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from warmonitor import pipeline
from warmonitor.demo import sample_files
from warmonitor.ontology import data_path
from warmonitor.web.archive import Archive
from warmonitor.web.site import write_site

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
BROWSER = os.environ.get("WARMONITOR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
EVENT = ".list li a:has-text('Kramatorsk')"
ARTICLE = ".claim a.open >> nth=2"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: the view that an address names, after clicks."""

    name: str
    address: str
    size: dict[str, int] = field(default_factory=lambda: DESK)
    dark: bool = False
    clicks: tuple[str, ...] = ()


SHOTS = (
    Shot("page-overview", "#/overview"),
    Shot("page-overview-dark", "#/overview?show=killed", dark=True),
    Shot("page-event", "#/overview", clicks=(EVENT,)),
    Shot("page-article", "#/overview", clicks=(EVENT, ARTICLE)),
    Shot("page-known", "#/known?as_of=2018-08-02"),
    Shot("page-phone-overview", "#/overview", size=PHONE),
)


def write_sample_site(folder: Path) -> str:
    """The site of the sample in a folder; returns its address."""
    with as_file(data_path("sample")) as sample:
        pipeline.add(sample_files(sample), folder / "demo.db")
    write_site(Archive(folder / "demo.db"), folder / "site")
    return (folder / "site" / "index.html").as_uri()


def shoot(browser: Any, home: str, shot: Shot, path: Path) -> None:
    """Take one picture, once the view and its map stand."""
    page = browser.new_page(viewport=shot.size, color_scheme="dark" if shot.dark else "light", reduced_motion="reduce")
    page.goto(home + shot.address)
    page.wait_for_selector("main h1")
    for click in shot.clicks:
        page.click(click)
        page.wait_for_selector("#fields, .reader")
    if page.locator("canvas").count():
        page.wait_for_selector("canvas[data-ready=yes]")
    page.wait_for_timeout(500)
    page.screenshot(path=path)
    page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    given = parser.parse_args()
    if BROWSER is None:
        raise SystemExit("no Chromium: install it (Debian: apt install chromium) or name it in WARMONITOR_CHROMIUM")
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as player:
        home = write_sample_site(Path(scratch))
        browser = player.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for shot in SHOTS:
            if given.only in shot.name:
                shoot(browser, home, shot, given.folder / f"{shot.name}.png")
                print(given.folder / f"{shot.name}.png")
        browser.close()


if __name__ == "__main__":
    main()
