"""The server lets in whom it should, and articles that are out to harm do nothing through API and files."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from warmonitor.web.reader import web_address
from warmonitor.web.security import HEADERS, LOOPBACK, Door, refused

from .conftest import HOSTILE, client_of


@pytest.fixture(scope="module")
def hostile(hostile_db: Path) -> Iterator[TestClient]:
    with client_of(hostile_db) as found:
        yield found


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    for address in ("/", "/api/about", "/api/none", "/none", "/boot.js"):
        headers = client.get(address).headers
        assert all(headers[name] == value for name, value in HEADERS.items()), address
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "http:" not in policy and "*" not in policy
    assert client.get("/api/about").headers["content-type"] == "application/json"


def test_no_cross_site_page_may_read(client: TestClient) -> None:
    answer = client.get("/api/about", headers={"Origin": "https://evil.example"})
    assert not any(name.startswith("access-control") for name in answer.headers)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "[::2]"])
def test_a_name_that_somebody_pointed_here_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/api/about", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:9"])
def test_names_of_this_machine_are_served(client: TestClient, host: str) -> None:
    assert client.get("/api/about", headers={"Host": host}).status_code == 200


GOOD = {"host": "localhost", "x-warmonitor": "review", "content-type": "application/json", "content-length": "2"}
WRITES: list[tuple[dict[str, str], Door, int | None]] = [
    (GOOD, Door(), None),
    (GOOD | {"origin": "http://localhost"}, Door(), None),
    (GOOD | {"origin": "http://evil.example"}, Door(), 403),
    (GOOD | {"origin": "null"}, Door(), 403),
    (GOOD | {"sec-fetch-site": "cross-site"}, Door(), 403),
    ({k: v for k, v in GOOD.items() if k != "x-warmonitor"}, Door(), 403),
    (GOOD | {"content-type": "text/plain"}, Door(), 403),
    (GOOD | {"content-length": "9999999"}, Door(), 413),
    ({k: v for k, v in GOOD.items() if k != "content-length"}, Door(), 413),
    (GOOD, Door(token="secret"), 401),
    (GOOD | {"authorization": "Bearer secret"}, Door(token="secret"), None),
]


@pytest.mark.parametrize(("headers", "door", "status"), WRITES)
def test_who_may_write(headers: dict[str, str], door: Door, status: int | None) -> None:
    answer = refused("POST", headers, door, "/api/review/undo")
    assert (answer[0] if answer else None) == status


def test_only_reading_and_posting_exist(client: TestClient) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert client.request(method, "/api/about").status_code == 405
    assert client.post("/api/events", json={}, headers={"X-Warmonitor": "review"}).status_code == 405


@given(st.text(min_size=1, max_size=60))
def test_no_made_up_host_is_known_on_loopback(host: str) -> None:
    known = Door().knows(host)
    assert not known or re.sub(r":[^:]*$|[\[\]]", "", host).lower() in LOOPBACK or host.lower() in LOOPBACK


def test_hostile_articles_come_out_as_their_words(hostile: TestClient) -> None:
    for article in HOSTILE:
        answer = hostile.get(f"/api/articles/{quote(article.id, safe='')}")
        assert answer.status_code == 200 and answer.json()["text"] == article.text
        assert answer.headers["content-type"] == "application/json"
    rows = {row["id"]: row for row in hostile.get("/api/articles").json()["articles"]}
    assert rows["__proto__"]["url"] is None and rows["../../etc/passwd"]["url"] is None
    assert rows["a/b?c#d"]["url"] == "http://example.org/ok"
    assert hostile.get("/api/overview").json()["count"] == 3


def test_evidence_has_no_formula(hostile: TestClient) -> None:
    for event in hostile.get("/api/events").json()["events"]:
        answer = hostile.get(f"/api/events/{event['id']}/evidence.csv")
        assert answer.headers["content-type"].startswith("text/csv")
        cells = (cell for line in answer.text.splitlines() for cell in line.split(","))
        assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


@pytest.mark.parametrize(("url", "kept"), [
    ("https://example.org/a?b=c", True), ("http://example.org", True), ("HTTPS://example.org", True), (None, False),
    ("javascript:alert(1)", False), ("data:text/html,x", False), ("file:///etc/passwd", False), ("//a.org", False),
    (" javascript:alert(1)", False), ("https://a b", False), ("https://a\u202eb", False), ("https://a\nb", False),
])  # fmt: skip
def test_only_web_addresses_are_links(url: str | None, kept: bool) -> None:
    assert (web_address(url) is not None) is kept


def test_site_and_report_need_no_extra(sample_db: Path, tmp_path: Path) -> None:
    calls = [["site", "--db", str(sample_db), "-o", str(tmp_path / "site")],
             ["report", "--from", "2018-01-01", "--to", "2018-12-31", "--db", str(sample_db), "-o",
              str(tmp_path / "r.html")]]  # fmt: skip
    code = "import sys; sys.modules['fastapi'] = None; sys.modules['uvicorn'] = None\n" \
           f"from warmonitor.cli import run; sys.exit(sum(run(call) for call in {calls!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "index.html").exists()


def test_without_the_extra_serve_says_what_to_install(sample_db: Path) -> None:
    code = "import sys; sys.modules['fastapi'] = None; sys.modules['uvicorn'] = None\n" \
           f"from warmonitor.cli import run; sys.exit(run(['serve', '--db', {str(sample_db)!r}]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and 'pip install "warmonitor[web]"' in done.stderr
