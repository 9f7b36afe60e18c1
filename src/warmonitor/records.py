"""JSON lines in and out: every type of ``model`` in the form that users' scripts rely on (docs/interface.md).

Writing never loses a field and reading takes what writing gave: ``claim_from_json(claim_to_json(c)) == c``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from warmonitor.model import (
    Actor,
    Article,
    Claim,
    Contradiction,
    Control,
    Count,
    Event,
    EventParty,
    Evidence,
    Link,
    Location,
    Mention,
    Party,
    Place,
    Source,
    Span,
    StatedValue,
    Toll,
    When,
)
from warmonitor.ontology import event_types

Json = dict[str, Any]


class RecordError(ValueError):
    """A JSON record that is not in its form: says which field is wrong and what was expected."""


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def parse_day(value: object, field: str) -> date | None:
    """A day from "YYYY-MM-DD" or a timestamp that begins so; None stays None."""
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise RecordError(f"{field}: {str(value)[:40]!r} is not a day (YYYY-MM-DD)") from None


def _quoted(span: Span | None) -> Json:
    if span is not None and span.start < 0:
        return {"quote": span.quote, "start": None, "end": None}
    return {"quote": span and span.quote, "start": span and span.start, "end": span and span.end}


def _span(record: Mapping[str, Any]) -> Span | None:
    if record.get("start") is None or record.get("end") is None or record.get("quote") is None:
        return None
    return Span(record["start"], record["end"], record["quote"])


UNPLACED = -1  # start and end of words whose place in the text the record does not give


def _words(record: Mapping[str, Any]) -> Span | None:
    """Quoted words, also where an annotator gives no offsets for them."""
    quote = record.get("quote")
    return _span(record) or (Span(UNPLACED, UNPLACED, quote) if quote else None)


def _name(record: Mapping[str, Any]) -> str:
    """A name, or the quoted words where nobody gave it one."""
    return str(record["name"] or record.get("quote") or "unnamed")


def article_to_json(article: Article) -> Json:
    published = article.published
    return {
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "url": article.url,
        "outlet": article.outlet,
        "agency": article.agency,
        "author": article.author,
        "published": _day(published.start) if published and published.start == published.end else None,
        "language": article.language,
        "sha256": article.sha256,
        "notes": list(article.notes),
    }


def when_to_json(when: When | None) -> Json | None:
    if when is None:
        return None
    span = when.span
    return {
        "start": _day(when.start),
        "end": _day(when.end),
        "precision": when.precision,
        "quote": span and span.quote,
        "span": [span.start, span.end] if span else None,
        "part_of_day": when.part_of_day,
        "duration": when.duration,
        "vague": when.vague,
        "constraint": when.constraint,
        "basis": when.basis,
    }


def when_from_json(record: Mapping[str, Any] | None) -> When | None:
    if not record:
        return None
    at = record.get("span")
    return When(
        start=parse_day(record.get("start"), "when.start"),
        end=parse_day(record.get("end"), "when.end"),
        span=Span(at[0], at[1], record["quote"]) if at else None,
        part_of_day=record.get("part_of_day"),
        duration=record.get("duration"),
        vague=bool(record.get("vague", False)),
        constraint=record.get("constraint"),
        basis=record.get("basis", "words"),
    )


def location_to_json(location: Location | None) -> Json | None:
    if location is None:
        return None
    place = location.place
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km,
        "geonames": place.geonames,
        "precision": location.precision,
        "relation": location.relation,
        "score": location.score,
        **_quoted(location.span),
    }


def location_from_json(record: Mapping[str, Any] | None) -> Location | None:
    if not record:
        return None
    place = Place(
        id=record.get("id"),
        name=_name(record),
        kind=record.get("kind"),
        country=record.get("country"),
        admin1=record.get("admin1"),
        admin2=record.get("admin2"),
        lat=record.get("lat"),
        lon=record.get("lon"),
        radius_km=record.get("radius_km"),
        geonames=record.get("geonames"),
    )
    return Location(place, _span(record), record.get("relation", "in"), record.get("score"))


def count_to_json(count: Count) -> Json:
    return {
        "kind": count.kind,
        "low": count.low,
        "high": count.high,
        "approximate": count.approximate,
        "vague": count.vague,
        "whom": count.whom,
        "part_of": count.part_of,
        "source": count.source,
        **_quoted(count.span),
    }


def count_from_json(record: Mapping[str, Any], sources: Sequence[Source] = ()) -> Count:
    """A count; its source is an index, or the source itself, which is then one of ``sources``."""
    span = _words(record)
    if span is None:
        raise RecordError("counts: a count without its quote")
    told = record.get("source")
    return Count(
        kind=record["kind"],
        low=record.get("low"),
        high=record.get("high"),
        span=span,
        approximate=bool(record.get("approximate") or record.get("approx")),
        vague=bool(record.get("vague", False)),
        whom=record.get("whom"),
        part_of=record.get("part_of"),
        source=sources.index(source_from_json(told)) if isinstance(told, Mapping) else told,
    )


def source_to_json(source: Source) -> Json:
    cue, content = source.cue, source.content
    return {
        "name": source.name,
        "kind": source.kind,
        "stance": source.stance,
        "certainty": source.certainty,
        "cue": cue and cue.quote,
        "cue_start": cue and cue.start,
        "content": [content.start, content.end] if content else None,
        "via": list(source.via),
        "actor": source.actor,
        **_quoted(source.span),
    }


def source_from_json(record: Mapping[str, Any]) -> Source:
    at, cue = record.get("cue_start"), record.get("cue")
    return Source(
        name=_name(record),
        kind=record["kind"],
        stance=record.get("stance", "asserts"),
        certainty=record.get("certainty", "certain"),
        span=_span(record),
        cue=Span(at, at + len(cue), cue) if cue and at is not None else None,
        via=tuple(record.get("via", ())),
        actor=record.get("actor"),
    )


def party_to_json(party: Party) -> Json:
    return {"actor": party.actor, "name": party.name, "alleged": party.alleged, **_quoted(party.span)}


def _party_from_json(record: Mapping[str, Any]) -> Party:
    return Party(record.get("actor"), _name(record), _span(record), bool(record.get("alleged", False)))


def claim_to_json(claim: Claim) -> Json:
    return {
        "id": claim.id,
        "article": claim.article_id,
        "trigger": _quoted(claim.trigger),
        "event_type": claim.event_type,
        "sub_event_type": claim.sub_event_type,
        "status": claim.status,
        "focus": claim.focus,
        "side_a": [party_to_json(party) for party in claim.side_a],
        "side_b": [party_to_json(party) for party in claim.side_b],
        "place": location_to_json(claim.place),
        "places": [location_to_json(place) for place in claim.places],
        "when": when_to_json(claim.when),
        "counts": [count_to_json(count) for count in claim.counts],
        "sources": [source_to_json(source) for source in claim.sources],
        "evidence": [
            {"field": e.field, "by": e.by, **_quoted(e.span)} for e in claim.evidence
        ],
        "coder": claim.coder,
    }


def claim_from_json(record: Mapping[str, Any]) -> Claim:
    """A claim from its JSON; RecordError names a field that is missing or not in its form.

    What an annotator or another coder may leave out: the event type, which follows from the sub-event type; the offsets
    of words; a source's place in the list, where a figure carries its source itself.
    """
    try:
        trigger = _words(record["trigger"])
        if trigger is None:
            raise RecordError("trigger: needs its quote")
        sources = _sources_from_json(record)
        return Claim(
            id=record["id"],
            article_id=record["article"],
            trigger=trigger,
            event_type=record.get("event_type") or _event_type(record["sub_event_type"]),
            sub_event_type=record["sub_event_type"],
            status=record.get("status", "happened"),
            focus=record.get("focus", "main"),
            side_a=tuple(map(_party_from_json, record.get("side_a") or ())),
            side_b=tuple(map(_party_from_json, record.get("side_b") or ())),
            place=location_from_json(record.get("place")),
            places=tuple(p for p in map(location_from_json, record.get("places") or ()) if p),
            when=when_from_json(record.get("when")),
            counts=tuple(count_from_json(count, sources) for count in record.get("counts") or ()),
            sources=sources,
            evidence=tuple(Evidence(e["field"], _span(e), e["by"]) for e in record.get("evidence") or ()),
            coder=record.get("coder", ""),
        )
    except KeyError as error:
        raise RecordError(f"a claim without {error.args[0]!r}") from None
    except (TypeError, AttributeError) as error:
        raise RecordError(f"a claim that is not in its form ({error})") from None


def _sources_from_json(record: Mapping[str, Any]) -> tuple[Source, ...]:
    """The sources of a claim and those that its figures carry themselves, each once."""
    carried = [count["source"] for count in record.get("counts") or () if isinstance(count.get("source"), Mapping)]
    listed = list(map(source_from_json, record.get("sources") or ()))
    return (*listed, *(s for s in dict.fromkeys(map(source_from_json, carried)) if s not in listed))


def _event_type(sub_event_type: str) -> str:
    known = event_types().get(sub_event_type)
    if known is None:
        raise RecordError(f"sub_event_type: {sub_event_type!r} is none of the codebook's")
    return known.event_type


def mention_to_json(mention: Mention, article_id: str) -> Json:
    span = mention.span
    return {
        "article": article_id,
        "kind": mention.kind,
        "start": span.start,
        "end": span.end,
        "quote": span.quote,
        "value": _mention_value(mention.value),
        "by": mention.by,
    }


def _mention_value(value: Actor | Location | When | Count | Source | None) -> Json | None:
    if value is None:
        return None
    if isinstance(value, Actor):
        return {"id": value.id, "name": value.name, "type": value.type, "country": value.country}
    if isinstance(value, Location):
        return _without(location_to_json(value), "quote", "start", "end")
    if isinstance(value, When):
        return _without(when_to_json(value), "quote", "span")
    if isinstance(value, Count):
        return _without(count_to_json(value), "quote", "start", "end", "source")
    return _without(source_to_json(value), "quote", "start", "end")


def _without(record: Json | None, *keys: str) -> Json:
    return {key: value for key, value in (record or {}).items() if key not in keys}


def _event_party(party: EventParty | None) -> Json | None:
    if party is None:
        return None
    return {"actor": party.actor, "name": party.name, "claims": list(party.claims), "alleged": party.alleged}


def _parties_from_json(records: Sequence[Mapping[str, Any]]) -> tuple[EventParty, ...]:
    return tuple(
        EventParty(r.get("actor"), r["name"], tuple(r.get("claims", ())), bool(r.get("alleged", False)))
        for r in records
    )


def event_to_json(event: Event) -> Json:
    return {
        "id": event.id,
        "claims": list(event.claims),
        "articles": list(event.articles),
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "status": event.status,
        "level": event.level,
        "parent": event.parent,
        "side_a": [_event_party(party) for party in event.side_a],
        "side_b": [_event_party(party) for party in event.side_b],
        "place": location_to_json(event.place),
        "when": when_to_json(event.when),
        "tolls": [
            {"kind": t.kind, "whom": t.whom, "low": t.low, "best": t.best, "high": t.high, "rule": t.rule,
             "claims": list(t.claims)}
            for t in event.tolls
        ],
        "outlets": list(event.outlets),
        "origins": list(event.origins),
        "agreement": dict(event.agreement),
        "contradictions": [contradiction_to_json(c) for c in event.contradictions],
        "links": [
            {"claims": list(link.claims), "score": link.score, "reasons": dict(link.reasons)} for link in event.links
        ],
    }


def contradiction_to_json(contradiction: Contradiction) -> Json:
    return {
        "field": contradiction.field,
        "kind": contradiction.kind,
        "values": [
            {"value": v.value, "claims": list(v.claims), "origins": list(v.origins)} for v in contradiction.values
        ],
    }


def event_from_json(record: Mapping[str, Any]) -> Event:
    """An event from its JSON; RecordError names a field that is missing."""
    try:
        return Event(
            id=record["id"],
            claims=tuple(record["claims"]),
            articles=tuple(record.get("articles", ())),
            event_type=record["event_type"],
            sub_event_type=record["sub_event_type"],
            status=record["status"],
            level=record.get("level", "incident"),
            parent=record.get("parent"),
            side_a=_parties_from_json(record.get("side_a", ())),
            side_b=_parties_from_json(record.get("side_b", ())),
            place=location_from_json(record.get("place")),
            when=when_from_json(record.get("when")),
            tolls=tuple(
                Toll(t["kind"], t["whom"], t["low"], t["best"], t["high"], t["rule"], tuple(t.get("claims", ())))
                for t in record.get("tolls", ())
            ),
            outlets=tuple(record.get("outlets", ())),
            origins=tuple(record.get("origins", ())),
            agreement=dict(record.get("agreement", {})),
            contradictions=tuple(_contradiction_from_json(c) for c in record.get("contradictions", ())),
            links=tuple(
                Link((x["claims"][0], x["claims"][1]), x["score"], dict(x["reasons"])) for x in record.get("links", ())
            ),
        )
    except KeyError as error:
        raise RecordError(f"an event without {error.args[0]!r}") from None


def _contradiction_from_json(record: Mapping[str, Any]) -> Contradiction:
    values = tuple(
        StatedValue(v["value"], tuple(v.get("claims", ())), tuple(v.get("origins", ()))) for v in record["values"]
    )
    return Contradiction(record["field"], record["kind"], values)


def control_to_json(control: Control) -> Json:
    return {
        "place": location_to_json(control.place),
        "holder": _event_party(control.holder),
        "previous": _event_party(control.previous),
        "state": control.state,
        "from": _day(control.start),
        "to": _day(control.end),
        "contested": control.contested,
        "claims": list(control.claims),
        "articles": list(control.articles),
    }


def control_from_json(record: Mapping[str, Any]) -> Control:
    """A row of the control ledger from its JSON; RecordError names a field that is missing."""
    try:
        place = location_from_json(record["place"])
        if place is None:
            raise RecordError("control: needs a place")
        holder, previous = record.get("holder"), record.get("previous")
        return Control(
            place=place,
            holder=_parties_from_json([holder])[0] if holder else None,
            state=record["state"],
            start=parse_day(record.get("from"), "control.from"),
            end=parse_day(record.get("to"), "control.to"),
            previous=_parties_from_json([previous])[0] if previous else None,
            contested=bool(record.get("contested", False)),
            claims=tuple(record.get("claims", ())),
            articles=tuple(record.get("articles", ())),
        )
    except KeyError as error:
        raise RecordError(f"a control row without {error.args[0]!r}") from None
