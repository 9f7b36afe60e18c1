"""Why the record says what it says: for an event or a claim, each field with its value, its quotes and its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from warmonitor.model import Article, Claim, Count, Event, Link, Location, Origin, Party, Source, Toll, When


@dataclass(frozen=True, slots=True)
class Ground:
    """Why one claim gives a field its value: the quoted words and the rule, or (``quote`` None) a named inference."""

    claim: str
    article: str
    outlet: str | None
    title: str | None
    value: str
    quote: str | None
    start: int | None
    end: int | None
    by: str


@dataclass(frozen=True, slots=True)
class FieldExplained:
    """One field of the record: its value, whether the claims agree on it, and the grounds of every claim."""

    field: str
    value: str
    agreement: str | None
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class LinkExplained:
    """Two claims of an event in words, the score of their link, what speaks for it, and the most that speaks against.

    ``verdict`` is "joined" or "least alike" (the event's weakest pair).
    """

    verdict: str
    claims: tuple[str, str]
    told: tuple[str, str]
    score: float
    reasons: Mapping[str, float]
    against: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All the fields of an event or claim explained; ``links`` say why its claims were put together."""

    id: str
    title: str
    fields: tuple[FieldExplained, ...]
    links: tuple[LinkExplained, ...] = ()


def explain_event(event: Event, claims: Mapping[str, Claim], articles: Mapping[str, Article]) -> Explanation:
    """Each reconciled field of an event beside what every one of its claims says, in its article's words."""
    members = [claims[claim_id] for claim_id in event.claims if claim_id in claims]
    values = {
        "sub_event_type": event.sub_event_type,
        "status": event.status,
        "when": when_words(event.when),
        "place": place_words(event.place),
        "side_a": ", ".join(party.name for party in event.side_a),
        "side_b": ", ".join(party.name for party in event.side_b),
        "counts": "; ".join(toll_words(toll) for toll in event.tolls),
        "sources": "; ".join(map(_origin_words, event.sources)) or ", ".join(event.origins),
    }
    fields = tuple(
        FieldExplained(name, value or "unknown", _agreement(event, name), tuple(_grounds(name, members, articles)))
        for name, value in values.items()
    )
    title = f"{event.sub_event_type}, {place_words(event.place)}, {when_words(event.when)}"
    return Explanation(event.id, title, fields, tuple(_links(event, claims, articles)))


def explain_claim(claim: Claim, articles: Mapping[str, Article]) -> Explanation:
    """Each field of one claim with its quotes and rules."""
    fields = tuple(
        FieldExplained(name, "; ".join(_values(claim, name)) or "unknown", None,
                       tuple(_grounds(name, [claim], articles)))
        for name in _READERS
    )
    return Explanation(claim.id, f"{claim.sub_event_type} in {article_words(claim.article_id, articles)}", fields)


def article_words(article_id: str, articles: Mapping[str, Article]) -> str:
    """An article by its outlet and title, not by a number.

    >>> article_words("a1", {"a1": Article("a1", "...", title="Bus hit", outlet="Sahel Post")})
    'Sahel Post, “Bus hit”'
    """
    article = articles.get(article_id)
    title = f"“{article.title}”" if article and article.title else None
    known = ", ".join(filter(None, [article.outlet if article else None, title]))
    return known or f"article {article_id}"


def _origin_words(origin: Origin) -> str:
    speaks = f", speaks for {origin.actor}" if origin.actor and origin.actor != origin.name else ""
    return f"{origin.name} ({origin.side}{speaks})"


# ---- why two claims are one event, and the best that can be said against it


def _links(event: Event, claims: Mapping[str, Claim], articles: Mapping[str, Article]) -> Iterator[LinkExplained]:
    told = [("joined", link) for link in event.links]
    if event.against is not None and len(event.claims) > 2:
        told.append(("least alike", event.against))
    for verdict, link in told:
        a, b = (claims.get(claim_id) for claim_id in link.claims)
        if a is None or b is None:
            continue
        words = _claim_words(a, articles), _claim_words(b, articles)
        yield LinkExplained(verdict, link.claims, words, link.score, link.reasons, _argument(link, a, b))


def _claim_words(claim: Claim, articles: Mapping[str, Article]) -> str:
    return f"“{claim.trigger.quote}”, {article_words(claim.article_id, articles)}"


def _argument(link: Link, a: Claim, b: Claim) -> str:
    """The strongest argument against two claims being one event: what disagrees most, else what one does not say."""
    name, weight = min(link.reasons.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))
    if weight < 0:
        return f"{_ASPECTS.get(name, name)}: {_beside(name, a, b)}"
    unsaid = [field for field in ("when", "place", "side_a", "counts") if not (_values(a, field) and _values(b, field))]
    if unsaid:
        return f"not said by both: {', '.join(_FIELD_WORDS[field] for field in unsaid)}"
    return "nothing that both say speaks against it"


def _beside(name: str, a: Claim, b: Claim) -> str:
    """What the two claims say of an aspect, side by side."""
    fields = _COMPARED.get(name, ())
    said = [(_values(a, field), _values(b, field)) for field in fields]
    return "; ".join(f"{', '.join(x) or 'not said'} / {', '.join(y) or 'not said'}" for x, y in said if x != y) or (
        "one tells of another one, of an attempt or a denial" if name == "told" else "they go together only in part"
    )


_ASPECTS = {"type": "kind", "days": "day", "place": "place", "sides": "sides", "figures": "figures",
            "objects": "what was hit", "text": "words", "told": "telling"}  # fmt: skip
_COMPARED = {"type": ("sub_event_type",), "days": ("when",), "place": ("place",), "sides": ("side_a", "side_b"),
             "figures": ("counts",)}  # fmt: skip
_FIELD_WORDS = {"when": "the day", "place": "the place", "side_a": "who did it", "counts": "a figure"}


def _agreement(event: Event, name: str) -> str | None:
    if name == "sources":
        return f"{event.independent} independent"
    if name == "counts":
        kinds = dict.fromkeys(toll.kind for toll in event.tolls)
        return ", ".join(f"{kind}: {event.agreement[kind]}" for kind in kinds if kind in event.agreement) or None
    return event.agreement.get(name)


def _grounds(name: str, claims: list[Claim], articles: Mapping[str, Article]) -> Iterator[Ground]:
    for claim in claims:
        article = articles.get(claim.article_id)
        values = _values(claim, name)
        for evidence in claim.evidence:
            root, _, rest = evidence.field.partition("[")
            if root.partition(".")[0] != name:
                continue
            number = int(rest.rstrip("]")) if rest.rstrip("]").isdigit() else 0
            span = evidence.span
            yield Ground(
                claim.id,
                claim.article_id,
                article.outlet if article else None,
                article.title if article else None,
                values[number] if number < len(values) else "",
                span.quote if span else None,
                span.start if span else None,
                span.end if span else None,
                evidence.by if evidence.field == name or rest else f"{evidence.field}: {evidence.by}",
            )


def _values(claim: Claim, name: str) -> list[str]:
    return _READERS[name](claim)


def when_words(when: When | None) -> str:
    """A day, a range, or what is known of an undated time.

    >>> when_words(When(constraint="weekday:wednesday"))
    'undated (weekday:wednesday)'
    """
    if when is None or not when.is_dated:
        return f"undated ({when.constraint})" if when and when.constraint else "undated"
    if when.start == when.end:
        return str(when.start)
    return f"{when.start or '...'} to {when.end or '...'}"


def place_words(place: Location | None) -> str:
    """A place with what it lies in: its name, province, country.

    >>> from warmonitor.model import Place
    >>> place_words(Location(Place(None, "Dahyan", admin1="Saada", country="YE"), relation="near"))
    'near Dahyan, Saada, YE'
    """
    if place is None:
        return "unknown place"
    parts = dict.fromkeys(part for part in (place.place.name, place.place.admin1, place.place.country) if part)
    return ("" if place.relation == "in" else f"{place.relation} ") + ", ".join(parts)


def figures(low: int | None, high: int | None) -> str:
    """A figure as its words bound it.

    >>> figures(220, None), figures(250, 250), figures(None, 30), figures(10, 15)
    ('220 or more', '250', 'up to 30', '10 to 15')
    """
    if low is None and high is None:
        return "some"
    if low == high:
        return str(low)
    if high is None:
        return f"{low} or more"
    return f"up to {high}" if low is None else f"{low} to {high}"


def toll_words(toll: Toll) -> str:
    """Low, best and high of a toll in words."""
    whom = "" if toll.whom == "all" else f" ({toll.whom})"
    bounds = " / ".join("?" if n is None else str(n) for n in (toll.low, toll.best, toll.high))
    return f"{toll.kind}{whom} {bounds}"


def _count_words(count: Count) -> str:
    about = "about " if count.approximate else ""
    whom = f" ({count.whom})" if count.whom not in (None, "all") else ""
    return f"{count.kind} {about}{figures(count.low, count.high)}{whom}" + (", a part" if count.part_of else "")


def _party_words(party: Party) -> str:
    return party.name + (" (alleged)" if party.alleged else "")


def _source_words(source: Source) -> str:
    certainty = "" if source.certainty == "certain" else f", {source.certainty}"
    return f"{source.name} ({source.kind}) {source.stance}{certainty}"


_READERS: dict[str, Callable[[Claim], list[str]]] = {
    "sub_event_type": lambda claim: [claim.sub_event_type],
    "status": lambda claim: [claim.status],
    "focus": lambda claim: [claim.focus],
    "when": lambda claim: [when_words(claim.when)] if claim.when else [],
    "place": lambda claim: [place_words(claim.place)] if claim.place else [],
    "side_a": lambda claim: list(map(_party_words, claim.side_a)),
    "side_b": lambda claim: list(map(_party_words, claim.side_b)),
    "counts": lambda claim: list(map(_count_words, claim.counts)),
    "sources": lambda claim: list(map(_source_words, claim.sources)),
}
