"""The server: the page and its API over one database; what it says comes from ``Archive``.

Answers carry an ETag of the database's state, so that a page that asks again is told in a few bytes that all is as
before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as NotServed
from starlette.middleware.gzip import GZipMiddleware

from warmonitor.store import StoreError
from warmonitor.web import shapes
from warmonitor.web.addresses import api
from warmonitor.web.answers import tagged
from warmonitor.web.archive import Archive
from warmonitor.web.security import Door, guarded
from warmonitor.web.site import boot

PAGE = Path(__file__).parent / "page"
MEDIA = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".css": "text/css; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml",
         ".png": "image/png", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8"}  # fmt: skip
UNBUILT = "The page is not part of this installation. The record is there as JSON: /api/about, /api/openapi.json"
COMPRESSION = 5  # level 9 takes three times as long for two per cent


def build_app(archive: Archive, door: Door, page: Path = PAGE) -> Any:
    """The application: the API under /api, the files of the page beside it, all of it behind the door."""
    app = FastAPI(title="warmonitor", version=version("warmonitor"), docs_url=None, redoc_url=None,
                  openapi_url="/api/openapi.json", summary="A sourced record of armed conflict, read from news.",
                  responses={code: {"model": shapes.Failure} for code in (400, 403, 404, 409)})  # fmt: skip
    app.state.archive = archive
    app.include_router(api)
    if archive.reviewer is not None:
        from warmonitor.web.desk import desk  # with the whole pipeline behind it, which a page to read does not need

        app.include_router(desk(archive.reviewer))
    _serve_files(app, page)
    for error, handler in ((RequestValidationError, _unfit), (NotServed, _failed), (StoreError, _conflict)):
        app.add_exception_handler(error, handler)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=COMPRESSION)
    return guarded(app, door)


def _serve_files(app: FastAPI, page: Path) -> None:
    """The files of the page as they lie there at the start; no address leads anywhere else."""
    files = {f"/{path.relative_to(page).as_posix()}": path for path in sorted(page.rglob("*")) if path.is_file()}
    if "/index.html" in files:
        files["/"] = files["/index.html"]
    else:
        app.add_api_route("/", lambda: Response(UNBUILT, media_type="text/plain"), include_in_schema=False)
    at_first = Response(boot("api", "api/", app.state.archive.reviewer), media_type=MEDIA[".js"])
    app.add_api_route("/boot.js", lambda: at_first, include_in_schema=False)
    for address, path in files.items():
        app.add_api_route(address, _file(path), include_in_schema=False, methods=["GET", "HEAD"])


def _file(path: Path) -> Callable[[Request], Response]:
    body = path.read_bytes()
    media = MEDIA.get(path.suffix, "application/octet-stream")
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'

    def send(request: Request) -> Response:
        return tagged(request, tag, lambda: Response(body, media_type=media))

    return send


def _sentence(status: int, error: str) -> JSONResponse:
    return JSONResponse({"error": error}, status)


def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors())
    return _sentence(400, f"{said[:300]}. See /api/openapi.json.")


def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotServed)
    return _sentence(error.status_code, str(error.detail))


def _conflict(request: Request, error: Exception) -> Response:
    return _sentence(409, str(error))
