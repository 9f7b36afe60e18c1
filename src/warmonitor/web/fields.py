"""The fields of an event side by side: what every claim says of each, how it stands to the others, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from warmonitor.explain import explain_claim, figures, place_words, when_words
from warmonitor.linking.profiles import publication_days
from warmonitor.model import Article, Claim, Contradiction, Count, Event, Party, Toll
from warmonitor.origins import origin_of_count, origins_of
from warmonitor.reconcile import same_place
from warmonitor.tolls import WHOLE, Figure, figures_of, standing
from warmonitor.web.passages import sentence_at
from warmonitor.web.shapes import EvidenceShape, FieldShape, FigureShape, Mark, Says

Articles = Mapping[str, Article]
Voice = Mapping[str, str]
FIELDS = ("event_type", "status", "when", "place", "side_a", "side_b")
CHECKED = ("killed", "injured")


def fields(event: Event, claims: Sequence[Claim], voice: Voice) -> list[FieldShape]:
    """Every field with its agreement and what each claim says: agrees, differs, updated, denies, no comment, silent."""
    kinds = [toll.kind for toll in event.tolls if toll.whom == WHOLE]
    names = [*FIELDS, *dict.fromkeys([*CHECKED, *kinds])]
    return [_field(name, event, claims, voice) for name in names]


def _field(name: str, event: Event, claims: Sequence[Claim], voice: Voice) -> FieldShape:
    against = [c for c in event.contradictions if c.field == name]
    says: list[Says] = []
    for claim in claims:
        value = claim_value(claim, name)
        how = _how(name, claim, value, event, against)
        says.append({"claim": claim.id, "value": value, "origins": list(origins_of(claim, voice)), "how": how})
    agreement = event.agreement.get(name) or (_agreement_on_status(event, claims) if name == "status" else None)
    return {"field": name, "value": event_value(event, name), "agreement": agreement, "says": says}


def _agreement_on_status(event: Event, claims: Sequence[Claim]) -> str:
    """How claims stand to each other on whether it happened, where nobody is quoted for denying it."""
    given = {claim.status for claim in claims}
    if "denied" in given and event.status != "denied":
        return "denial"
    return "differ" if len(given) > 1 else "agree" if len(claims) > 1 else "single"


def _how(name: str, claim: Claim, value: str | None, event: Event, against: Sequence[Contradiction]) -> str:
    for contradiction in against:
        answers = {v.value: v.claims for v in contradiction.values}
        if contradiction.kind == "denial" and claim.id in answers.get("denied", ()):
            return "denies"
        if contradiction.kind == "no comment" and claim.id in answers.get("no comment", ()):
            return "no comment"
    if value is None or (name == "when" and not (claim.when and claim.when.is_dated)):
        return "silent"
    if name == "status" and claim.status != event.status:
        return "denies" if claim.status == "denied" else "differs"
    kinds = {c.kind for c in against}
    if kinds & {"differ", "update"} and not _bears_out(name, claim, event):
        return "differs" if "differ" in kinds else "updated"
    return "agrees"


def _bears_out(name: str, claim: Claim, event: Event) -> bool:
    """True where what a claim says of a field goes with the event's value."""
    if name == "event_type":
        return claim.sub_event_type == event.sub_event_type
    if name == "status":
        return claim.status == event.status
    if name == "place":
        return claim.place is None or event.place is None or same_place(claim.place, event.place)
    if name == "when":
        return _days_meet(claim, event)
    if name in ("side_a", "side_b"):
        named = {party.name for party in getattr(event, name)}
        return any(party.name in named for party in getattr(claim, name))
    best = next((t.best for t in event.tolls if t.kind == name and t.whom == WHOLE), None)
    return best is None or any(_reaches(count, best) for count in _whole(claim, name))


def _days_meet(claim: Claim, event: Event) -> bool:
    a, b = claim.when, event.when
    if a is None or b is None:
        return True
    return not ((a.end and b.start and a.end < b.start) or (b.end and a.start and b.end < a.start))


def _reaches(count: Count, figure: int) -> bool:
    return (count.low is None or count.low <= figure) and (count.high is None or figure <= count.high)


def _whole(claim: Claim, kind: str) -> list[Count]:
    return [c for c in claim.counts if c.kind == kind and (c.whom or WHOLE) == WHOLE]


_VALUES: Mapping[str, Callable[[Claim], str | None]] = {
    "event_type": lambda claim: claim.sub_event_type,
    "status": lambda claim: claim.status,
    "when": lambda claim: when_words(claim.when) if claim.when else None,
    "place": lambda claim: place_words(claim.place) if claim.place else None,
    "side_a": lambda claim: _parties(claim.side_a),
    "side_b": lambda claim: _parties(claim.side_b),
}


def claim_value(claim: Claim, name: str) -> str | None:
    """What a claim says of a field, in words; None where it says nothing."""
    if name in _VALUES:
        return _VALUES[name](claim)
    said = [("about " if c.approximate else "") + figures(c.low, c.high) for c in _whole(claim, name)]
    return "; ".join(said) or None


def event_value(event: Event, name: str) -> str | None:
    """What the event has for a field, in words."""
    plain: dict[str, str | None] = {
        "event_type": event.sub_event_type,
        "status": event.status,
        "when": when_words(event.when) if event.when else None,
        "place": place_words(event.place) if event.place else None,
        "side_a": ", ".join(party.name for party in event.side_a) or None,
        "side_b": ", ".join(party.name for party in event.side_b) or None,
    }
    if name in plain:
        return plain[name]
    toll = next((toll for toll in event.tolls if toll.kind == name and toll.whom == WHOLE), None)
    return " / ".join("?" if n is None else str(n) for n in (toll.low, toll.best, toll.high)) if toll else None


def _parties(side: Sequence[Party]) -> str | None:
    return ", ".join(party.name + (" (alleged)" if party.alleged else "") for party in side) or None


def toll_figures(event: Event, claims: Sequence[Claim], articles: Articles, voice: Voice) -> list[FigureShape]:
    """Each toll with every figure it was made from, oldest first."""
    known = {claim.article_id: articles[claim.article_id] for claim in claims if claim.article_id in articles}
    by_toll = figures_of(claims, voice, publication_days(claims, known))
    return [_toll(toll, by_toll.get((toll.kind, toll.whom), []), claims, articles, voice) for toll in event.tolls]


def _toll(toll: Toll, given: Sequence[Figure], claims: Sequence[Claim], articles: Articles, voice: Voice
          ) -> FigureShape:  # fmt: skip
    stands = set(standing(given)[0])
    by_id = {claim.id: claim for claim in claims}
    marks = []
    for figure in given:
        claim = by_id[figure.claim_id]
        count = next((c for c in claim.counts if _is_of(c, figure, toll)), None)
        if count is not None:
            marks.append(_mark(figure, count, claim, articles.get(claim.article_id), voice, figure not in stands))
    return {"kind": toll.kind, "whom": toll.whom, "low": toll.low, "best": toll.best, "high": toll.high,
            "rule": toll.rule, "marks": marks}  # fmt: skip


def _is_of(count: Count, figure: Figure, toll: Toll) -> bool:
    return (count.kind, count.whom or WHOLE, count.span.start, count.low, count.high) == (
        toll.kind, toll.whom, figure.order[2], figure.low, figure.high
    )  # fmt: skip


def _mark(figure: Figure, count: Count, claim: Claim, article: Article | None, voice: Voice, replaced: bool) -> Mark:
    source = claim.sources[count.source] if count.source is not None and count.source < len(claim.sources) else None
    published = article.published if article else None
    return {
        "claim": claim.id,
        "article": claim.article_id,
        "low": count.low,
        "high": count.high,
        "approximate": count.approximate,
        "vague": count.vague,
        "part_of": count.part_of,
        "words": figure.words,
        "quote": count.span.quote,
        "start": count.span.start,
        "end": count.span.end,
        "outlet": article.outlet if article else None,
        "published": published.end.isoformat() if published and published.end else None,
        "origin": origin_of_count(claim, count, voice),
        "source_kind": source.kind if source else None,
        "replaced": replaced,
    }


def evidence(claim: Claim, articles: Articles) -> list[EvidenceShape]:
    """Every field of a claim with its quoted words and their sentence, or the inference it rests on."""
    article = articles.get(claim.article_id)
    return [
        {"field": explained.field, "value": ground.value, "quote": ground.quote, "start": ground.start,
         "end": ground.end, "by": ground.by, "sentence": sentence_at(article, ground.start, ground.end)}
        for explained in explain_claim(claim, articles).fields
        for ground in explained.grounds
    ]  # fmt: skip
