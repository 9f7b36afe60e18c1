"""Claims that persons checked, as annotated articles: what `evaluate --gold` reads, and another coder can go on with.

Quotes are the claims' own. An article is written where every claim of it was checked, corrected or rejected; a figure,
party or source whose words are not known is left out, for an annotation is nothing without its words.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from warmonitor import ontology
from warmonitor.corrections import in_force
from warmonitor.model import Article, Claim, Correction, Count, Event, Location, Party, Source, When
from warmonitor.records import article_to_json

Json = dict[str, Any]


def write(claims: Iterable[Claim], coded: Iterable[Claim], articles: Mapping[str, Article], events: Iterable[Event],
          corrections: Iterable[Correction], folder: Path, whole: bool = False) -> int:
    """Write one JSON file for each checked article (``whole``: for every one) into a folder; returns how many.

    ``claims`` are as corrected, without those rejected; ``coded`` are all. Beside them ``articles.jsonl`` holds the
    articles.
    """
    said: dict[str, set[str]] = defaultdict(set)
    for correction in in_force(corrections):
        said[correction.claim].add(correction.by)
    event_of = {claim: event.id for event in events for claim in event.claims}
    of_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        of_article[claim.article_id].append(claim)
    of_coded: dict[str, list[str]] = defaultdict(list)
    for claim in coded:
        of_coded[claim.article_id].append(claim.id)
    read = [key for key, ids in of_coded.items() if all(claim_id in said for claim_id in ids)]
    ready = sorted(articles if whole else read)
    if ready:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "articles.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
            for key in ready:
                stream.write(json.dumps(article_to_json(articles[key]), ensure_ascii=False) + "\n")
    for key in ready:
        who = sorted({name for claim in of_coded[key] for name in said.get(claim, ())})
        record = annotated(articles[key], of_article[key], event_of, who)
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (folder / f"{file_name(key)}.json").write_text(text + "\n", encoding="utf-8")
    return len(ready)


def file_name(article_id: str) -> str:
    """A file name for an article of any id: its plain characters, and what keeps two ids apart.

    >>> file_name("a1"), file_name("../etc/passwd")
    ('a1', 'etc-passwd-7fef78f5')
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", article_id).strip("-")[:80]
    mark = sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return plain if plain == article_id else f"{plain}-{mark}"


def annotated(article: Article, claims: Sequence[Claim], event_of: Mapping[str, str], who: Sequence[str] = ()) -> Json:
    """One article with its claims in the form of the annotation guide."""
    published = article.published
    return {
        "article": article.id,
        "published": {**_days(published), "quote": published.span.quote if published and published.span else None},
        "claims": [_claim(claim, event_of.get(claim.id, claim.id)) for claim in claims],
        "control": [],
        "note": f"checked by {', '.join(who)}; events that were not coded are not here" if who else "coded by machine",
    }


def _claim(claim: Claim, event: str) -> Json:
    return {
        "id": claim.id,
        "event": event,
        "trigger": claim.trigger.quote,
        "type": claim.sub_event_type,
        "status": claim.status,
        "focus": claim.focus,
        "side_a": _side(claim.side_a),
        "side_b": _side(claim.side_b),
        "place": _place(claim.place),
        "when": {**_days(claim.when), "quote": claim.when.span.quote if claim.when and claim.when.span else None},
        "counts": [_count(count, claim.sources) for count in claim.counts],
        "sources": [_source(source) for source in claim.sources],
    }


def _days(when: When | None) -> Json:
    return {"start": when.start.isoformat() if when and when.start else None,
            "end": when.end.isoformat() if when and when.end else None}  # fmt: skip


def _side(side: Sequence[Party]) -> Json | None:
    """The first party with the others under "also"."""
    if not side:
        return None
    first, *others = [{"quote": p.span.quote if p.span else None, "name": p.name, **({"alleged": True} if p.alleged
                       else {})} for p in side]  # fmt: skip
    return {**first, **({"also": others} if others else {})}


def _place(location: Location | None) -> Json | None:
    if location is None:
        return None
    place = location.place
    countries = {row["iso2"]: row["name"] for row in ontology.table("countries.csv")}
    return {
        "quote": location.span.quote if location.span else None,
        "name": place.name,
        "admin1": place.admin1,
        "country": countries.get(place.country or "", place.country),
        "kind": place.kind,
        "lat": None if place.lat is None else round(place.lat, 2),
        "lon": None if place.lon is None else round(place.lon, 2),
        "precision": location.precision or 3,
    }


def _count(count: Count, sources: Sequence[Source]) -> Json:
    source = sources[count.source] if count.source is not None and 0 <= count.source < len(sources) else None
    return {
        "quote": count.span.quote,
        "kind": count.kind,
        "low": count.low,
        "high": count.high,
        **({"approx": True} if count.approximate else {}),
        **({"vague": True} if count.vague else {}),
        "whom": count.whom,
        "part_of": count.part_of,
        "source": _source(source) if source else None,
    }


def _source(source: Source) -> Json:
    return {
        "quote": source.span.quote if source.span else None,
        "name": source.name,
        "kind": source.kind,
        "cue": source.cue.quote if source.cue else None,
        "stance": source.stance,
        "certainty": source.certainty,
    }
