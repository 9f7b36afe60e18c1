"""Compares our record with a file that the user owns: which of its rows are which of our events, and what each lacks.

Every pair has a score with its reasons; the best pairs are taken first, each row and each event once. A row that lost
its event to a better row, or a campaign's incident, stays as "also": candidates that a person may look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from warmonitor.export.codes import REAL
from warmonitor.matching.compare import LIMITS, Compared, Facts, compare, facts_of_event, facts_of_row
from warmonitor.matching.figures import Figures, figures
from warmonitor.matching.rows import MatchError, OnFault, Row, RowFault, read_rows
from warmonitor.model import Event

__all__ = ["Figures", "Match", "MatchError", "Matched", "Row", "RowFault", "figures", "match_file", "match_rows",
           "read_rows"]
ALSO = 3  # other candidates that are named


@dataclass(frozen=True, slots=True)
class Match:
    """A row and the event that it is, with why, and the other events that it might be."""

    row: Row
    event: Event
    compared: Compared
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of all rows and events. ``covered`` rows lie in a country and month of which we have any event."""

    matches: tuple[Match, ...]
    only_theirs: tuple[Row, ...]
    only_ours: tuple[Event, ...]
    covered: frozenset[int]
    undated: int


def match_file(path: str | Path, events: Iterable[Event], on_fault: OnFault) -> Matched:
    """Match the rows of a file to events; what cannot be read goes to ``on_fault`` with line and column."""
    return match_rows(read_rows(Path(path), on_fault), events)


def match_rows(rows: Sequence[Row], events: Iterable[Event]) -> Matched:
    """Match rows to events that happened, best pairs first, each row and each event once."""
    real = [event for event in events if event.status in REAL]
    dated = {event.id: (event, facts) for event in real if (facts := facts_of_event(event))}
    known = {row.line: facts_of_row(row) for row in rows}
    pairs = sorted(_pairs(known, {name: facts for name, (_, facts) in dated.items()}),
                   key=lambda pair: (-pair[0].score, pair[1], pair[2]))
    candidates: dict[int, list[str]] = defaultdict(list)
    chosen: dict[int, tuple[str, Compared]] = {}
    taken: set[str] = set()
    for compared, line, event in pairs:
        candidates[line].append(event)
        if line not in chosen and event not in taken:
            chosen[line] = (event, compared)
            taken.add(event)
    matches = tuple(_match(row, *chosen[row.line], dated, candidates) for row in rows if row.line in chosen)
    only_ours = tuple(event for name, (event, _) in dated.items() if name not in taken)
    covered = _covered(known, [facts for _, facts in dated.values()])
    theirs = tuple(row for row in rows if row.line not in chosen)
    return Matched(matches, theirs, only_ours, covered, len(real) - len(dated))


def _match(row: Row, event: str, compared: Compared, dated: dict[str, tuple[Event, Facts]],
           candidates: dict[int, list[str]]) -> Match:
    also = tuple(name for name in candidates[row.line] if name != event)[:ALSO]
    return Match(row, dated[event][0], compared, also)


def _pairs(rows: dict[int, Facts], events: dict[str, Facts]) -> Iterator[tuple[Compared, int, str]]:
    """The pairs that may be one event: compared only where a day of the one is near a day of the other."""
    by_day: dict[int, list[str]] = defaultdict(list)
    for name, facts in events.items():
        for day in range(facts.start.toordinal(), min(facts.end.toordinal(), facts.start.toordinal() + 366) + 1):
            by_day[day].append(name)
    reach = timedelta(days=LIMITS["far_days"])
    for line, facts in rows.items():
        days = range((facts.start - reach).toordinal(), (facts.end + reach).toordinal() + 1)
        for name in dict.fromkeys(name for day in days for name in by_day.get(day, ())):
            compared = compare(facts, events[name])
            if compared and compared.score >= LIMITS["least"]:
                yield compared, line, name


def _covered(rows: dict[int, Facts], events: Iterable[Facts]) -> frozenset[int]:
    """Lines of the rows in a country and month of which there is any event of ours."""
    known = {(facts.country, facts.start.year, facts.start.month) for facts in events}
    return frozenset(line for line, f in rows.items() if (f.country, f.start.year, f.start.month) in known)
