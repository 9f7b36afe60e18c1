"""UCDP-GED-like CSV: the 49 columns of the Georeferenced Event Dataset, for violent events with a death or more.

The dataset numbers of UCDP's own conflicts, dyads and actors stay empty: they are UCDP's to give. ``best`` is always
the sum of the four groups of deaths.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from warmonitor.export.codes import (
    REAL,
    ActorCode,
    actor_code,
    best_of,
    country,
    country_row,
    point,
    priogrid_cell,
    tolls,
    whole_toll,
)
from warmonitor.export.frame import Context, Format, Row, names_of
from warmonitor.export.notes import place_phrase
from warmonitor.export.sheet import csv_writer
from warmonitor.model import Article, Event, EventParty, When
from warmonitor.ontology import event_types, settings

CODES: dict[str, Any] = dict(settings("export")["ucdp"])
COLUMNS = names_of("ucdp")
JOIN = ";"
CIVILIANS = 7


@dataclass(frozen=True, slots=True)
class Deaths:
    """Deaths of an event by group; ``best`` is their sum."""

    side_a: int
    side_b: int
    civilians: int
    unknown: int
    low: int
    high: int

    @property
    def best(self) -> int:
        return self.side_a + self.side_b + self.civilians + self.unknown


@dataclass(frozen=True, slots=True)
class Side:
    """One side as UCDP names it: its parties, their codes and the tolls' name for it."""

    parties: tuple[EventParty, ...]
    code: ActorCode
    whom: str

    @property
    def name(self) -> str | None:
        return ", ".join(dict.fromkeys(_ged_name(party) for party in self.parties)) or None


def left_out(event: Event) -> str | None:
    """Why GED has no row for an event, or None."""
    kind = event_types().get(event.sub_event_type)
    if event.status not in REAL:
        return "not reported as having happened"
    if kind is None or not kind.ucdp:
        return "not organised violence"
    if deaths(event).best < 1:
        return "no death reported"
    if event.when is None or not event.when.is_dated or (event.when.days or 1) > CODES["longest_days"]:
        return "no year"
    return None if country(event.place) else "country not known"


def row_id(event: Event) -> str:
    """A number that is always the same for an event's id; ``relid`` carries the id itself."""
    return str(int(hashlib.sha256(event.id.encode()).hexdigest()[:12], 16))


def rows(events: Iterable[Event], context: Context) -> Iterator[Row]:
    """Rows of the events that GED would hold, in the order of the events; a campaign gives way to its incidents."""
    kept = [event for event in events if left_out(event) is None]
    whole = {event.parent for event in kept if event.parent}
    for event in kept:
        if event.id not in whole:
            values = {**_sides_row(event), **_sources_row(event, context), **_place_row(event), **_time_row(event)}
            values.update(id=int(row_id(event)), relid=event.id, event_clarity=1 if event.level == "incident" else 2)
            yield {column: values.get(column) for column in COLUMNS}


def deaths(event: Event) -> Deaths:
    """Deaths by group; victims of whom nothing is said are unknown, never one side's.

    >>> from warmonitor.model import Toll
    >>> tolls_ = (Toll("killed", "all", 10, 12, None, "ucdp"), Toll("killed", "civilians", 5, 5, 5, "ucdp"))
    >>> deaths(Event("e", (), (), "Battles", "Armed clash", "happened", tolls=tolls_))
    Deaths(side_a=0, side_b=0, civilians=5, unknown=7, low=10, high=12)
    """
    by_whom = tolls(event, "killed")
    known = {whom: best_of(by_whom[whom]) for whom in ("side_a", "side_b", "civilians") if whom in by_whom}
    whole = list(whole_toll(by_whom))
    best = max(sum(map(best_of, whole)), sum(known.values()))
    low = sum(best_of(t) if t.low is None else t.low for t in whole)
    high = sum(max(t.high or 0, best_of(t)) for t in whole)
    return Deaths(
        known.get("side_a", 0), known.get("side_b", 0), known.get("civilians", 0), best - sum(known.values()),
        min(low, best), max(high, best),
    )  # fmt: skip


def _sides(event: Event) -> tuple[Side, Side]:
    """Side a and side b; in state-based violence the government is side a."""
    where = event.place.place.country if event.place else None
    empty = ActorCode(None, None)
    a, b = (
        Side(parties, actor_code(parties[0], where) if parties else empty, whom)
        for parties, whom in ((event.side_a, "side_a"), (event.side_b, "side_b"))
    )
    return (b, a) if b.code.government and not a.code.government and a.code.inter != CIVILIANS else (a, b)


def type_of_violence(event: Event) -> int:
    """1 state-based, 2 non-state, 3 one-sided: by the sides where they are known, else by the event type."""
    a, b = _sides(event)
    if CIVILIANS in (a.code.inter, b.code.inter) or event.event_type == "Violence against civilians":
        return 3
    if a.code.government or b.code.government:
        return 1
    if a.code.inter and b.code.inter and 8 not in (a.code.inter, b.code.inter):
        return 2
    return int(event_types()[event.sub_event_type].ucdp)


def _sides_row(event: Event) -> Row:
    a, b = _sides(event)
    toll = deaths(event)
    of_side = {"side_a": toll.side_a, "side_b": toll.side_b}
    return {
        "type_of_violence": type_of_violence(event),
        "dyad_name": f"{a.name} - {b.name}" if a.name and b.name else None,
        "side_a": a.name,
        "side_b": b.name,
        "gwnoa": _state_number(a.code),
        "gwnob": _state_number(b.code),
        "deaths_a": of_side[a.whom],
        "deaths_b": of_side[b.whom],
        "deaths_civilians": toll.civilians,
        "deaths_unknown": toll.unknown,
        "best": toll.best,
        "high": toll.high,
        "low": toll.low,
    }


def _ged_name(party: EventParty) -> str:
    """A party's name as GED writes it: "Government of X" for a state's forces, "Civilians"."""
    for begins in ("Military Forces of ", "Police Forces of ", "Security Forces of "):
        if party.name.startswith(begins):
            return f"Government of {party.name.removeprefix(begins)}"
    return "Civilians" if party.name.startswith("Civilians") else party.name


def _state_number(code: ActorCode) -> int | None:
    number = country_row(code.government).get("gleditsch_ward")
    return int(number) if number else None


def _sources_row(event: Event, context: Context) -> Row:
    articles = context.articles_of(event)
    quoted = dict.fromkeys(source.name for claim in context.claims_of(event) for source in claim.sources)
    return {
        "number_of_sources": len(event.outlets) or len(articles) or None,
        "source_article": JOIN.join(filter(None, map(_citation, articles))),
        "source_office": JOIN.join(event.outlets),
        "source_date": JOIN.join(dict.fromkeys(filter(None, map(_published, articles)))),
        "source_headline": JOIN.join(article.title for article in articles if article.title),
        "source_original": JOIN.join(quoted),
    }


def _published(article: Article) -> str | None:
    day = article.published.start if article.published else None
    return day.isoformat() if day else None


def _citation(article: Article) -> str:
    """An article as GED cites it: "Outlet,day,headline" in quotation marks."""
    parts = [part for part in (article.outlet, _published(article), article.title) if part]
    return '"' + ",".join(parts) + '"' if parts else ""


def _place_row(event: Event) -> Row:
    location, nation = event.place, country(event.place)
    where = point(location)
    number = nation.get("gleditsch_ward")
    if where is None and location is not None and location.place.kind == "country":
        where = (float(nation["lat"]), float(nation["lon"]))
    return {
        "where_prec": location and location.ucdp_precision,
        "where_coordinates": location and location.place.name,
        "where_description": place_phrase(location),
        "adm_1": location and location.place.admin1,
        "adm_2": location and location.place.admin2,
        "latitude": where and where[0],
        "longitude": where and where[1],
        "geom_wkt": f"POINT ({where[1]} {where[0]})" if where else None,
        "priogrid_gid": priogrid_cell(*where) if where else None,
        "country": nation.get("name"),
        "country_id": int(number) if number else None,
        "region": nation.get("ucdp_region"),
    }


def date_precision(when: When) -> int:
    """GED's date_prec: 1 the day, 2 two to six days, 3 a week, 4 a month, 5 a year.

    >>> from datetime import date
    >>> date_precision(When(date(2018, 7, 1), date(2018, 7, 31)))
    4
    """
    days = when.days
    longest: list[int] = CODES["date_precision"]
    if days is None:
        return len(longest) + 1
    return next((code for code, most in enumerate(longest, 1) if days <= most), len(longest) + 1)


def _time_row(event: Event) -> Row:
    when = event.when or When()
    start, end = when.start or when.end, when.end or when.start
    return {
        "year": start and start.year,
        "date_prec": date_precision(when),
        "date_start": start and start.isoformat(),
        "date_end": end and end.isoformat(),
    }


FORMAT = Format("ucdp", "csv", "UCDP-GED-like CSV, 49 columns", rows, csv_writer(COLUMNS),
                lambda row: (str(row["id"]), [row["relid"]]), left_out)
