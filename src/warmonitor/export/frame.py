"""What every export is given besides the events, and what it says of its own work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TextIO

from warmonitor.model import Article, Claim, Event

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """The claims and articles behind the events, by id, and the choices of the caller.

    ``now`` is the upload time that ACLED's timestamp column wants; without it the column stays empty.
    """

    claims: Mapping[str, Claim] = field(default_factory=dict)
    articles: Mapping[str, Article] = field(default_factory=dict)
    now: datetime | None = None
    split_days: bool = False

    def claims_of(self, event: Event) -> list[Claim]:
        return [self.claims[claim] for claim in event.claims if claim in self.claims]

    def articles_of(self, event: Event) -> list[Article]:
        return [self.articles[article] for article in event.articles if article in self.articles]


@dataclass(frozen=True, slots=True)
class Format:
    """One form of export: ``left_out`` names why an event has no row in it, or gives None.

    ``inferences`` names the columns that a row fills by a rule of the form and not by words, each with the rule.
    """

    name: str
    suffix: str
    about: str
    rows: Callable[[Iterable[Event], Context], Iterator[Row]]
    write: Callable[[Iterable[Row], TextIO], int]
    left_out: Callable[[Event], str | None] = lambda event: None
    row_id: Callable[[Event], str] = lambda event: event.id
    inferences: Callable[[Event, Context], Iterator[tuple[str, str]]] = lambda event, context: iter(())


@dataclass(frozen=True, slots=True)
class Summary:
    """What an export did: events given, rows written, and how many events were left out for which reason."""

    format: str
    events: int
    rows: int
    left_out: Mapping[str, int]

    def __str__(self) -> str:
        reasons = "; ".join(f"{number} left out: {reason}" for reason, number in self.left_out.items())
        return f"{self.format}: {self.rows} rows from {self.events} events" + (f" ({reasons})" if reasons else "")
