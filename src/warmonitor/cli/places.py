"""Places: look them up."""

from __future__ import annotations

from typing import Annotated

import typer

from warmonitor.cli.app import AsJson, CallError, app, show_rows

places_app = typer.Typer(help="Look up places.", no_args_is_help=True)
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
