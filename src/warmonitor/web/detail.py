"""One event in full: its fields, figures, claims side by side, chains of sources, links, and how it became known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from warmonitor.export.notes import day_words, note, title
from warmonitor.linking.copies import near_copies
from warmonitor.model import Article, Claim, Event, Link
from warmonitor.ontology import settings
from warmonitor.origins import origins_of, voices
from warmonitor.records import claim_to_json, event_to_json
from warmonitor.web.fields import Voice, evidence, fields, toll_figures
from warmonitor.web.history import Parts, changes, steps
from warmonitor.web.passages import sentence_at
from warmonitor.web.shapes import (
    ArticleRow,
    ChainShape,
    ClaimShape,
    EventDetail,
    LinkShape,
    Record,
    Step,
    Summary,
)
from warmonitor.web.summaries import place_shape, summary


def event_detail(event: Event, parts: Parts, rows: Mapping[str, ArticleRow], parent: Summary | None = None,
                 children: Sequence[Summary] = ()) -> EventDetail:
    """Everything that the page shows of one event; ``parts`` are its claims and articles, ``rows`` the list's."""
    claims = [parts[0][key] for key in event.claims if key in parts[0]]
    articles = {key: parts[1][key] for key in event.articles if key in parts[1]}
    voice = voices(claims, articles)
    own = _row(event, parts)
    copied = copies_among(articles)
    listed: dict[str, ArticleRow] = {
        key: {**rows[key], "copy_of": copied.get(key)} for key in event.articles if key in rows
    }
    return {
        "summary": own,
        "title": own["title"],
        "note": note(event),
        "event": _record(event),
        "fields": fields(event, claims, voice),
        "figures": toll_figures(event, claims, articles, voice),
        "claims": [_claim(claim, articles, listed, voice) for claim in claims],
        "chains": _chains(event, claims, articles, copied),
        "links": list(map(_link, event.links)),
        "against": _link(event.against) if event.against else None,
        "history": history(event, parts),
        "parent": parent,
        "children": list(children),
        "citation": citation(event, articles),
    }


def _row(event: Event, parts: Parts) -> Summary:
    days = {key: _day(parts[1].get(key)) for key in event.articles}
    kinds = {key: [s.kind for s in parts[0][key].sources] for key in event.claims if key in parts[0]}
    return summary(event, days, kinds)


def _day(article: Article | None) -> date | None:
    published = article.published if article else None
    return (published.end or published.start) if published else None


def _record(event: Event) -> Record:
    """The event's record, its point rounded as on the map."""
    record, place = event_to_json(event), place_shape(event.place)
    if place is not None:
        record["place"] |= {"lat": place["lat"], "lon": place["lon"]}
    return record


def history(event: Event, parts: Parts) -> list[Step]:
    """The event from each day on which something became known, with what changed."""
    found: list[Step] = []
    for day, articles, known in steps(event, parts):
        row = _row(known, parts)
        changed = changes(found[-1]["summary"], row) if found else []
        found.append({"day": day.isoformat(), "articles": list(articles), "summary": row, "changes": changed})
    return found


def _claim(claim: Claim, articles: Mapping[str, Article], rows: Mapping[str, ArticleRow], voice: Voice) -> ClaimShape:
    article = articles.get(claim.article_id)
    chain: list[dict[str, str | None]] = []
    if article is not None:
        chain += [{"role": "outlet", "name": article.outlet}] if article.outlet else []
        chain += [{"role": "agency", "name": article.agency}] if article.agency else []
    for source in claim.sources:
        chain += [{"role": "via", "name": name} for name in source.via]
        chain.append({"role": "source", "name": source.name, "kind": source.kind, "stance": source.stance,
                      "certainty": source.certainty})  # fmt: skip
    return {
        "claim": claim_to_json(claim),
        "article": rows.get(claim.article_id),
        "origins": list(origins_of(claim, voice)),
        "chain": chain,
        "sentence": sentence_at(article, claim.trigger.start, claim.trigger.end),
        "evidence": evidence(claim, articles),
    }


def copies_among(articles: Mapping[str, Article]) -> dict[str, str]:
    """Near-copies among some articles: the later one's id -> the id of the one that it copies."""
    def order(key: str) -> tuple[bool, date, str]:
        day = _day(articles[key])
        return day is None, day or date.max, key

    found: dict[str, str] = {}
    for pair in sorted(sorted(pair, key=order) for pair in near_copies(articles.values())):
        found.setdefault(pair[1], pair[0])
    return found


def _chains(event: Event, claims: Sequence[Claim], articles: Mapping[str, Article], copied: Mapping[str, str]
            ) -> list[ChainShape]:  # fmt: skip
    found: list[ChainShape] = []
    for key in event.articles:
        article, told = articles.get(key), [claim for claim in claims if claim.article_id == key]
        named = {(s.name, s.kind, s.stance, s.certainty) for claim in told for s in claim.sources}
        found.append({
            "article": key,
            "outlet": article.outlet if article else None,
            "agency": article.agency if article else None,
            "copy_of": copied.get(key),
            "sources": [dict(zip(("name", "kind", "stance", "certainty"), s, strict=True)) for s in sorted(named)],
            "claims": [claim.id for claim in told],
        })  # fmt: skip
    return found


def _link(link: Link) -> LinkShape:
    labels = settings("page")["reasons"]
    return {
        "claims": list(link.claims),
        "score": link.score,
        "reasons": [
            {"name": name, "part": part, "words": f"{labels.get(name, name)}: {'for' if part > 0 else 'against'} it"}
            for name, part in sorted(link.reasons.items(), key=lambda reason: -abs(reason[1]))
        ],
    }


def citation(event: Event, articles: Mapping[str, Article]) -> str:
    """How the event is cited: the record, its title, and the reports behind it.

    >>> event = Event("e1", (), ("a1",), "Battles", "Armed clash", "happened")
    >>> citation(event, {"a1": Article("a1", "", outlet="Sahel Post")})
    'warmonitor record, event e1: "An armed clash was reported". After Sahel Post (undated).'
    """
    after = []
    for article in articles.values():
        day = _day(article)
        after.append(f"{article.outlet or article.title or article.id} ({day_words(day) if day else 'undated'})")
    return f'warmonitor record, event {event.id}: "{title(event)}". After {", ".join(dict.fromkeys(after))}.'
