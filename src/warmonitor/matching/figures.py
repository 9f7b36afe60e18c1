"""How far matched rows and events agree on day, place, type, sides and deaths, in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from warmonitor.matching.compare import Facts, facts_of_event, facts_of_row

if TYPE_CHECKING:
    from warmonitor.matching import Match

NEAR_KM = 25


@dataclass(frozen=True, slots=True)
class Figure:
    """Of ``known`` pairs, in which both say something, ``agree`` agree; ``note`` says what that means."""

    name: str
    agree: int
    known: int
    note: str

    @property
    def share(self) -> float | None:
        return round(self.agree / self.known, 3) if self.known else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Agreement of the matched pairs."""

    rows: tuple[Figure, ...]


def figures(matches: Sequence[Match]) -> Figures:
    """Agreement field by field, counted over the pairs in which both sides are known."""
    pairs = [(facts_of_row(match.row), event, match) for match in matches if (event := facts_of_event(match.event))]
    kms = [match.compared.km for _, _, match in pairs if match.compared.km is not None]
    typed = [(row, event) for row, event, _ in pairs if row.event_type]
    sided = [(row, event) for row, event, _ in pairs if (row.side_a | row.side_b) and (event.side_a | event.side_b)]
    dead = [(row, event) for row, event, _ in pairs if None not in (row.low, row.high, event.low, event.high)]
    middle = f"; median {median(kms):.0f} km" if kms else ""
    return Figures((
        Figure("same day", sum(match.compared.days == 0 for *_, match in pairs), len(pairs), "the ranges meet"),
        Figure("same place", sum(km <= NEAR_KM for km in kms), len(kms), f"within {NEAR_KM} km{middle}"),
        Figure("same type", sum(row.event_type == event.event_type for row, event in typed), len(typed), "event type"),
        Figure("shared side", sum(_shares(row, event) for row, event in sided), len(sided), "at least one party"),
        Figure("same deaths", sum(_meet(row, event) for row, event in dead), len(dead), "the ranges meet"),
        Figure("more deaths in ours", sum((event.low or 0) > (row.high or 0) for row, event in dead), len(dead), ""),
        Figure("fewer deaths in ours", sum((event.high or 0) < (row.low or 0) for row, event in dead), len(dead), ""),
    ))  # fmt: skip


def _shares(row: Facts, event: Facts) -> bool:
    return bool((row.side_a | row.side_b) & (event.side_a | event.side_b))


def _meet(row: Facts, event: Facts) -> bool:
    return (row.low or 0) <= (event.high or 0) and (event.low or 0) <= (row.high or 0)
