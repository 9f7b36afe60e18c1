"""The record as it was known: each event rebuilt from the claims of the articles that were out by a day.

Events keep the grouping and the id that they have now; what is replayed is what their claims said by then. An article
without a day is not known to have been out on any day, so its claims come last and show only in the record of today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from warmonitor.linking.grouping import Group
from warmonitor.model import Article, Claim, Event
from warmonitor.reconcile import reconcile
from warmonitor.web.shapes import ChangeShape, PartyShape, PlaceShape, Summary
from warmonitor.web.summaries import Days

Parts = tuple[Mapping[str, Claim], Mapping[str, Article]]  # claims and articles by id


def known_on(event: Event, day: date, parts: Parts) -> Event | None:
    """The event as the articles published on or before a day tell it; None where none was."""
    claims, articles = parts
    given = [claims[key] for key in event.claims if key in claims]
    told = [claim for claim in given if _is_out(articles.get(claim.article_id), day)]
    if not told:
        return None
    if len(told) == len(event.claims):
        return event
    ids = {claim.id for claim in told}
    links = tuple(link for link in event.links if ids.issuperset(link.claims))
    rule = event.tolls[0].rule if event.tolls else "ucdp"
    return replace(reconcile(Group(event.id, tuple(told), links), articles, rule), parent=event.parent)


def _is_out(article: Article | None, day: date) -> bool:
    published = article.published if article else None
    out = published and (published.end or published.start)
    return bool(out) and out <= day  # type: ignore[operator]


def steps(event: Event, parts: Parts) -> list[tuple[date, tuple[str, ...], Event]]:
    """The days on which something became known of an event: the day, its articles, and the event from then on."""
    out: dict[date, list[str]] = {}
    for key in event.articles:
        article = parts[1].get(key)
        published = article.published if article else None
        day = published and (published.end or published.start)
        if day:
            out.setdefault(day, []).append(key)
    found = [(day, tuple(out[day]), known_on(event, day, parts)) for day in sorted(out)]
    return [(day, articles, known) for day, articles, known in found if known is not None]


def as_known(events: Iterable[Event], day: date, days: Days, load: Callable[[Sequence[Event]], Parts]) -> list[Event]:
    """Events as known on a day. ``load`` gives the claims and articles of those that were only partly told by then."""
    whole: dict[str, Event] = {}
    partly: list[Event] = []
    for event in events:
        told = [(known := days.get(article)) is not None and known <= day for article in event.articles]
        if all(told):
            whole[event.id] = event
        elif any(told):
            partly.append(event)
    parts = load(partly)
    replayed = (known_on(event, day, parts) for event in partly)
    return _by_day([*whole.values(), *(event for event in replayed if event)])


def _by_day(events: Iterable[Event]) -> list[Event]:
    def order(event: Event) -> tuple[bool, date, str]:
        start = event.when.start if event.when else None
        return start is None, start or date.min, event.id

    return sorted(events, key=order)


def changes(was: Summary, now: Summary) -> list[ChangeShape]:
    """What differs between two states of an event, field by field in words.

    >>> from warmonitor.web.summaries import summary
    >>> event = Event("e1", (), (), "Battles", "Armed clash", "happened")
    >>> changes(summary(event, {}, {}), summary(replace(event, status="denied"), {}, {}))
    [{'field': 'status', 'was': 'happened', 'is': 'denied'}]
    """
    before, after = _words(was), _words(now)
    return [
        {"field": field, "was": before.get(field), "is": after.get(field)}
        for field in dict.fromkeys([*before, *after])
        if before.get(field) != after.get(field)
    ]


def _words(row: Summary) -> dict[str, str | None]:
    """The fields of a row whose change is news, in words."""
    start, end = row["start"], row["end"]
    days = start if start == end else f"{start or '...'} to {end or '...'}"
    words: dict[str, str | None] = {
        "event_type": row["sub_event_type"],
        "status": row["status"],
        "when": days or (f"undated ({row['constraint']})" if row["constraint"] else None),
        "place": _place(row["place"]),
        "side_a": _names(row["side_a"]),
        "side_b": _names(row["side_b"]),
    }
    for kind, bounds in row["tolls"].items():
        words[kind] = " / ".join("?" if figure is None else str(figure) for figure in bounds)
    words["origins"] = ", ".join(row["origins"]) or None
    words["disputed"] = ", ".join(row["disputed"]) or None
    return words


def _place(place: PlaceShape | None) -> str | None:
    return ", ".join(part for part in (place["name"], place["country_name"]) if part) if place else None


def _names(side: Sequence[PartyShape]) -> str | None:
    return ", ".join(party["name"] + (" (alleged)" if party["alleged"] else "") for party in side) or None
