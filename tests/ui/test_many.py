"""20,000 events: the first view stands in two seconds, a filter answers in 150 ms, on two cores.

What is measured is the processor time of the page's main thread: on a machine that is busy with other things the clock
would measure those.
"""

from __future__ import annotations

import json
import random
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ui.conftest import Visit
from warmonitor.web.site import PAGE, boot, script

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NUMBER = 20_000
FIRST_VIEW, ANSWER = 4000, 400  # milliseconds; generous, what was measured stands in benchmarks/README.md
FILTERS = ("min=10", "type=Battles", "from=2020-01-01&to=2020-12-31", "disputed=any", "text=province 7",
           "box=15,25,30,50", "")  # fmt: skip
TYPES = {"Armed clash": "Battles", "Air/drone strike": "Explosions/Remote violence",
         "Attack": "Violence against civilians", "Peaceful protest": "Protests",
         "Shelling/artillery/missile attack": "Explosions/Remote violence"}  # fmt: skip


def many(number: int) -> dict[str, Any]:
    """An overview of made-up events over five years and 3,000 places."""
    chance = random.Random(1)
    places = [{"id": f"p{i}", "name": f"Place {i}", "kind": "town", "country": "XX", "country_name": "Nowhere",
               "admin1": f"Province {i % 20}", "admin2": None, "lat": round(chance.uniform(10, 38), 2),
               "lon": round(chance.uniform(20, 60), 2), "radius_km": chance.choice([2, 5, 60]),
               "precision": chance.choice([1, 1, 2, 3]), "relation": "in"} for i in range(3000)]  # fmt: skip
    days = sorted(date(2019, 1, 1) + timedelta(chance.randrange(1825)) for _ in range(number))
    ends = [day + timedelta(chance.choice([0, 0, 0, 0, 3, 30])) for day in days]
    pick = [[chance.randrange(40)] for _ in range(number)]
    tolls = [[[0, low, low, low + 3]] if (low := int(chance.expovariate(0.2))) else [] for _ in range(number)]
    columns = {
        "id": [f"e{i}" for i in range(number)], "title": [f"Event {i} of the test" for i in range(number)],
        "type": [chance.randrange(len(TYPES)) for _ in range(number)], "status": [0] * number,
        "level": ["incident"] * number, "parent": [None] * number, "start": [str(day) for day in days],
        "end": [str(day) for day in ends], "constraint": [None] * number, "time_precision": [1] * number,
        "place": [chance.randrange(len(places)) for _ in range(number)], "side_a": pick, "side_b": pick, "tolls": tolls,
        "outlets": pick, "origins": pick, "source_kinds": [[0]] * number, "articles": [1] * number,
        "claims": [1] * number, "independent": [1] * number,
        "disputed": [[0] if i % 9 == 0 else [] for i in range(number)],
        "denied": [i % 50 == 0 for i in range(number)], "updated": [[]] * number,
        "known": [str(day) for day in days], "last": [str(day) for day in ends],
    }  # fmt: skip
    names = [f"Name {i}" for i in range(40)]
    return {"count": number, "as_of": None, "shard": 50, "sub_event_types": list(TYPES), "event_type_of": TYPES,
            "statuses": ["happened"], "places": places, "actors": [{"actor": None, "name": name} for name in names],
            "outlets": names, "origins": names, "source_kinds": ["monitor"], "toll_kinds": ["killed"],
            "fields": ["killed"], "columns": columns}  # fmt: skip


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("many") / "site"
    shutil.copytree(PAGE, folder)
    about = {"counts": {"events": NUMBER}, "published": [None, None], "event_types": {}, "attribution": [],
             "sample": False, "first": None, "last": None, "failed": 0}  # fmt: skip
    (folder / "data").mkdir()
    (folder / "boot.js").write_bytes(boot("files", "data/"))
    for name, value in (("about", about), ("overview", many(NUMBER))):
        (folder / "data" / f"{name}.js").write_bytes(script(name, json.loads(json.dumps(value))))
    return Path(folder / "index.html").as_uri()


def busy(session: Any) -> float:
    """Milliseconds of processor time that the page's main thread has used."""
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"]) * 1000


def settled(page: Any) -> None:
    """Waits until the page has drawn twice, and all that followed is done."""
    page.evaluate("""() => new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))""")


def test_twenty_thousand_events_are_quick(visit: Visit, large: str) -> None:
    page = visit(large)
    page.wait_for_selector("g.mark")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = busy(session)
    page.reload()
    page.wait_for_selector("g.mark")
    settled(page)
    first = busy(session) - before
    took = []
    for changed in FILTERS:
        before, count = busy(session), page.get_attribute("[data-count]", "data-count")
        page.evaluate("changed => { location.hash = `#/overview?${changed}`; }", changed)
        page.wait_for_function("count => document.querySelector('[data-count]').dataset.count !== count", arg=count)
        settled(page)
        took.append(busy(session) - before)
    said = f"first view {first:.0f} ms; filters {', '.join(f'{one:.0f}' for one in took)} ms of processor time"
    print(said)  # noqa: T201
    assert first < FIRST_VIEW, said
    assert sorted(took)[len(took) // 2] < ANSWER, said
