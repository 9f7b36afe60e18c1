"""Places: look them up, add a country's or your own."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Annotated

import typer

from warmonitor.cli.app import AsJson, CallError, app, show_rows

GEONAMES = "https://download.geonames.org/export/dump"
places_app = typer.Typer(help="Look up places, add your own.", no_args_is_help=True)
app.add_typer(places_app, name="places")


@places_app.command()
def find(name: Annotated[str, typer.Argument(help="A place name in any spelling.")],
         country: Annotated[str | None, typer.Option(help="Country code, such as SY.")] = None,
         limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 10, as_json: AsJson = False) -> None:
    """Places of a name, best first."""
    from warmonitor.mentions.gazetteer import lookup
    from warmonitor.model import Location
    from warmonitor.records import location_to_json

    rows = [location_to_json(Location(place, score=score)) or {} for place, score in lookup(name, country, limit)]
    if not rows:
        raise CallError(f"No place {name!r} is known" + (f" in {country}." if country else "."))
    show_rows(rows, as_json, ("name", "kind", "country", "admin1", "lat", "lon", "radius_km", "score", "id"))


@places_app.command("import")
def import_(file: Annotated[Path, typer.Argument(help="A CSV of your own, or a GeoNames country file (.zip, .txt).")],
            as_name: Annotated[str | None, typer.Option("--as", help="Keep it under this name.")] = None) -> None:
    """Add the places of a file to your own list; the same file again replaces them."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CallError(f"{file} cannot be read: {error.strerror}") from error
    _keep(as_name or file.stem, str(file), content)


@places_app.command()
def add(country: Annotated[str, typer.Argument(help="Country code, such as SY.")],
        address: Annotated[str, typer.Option(help="Where the files of GeoNames lie.")] = GEONAMES) -> None:
    """Fetch every place that GeoNames has of a country (CC BY 4.0) and add it; needs the network."""
    from warmonitor.mentions.gazetteer import country as known

    code = country.upper()
    if known(code) is None:
        raise CallError(f"No country {country!r}; two letters of ISO 3166-1, such as SY.")
    source = f"{address}/{code}.zip"
    try:
        with urllib.request.urlopen(source, timeout=60) as answer:  # noqa: S310 -- https, or what the user names
            content = answer.read()
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        raise CallError(f"{source} cannot be fetched ({error}). Download it elsewhere and run: "
                        f"warmonitor places import {code}.zip") from error  # fmt: skip
    _keep(code, source, content)


def _keep(name: str, source: str, content: bytes) -> None:
    """Check a file of places and write it to the user's folder."""
    from warmonitor.mentions.place_files import read_places, write_places
    from warmonitor.ontology import DataFileError, user_folder

    try:
        rows = read_places(source, _text(source, content))
    except DataFileError as error:
        raise CallError(f"{error}. Nothing was added.") from error
    target = user_folder() / "places" / f"{name}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(write_places(rows), encoding="utf-8")
    typer.echo(f"{len(rows)} places added: {target}", err=True)


def _text(source: str, content: bytes) -> str:
    """The text of a file, or of the country file inside a GeoNames archive."""
    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inside = [n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.casefold()]
                content = archive.read(inside[0]) if inside else b""
        except zipfile.BadZipFile as error:
            raise CallError(f"{source} is a broken archive: {error}") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CallError(f"{source} is not UTF-8 text (byte {error.start})") from error
