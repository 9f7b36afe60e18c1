"""Claims written down in one line each, for the tables of the linking, reconciling and control tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from warmonitor import ontology
from warmonitor.model import Article, Claim, Count, Evidence, Location, Party, Place, Source, Span, When

PLACES = {
    "Sirte": Place("LY-sirte", "Sirte", "city", "LY", "Surt", None, 31.21, 16.59),
    "Ubari": Place("LY-ubari", "Ubari", "town", "LY", "Wadi al Hayat", None, 26.59, 12.78),
    "Mopti": Place("ML-mopti", "Mopti", "province", "ML", "Mopti", None, 14.5, -4.2, 150.0),
    "Ogossagou": Place("ML-ogossagou", "Ogossagou", "village", "ML", "Mopti", None, 13.91, -3.42),
    "Welingara": Place("ML-welingara", "Welingara", "village", "ML", "Mopti", None, 13.93, -3.41),
    "Mali": Place("ML", "Mali", "country", "ML"),
    "Taiz": Place("YE-taiz", "Taiz", "city", "YE", "Taiz", None, 13.58, 44.02),
    "Hodeidah": Place("YE-hodeidah", "Hodeidah", "province", "YE", "Hodeidah", None, 14.8, 42.95, 80.0),
    "Tuhayta": Place("YE-tuhayta", "At Tuhayta", "town", "YE", "Hodeidah", None, 14.18, 43.23),
    "Kunduz": Place("AF-kunduz", "Kunduz", "city", "AF", "Kunduz", None, 36.73, 68.86),
    "Marawi": Place("PH-marawi", "Marawi", "city", "PH", "Lanao del Sur", None, 8.0, 124.29),
    "Lysychansk": Place("UA-lysychansk", "Lysychansk", "city", "UA", "Luhansk", None, 48.92, 38.43),
}

STANCES = {"!": "denies", "~": "no comment", "#": "blames"}  # written before a source's name


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def when(text: str | None) -> When | None:
    """ "2020-05-01", "2020-05-01..2020-05-31", "weekday:friday", "this week" or None."""
    if not text:
        return None
    if ":" in text or text.startswith("this "):
        return When(constraint=text)
    start, _, end = text.partition("..")
    return When(day(start), day(end or start))


def told_claim(row: Mapping[str, Any]) -> Claim:
    """A claim from a row of a table; what the row leaves out is unknown."""
    kind, quote = row["type"], row.get("trigger", "attack")
    start = max(0, row.get("text", "").find(quote))
    inferred = tuple(Evidence(field, None, f"{field} told before") for field in row.get("inferred", ()))
    sources = tuple(map(_source, row.get("sources", ())))
    return Claim(
        id=row["id"],
        article_id=row.get("article", f"article-{row['id']}"),
        trigger=Span(start, start + len(quote), quote),
        event_type=ontology.event_types()[kind].event_type,
        sub_event_type=kind,
        status=row.get("status", "happened"),
        focus=row.get("focus", "main"),
        side_a=_side(row.get("side_a")),
        side_b=_side(row.get("side_b")),
        place=Location(PLACES[row["place"]]) if row.get("place") else None,
        when=when(row.get("when")),
        counts=tuple(_count(text, len(sources)) for text in row.get("counts", ())),
        sources=sources,
        evidence=inferred,
    )


def _source(text: str) -> Source:
    """ "UN", "!Army" (denies), "State agency|state or party media|Military forces of Mali"."""
    name, kind, actor = (*text.lstrip("".join(STANCES)).split("|"), "", "")[:3]
    return Source(name, kind or "monitor", STANCES.get(text[0], "asserts"), actor=actor or None)


def _side(names: str | None) -> tuple[Party, ...]:
    return tuple(Party(None, name.strip("? "), None, "?" in name) for name in names.split(";")) if names else ()


def _count(text: str, sources: int) -> Count:
    """ "killed 12", "killed 12+", "killed -30", "killed children 3 part"; by the first source, if any."""
    kind, *words = text.split()
    part = words[-1] == "part"
    number = words[-2] if part else words[-1]
    whom = words[0] if words[0].isalpha() else "all"
    value = int(number.strip("+-"))
    low, high = None if number[0] == "-" else value, None if number.endswith("+") else value
    return Count(kind, low, high, Span(0, len(number), number), whom=whom,
                 part_of="a bigger one" if part else None, source=0 if sources else None)


def told_articles(rows: Sequence[Mapping[str, Any]]) -> dict[str, Article]:
    """The articles of the rows that say when they were published or by whom."""
    found = {}
    for row in rows:
        key = row.get("article", f"article-{row['id']}")
        if "published" in row or "outlet" in row or "text" in row:
            found[key] = Article(key, row.get("text", f"attack {key}"), outlet=row.get("outlet"),
                                 agency=row.get("agency"), published=when(row.get("published")))
    return found
