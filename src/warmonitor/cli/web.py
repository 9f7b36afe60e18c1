"""The page: serve it, or write it as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from warmonitor.cli.app import DB, CallError, Database, app, messages, opened


@app.command()
def serve(db: Database = DB,
          host: Annotated[str, typer.Option(help="Address to listen on; only this machine by default.")] = "127.0.0.1",
          port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8765,
          open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
          name: Annotated[list[str] | None, typer.Option(help="A further name that this server goes by.")] = None
          ) -> None:
    """The page and the JSON API, on this machine; stop it with Ctrl-C."""
    try:
        from warmonitor.web.serve import PortTaken, bound
        from warmonitor.web.serve import serve as run
        from warmonitor.web.server import build_app
    except ModuleNotFoundError as error:
        raise CallError(f'The server needs {error.name}. Install it: pip install "warmonitor[web]"') from None
    from warmonitor.web.archive import Archive
    from warmonitor.web.security import Door

    opened(db).close()
    archive, door = Archive(db), Door(host, tuple(name or ()))
    try:
        listening = bound(host, port)
    except PortTaken as error:
        raise CallError(str(error)) from None
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    messages.say(f"{db} at {address} (Ctrl-C ends it)")
    if not door.is_loopback:
        messages.say("anyone who can reach this address can read the whole record and its articles")
    if open_page:
        typer.launch(address)
    run(build_app(archive, door), archive, listening)


@app.command()
def site(output: Annotated[Path, typer.Option("-o", "--output", help="Folder: new, empty, or an earlier site.")],
         db: Database = DB, mentions: Annotated[
             bool, typer.Option("--mentions", help="Also mark all that each article names (slow).")] = False) -> None:
    """The page as files, for any web space or for opening from disk."""
    from warmonitor.web.archive import Archive
    from warmonitor.web.site import SiteError, write_site

    opened(db).close()
    try:
        written = write_site(Archive(db), output, mentions=mentions)
    except SiteError as error:
        raise CallError(str(error)) from None
    messages.say(f"{output / 'index.html'}: {written.events} events, {written.articles} articles, "
                 f"{written.bytes / 1e6:.1f} MB of data in {written.files} files")
