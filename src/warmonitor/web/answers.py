"""How a value becomes an answer: JSON, tagged by the state of the database, or 304 where the browser has it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from warmonitor.web.archive import Archive, as_json

VERSION = version("warmonitor")


def tagged(request: Request, tag: str, make: Callable[[], Response]) -> Response:
    """The answer with its tag, or 304 where the browser has it."""
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if tag.removeprefix("W/") in known:
        return Response(status_code=304, headers=headers)
    response = make()
    response.headers.update(headers)
    return response


def answer(request: Request, make: Callable[[], Any]) -> Response:
    """What ``make`` gives, as JSON, tagged by the state of the database and the address."""
    archive: Archive = request.app.state.archive
    asked = f"{VERSION} {archive.stamp} {request.url.path}?{request.url.query}"
    tag = f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:20]}"'
    return tagged(request, tag, lambda: as_response(make()))


def as_response(value: Any, status: int = 200) -> Response:
    """A value as JSON; what is text already is sent as it is."""
    if isinstance(value, Response):
        return value
    body = value if isinstance(value, bytes) else as_json(value)
    return Response(body, status, media_type="application/json")


def archive_of(request: Request) -> Archive:
    """The archive that a request is about."""
    found: Archive = request.app.state.archive
    return found


At = Annotated[Archive, Depends(archive_of)]
