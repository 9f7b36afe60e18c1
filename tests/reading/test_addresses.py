"""Addresses, against a server on the own machine: robots.txt, limits, redirects, private addresses."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from warmonitor.model import Article
from warmonitor.reading import ReadError, read, web
from warmonitor.reading.web import FetchError, fetch, is_public

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
        "/moved-inside": (302, b"", "http://inside.example/secret"),
        "/tagged": (200, PAGE, None),
        "/round": (302, b"", "/round"),
        "/wrong": (500, b"", None),
    }

    def do_GET(self) -> None:
        if self.path == "/drip":
            self.drip()
            return
        status, body, target = self.pages.get(self.path, (404, b"", None))
        if self.path == "/tagged" and self.headers.get("If-None-Match") == '"1"':
            status, body = 304, b""
        self.send_response(status)
        self.send_header("ETag", '"1"')
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """A byte now and then, for two seconds."""
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            for _ in range(40):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)

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


def test_a_page_that_drips_is_cut(site: str) -> None:
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"took more than 0\.3 seconds"):
        fetch(site + "/drip", 50_000, allow_private=True, longest=0.3)
    assert time.monotonic() - started < 5


def test_a_redirect_to_a_private_address_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = site.rpartition(":")[2]
    asked: list[str] = []

    def resolve(host: str, *args: object, **options: object) -> object:
        """The name of the first page is public, and is the test's own server; the redirect leads inside."""
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(web, "is_public", lambda address: asked[-1] == "outside.example")
    with pytest.raises(FetchError, match=r"inside\.example is a private or local address"):
        fetch(f"http://outside.example:{port}/moved-inside", 50_000)
    assert asked[-1] == "inside.example"


def test_an_address_with_a_password_is_refused(site: str) -> None:
    with pytest.raises(FetchError, match="name and password"):
        fetch(site.replace("//", "//user:secret@"), 50_000, allow_private=True)


def test_an_unchanged_page_gives_no_bytes(site: str) -> None:
    first = fetch(site + "/tagged", 50_000, allow_private=True)
    again = fetch(site + "/tagged", 50_000, allow_private=True, headers={"If-None-Match": first.headers["etag"]})
    assert first.data and not first.is_unchanged and again.is_unchanged and not again.data


def test_private_addresses_are_refused_by_default(site: str) -> None:
    for url in (site + "/page", site.replace("127.0.0.1", "localhost") + "/page"):
        articles, errors = read_address(url, allow_private=False)
        assert not articles and "private or local" in errors[0].message


ADDRESSES = {
    "127.0.0.1": False, "10.1.2.3": False, "192.168.1.1": False, "169.254.169.254": False, "0.0.0.0": False,
    "::1": False, "fe80::1%eth0": False, "::ffff:127.0.0.1": False,
    "64:ff9b::7f00:1": False, "224.0.0.1": False, "8.8.8.8": True, "100.100.100.200": False, "168.63.129.16": False,
    "::7f00:1": False, "2002:7f00:1::": False, "fd00:ec2::254": False, "240.0.0.1": False, "64:ff9b:1::a00:1": False,
    "2606:4700:4700::1111": True, "192.0.0.192": False,
}  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_public_addresses(address: str) -> None:
    assert is_public(address) is ADDRESSES[address]
