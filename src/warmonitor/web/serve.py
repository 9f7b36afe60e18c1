"""Starting the server: the address is bound first, so that a port that is taken is said at once."""

from __future__ import annotations

import gc
import socket
import threading
from typing import Any

import uvicorn

from warmonitor.web.archive import Archive


class PortTaken(Exception):  # noqa: N818  (it is what happened)
    """The address cannot be bound: says which and what to do."""


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens on an address; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        said = f"{host} port {port} cannot be used ({error.strerror}). Name another; --port 0 takes a free one."
        raise PortTaken(said) from None


def serve(app: Any, archive: Archive, listening: socket.socket) -> None:
    """Serve until stopped; the list is read while the browser starts."""

    def read_ahead() -> None:
        archive.overview_text()
        gc.collect()
        gc.freeze()  # what is held for good need not be looked through for garbage at every answer

    threading.Thread(target=read_ahead, daemon=True).start()
    config = uvicorn.Config(app, log_level="warning", server_header=False, access_log=False, lifespan="off",
                            limit_concurrency=200, timeout_keep_alive=20)  # fmt: skip
    uvicorn.Server(config).run(sockets=[listening])
