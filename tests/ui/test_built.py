"""The built page lies in the package, so that installing needs no node. It must be the one that these sources make."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import warmonitor

UI = Path(__file__).parents[2] / "ui"
PAGE = Path(warmonitor.__file__).parent / "web" / "page"
ALONE = ("index.html", "icon.svg", "package.json", "package-lock.json")
MOST_BYTES = 1_000_000  # of all files, packed as a wheel packs them


def fingerprint() -> str:
    """As ui/scripts/fingerprint.mjs makes it when it builds."""
    files = [UI / name for name in ALONE]
    files += [path for folder in ("scripts", "src") for path in (UI / folder).rglob("*") if path.is_file()]
    made = hashlib.sha256()
    for name, path in sorted((path.relative_to(UI).as_posix(), path) for path in files):
        made.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return made.hexdigest()


def test_the_built_page_is_that_of_its_sources() -> None:
    built = (PAGE / "built-from.txt").read_text(encoding="ascii").strip()
    assert built == fingerprint(), "ui/ has changed since the page was built: run `make ui` and commit what it writes"


def test_the_page_is_light() -> None:
    packed = sum(len(gzip.compress(path.read_bytes())) for path in PAGE.iterdir())
    assert packed < MOST_BYTES


def test_the_page_has_nothing_inline_and_no_address_of_others() -> None:
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    assert "<style" not in html
    assert "style=" not in html
    assert "onload" not in html
    assert all("src=" in tag for tag in html.split("<script")[1:])
    assert "http://" not in html
    assert "https://" not in html
