"""Scores claims and events against articles annotated by hand, in the form of the annotation guide.

A claim matches a gold row of its article when two of these agree: the event type (or an alternative), the sentence of
the trigger, the place, a casualty figure; or one of them where the family of the type agrees. One to one, best first.
Figures are shares of 1; None where there is nothing to count.

precision   claims that match any gold row / all claims, background and unreal ones included
recall      rows that happened and are not background, found and not called background or unreal / all such rows
fields      over the rows found; where gold leaves a field open, filling it is wrong and leaving it open is not counted
record      the one figure: a row is worth the mean of its fields if found, else 0; likewise a claim; harmonic mean
pairs       pairs of gold rows of different articles that are one event: found together / all; missed rows lose theirs
b3          B-cubed precision, recall and F1 of the events over the rows found
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from warmonitor.geography import distance_km
from warmonitor.model import Article, Claim, Event
from warmonitor.ontology import event_types, lexicon
from warmonitor.records import claim_to_json

Json = Mapping[str, Any]
Days = tuple[date, date]
Key = tuple[str, int]

REAL = frozenset({"happened", "ongoing"})
VIOLENT = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
NEAR_KM = 25  # a point this near to gold's is the same place (half of GED's rows of precision 2 lie within it)
PROVINCE_KM = 80  # the same for gold of precision 3, a province or region
FIELDS = ("sub_event_type", "status", "focus", "side_a", "side_b", "place", "date", "killed", "killed_any", "injured",
          "injured_any", "sources")  # fmt: skip
RECORD_FIELDS = ("sub_event_type", "side_a", "side_b", "place", "date", "killed", "sources")


class GoldError(Exception):
    """The annotated articles cannot be read: names the file and what is wrong."""


@dataclass
class Tally:
    """What is counted while the annotated articles are gone through."""

    articles: int = 0
    rows: int = 0
    claims: int = 0
    matched: int = 0
    found: int = 0
    wrong_quotes: int = 0
    row_credit: float = 0.0
    claim_credit: float = 0.0
    marks: dict[str, list[float | None]] = field(default_factory=lambda: defaultdict(list))
    by_type: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    event_of_row: dict[Key, str] = field(default_factory=dict)
    event_found: dict[Key, str] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


def evaluate(
    gold_dir: str | Path,
    articles: Iterable[Article],
    claims: Iterable[Claim],
    events: Iterable[Event] | None = None,
    misses: list[str] | None = None,
) -> dict[str, float | None]:
    """Every figure by its name; rows that were not found are put into ``misses`` where a list is given."""
    of_article = defaultdict(list)
    for claim in claims:
        of_article[claim.article_id].append(claim_to_json(claim))
    event_of = {claim: event.id for event in events or () for claim in event.claims}
    texts = {article.id: article.text for article in articles}
    tally = Tally()
    for gold in read_gold(gold_dir):
        tally.articles += 1
        if gold and gold["article"] in texts:
            _score_article(gold, texts[gold["article"]], of_article[gold["article"]], event_of, tally)
    if misses is not None:
        misses.extend(tally.misses)
    return _figures(tally, events is not None)


def read_gold(folder: str | Path) -> Iterator[Json | None]:
    """The annotated articles of a folder in the order of their names; None for a JSON file of another kind."""
    paths = sorted(Path(folder).glob("*.json"))
    if not paths:
        raise GoldError(f"{folder} holds no annotated article (*.json).")
    for path in paths:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise GoldError(f"{path} cannot be read as an annotated article: {error}") from error
        yield record if isinstance(record, dict) and "article" in record and "claims" in record else None


def _score_article(gold: Json, text: str, claims: Sequence[Json], event_of: Mapping[str, str], tally: Tally) -> None:
    tally.wrong_quotes += sum(quote not in text for claim in claims for quote in _quotes(claim))
    pairs = match_rows(gold["claims"], claims, text)
    tally.claims += len(claims)
    tally.matched += len(pairs)
    for number, row in enumerate(gold["claims"]):
        _score_row((gold["article"], number), row, claims[pairs[number]] if number in pairs else None, event_of, tally)


def _score_row(key: Key, row: Json, claim: Json | None, event_of: Mapping[str, str], tally: Tally) -> None:
    marks = compare(row, claim) if claim else {}
    credit = _mean(marks[name] for name in RECORD_FIELDS if name in marks) or 0.0
    tally.claim_credit += credit
    if row["status"] not in REAL or row["focus"] == "background":
        return
    tally.rows += 1
    tally.by_type[row["type"]][1] += 1
    tally.event_of_row[key] = row["event"]
    if claim is None or claim["focus"] == "background" or claim["status"] not in REAL:
        place = (row.get("place") or {}).get("name")
        tally.misses.append(f"{key[0]} {row['type']} | {row['trigger']} | {place}")
        return
    tally.found += 1
    tally.row_credit += credit
    tally.by_type[row["type"]][0] += 1
    for name, mark in marks.items():
        tally.marks[name].append(mark)
    tally.event_found[key] = event_of.get(claim["id"], claim["id"])


def _figures(tally: Tally, with_events: bool) -> dict[str, float | None]:
    precision = tally.matched / tally.claims if tally.claims else 0.0
    recall = tally.found / tally.rows if tally.rows else 0.0
    by_type = [found / rows for found, rows in tally.by_type.values()]
    out: dict[str, float | None] = {
        "articles": tally.articles,
        "gold_rows": tally.rows,
        "system_claims": tally.claims,
        "found": tally.found,
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": _harmonic(precision, recall),
        "recall_by_type": round(sum(by_type) / len(by_type), 3) if by_type else None,
    }
    out.update({name: _mean(tally.marks[name]) for name in FIELDS})
    out["quotes_not_in_text"] = tally.wrong_quotes
    if with_events:
        out.update(_link_figures(tally.event_of_row, tally.event_found))
    claim_share = tally.claim_credit / tally.claims if tally.claims else 0.0
    out["record"] = _harmonic(claim_share, tally.row_credit / tally.rows if tally.rows else 0.0)
    return out


# ---- matching


def match_rows(rows: Sequence[Json], claims: Sequence[Json], text: str) -> dict[int, int]:
    """Gold row -> claim, one to one, best fit first."""
    fits = sorted(
        ((affinity(row, claim, text), i, j) for i, row in enumerate(rows) for j, claim in enumerate(claims)),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for fit, i, j in fits:
        if fit > 0 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def affinity(row: Json, claim: Json, text: str) -> float:
    """How well a claim fits a gold row; 0 where it cannot be the same."""
    ours = claim["sub_event_type"]
    exact, family, wanted = ours in _types(row), _family(ours), {_family(name) for name in _types(row)}
    kin = family in wanted
    if not exact and not kin and not (family in VIOLENT and wanted & VIOLENT):
        return 0.0
    at = claim["trigger"]["start"]
    spots = [match.start() for match in re.finditer(re.escape(row["trigger"]), text)] if row.get("trigger") else []
    near = at is not None and any(_sentence(text, at) == _sentence(text, spot) for spot in spots)
    place = bool(row.get("place") and claim["place"] and (place_score(row["place"], claim["place"]) or 0) >= 0.5)
    count = any(_numbers(row, kind) & _numbers(claim, kind) for kind in ("killed", "injured", "abducted", "captured"))
    signs = near + place + count
    if exact + signs < 2 and not (kin and signs):
        return 0.0
    day = date_score(row.get("when"), claim["when"]) or 0.0
    real = (row["status"] in REAL) == (claim["status"] in REAL)
    return 2.0 * exact + 1.0 * kin + 1.2 * near + place + 1.5 * count + 0.5 * day + 0.3 * real


def _types(row: Json) -> list[str]:
    return [row["type"], *(row.get("type_alternatives") or [])]


def _family(sub_event_type: str) -> str:
    known = event_types().get(sub_event_type)
    return known.event_type if known else sub_event_type


def _sentence(text: str, at: int) -> int:
    """Number of the sentence that holds a position: sentence ends and line ends before it."""
    return len(re.findall(r"[.!?][\"”')]*\s+(?=[\"“'(]?[A-Z0-9])|\n", text[:at]))


# ---- fields


def compare(row: Json, claim: Json) -> dict[str, float | None]:
    """Every field of a matched pair: a share of 1, or None where there is nothing to compare."""
    marks: dict[str, float | None] = {
        "sub_event_type": claim["sub_event_type"] in _types(row),
        "status": (claim["status"] in REAL) == (row["status"] in REAL),
        "focus": (claim["focus"] == "background") == (row["focus"] == "background"),
        "side_a": _names_f1(_parties(row.get("side_a")), _parties(claim["side_a"])),
        "side_b": _names_f1(_parties(row.get("side_b")), _parties(claim["side_b"])),
        "place": place_score(row.get("place"), claim["place"]),
        "date": date_score(row.get("when"), claim["when"]),
        "sources": _names_f1(_names(row.get("sources") or ()), _names(claim["sources"])),
    }
    for kind in ("killed", "injured"):
        want, got = _numbers(row, kind), _numbers(claim, kind)
        marks[kind] = want == got if want or got else None
        marks[f"{kind}_any"] = bool(want & got) if want or got else None
    return marks


def _names(records: Iterable[Json]) -> list[tuple[str, ...]]:
    """Quote and name of each record."""
    return [tuple(record.get(key) or "" for key in ("quote", "name")) for record in records]


def _parties(side: Json | Sequence[Json] | None) -> list[tuple[str, ...]]:
    """Quote and name of every party of a side; gold keeps extra parties under "also"."""
    records = [] if side is None else [side] if isinstance(side, Mapping) else side
    return _names([party for record in records for party in (record, *record.get("also", ()))])


def _names_f1(gold: Sequence[tuple[str, ...]], ours: Sequence[tuple[str, ...]]) -> float | None:
    """F1 of the parties or sources that share a name; None where both are silent."""
    if not gold and not ours:
        return None
    if not gold or not ours:
        return 0.0
    precision = sum(_named_among(names, gold) for names in ours) / len(ours)
    recall = sum(_named_among(names, ours) for names in gold) / len(gold)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _named_among(names: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> bool:
    return any(same_name(a, b) for other in others for a in names for b in other if a and b)


@cache
def _not_names() -> tuple[frozenset[str], re.Pattern[str]]:
    words = lexicon("evaluation")
    return frozenset(words["not_names"]), re.compile(rf"\b({'|'.join(words['arabic_articles'])})[- ](?=\w)")


@cache
def _words(name: str) -> frozenset[str]:
    """The words that make a name: lower case, without accents, apostrophes and the Arabic article."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    not_names, articles = _not_names()
    plain = re.sub(r"[^\w\s-]", " ", re.sub(r"['’`ʿʾ]", "", letters))
    return frozenset(articles.sub("", plain).replace("-", " ").split()) - not_names


def same_name(a: str, b: str) -> bool:
    """True where one name's words are all in the other.

    >>> same_name("near the city of Al-Raqqa", "Raqqa")
    True
    """
    words_a, words_b = _words(a), _words(b)
    return bool(words_a and words_b and (words_a <= words_b or words_b <= words_a))


def place_score(gold: Json | None, ours: Json | None) -> float | None:
    """1 where the points agree (25 km or gold's radius), .5 where only the name does, else 0; None if both open."""
    if not gold and not ours:
        return None
    if not gold or not ours:
        return 0.0
    named = any(same_name(a, b) for a in _names([gold])[0] for b in _names([ours])[0] if a and b)
    if any(place.get(axis) is None for place in (gold, ours) for axis in ("lat", "lon")):
        return 1.0 if named else 0.0
    limit = max(NEAR_KM, gold.get("radius_km") or 0, PROVINCE_KM if gold.get("precision") == 3 else 0)
    if distance_km(gold["lat"], gold["lon"], ours["lat"], ours["lon"]) <= limit:
        return 1.0
    return 0.5 if named else 0.0


def _days(when: Json | None) -> Days | None:
    if not when or not when.get("start"):
        return None
    first = date.fromisoformat(when["start"][:10])
    return first, date.fromisoformat((when.get("end") or when["start"])[:10])


def date_score(gold: Json | None, ours: Json | None) -> float | None:
    """1 equal or inside, .5 where it holds gold and is under 4 times as long, else 0; None where both are open."""
    want, got = _days(gold), _days(ours)
    if want is None and got is None:
        return None
    if want is None or got is None:
        return 0.0
    if want[0] <= got[0] and got[1] <= want[1]:
        return 1.0
    holds = got[0] <= want[0] and want[1] <= got[1]
    return 0.5 if holds and _length(got) < 4 * _length(want) else 0.0


def _length(days: Days) -> int:
    return (days[1] - days[0]).days + 1


def _numbers(record: Json, kind: str) -> set[int]:
    """Every number of the whole-event figures of one kind; subsets are left out."""
    counts = [c for c in record.get("counts") or () if c.get("kind") == kind and not c.get("part_of")]
    return {count[end] for count in counts for end in ("low", "high") if count.get(end) is not None}


def _quotes(node: object) -> Iterator[str]:
    """Every quote and cue, which must stand in the article word for word."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in ("quote", "cue") and isinstance(value, str):
                yield value
            else:
                yield from _quotes(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from _quotes(value)


# ---- events


def _link_figures(gold: Mapping[Key, str], ours: Mapping[Key, str]) -> dict[str, float | None]:
    rows = sorted(gold)
    want, got = _joined(rows, gold), _joined(rows, ours)
    precision = len(want & got) / len(got) if got else None
    recall = len(want & got) / len(want) if want else None
    b_precision, b_recall = b_cubed(gold, ours)
    b_f1 = 2 * b_precision * b_recall / (b_precision + b_recall) if b_precision and b_recall else None
    return {
        "pairs": len(want),
        "pair_precision": _rounded(precision),
        "pair_recall": _rounded(recall),
        "pair_f1": _harmonic(precision or 0.0, recall or 0.0),
        "b3_precision": b_precision,
        "b3_recall": b_recall,
        "b3_f1": _rounded(b_f1),
    }


def _joined(rows: Sequence[Key], event_of: Mapping[Key, str]) -> set[tuple[Key, Key]]:
    """Pairs of rows of different articles that are in one event."""
    return {
        (x, y) for k, x in enumerate(rows) for y in rows[k + 1 :]
        if x[0] != y[0] and x in event_of and y in event_of and event_of[x] == event_of[y]
    }  # fmt: skip


def b_cubed(gold: Mapping[Key, str], ours: Mapping[Key, str]) -> tuple[float | None, float | None]:
    """B-cubed precision and recall over the rows that were found."""
    by_gold, by_ours = _grouped(gold, ours), _grouped(ours, ours)
    shared = {row: len(by_gold[gold[row]] & by_ours[ours[row]]) for row in ours}
    precision = _mean(number / len(by_ours[ours[row]]) for row, number in shared.items())
    recall = _mean(number / len(by_gold[gold[row]]) for row, number in shared.items())
    return precision, recall


def _grouped(event_of: Mapping[Key, Hashable], rows: Iterable[Key]) -> dict[Hashable, set[Key]]:
    groups: dict[Hashable, set[Key]] = defaultdict(set)
    for row in rows:
        groups[event_of[row]].add(row)
    return groups


def _mean(values: Iterable[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return round(sum(known) / len(known), 3) if known else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _harmonic(a: float, b: float) -> float:
    return round(2 * a * b / (a + b), 3) if a + b else 0.0
