"""What a person writes for a field ("2018-07-25", "Sweida, SY", "12+") as the value that stands in a claim.

The quoted words of the article may be given with it, and for a figure must be: every figure stands in some words.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from warmonitor import corrections, ontology
from warmonitor.explain import figures
from warmonitor.mentions.actor_names import fold
from warmonitor.mentions.gazetteer import lookup
from warmonitor.model import Article, Claim, Location, Party, Span, When
from warmonitor.records import Json, location_to_json, party_to_json, when_to_json

FIGURE = re.compile(r"(?P<about>~)?(?:(?P<low>\d+)(?:(?P<more>\+)|-(?P<high>\d+))?|(?:-|\.\.)(?P<most>\d+))")
MONTH = re.compile(r"(\d{4})-(\d{2})")


class JudgingError(ValueError):
    """What a person wrote cannot be taken: says what was expected."""


def value_of(field: str, text: str, claim: Claim, article: Article, quote: str | None = None) -> Any:
    """The value of a field in a claim's JSON form, from what a person wrote; ``quote`` is words of the article.

    >>> told = Claim("c", "a", Span(0, 4, "Raid"), "Battles", "Armed clash", "happened", "main")
    >>> value_of("status", "denied", told, Article("a", "Raid"))
    'denied'
    >>> value_of("killed", "12+", told, Article("a", "Raid killed 12"), "12")[0]["low"]
    12
    """
    words = _words(article, quote) if quote else None
    if field in _READERS:
        return _READERS[field](text.strip(), claim, words)
    if field in corrections.count_kinds():
        return _figure(field, text.strip(), claim, words)
    raise JudgingError(f"{field!r} is no field that can be corrected; there are {', '.join(corrections.fields())}.")


def _words(article: Article, quote: str) -> Span:
    start = article.text.find(quote)
    if start < 0:
        raise JudgingError(f"The words {quote!r} do not stand in article {article.id}: copy them from its text.")
    return article.span(start, start + len(quote))


def _is_unknown(text: str) -> bool:
    return text.lower() in ontology.settings("judging")["unknown"]


def _one_of(what: str, known: Mapping[str, str]) -> Callable[[str, Claim, Span | None], Any]:
    def read(text: str, claim: Claim, words: Span | None) -> str:
        if text.lower() not in known:
            raise JudgingError(f"{text!r} is no {what}; there are {', '.join(known.values())}.")
        return known[text.lower()]

    return read


def _type(text: str, claim: Claim, words: Span | None) -> Any:
    return _one_of("sub-event type", {name.lower(): name for name in ontology.event_types()})(text, claim, words)


def _code(name: str, what: str) -> Callable[[str, Claim, Span | None], Any]:
    return lambda text, claim, words: _one_of(
        what, {code: code for code in ontology.settings("judging")[name]})(text, claim, words)


def _mark(text: str, claim: Claim, words: Span | None) -> Any:
    return _one_of("answer", {"yes": "yes", "no": "no"})(text, claim, words) == "yes"


def _when(text: str, claim: Claim, words: Span | None) -> Json | None:
    """A day, a month, "FIRST..LAST" with either end open, or unknown."""
    if _is_unknown(text):
        return None
    start, dots, end = text.partition("..")
    first, last = _day(start, last=False), _day(end if dots else start, last=True)
    if first is None and last is None:
        raise JudgingError("A time is a day (2018-07-25), a month (2018-07), FIRST..LAST, or unknown.")
    if first and last and first > last:
        raise JudgingError(f"{text!r} ends before it begins.")
    return when_to_json(When(first, last, words, basis="person"))


def _day(text: str, last: bool) -> date | None:
    if not text:
        return None
    try:
        month = MONTH.fullmatch(text)
        if month:
            year, number = int(month[1]), int(month[2])
            return date(year, number, calendar.monthrange(year, number)[1] if last else 1)
        return date.fromisoformat(text)
    except ValueError:
        raise JudgingError(f"{text!r} is not a day (2018-07-25) or a month (2018-07).") from None


def _place(text: str, claim: Claim, words: Span | None) -> Json | None:
    """The place of a name, "NAME, COUNTRY CODE" or gazetteer id, the most prominent of that name; or unknown."""
    if _is_unknown(text):
        return None
    name, _, country = (part.strip() for part in text.rpartition(",")) if re.search(r",\s*[A-Z]{2}$", text) else (
        text, "", "")
    here = claim.place.place.country if claim.place else None
    found = lookup(name, country or None, 50)
    exact = [place for place, _ in found if place.id == name]
    near = [place for place, _ in found if place.country == (country or here)]
    chosen = next(iter([*exact, *near, *(place for place, _ in found)]), None)
    if chosen is None:
        raise JudgingError(f"No place {text!r} is known. Look it up: warmonitor places find {name!r}")
    return location_to_json(Location(chosen, words))


@cache
def _actors() -> Mapping[str, tuple[str, str]]:
    """Actor id and name by id, name and aliases, folded; a name that several bear is left to the first."""
    found: dict[str, tuple[str, str]] = {}
    for row in ontology.table("actors.csv"):
        for name in (row["id"], row["name"], *ontology.cells(row["aliases"])):
            found.setdefault(fold(name.lstrip("~")), (row["id"], row["name"]))
    return found


def _side(text: str, claim: Claim, words: Span | None) -> list[Json]:
    """Parties apart by ";", each an id or name of the actor list or a name of its own; "?" before one only blamed."""
    if _is_unknown(text):
        return []
    parties = []
    for name in ontology.cells(text):
        plain = name.lstrip("?").strip()
        actor, known = _actors().get(fold(plain), (None, plain))
        parties.append(party_to_json(Party(actor, known, words, alleged=name.startswith("?"))))
    return parties


def _figure(kind: str, text: str, claim: Claim, words: Span | None) -> list[Json]:
    """"12", "12+", "..30" (at most), "10-15", "~250", after whom it counts ("children 3"); or none."""
    if _is_unknown(text):
        return []
    *of, figure = text.split() or [""]
    whom = " ".join(of) or "all"
    read = FIGURE.fullmatch(figure)
    if read is None:
        raise JudgingError(f"{text!r} is no figure; write 12, 12+ (or more), ..30 (up to), 10-15, ~250, or none.")
    if whom not in ontology.settings("judging")["whom"]:
        raise JudgingError(f"{whom!r} is nobody who is counted; {', '.join(ontology.settings('judging')['whom'])}.")
    older = next((c for c in claim.counts if c.kind == kind and not c.part_of), None)
    span = words or (older.span if older else None)
    if span is None:
        raise JudgingError(f"Give the words of the article that tell the figure: --quote \"{figure} people\".")
    low = int(read["low"]) if read["low"] else None
    high = int(read["most"] or read["high"] or 0) or (None if read["more"] else low)
    if low is not None and high is not None and low > high:
        raise JudgingError(f"{text!r} ends below where it begins.")
    return [{"kind": kind, "low": low, "high": high, "approximate": bool(read["about"]), "vague": False, "whom": whom,
             "part_of": None, "source": older.source if older else None,
             "quote": span.quote, "start": span.start, "end": span.end}]  # fmt: skip


_READERS: Mapping[str, Callable[[str, Claim, Span | None], Any]] = {
    "sub_event_type": _type,
    "status": _code("statuses", "status"),
    "focus": _code("focuses", "focus"),
    "when": _when,
    "place": _place,
    "side_a": _side,
    "side_b": _side,
    corrections.REJECTED: _mark,
    corrections.CHECKED: _mark,
}


def told(value: Any) -> str:
    """A corrected value in words, for a table.

    >>> told({"name": "Taiz", "country": "YE", "start": None}), told(True), told([])
    ('Taiz, YE', 'yes', 'none')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(told, value)) or "none"
    if isinstance(value, Mapping):
        if "low" in value:
            about = "about " if value.get("approximate") else ""
            return f"{value['kind']} ({value.get('whom') or 'all'}) {about}{figures(value['low'], value['high'])}"
        if "name" in value:
            named = [str(value[key]) for key in ("name", "country") if value.get(key)]
            return ", ".join(named) + (" (alleged)" if value.get("alleged") else "")
        return " to ".join(dict.fromkeys(value.get(key) or "..." for key in ("start", "end")))
    return "unknown" if value is None else str(value)
