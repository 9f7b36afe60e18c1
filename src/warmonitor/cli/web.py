"""The page: serve it, or write it as files; reports and figures for print."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated
from urllib.parse import quote

import typer

from warmonitor.cli.app import DB, CallError, Database, Output, a_day, app, messages, opened
from warmonitor.cli.publishing import By, Coarsen, Delay, Redact, careful_database, login_name, note_export

Since = Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option("--to", help="Last day.")]


@app.command()
def serve(db: Database = DB,
          host: Annotated[str, typer.Option(help="Address to listen on; only this machine by default.")] = "127.0.0.1",
          port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8765,
          open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
          name: Annotated[list[str] | None, typer.Option(help="A further name that this server goes by.")] = None,
          review: Annotated[bool, typer.Option("--review", help="With the review desk, where the record is changed.")
                            ] = False,
          reviewer: Annotated[str | None, typer.Option(help="Who decides; your login name by default.")] = None,
          token: Annotated[str | None, typer.Option(envvar="WARMONITOR_TOKEN", help="What the desk asks for.")] = None
          ) -> None:
    """The page and the JSON API, on this machine; stop it with Ctrl-C."""
    try:
        from warmonitor.web.serve import PortTaken, bound
        from warmonitor.web.serve import serve as run
        from warmonitor.web.server import build_app
    except ModuleNotFoundError as error:
        raise CallError(f'The server needs {error.name}. Install it: pip install "warmonitor[web]"') from None
    from warmonitor.web.archive import Archive
    from warmonitor.web.security import LOOPBACK, Door

    opened(db).close()
    if review and token is None and host not in LOOPBACK:
        token = token_urlsafe(24)  # others can reach the desk
    archive = Archive(db, (reviewer or getuser()) if review else None)
    door = Door(host, tuple(name or ()), token if review else None)
    try:
        listening = bound(host, port)
    except PortTaken as error:
        raise CallError(str(error)) from None
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    messages.say(f"{db} at {address} (Ctrl-C ends it)")
    if not door.is_loopback:
        messages.say("anyone who can reach this address can read the whole record and its articles")
    if archive.reviewer is not None:
        address += f"#token={token}" if token else ""
        messages.say(f"review desk for {archive.reviewer}: {address}")
    if open_page:
        typer.launch(address)
    run(build_app(archive, door), archive, listening)


@app.command()
def site(output: Annotated[Path, typer.Option("-o", "--output", help="Folder: new, empty, or an earlier site.")],
         db: Database = DB, mentions: Annotated[
             bool, typer.Option("--mentions", help="Also mark all that each article names (slow).")] = False,
         redact: Redact = False, delay: Delay = None, coarsen: Coarsen = None, by: By = None) -> None:
    """The page as files, for any web space or for opening from disk. It is noted: warmonitor runs --exports."""
    from warmonitor.web.archive import Archive
    from warmonitor.web.site import SiteError, write_site

    try:
        with careful_database(db, redact, delay, coarsen) as source:
            written = write_site(Archive(source), output, mentions=mentions)
    except SiteError as error:
        raise CallError(str(error)) from None
    noted = {"by": by or login_name(), "mentions": mentions, "redact": redact, "delay": delay, "coarsen": coarsen}
    note_export(db, "site", output, noted, written.events, written.files)
    messages.say(f"{output / 'index.html'}: {written.events} events, {written.articles} articles, "
                 f"{written.bytes / 1e6:.1f} MB of data in {written.files} files")


@app.command()
def report(since: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")],
           until: Annotated[str, typer.Option("--to", help="Last day.")],
           db: Database = DB, output: Output = None, redact: Redact = False, delay: Delay = None,
           coarsen: Coarsen = None, by: By = None) -> None:
    """A situation report on the events of some days: HTML for FILE.html, Markdown for FILE.md or stdout.

    It is noted: warmonitor runs --exports.
    """
    from warmonitor.report.pages import html, markdown
    from warmonitor.report.situation import situation
    from warmonitor.web.archive import Archive

    first, last = a_day(since, "--from"), a_day(until, "--to")
    if first is None or last is None or first > last:
        raise CallError("--from and --to are the first and the last day, in that order.")
    if output not in (None, "-") and Path(str(output)).suffix not in {".html", ".md"}:
        raise CallError(f"{output}: name a file that ends in .html or .md")
    with careful_database(db, redact, delay, coarsen) as source:
        told = situation(Archive(source), first, last)
    path = None if output in (None, "-") else Path(str(output))
    if path is None:
        typer.echo(markdown(told), nl=False)
    elif path.suffix == ".html":
        path.write_text(html(told), encoding="utf-8")
    else:
        drawn = {"map": told.map, "timeline": told.timeline, "actors": told.actors}
        for name, drawing in drawn.items():
            path.with_suffix(f".{name}.svg").write_text(drawing, encoding="utf-8")
        beside = {name: quote(path.with_suffix(f".{name}.svg").name) for name in drawn}
        path.write_text(markdown(told, beside), encoding="utf-8")
    noted = {"by": by or login_name(), "from": since, "to": until, "redact": redact, "delay": delay, "coarsen": coarsen}
    note_export(db, "report", path, noted, len(told.gravest), len(told.notes))
    if path:
        messages.say(f"{path}: {len(told.gravest)} events in full, {len(told.notes)} footnotes")


@app.command()
def figure(name: Annotated[str, typer.Argument(help="map, timeline or actors.")], db: Database = DB,
           output: Output = None, since: Since = None, until: Until = None) -> None:
    """A figure for print: SVG to stdout or FILE.svg, or a picture to FILE.png (needs warmonitor[figures])."""
    from warmonitor.report.figures import FIGURES
    from warmonitor.web.archive import Archive
    from warmonitor.web.filters import Filter, chosen

    if name not in FIGURES:
        raise CallError(f"There is no figure {name!r}; there are {', '.join(FIGURES)}.")
    first, last = a_day(since, "--from"), a_day(until, "--to")
    opened(db).close()
    wanted = Filter(since=first.isoformat() if first else None, until=last.isoformat() if last else None)
    drawing = FIGURES[name](chosen(Archive(db).rows(), wanted))
    if output in (None, "-"):
        typer.echo(drawing, nl=False)
    elif str(output).endswith(".png"):
        Path(str(output)).write_bytes(_picture(drawing))
    else:
        Path(str(output)).write_text(drawing, encoding="utf-8")


def _picture(drawing: str) -> bytes:
    """A drawing as PNG, at twice its size for print."""
    try:
        import resvg_py
    except ModuleNotFoundError:
        raise CallError('A picture needs resvg: pip install "warmonitor[figures]". Or name a .svg file.') from None
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, zoom=2))
