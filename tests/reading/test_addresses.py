"""Addresses, against a server on the own machine: robots.txt, limits, redirects, private addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from warmonitor.model import Article
from warmonitor.reading import ReadError, read
from warmonitor.reading.web import is_public

PAGE = b"<html><head><title>Raid</title></head><body><p>Shells hit Sirte.</p><p>Two died.</p></body></html>"
FEED = (
    b"<rss><channel><title>Wire</title><item><title>Raid</title>"
    b"<description>Shells hit Sirte.</description></item></channel></rss>"
)


class Site(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, tuple[int, bytes, str | None]]] = {
        "/robots.txt": (200, b"User-agent: *\nDisallow: /closed\n", None),
        "/page": (200, PAGE, None),
        "/closed/page": (200, PAGE, None),
        "/feed": (200, FEED, None),
        "/large": (200, b"x" * 60_000, None),
        "/moved": (302, b"", "/page"),
        "/moved-closed": (302, b"", "/closed/page"),
        "/moved-file": (302, b"", "file:///etc/passwd"),
        "/round": (302, b"", "/round"),
        "/wrong": (500, b"", None),
    }

    def do_GET(self) -> None:
        status, body, target = self.pages.get(self.path, (404, b"", None))
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def read_address(url: str, allow_private: bool = True) -> tuple[list[Article], list[ReadError]]:
    errors: list[ReadError] = []
    return list(read([url], on_error=errors.append, largest=50_000, allow_private=allow_private)), errors


@pytest.mark.parametrize("path", ["/page", "/moved"])
def test_page(site: str, path: str) -> None:
    (article,), errors = read_address(site + path)
    assert not errors and article.text == "Shells hit Sirte.\nTwo died." and article.url == site + "/page"


def test_feed(site: str) -> None:
    (article,), errors = read_address(site + "/feed")
    assert not errors and (article.text, article.outlet) == ("Shells hit Sirte.", "Wire")


REFUSED = {
    "/closed/page": "robots.txt",
    "/moved-closed": "robots.txt",
    "/large": "larger than 50,000 bytes",
    "/moved-file": "not an http or https address",
    "/round": "redirects",
    "/wrong": "500",
    "/none": "404",
}


@pytest.mark.parametrize("path", REFUSED)
def test_refused(site: str, path: str) -> None:
    articles, errors = read_address(site + path)
    assert not articles and len(errors) == 1 and REFUSED[path] in errors[0].message


def test_private_addresses_are_refused_by_default(site: str) -> None:
    for url in (site + "/page", site.replace("127.0.0.1", "localhost") + "/page"):
        articles, errors = read_address(url, allow_private=False)
        assert not articles and "private or local" in errors[0].message


ADDRESSES = {
    "127.0.0.1": False, "10.1.2.3": False, "192.168.1.1": False, "169.254.169.254": False, "0.0.0.0": False,
    "::1": False, "fe80::1%eth0": False, "::ffff:127.0.0.1": False,
    "64:ff9b::7f00:1": False, "224.0.0.1": False, "8.8.8.8": True,
}  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_public_addresses(address: str) -> None:
    assert is_public(address) is ADDRESSES[address]
