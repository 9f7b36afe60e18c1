"""Care for people before a record is published: names masked, places made coarser, recent events held back.

Each function gives a changed copy of what goes out; the record itself is never changed. Exports, reports and the site
call them. Masks are as long as the words, so that offsets still lead to the same place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from math import cos, floor, radians
from typing import Any

from warmonitor.model import Article, Claim, Event, Location, Place, Span

MASK = "█"
# Fields that hold our own codes and ids, never words of an article.
CODES = frozenset({
    "id", "article_id", "event_type", "sub_event_type", "status", "focus", "level", "parent", "coder", "by", "kind",
    "stance", "certainty", "rule", "country", "claims", "articles", "actor", "agreement", "basis",
})  # fmt: skip
KM_PER_DEGREE = 111.195
Spans = Mapping[str, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is about to be published: events, and the claims and articles behind them."""

    events: tuple[Event, ...]
    claims: tuple[Claim, ...] = ()
    articles: tuple[Article, ...] = ()


def held_back(outgoing: Outgoing, days: int, today: date) -> Outgoing:
    """Without the events that may have happened in the last ``days`` days before ``today``.

    An event with no last day is as recent as its newest article; one with neither is held back, and so are claims and
    articles that no event is left for.
    """
    latest = today - timedelta(days=days)
    published = {a.id: a.published.end or a.published.start for a in outgoing.articles if a.published}

    def is_old(event: Event) -> bool:
        last = event.when.end if event.when else None
        known = [day for article in event.articles if (day := published.get(article))]
        last = last or (max(known) if len(known) == len(event.articles) and known else None)
        return last is not None and last <= latest

    return _only(outgoing, [event for event in outgoing.events if is_old(event)])


def _only(outgoing: Outgoing, events: Sequence[Event]) -> Outgoing:
    """Some of the events, with the claims and articles that they rest on."""
    claims = {claim for event in events for claim in event.claims}
    articles = {article for event in events for article in event.articles}
    return Outgoing(
        tuple(events),
        tuple(claim for claim in outgoing.claims if claim.id in claims),
        tuple(article for article in outgoing.articles if article.id in articles),
    )


def redacted(outgoing: Outgoing, names: Spans) -> Outgoing:
    """With the words at ``names`` (by article) masked, and wherever they come again in names, quotes and values.

    An address that spells a masked name is left out.
    """
    articles = tuple(_masked_article(article, names.get(article.id, ())) for article in outgoing.articles)
    texts = {article.id: article.text for article in articles}
    said = {article: tuple({span.quote for span in spans}) for article, spans in names.items()}
    return Outgoing(
        tuple(_masked(event, _masker(name for a in event.articles for name in said.get(a, ())))
              for event in outgoing.events),
        tuple(_masked(claim, _masker(said.get(claim.article_id, ())), texts.get(claim.article_id))
              for claim in outgoing.claims),
        articles,
    )  # fmt: skip


def _masked_article(article: Article, spans: Sequence[Span]) -> Article:
    text = article.text
    for span in spans:
        text = text[: span.start] + MASK * (span.end - span.start) + text[span.end :]
    hide = _masker(span.quote for span in spans)
    url = article.url
    if url and any(_slug(span.quote) in _slug(url) for span in spans if " " in span.quote):
        url = None
    title, author = article.title and hide(article.title), article.author and hide(article.author)
    return replace(article, text=text, title=title, author=author, url=url)


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _masker(names: Iterable[str]) -> Callable[[str], str]:
    """A function that masks names in a text.

    >>> _masker(["Umm Mohammed", "Omar"])("Omar's neighbour Umm Mohammed saw the Omari mosque")
    "████'s neighbour ████████████ saw the Omari mosque"
    """
    longest_first = sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name))
    if not longest_first:
        return lambda text: text
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return lambda text: pattern.sub(lambda match: MASK * len(match.group()), text)


def _masked(value: Any, hide: Callable[[str], str], text: str | None = None) -> Any:
    """A value with every quote and name in it masked; ``text`` is the masked text that its spans are in."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, Span):
        return replace(value, quote=hide(value.quote) if text is None else text[value.start : value.end])
    if isinstance(value, tuple):
        return tuple(_masked(item, hide, text) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = ((f.name, getattr(value, f.name)) for f in fields(value) if f.name not in CODES)
        return replace(value, **{name: _masked(part, hide, text) for name, part in parts})
    return value


def coarsened(outgoing: Outgoing, km: float, places: Spans) -> Outgoing:
    """With no place told closer than ``km``: smaller ones give way to their district, province or country.

    ``places`` are the words of the articles (by article) that name smaller places; they are masked.
    """
    events = tuple(replace(event, place=coarser(event.place, km)) for event in outgoing.events)
    claims = tuple(_coarser_claim(claim, km) for claim in outgoing.claims)
    own: dict[str, set[str]] = defaultdict(set)
    for claim in outgoing.claims:
        own[claim.article_id] |= _small_names(claim, km)
    told = [claim.place for claim in claims] + [event.place for event in events]
    kept = {name for at in told if at for name in (at.place.name, at.place.admin1, at.place.admin2)}
    spans = {
        article: _with_names(article, outgoing, [s for s in places.get(article, ()) if s.quote not in kept],
                             own.get(article, set()) - kept)
        for article in {*places, *own}
    }  # fmt: skip
    return redacted(Outgoing(events, claims, outgoing.articles), spans)


def _coarser_claim(claim: Claim, km: float) -> Claim:
    places = tuple(place for place in (coarser(place, km) for place in claim.places) if place)
    return replace(claim, place=coarser(claim.place, km), places=places)


def _small_names(claim: Claim, km: float) -> set[str]:
    """The names of the places of a claim that are smaller than ``km``, as listed and as printed."""
    small = [p for p in (claim.place, *claim.places) if p and (p.place.radius_km or 0) < km]
    return {name for p in small for name in (p.place.name, p.span.quote if p.span else "") if name}


def _with_names(article_id: str, outgoing: Outgoing, spans: Sequence[Span], names: set[str]) -> tuple[Span, ...]:
    """The spans, and those of each name wherever it stands in the article; names that stand nowhere have none."""
    article = next((article for article in outgoing.articles if article.id == article_id), None)
    text = article.text if article else ""
    found = [
        Span(match.start(), match.end(), match.group())
        for name in names
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    ]
    nowhere = [Span(0, 0, name) for name in names if name not in text]
    return (*spans, *found, *nowhere)


def coarser(location: Location | None, km: float) -> Location | None:
    """A location no closer than ``km``: the name of what it lies in, and the middle of a cell of that size.

    >>> place = Place("x", "Shbeki", "village", "SY", "As-Suwayda", None, 32.6612, 36.8903, 2.0)
    >>> found = coarser(Location(place), 25).place
    >>> found.name, found.kind, found.lat, found.lon, found.radius_km
    ('As-Suwayda', 'province', 32.71, 37.01, 25)
    """
    if location is None or location.place.kind == "country" or (location.place.radius_km or 0) >= km:
        return location
    place = location.place
    units = ((place.admin2, "district"), (place.admin1, "province"), (place.country, "country"))
    name, kind = next(((name, kind) for name, kind in units if name and name != place.name), ("not told", "region"))
    lat, lon = _cell(place.lat, place.lon, km) if place.lat is not None and place.lon is not None else (None, None)
    admin2 = place.admin2 if kind == "district" else None
    told = Place(None, name, kind, place.country, place.admin1, admin2, lat, lon, km if lat is not None else None)
    return Location(told, None, "in", None)


def _cell(lat: float, lon: float, km: float) -> tuple[float, float]:
    """The middle of the cell of a grid of ``km`` that a point lies in."""
    step = km / KM_PER_DEGREE
    row = (floor(lat / step) + 0.5) * step
    wide = step / max(cos(radians(row)), 0.01)
    return round(max(-90.0, min(90.0, row)), 2), round(max(-180.0, min(180.0, (floor(lon / wide) + 0.5) * wide)), 2)
