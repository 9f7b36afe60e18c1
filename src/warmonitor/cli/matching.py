"""Our record against a file that the user owns: match."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warmonitor.cli.app import AsJson, Output, app, messages, opened, show_rows

if TYPE_CHECKING:
    from warmonitor.matching import Match, Matched, Row
    from warmonitor.model import Event

COLUMNS = ("in", "line", "row", "event", "score", "reasons", "km", "days_apart", "their_day", "our_day", "their_place",
           "our_place", "their_type", "our_type", "their_sides", "our_sides", "their_deaths", "our_deaths", "also")


@app.command()
def match(db: Annotated[str, typer.Argument(metavar="DB", help="Our database.")],
          file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV file like ACLED's or UCDP GED's.")],
          output: Output = None, as_json: AsJson = False) -> None:
    """Which rows of another data set are which of our events, why, how far they agree, and what each side lacks.

    With -o FILE (CSV) or --json every row and event is told; without, the figures.
    """
    from warmonitor import matching

    with opened(db) as store:
        events = store.events()
    found = matching.match_file(file, events, messages.failed)
    if output:
        from warmonitor.export.sheet import csv_writer
        from warmonitor.streams import output as opened_output

        with opened_output(output) as stream:
            csv_writer(COLUMNS)(told(found), stream)
    elif as_json:
        show_rows(list(told(found)), True)
    if output or not as_json:
        figures = matching.figures(found.matches).rows
        show_rows([{"field": f.name, "agree": f.agree, "of": f.known, "share": f.share, "means": f.note}
                   for f in figures], False)
    covered = sum(row.line in found.covered for row in found.only_theirs)
    messages.say(f"{len(found.matches)} matched; {len(found.only_theirs)} only in {file} ({covered} of them in a "
                 f"country and month of which {db} has events); {len(found.only_ours)} only in {db}; "
                 f"{found.undated} events of {db} have no day")


def told(found: Matched) -> Iterator[dict[str, Any]]:
    """A record for each match, then for each row and event without one."""
    for pair in found.matches:
        yield {"in": "both", **_row(pair.row), **_event(pair.event), **_pair(pair)}
    for row in found.only_theirs:
        yield {**_nothing(), "in": "theirs, covered" if row.line in found.covered else "theirs", **_row(row)}
    for event in found.only_ours:
        yield {**_nothing(), "in": "ours", **_event(event)}


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(COLUMNS)


def _pair(pair: Match) -> dict[str, Any]:
    reasons = ", ".join(f"{name} {part:+.1f}" for name, part in pair.compared.reasons.items())
    return {"score": pair.compared.score, "reasons": reasons, "km": pair.compared.km,
            "days_apart": pair.compared.days, "also": "; ".join(pair.also)}


def _row(row: Row) -> dict[str, Any]:
    days = str(row.start) if row.end == row.start else f"{row.start} to {row.end}"
    deaths = "-".join(dict.fromkeys(str(n) for n in (row.low, row.best, row.high) if n is not None))
    places = [name for name in (row.place, row.admin2, row.admin1, row.country) if name]
    sides = f"{', '.join(row.side_a)} / {', '.join(row.side_b)}"
    return {"line": row.line, "row": row.id, "their_day": days, "their_place": ", ".join(places),
            "their_type": row.sub_event_type or row.event_type or row.violence, "their_sides": sides,
            "their_deaths": deaths}


def _event(event: Event) -> dict[str, Any]:
    from warmonitor.explain import place_words, when_words
    from warmonitor.tables import bounds, sides, toll_of

    return {"event": event.id, "our_day": when_words(event.when), "our_place": place_words(event.place),
            "our_type": event.sub_event_type, "our_sides": sides(event),
            "our_deaths": bounds(toll_of(event, "killed"))}
