"""What every answer of the server is held to: who may ask, by which name, how much, and what a browser may do with it.

A server on this machine can be reached by any page that the user opens. A page of another site may not read it (no
CORS, Cross-Origin-Resource-Policy), not through a name that it points here (the Host check), and not write to it
(a header of our own, JSON only, and the same origin).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  (names of it, nothing is bound here)
READING = frozenset({"GET", "HEAD"})
MOST_BYTES = 64 * 1024  # of what is sent to the review desk
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "base-uri": "'none'", "form-action": "'none'",
    "frame-ancestors": "'none'",
}  # fmt: skip
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
DESK = "/api/review/"
HEADER_OF_OURS = "x-warmonitor"


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in: the address that is bound, further names of this server, and the review desk's token."""

    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    token: str | None = None

    @property
    def is_loopback(self) -> bool:
        """True where only this machine can reach the server."""
        return self.host in LOOPBACK

    def knows(self, name: str) -> bool:
        """True for a Host that this server goes by. A bare address cannot be pointed here by somebody's DNS.

        >>> Door().knows("localhost:8765"), Door().knows("evil.example:8765")
        (True, False)
        """
        bare = name_of(name)
        if bare in LOOPBACK or bare == self.host or bare in self.names:
            return True
        return self.host in ANYWHERE and _is_address(bare)


def name_of(host: str) -> str:
    """A Host header without its port.

    >>> name_of("[::1]:80"), name_of("Example.org:80")
    ('::1', 'example.org')
    """
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if host.count(":") == 1 else host.lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def guarded(app: App, door: Door) -> App:
    """The application behind the door: refuses what may not come in, and puts the headers on every answer."""

    async def at_the_door(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = _headers(scope["headers"])
        refusal = refused(scope["method"], headers, door, scope["path"])
        with_headers = _adding_headers(send)
        if refusal is not None:
            await _answer(with_headers, *refusal)
            return
        await app(scope, receive, with_headers)

    return at_the_door


def refused(method: str, headers: Mapping[str, str], door: Door, path: str = "/") -> tuple[int, str] | None:
    """Status and reason where a request may not come in, or None.

    >>> refused("GET", {"host": "rebound.example"}, Door())
    (403, 'This server does not go by the name rebound.example. Open it as 127.0.0.1, or start it with --name.')
    """
    host = headers.get("host", "")
    if not door.knows(host):
        return 403, (f"This server does not go by the name {name_of(host)[:80]}. "
                     f"Open it as {door.host}, or start it with --name.")  # fmt: skip
    if path.startswith(DESK) and door.token is not None and not _has_token(headers, door.token):
        return 401, "The token is missing or wrong: open the page by the address that the server printed."
    if method in READING:
        return None
    if method != "POST" or not path.startswith(DESK):
        return 405, "Only GET, HEAD and, at the review desk, POST."
    if _is_from_elsewhere(headers, host):
        return 403, "A page of another site may not write here."
    if HEADER_OF_OURS not in headers or headers.get("content-type", "").partition(";")[0] != "application/json":
        return 403, "Writing needs the header X-Warmonitor and JSON."
    if not headers.get("content-length", "").isdecimal() or int(headers["content-length"]) > MOST_BYTES:
        return 413, f"What is sent must say its length and be at most {MOST_BYTES} bytes."
    return None


def _has_token(headers: Mapping[str, str], token: str) -> bool:
    return hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode())


def _is_from_elsewhere(headers: Mapping[str, str], host: str) -> bool:
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        return True
    return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}


def _adding_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            more = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            message["headers"] = [*message["headers"], *(pair for pair in more if pair[0] not in given)]
        await send(message)

    return sending


async def _answer(send: Send, status: int, error: str) -> None:
    body = json.dumps({"error": error}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()),
               (b"connection", b"close")]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
