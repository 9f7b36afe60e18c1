"""Fetches a page or feed politely and safely: robots.txt, time and size limits, no addresses of the inner network.

Every redirect is checked as the first address is; names are resolved once and the checked address is the one that is
connected to, so that a name cannot change its address in between. Proxies of the environment are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)
from urllib.robotparser import RobotFileParser

USER_AGENT = "warmonitor/0.1 (news reader for conflict research)"
TIMEOUT_SECONDS = 20  # of silence
LONGEST_SECONDS = 90  # of a whole fetch, robots.txt and redirects included, however steadily it drips
MOST_REDIRECTS = 5
NOT_MODIFIED = 304
SERVER_FAILS = 500
ROBOTS_SECONDS = 24 * 3600
LONGEST_DELAY = 60.0  # seconds
LARGEST_ROBOTS = 500_000  # bytes; RFC 9309 asks for at least 500 KiB


# Addresses that are public by their number and yet serve the inside of a cloud.
METADATA = frozenset({"168.63.129.16", "192.0.0.192"})
NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


class FetchError(OSError):
    """An address could not, or may not, be fetched; ``status`` and ``wait`` (Retry-After) where the site said them."""

    def __init__(self, message: str, status: int | None = None, wait: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its final address, declared charset, bytes, and headers by their lower-case names."""

    url: str
    charset: str | None
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    is_unchanged: bool = False


@dataclass(slots=True)
class Connections:
    """The sockets of one fetch, so that all can be cut when its time is over."""

    open: list[socket.socket] = field(default_factory=list)
    is_late: bool = False

    def cut(self) -> None:
        """End the fetch: every read and write on its sockets fails from now on."""
        self.is_late = True
        for connection in self.open:
            with suppress(OSError):  # it may be closed already
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def _in_time(url: str, seconds: float) -> Iterator[Connections]:
    connections = Connections()
    timer = threading.Timer(seconds, connections.cut)
    timer.daemon = True
    timer.start()
    late = FetchError(f"{url} took more than {seconds:g} seconds")
    try:
        yield connections
    except FetchError:
        if connections.is_late:
            raise late from None
        raise
    finally:
        timer.cancel()
    if connections.is_late:  # what was read is only the beginning
        raise late


@dataclass(slots=True)
class Robots:
    """The robots.txt of the sites that were asked, for a day (RFC 9309)."""

    known: dict[str, RobotFileParser] = field(default_factory=dict)
    since: float = 0.0

    def forget(self, now: float) -> None:
        """Ask anew where what is known is a day old."""
        if now - self.since > ROBOTS_SECONDS:
            self.known.clear()
            self.since = now

    def delay(self, url: str) -> float:
        """Seconds that a site wants between two requests, as far as it was asked; a minute at most."""
        parser = self.known.get(urljoin(url, "/robots.txt"))
        delay = parser.crawl_delay(USER_AGENT) if parser and parser.mtime() else None
        return min(float(delay or 0), LONGEST_DELAY)


def fetch(url: str, largest: int, allow_private: bool = False, longest: float = LONGEST_SECONDS,
          headers: Mapping[str, str] | None = None, robots: Robots | None = None) -> Fetched:
    """The content of an http(s) address, redirects followed; raises ``FetchError`` saying why not.

    ``headers`` are sent with the page's request ("If-None-Match"). An answer of 304 gives no bytes. ``robots``
    remembers the rules of sites from call to call.
    """
    with _in_time(url, longest) as connections:
        return _fetched(url, largest, _opener(allow_private, connections), headers or {}, robots or Robots())


def post(url: str, data: bytes, allow_private: bool = False, longest: float = LONGEST_SECONDS) -> None:
    """Send JSON to an address that the user named; raises ``FetchError`` where it is not taken."""
    _check_scheme(url)
    request = _request(url, {"Content-Type": "application/json"})
    request.data = data
    with _in_time(url, longest) as connections:
        try:
            with _opener(allow_private, connections).open(request, timeout=TIMEOUT_SECONDS):
                return
        except HTTPError as error:
            error.close()
            raise FetchError(f"{url} answered {error.code} {error.reason}", error.code) from error
        except (URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise _failed(url, error) from error


def _fetched(url: str, largest: int, opener: OpenerDirector, headers: Mapping[str, str], robots: Robots) -> Fetched:
    for _ in range(MOST_REDIRECTS + 1):
        _check_scheme(url)
        if not _is_allowed_by_robots(opener, url, robots):
            raise FetchError(f"{url} is closed to robots by the site's robots.txt")
        try:
            with opener.open(_request(url, headers), timeout=TIMEOUT_SECONDS) as response:
                charset = response.headers.get_content_charset()
                said = {name.lower(): value for name, value in response.headers.items()}
                return Fetched(url, charset, _read(response, largest), said)
        except HTTPError as error:
            target = error.headers.get("Location") if error.code in {301, 302, 303, 307, 308} else None
            wait = error.headers.get("Retry-After")
            error.close()
            if error.code == NOT_MODIFIED:
                return Fetched(url, None, b"", {}, is_unchanged=True)
            if not target:
                raise FetchError(f"{url} answered {error.code} {error.reason}", error.code, wait) from error
            url = urljoin(url, target)
        except (URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise _failed(url, error) from error
    raise FetchError(f"more than {MOST_REDIRECTS} redirects")


def _failed(url: str, error: Exception) -> FetchError:
    reason = getattr(error, "reason", error)
    return FetchError(str(reason) if isinstance(reason, FetchError) else f"{url} could not be fetched: {reason}")


def _request(url: str, headers: Mapping[str, str] | None = None) -> Request:
    own = {"User-Agent": USER_AGENT, "Accept": "*/*"}
    return Request(url, headers={**(headers or {}), **own})  # noqa: S310 (scheme is checked)


def _check_scheme(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError(f"{url} is not an http or https address")
    if parts.username or parts.password:
        raise FetchError(f"an address with a name and password in it is not fetched: {parts.hostname}")


def _read(response: Any, largest: int) -> bytes:
    data: bytes = response.read(largest + 1)
    if len(data) > largest:
        raise FetchError(f"the content is larger than {largest:,} bytes")
    return data


def _is_allowed_by_robots(opener: OpenerDirector, url: str, robots: Robots) -> bool:
    """RFC 9309: no robots.txt (4xx) allows all; one that cannot be had (5xx, no answer) allows nothing."""
    address = urljoin(url, "/robots.txt")
    lines: list[str] = []
    if address not in robots.known:
        try:
            with opener.open(_request(address), timeout=TIMEOUT_SECONDS) as response:
                lines = response.read(LARGEST_ROBOTS).decode("utf-8", "replace").splitlines()
        except HTTPError as error:
            error.close()
            if error.code >= SERVER_FAILS:
                raise FetchError(f"{address} answered {error.code}: nothing may be read until it answers",
                                 error.code) from error
        except (URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise _failed(url, error) from error
        robots.known[address] = RobotFileParser()
        robots.known[address].parse(lines)
    return robots.known[address].can_fetch(USER_AGENT, url)


def _opener(allow_private: bool, connections: Connections) -> OpenerDirector:
    """An opener for http and https alone, which never follows redirects by itself."""
    opener = OpenerDirector()

    def connect(address: tuple[str, int], timeout: Any = None, source: Any = None) -> socket.socket:
        if connections.is_late:
            raise FetchError(f"{address[0]} is reached too late")
        connections.open.append(_connect(address, timeout, allow_private))
        return connections.open[-1]

    class Http(http.client.HTTPConnection):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._create_connection = connect

    class Https(http.client.HTTPSConnection):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._create_connection = connect

    class HttpOpener(HTTPHandler):
        def http_open(self, req: Request) -> Any:
            return self.do_open(Http, req)

    class HttpsOpener(HTTPSHandler):
        def https_open(self, req: Request) -> Any:
            return self.do_open(Https, req)

    for handler in (HttpOpener(), HttpsOpener(), HTTPErrorProcessor(), HTTPDefaultErrorHandler()):
        opener.add_handler(handler)
    return opener


def _connect(address: tuple[str, int], timeout: Any, allow_private: bool) -> socket.socket:
    host, port = address
    failure: OSError | None = None
    for family, kind, protocol, _, target in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not allow_private and not is_public(str(target[0])):
            raise FetchError(f"{host} is a private or local address ({target[0]}), which is not allowed")
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(timeout if isinstance(timeout, int | float) else TIMEOUT_SECONDS)
            connection.connect(target)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure or FetchError(f"{host} has no address")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet.

    >>> is_public("127.0.0.1"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1"), is_public("93.184.216.34")
    (False, False, False, True)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner_address(found) if isinstance(found, ipaddress.IPv6Address) else None
    reached = inner or found
    is_closed = reached.is_multicast or reached.is_reserved or str(reached) in METADATA
    return reached.is_global and not is_closed


def _inner_address(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo or NAT64 (RFC 6052)."""
    if any(address in network for network in NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
