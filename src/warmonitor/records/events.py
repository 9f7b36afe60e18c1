"""Events and the ledger of control as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warmonitor.model import (
    Contradiction,
    Control,
    Dated,
    Event,
    EventParty,
    Ground,
    Link,
    Origin,
    Span,
    StatedValue,
    Toll,
)
from warmonitor.records.claims import (
    Json,
    RecordError,
    day_to_json,
    location_from_json,
    location_to_json,
    parse_day,
    when_from_json,
    when_to_json,
)


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
        "sources": [_origin_to_json(origin) for origin in event.sources],
        "independent": event.independent,
        "corroborated": event.is_corroborated,
        "agreement": dict(event.agreement),
        "contradictions": [contradiction_to_json(c) for c in event.contradictions],
        "links": [_link_to_json(link) for link in event.links],
        "against": _link_to_json(event.against) if event.against else None,
        "dated": [
            {"claim": d.claim, "article": d.article, "when": when_to_json(d.when),
             "published": when_to_json(d.published)}
            for d in event.dated
        ],
    }


def contradiction_to_json(contradiction: Contradiction) -> Json:
    """A contradiction with each stated value, the claims that state it and their origins."""
    values = [{"value": v.value, "claims": list(v.claims), "origins": list(v.origins)} for v in contradiction.values]
    return {"field": contradiction.field, "kind": contradiction.kind, "values": values}


def _origin_to_json(origin: Origin) -> Json:
    return {
        "name": origin.name,
        "kind": origin.kind,
        "side": origin.side,
        "actor": origin.actor,
        "of_side": origin.of_side,
        "claims": list(origin.claims),
        "through": list(origin.through),
    }


def _link_to_json(link: Link) -> Json:
    return {"claims": list(link.claims), "score": link.score, "reasons": dict(link.reasons)}


def _link_from_json(record: Mapping[str, Any]) -> Link:
    return Link((record["claims"][0], record["claims"][1]), record["score"], dict(record["reasons"]))


def _dated_from_json(record: Mapping[str, Any]) -> Dated:
    when = when_from_json(record["when"])
    if when is None:
        raise RecordError("dated: a claim without its when")
    return Dated(record["claim"], record["article"], when, when_from_json(record.get("published")))


def _origin_from_json(r: Mapping[str, Any]) -> Origin:
    claims, through = tuple(r.get("claims", ())), tuple(r.get("through", ()))
    return Origin(r["name"], r["kind"], r["side"], r.get("actor"), r.get("of_side"), claims, through)


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
            sources=tuple(map(_origin_from_json, record.get("sources", ()))),
            independent=record.get("independent", 1),
            links=tuple(map(_link_from_json, record.get("links", ()))),
            against=_link_from_json(record["against"]) if record.get("against") else None,
            dated=tuple(map(_dated_from_json, record.get("dated", ()))),
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
        "from": day_to_json(control.start),
        "to": day_to_json(control.end),
        "contested": control.contested,
        "claims": list(control.claims),
        "articles": list(control.articles),
        "origins": list(control.origins),
        "grounds": [
            {"claim": g.claim, "article": g.article, "quote": g.span.quote, "start": g.span.start, "end": g.span.end,
             "kind": g.kind, "low": g.low, "high": g.high}
            for g in control.grounds
        ],
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
            origins=tuple(record.get("origins", ())),
            grounds=tuple(map(_ground_from_json, record.get("grounds", ()))),
        )
    except KeyError as error:
        raise RecordError(f"a control row without {error.args[0]!r}") from None


def _ground_from_json(r: Mapping[str, Any]) -> Ground:
    span = Span(r["start"], r["end"], r["quote"])
    return Ground(r["claim"], r["article"], span, r.get("kind"), r.get("low"), r.get("high"))
