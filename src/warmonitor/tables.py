"""Tables made for reading: they fit the terminal, and come out plain and unwrapped when piped.

Names and quotes come from articles, so they are printed as text, never as markup.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from warmonitor.explain import Explanation, place_words, when_words
from warmonitor.model import Control, Event, EventParty, Location, Toll

PIPED_WIDTH = 240
ID_LENGTH = 8
SIDES_SHOWN = 2
WIDEST_WORDS = {"type": 12, "place": 10, "sides": 14, "disagree": 8}  # most words fit on a narrow terminal


def console(stream: TextIO | None = None) -> Console:
    """A console on stdout: as wide as the terminal, or without wrapping where the output is piped."""
    stream = stream or sys.stdout
    return Console(file=stream, width=None if stream.isatty() else PIPED_WIDTH, highlight=False, markup=False)


def show(renderable: RenderableType) -> None:
    """Print a table or text on stdout."""
    console().print(renderable)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[str] = ()) -> Table:
    """A table of plain cells; columns named in ``numbers`` are set to the right."""
    made = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    for column in columns:
        right = column in numbers
        fixed = right or column in {"id", "day"}
        made.add_column(column, justify="right" if right else "left", no_wrap=fixed, overflow="fold",
                        min_width=WIDEST_WORDS.get(column))
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text("" if cell is None else str(cell)) for cell in row))
    return made


def events_table(events: Iterable[Event]) -> Table:
    """Events by day: who did what to whom, where, low / best / high killed, origins, and where claims disagree."""
    columns = ("id", "day", "type", "place", "sides", "killed", "origins", "disagree")
    return table(columns, map(_event_row, events), numbers=("killed", "origins"))


def _event_row(event: Event) -> tuple[object, ...]:
    return (
        event.id[:ID_LENGTH],
        when_words(event.when).replace(" to ", " to\n"),
        event.sub_event_type + ("" if event.status == "happened" else f" ({event.status})"),
        short_place(event.place),
        sides(event),
        bounds(toll_of(event, "killed")),
        len(event.origins),
        Text(disagreement(event), style="bold red"),
    )


def sides(event: Event) -> str:
    """Who acted on whom; "?" for a side that no claim names."""
    if not event.side_a and not event.side_b:
        return ""
    return f"{_parties(event.side_a)} -> {_parties(event.side_b)}"


def _parties(side: Sequence[EventParty]) -> str:
    names = [party.name + (" (alleged)" if party.alleged else "") for party in side[:SIDES_SHOWN]]
    more = [f"{len(side) - SIDES_SHOWN} more"] if len(side) > SIDES_SHOWN else []
    return ", ".join(names + more) or "?"


def short_place(place: Location | None) -> str:
    """A place and its country, for a narrow column; "" where it is not known."""
    return ", ".join(part for part in (place.place.name, place.place.country) if part) if place else ""


def toll_of(event: Event, kind: str, whom: str = "all") -> Toll | None:
    """The event's toll of a kind, of all victims."""
    return next((toll for toll in event.tolls if toll.kind == kind and toll.whom == whom), None)


def bounds(toll: Toll | None) -> str:
    """Low / best / high, "?" where the claims leave one open, nothing where they give no figure."""
    if toll is None:
        return ""
    return " / ".join("?" if figure is None else str(figure) for figure in (toll.low, toll.best, toll.high))


def disagreement(event: Event) -> str:
    """The fields on which claims of the event contradict each other; an update is no contradiction."""
    words = {"differ": "", "denial": " denied", "no comment": " no comment"}
    return ", ".join(dict.fromkeys(c.field + words[c.kind] for c in event.contradictions if c.kind in words))


def event_card(event: Event) -> Table:
    """One event, field by field."""
    tolls = "\n".join(f"{t.kind} {'' if t.whom == 'all' else t.whom + ' '}{bounds(t)}" for t in event.tolls)
    rows: list[tuple[str, object]] = [
        ("event", event.id),
        ("type", f"{event.event_type}: {event.sub_event_type}"),
        ("status", event.status),
        ("when", when_words(event.when)),
        ("where", place_words(event.place)),
        ("sides", sides(event) or "unknown"),
        ("low / best / high", tolls or "no figures"),
        ("outlets", ", ".join(event.outlets)),
        ("origins", ", ".join(event.origins)),
        ("agreement", ", ".join(f"{field}: {how}" for field, how in event.agreement.items())),
    ]
    rows += [
        (f"{c.field}: {c.kind}", "\n".join(f"{v.value}  ({', '.join(v.origins)})" for v in c.values))
        for c in event.contradictions
    ]
    rows += [("claims", "\n".join(event.claims)), ("part of", event.parent)]
    card = table(("field", "value"), [row for row in rows if row[1]])
    card.show_header = False
    return card


def explanation_table(explanation: Explanation) -> Table:
    """Each field, its value, and under it what every claim says in its article's words, with the rule."""
    made = table(("field", "says", "words", "outlet", "rule"), ())
    for explained in explanation.fields:
        agreement = f" [{explained.agreement}]" if explained.agreement else ""
        made.add_row(Text(explained.field, style="bold"), Text(explained.value + agreement, style="bold"), "", "", "")
        for ground in explained.grounds:
            if ground.quote is None and ":" in ground.by.partition(" (")[0]:  # a gazetteer rule; --json has it
                continue
            words = "" if ground.quote is None else f"“{' '.join(ground.quote.split())}” {ground.start}-{ground.end}"
            told_in = ground.outlet or ground.title or ground.article
            made.add_row("", Text(ground.value), Text(words), Text(told_in), Text(ground.by))
    return made


def links_table(explanation: Explanation) -> Table:
    """Why claims were put together, or not: each pair's score, what each part gave to it, and what speaks against."""
    rows = (
        (link.verdict, "\n".join(link.told), f"{link.score:.2f}",
         ", ".join(f"{name} {part:+.2f}" for name, part in link.reasons.items()), link.against)
        for link in explanation.links
    )
    return table(("", "claims", "score", "reasons", "against"), rows, numbers=("score",))


def show_explanation(explanation: Explanation) -> None:
    """Print an explanation: its title, its fields with their words, and why its claims were put together."""
    show(Text(explanation.title, style="bold"))
    show(explanation_table(explanation))
    if explanation.links:
        show(links_table(explanation))


def control_table(ledger: Iterable[Control]) -> Table:
    """Who holds which place from when to when."""
    rows = (
        (place_words(c.place), c.holder.name if c.holder else "?", c.state, c.start or "?", c.end or "",
         c.previous.name if c.previous else "", "contested" if c.contested else "", len(c.claims))
        for c in ledger
    )
    return table(("place", "holder", "state", "from", "to", "before", "", "claims"), rows, numbers=("claims",))


def rows_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> Table:
    """Rows of the store as they are, a column for each key."""
    names = list(columns or (rows[0] if rows else ()))
    return table(names, ([_cell(row.get(name)) for name in names] for row in rows))


def _cell(value: object) -> object:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return value
