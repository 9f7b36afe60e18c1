"""What every export is given besides the events, and what it says of its own work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from warmonitor.model import Article, Claim, Event
from warmonitor.ontology import settings, table

Row = dict[str, Any]
Trace = tuple[str, Sequence[str]]


class ExportError(Exception):
    """The export cannot be made as asked: says what to name instead, or what to install."""


@dataclass(frozen=True, slots=True)
class Context:
    """The claims and articles behind the events, by id, and the choices of the caller.

    ``now`` is the upload time that ACLED's timestamp column wants; without it the column stays empty. ``site`` is the
    address of the page that permalinks lead to.
    """

    claims: Mapping[str, Claim] = field(default_factory=dict)
    articles: Mapping[str, Article] = field(default_factory=dict)
    now: datetime | None = None
    split_days: bool = False
    site: str | None = None

    def claims_of(self, event: Event) -> list[Claim]:
        return [self.claims[claim] for claim in event.claims if claim in self.claims]

    def articles_of(self, event: Event) -> list[Article]:
        return [self.articles[article] for article in event.articles if article in self.articles]

    def permalink(self, event_id: str) -> str:
        """The address of an event: on the site, or one that ``warmonitor event ID`` opens.

        >>> Context().permalink("e1"), Context(site="https://example.org/war/").permalink("e1")
        ('warmonitor:event/e1', 'https://example.org/war/#/event/e1')
        """
        forms = settings("export")["permalink"]
        return str(forms["site" if self.site else "nowhere"]).format(site=self.site, id=event_id)


@dataclass(frozen=True, slots=True)
class Format:
    """One form of export: ``left_out`` names why an event has no row in it, or gives None.

    ``trace`` gives the id of a row and the ids of the events in it. ``inferences`` names the columns that a row fills
    by a rule of the form and not by words, each with the rule. ``write`` writes text, or bytes where ``is_binary``.
    ``package`` is what it needs beyond the default install, with the extra that brings it.
    """

    name: str
    suffix: str
    about: str
    rows: Callable[[Iterable[Event], Context], Iterator[Row]]
    write: Callable[[Iterable[Row], Any], int]
    trace: Callable[[Row], Trace]
    left_out: Callable[[Event], str | None] = lambda event: None
    inferences: Callable[[Event, Context], Iterator[tuple[str, str]]] = lambda event, context: iter(())
    is_binary: bool = False
    package: tuple[str, str] | None = None


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


@dataclass(frozen=True, slots=True)
class Column:
    """A column or field of an export: what kind of value it holds, whether it must be filled, and what it means."""

    name: str
    kind: str
    required: bool
    about: str


@cache
def columns_of(form: str) -> tuple[Column, ...]:
    """The columns of a form in their order, from export_columns.csv.

    >>> len(columns_of("acled")), len(columns_of("ucdp")), columns_of("ucdp")[-1].name
    (31, 49, 'gwnob')
    """
    rows = (row for row in table("export_columns.csv") if row["form"] == form)
    return tuple(Column(row["column"], row["kind"], row["required"] == "yes", row["about"]) for row in rows)


def names_of(form: str) -> list[str]:
    """The names of a form's columns in their order."""
    return [column.name for column in columns_of(form)]


def needs(package: str, extra: str, what: str) -> Any:
    """A package that only some exports need, imported when they do; ExportError says how to install it.

    >>> needs("nosuchpackage", "excel", "xlsx")
    Traceback (most recent call last):
    warmonitor.export.frame.ExportError: xlsx needs nosuchpackage: pip install "warmonitor[excel]"
    """
    try:
        return import_module(package)
    except ImportError:
        raise ExportError(f'{what} needs {package.partition(".")[0]}: pip install "warmonitor[{extra}]"') from None
