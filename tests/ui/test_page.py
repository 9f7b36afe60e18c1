"""The page in a real browser: every view, the filters, the address, keys, small screens, hostile articles."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ui.conftest import PHONE, Visit

pytestmark = pytest.mark.browser

VIEWS = ["#/overview", "#/control", "#/known", "#/sources"]


def shown(page: Any) -> int:
    """How many events the list says that it shows."""
    return int(page.get_attribute("[data-count]", "data-count"))


def open_event(page: Any, words: str = "Kramatorsk") -> None:
    page.click(f".list li a[href*='#/event/']:has-text('{words}')")
    page.wait_for_selector("#figures, #fields")


def open_article(page: Any) -> None:
    open_event(page)
    page.click("a:has-text('Read in the article')")
    page.wait_for_selector(".reader .text")


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_loads(visit: Visit, home: str, view: str) -> None:
    page = visit(home, view)
    assert page.inner_text("main").strip()
    assert page.locator("[role=alert]").count() == 0


def test_event_and_article_load(visit: Visit, home: str) -> None:
    page = visit(home)
    open_event(page)
    assert "39" in page.inner_text("section:has(#figures)")
    assert page.locator(".claim").count() >= 2
    page.click("a:has-text('Read in the article')")
    page.wait_for_selector(".lit")
    assert page.locator(".reader .hit").count() > 3


def test_map_timeline_and_list_follow_each_other(visit: Visit, home: str) -> None:
    page = visit(home)
    every = shown(page)
    page.wait_for_selector("g.mark")
    marks = page.locator("g.mark").count()
    page.click("button:has-text('Type')")
    page.check("label:has-text('Suicide bomb') input")
    page.wait_for_function("n => +document.querySelector('[data-count]').dataset.count < n", arg=every)
    assert 0 < shown(page) < every
    assert page.locator("g.mark").count() < marks
    assert page.locator(".timeline svg a").count() <= shown(page)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.list .what')].every(row => row.innerText.includes('Suicide bomb'))"
    )


def test_drag_on_the_timeline_chooses_days(visit: Visit, home: str) -> None:
    page = visit(home)
    every = shown(page)
    box = page.locator(".timeline svg").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 50, steps=5)
    page.mouse.up()
    page.wait_for_selector("[role=slider]")
    assert 0 < shown(page) < every
    assert re.search(r"from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d", page.url)
    before = page.url
    page.focus("[role=slider][aria-label='Last day shown']")
    page.keyboard.press("PageDown")
    assert page.url != before, "the keyboard moves the end of the brush"
    page.click("button:has-text('Zoom to selection')")
    page.click("button:has-text('All days')")
    assert shown(page) == every


def test_a_box_on_the_map_is_a_filter(visit: Visit, home: str) -> None:
    page = visit(home)
    every = shown(page)
    page.wait_for_selector("g.mark")
    page.click("button[aria-label^='Draw a box']")
    box = page.locator(".map .map").bounding_box()
    page.mouse.move(box["x"] + 80, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.6, steps=5)
    page.mouse.up()
    page.wait_for_function("() => location.hash.includes('box=')")
    assert 0 < shown(page) < every
    page.click("button[aria-label='Take away: box on the map']")
    assert shown(page) == every


def test_text_is_searched(visit: Visit, home: str) -> None:
    page = visit(home)
    page.fill("input[aria-label='Search events']", "kramatorsk")
    page.wait_for_function("() => +document.querySelector('[data-count]').dataset.count < 10")
    assert shown(page) >= 1


def test_events_without_a_place_are_said_and_listed(visit: Visit, home: str) -> None:
    page = visit(home)
    said = int(re.search(r"(\d+) events? ha(?:s|ve) no place", page.inner_text(".list")).group(1))  # type: ignore[union-attr]
    page.click("button:has-text('Show only these')")
    assert shown(page) == said
    assert page.locator("g.mark").count() == 0 or "unplaced=true" in page.url


def test_the_address_holds_the_state(visit: Visit, home: str) -> None:
    page = visit(home, "#/overview?type=Explosions%2FRemote+violence&min=10&sort=-killed&show=killed")
    count, first = shown(page), page.locator(".list .what").first.inner_text()
    page.reload()
    page.wait_for_selector("[data-count]")
    assert (shown(page), page.locator(".list .what").first.inner_text()) == (count, first)
    page.locator(".list .what a").first.click()
    page.wait_for_selector("#fields")
    page.go_back()
    page.wait_for_selector("[data-count]")
    assert shown(page) == count
    assert page.locator(".measure button:has-text('Killed')").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("address", ["#/event/no-such-event", "#/article/no-such-article"])
def test_a_wrong_address_is_said(visit: Visit, on_disk: str, address: str) -> None:
    page = visit(on_disk, address)
    assert "No " in page.inner_text("[role=alert]")


@pytest.mark.parametrize("address", ["#/%E0%A4%A/x", "#/overview?from=x&box=1,2&min=-3", "#/nonsense"])
def test_an_address_that_cannot_be_read_shows_all(visit: Visit, on_disk: str, address: str) -> None:
    assert shown(visit(on_disk, address)) > 20


def test_every_figure_leads_to_its_words(visit: Visit, home: str) -> None:
    page = visit(home)
    open_event(page)
    quote = page.locator(".figure a.quote").first
    words = quote.inner_text().strip("“”")
    quote.click()
    page.wait_for_selector(".reader .text")
    assert words in "".join(page.locator(".lit").all_inner_texts())


def test_fields_and_words_lead_to_each_other(visit: Visit, home: str) -> None:
    page = visit(home)
    open_article(page)
    page.locator("aside .claim li button").first.click()
    assert page.locator(".hit.held").count() == 1
    page.locator(".hit").last.focus()
    assert page.locator("aside .reading p strong").count() >= 1


def test_replay_shows_what_was_known(visit: Visit, home: str) -> None:
    page = visit(home, "#/known")
    page.wait_for_selector("input[aria-label='Day of news']")
    for _ in range(3):
        page.click("button[aria-label='Day of news before']")
    assert "as_of=" in page.url
    page.wait_for_selector(".asof")
    page.click("a:has-text('Open the overview of this day')")
    page.wait_for_selector("[data-count]")
    earlier = shown(page)
    page.click("button:has-text('Back to all that is known')")
    page.wait_for_function("n => +document.querySelector('[data-count]').dataset.count > n", arg=earlier)


def test_an_event_is_shown_as_it_was_known(visit: Visit, home: str) -> None:
    page = visit(home)
    open_event(page)
    assert "109" in page.inner_text("section:has(#figures)")
    page.locator(".history a").first.click()
    page.wait_for_selector(".asof")
    page.wait_for_selector("#figures")
    told = page.inner_text("section:has(#figures)")
    assert "87" in told
    assert "109" not in told, "the later toll was not known on that day"
    page.click("nav a:has-text('Overview')")
    page.wait_for_selector("[data-count]")
    assert "as_of=" in page.url, "the day goes along to every view"


def test_evidence_can_be_taken_away(visit: Visit, home: str) -> None:
    page = visit(home)
    open_event(page)
    with page.expect_download() as taken:
        page.click("button:has-text('Evidence as CSV')")
    lines = taken.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("event,claim,article,outlet")
    assert any("at least 39 people" in line for line in lines)


def test_sources_sort_and_lead_to_their_events(visit: Visit, home: str) -> None:
    page = visit(home, "#/sources")
    page.locator("th button:has-text('contradicted')").first.click()
    assert page.locator("th[aria-sort=descending]").first.inner_text().lower().startswith("contradicted")
    page.locator("tbody th a").first.click()
    page.wait_for_selector("[data-count]")
    assert shown(page) >= 1
    assert "source=" in page.url


def test_control_gives_its_reasons(visit: Visit, home: str) -> None:
    page = visit(home, "#/control")
    assert page.locator(".entry blockquote").count() >= 1
    page.locator(".entry blockquote a.quote").first.click()
    page.wait_for_selector(".lit")


def tab_to(page: Any, wanted: str, most: int = 60) -> None:
    """Presses Tab until the focus is on what a selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def test_keys_alone_reach_event_article_and_words(visit: Visit, on_disk: str) -> None:
    page = visit(on_disk)
    page.wait_for_selector("g.mark")
    tab_to(page, "g.mark")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=dialog]")
    page.keyboard.press("Escape")
    assert page.locator("[role=dialog]").count() == 0
    tab_to(page, ".list li a")
    page.keyboard.press("Enter")
    page.wait_for_selector("#fields")
    tab_to(page, ".claim a.open")
    page.keyboard.press("Enter")
    page.wait_for_selector(".reader")
    tab_to(page, ".hit")
    assert page.locator("aside .reading p").count() >= 1


def test_a_menu_opens_and_closes_by_key(visit: Visit, on_disk: str) -> None:
    page = visit(on_disk)
    tab_to(page, ".choice > button")
    page.keyboard.press("Enter")
    assert page.locator(".panel").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".panel").count() == 0
    assert page.evaluate("document.activeElement.matches('.choice > button')")


@pytest.mark.parametrize("view", [*VIEWS, "event", "article"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_serious_fault(visit: Visit, on_disk: str, view: str, dark: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(on_disk, view if view.startswith("#") else "#/overview", dark=dark)
    if view == "event":
        open_event(page)
    elif view == "article":
        open_article(page)
    else:
        page.wait_for_selector("[role=status]", state="detached")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert not serious, [(one["id"], one["nodes"][0]["html"][:200]) for one in serious]


@pytest.mark.parametrize("view", [*VIEWS, "event", "article"])
def test_a_phone_needs_no_sideways_scroll(visit: Visit, on_disk: str, view: str) -> None:
    page = visit(on_disk, view if view.startswith("#") else "#/overview", size=PHONE)
    if view in {"event", "article"}:
        (open_event if view == "event" else open_article)(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], f"{wide} px"


def test_without_webgl_the_map_is_there(visit: Visit, on_disk: str) -> None:
    page = visit(on_disk, flags=("--disable-gpu", "--disable-webgl", "--disable-webgl2", "--disable-3d-apis"))
    assert page.evaluate("document.createElement('canvas').getContext('webgl2')") is None
    page.wait_for_selector("canvas[data-ready=yes]")
    assert page.locator("g.mark").count() > 3
    page.locator("g.mark").first.click()
    page.wait_for_selector("[role=dialog] a")


@pytest.mark.parametrize("where", ["hostile_served", "hostile_disk"])
def test_hostile_articles_do_nothing(visit: Visit, request: pytest.FixtureRequest, where: str) -> None:
    home = request.getfixturevalue(where)
    page = visit(home)
    assert shown(page) == 3
    for link in page.locator(".list .what a").evaluate_all("all => all.map(one => one.href)"):
        page.goto(link)
        page.wait_for_selector("#fields")
        page.locator("a:has-text('Read in the article')").first.click()
        page.wait_for_selector(".reader .text")
        assert page.locator("main script, main img, main iframe").count() == 0
        links = page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert not [one for one in links if one and re.match(r"(?i)\s*(javascript|data|vbscript):", one)]
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.goto(f"{home}#/sources")
    page.wait_for_selector("tbody th")
    assert page.evaluate("({}).polluted") is None


def test_scripts_cannot_be_put_in(visit: Visit, home: str) -> None:
    page = visit(home, forgiven="Content Security Policy")
    stopped = page.evaluate("""() => new Promise((done) => {
        document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        setTimeout(() => done('nothing stopped it'), 1000);
    })""")
    assert stopped == "script-src-elem"
    assert page.evaluate("window.ran") is None


def test_right_to_left_text_reads_right(visit: Visit, arabic_disk: str) -> None:
    page = visit(arabic_disk)
    page.locator(".list .what a").first.click()
    page.wait_for_selector("#fields")
    direction = "one => getComputedStyle(one).direction"
    outlet = page.locator(".claim header p bdi").first
    assert "Hauran" in outlet.inner_text()
    assert outlet.evaluate(direction) == "rtl", "an Arabic outlet's name keeps its order inside an English line"
    assert page.locator(".claim blockquote").first.evaluate(direction) == "ltr"
    page.locator("a:has-text('Read in the article')").first.click()
    page.wait_for_selector(".reader .text p")
    assert page.locator("h1").evaluate(direction) == "rtl"
    assert page.locator(".reader .text p").last.evaluate(direction) == "rtl"


def test_a_handle_of_the_timeline_can_be_dragged(visit: Visit, on_disk: str) -> None:
    page = visit(on_disk, "#/overview?from=2017-01-01&to=2018-12-31")
    box = page.locator("[role=slider][data-end=to] rect").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] + 5, steps=4)
    page.mouse.up()
    page.wait_for_function("() => !location.hash.includes('to=2018-12-31')")
    assert "from=2017-01-01" in page.url


def test_every_article_can_be_found(visit: Visit, home: str) -> None:
    page = visit(home, "#/sources")
    page.wait_for_selector("section:last-of-type li a")
    page.locator("section:last-of-type li a").last.click()
    page.wait_for_selector(".reader .text")
