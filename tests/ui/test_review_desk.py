"""The review desk in a real browser: by keys, each decision a row, and undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ui.conftest import Visit, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(tmp_path: Path, sample_file: Path) -> Iterator[str]:
    db = tmp_path / "desk.db"
    shutil.copy(sample_file, db)
    with serving(db, reviewer="an analyst") as home:
        yield home


def opened(visit: Visit, desk: str) -> Any:
    page = visit(desk, "#/review")
    page.wait_for_selector("[data-item='0']")
    return page


def rows(page: Any) -> list[str]:
    return [text.split("\t")[2] for text in page.locator("tbody tr").all_inner_texts()]


def test_the_desk_is_off_by_default(visit: Visit, served: str) -> None:
    page = visit(served, "#/review")
    assert page.locator("nav a:has-text('Review')").count() == 0
    assert page.locator("[data-count]").count() == 1, "the overview is shown instead"


def test_an_event_is_accepted_and_undone_by_keys(visit: Visit, desk: str) -> None:
    page = opened(visit, desk)
    page.keyboard.press("j")
    assert page.locator("[data-item='1'] button").get_attribute("aria-current") == "true"
    page.keyboard.press("k")
    page.keyboard.press("a")
    page.wait_for_selector("tbody tr")
    assert rows(page) == ["accept"]
    assert "an analyst" in page.inner_text("tbody tr")
    page.keyboard.press("u")
    page.wait_for_selector("tbody tr.undone")


def test_an_event_is_split_and_what_was_split_is_joined_again(visit: Visit, desk: str) -> None:
    page = opened(visit, desk)
    page.keyboard.press("s")
    boxes = page.locator("form input[type=checkbox]")
    boxes.first.wait_for()
    boxes.first.check()
    page.click("button:has-text('Split these off')")
    page.wait_for_selector("tbody tr")
    assert rows(page) == ["split"]


def test_a_field_is_corrected_with_its_words(visit: Visit, desk: str) -> None:
    page = opened(visit, desk)
    page.keyboard.press("c")
    page.wait_for_selector("form select")
    page.locator("form select").nth(1).select_option("status")
    page.get_by_label("Right value").fill("denied")
    page.get_by_label("Why").fill("the spokesman denies it")
    page.click("button:has-text('Correct it')")
    page.wait_for_selector("tbody tr")
    assert rows(page) == ["correct"]


def test_keys_in_a_form_are_letters(visit: Visit, desk: str) -> None:
    page = opened(visit, desk)
    page.keyboard.press("m")
    page.get_by_label("Narrow these down").type("asu")
    assert page.locator("tbody tr").count() == 0, "a, s and u were typed, not pressed as commands"


def test_axe_finds_no_serious_fault_at_the_desk(visit: Visit, desk: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(visit, desk)
    page.keyboard.press("c")
    page.wait_for_selector("form select")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    assert not [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
