"""Chooses among the places of one name by what the rest of the article names, as a reader would.

Each sense is scored by its size, its country's share of the article, its nearness to the article's other places, a
province or country named right after it, and the kind that the words ask for. One sense per name, article and kind.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp

from warmonitor.geography import distance_km
from warmonitor.mentions.gazetteer import SETTLEMENTS, Sense, prominence, similar
from warmonitor.mentions.place_candidates import Toponym
from warmonitor.mentions.place_names import fold
from warmonitor.model import Place

# Weights set by hand and checked on the fakes, news, LGL and GeoVirus places (benchmarks/toponyms.py); kept round.
SIZE, COUNTRY, PROVINCE, NEAR, KIND, WITHIN, OWN, SEAT = 0.45, 0.35, 0.20, 0.20, 0.25, 0.45, 0.15, 0.10
NATION = 0.25  # towns that bear a country's name are rarely meant
ABROAD = 0.25  # taken off small places of a country that the article does not name
LEAST_SCORE = 0.38
VOTE_POWER = 6
DEMONYM_VOTE = 0.5
LEAST_SHARE = 0.12
NEAR_KM = 150.0
_ALIKE = {"city": SETTLEMENTS, "town": SETTLEMENTS, "village": SETTLEMENTS,
          "region": frozenset({"region", "province", "district"})}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What the article is about: the share of each country, the places taken as sure."""

    countries: Mapping[str, float]
    provinces: Mapping[str, float] = field(default_factory=dict)
    anchors: tuple[tuple[str, Place], ...] = ()


def choose(toponyms: Sequence[Toponym], demonyms: Mapping[str, float]) -> list[tuple[Sense | None, float]]:
    """For each toponym the place it stands for and the score, or None where no sense is likely enough."""
    setting = Setting(_country_shares(toponyms, demonyms))
    toponyms = [_with_similar(t, setting) for t in toponyms]
    first = _ranked(toponyms, setting)
    countries, provinces = _chosen_shares(first, demonyms)
    sure = {
        fold(t.name): s.entry.place for t, (s, score) in zip(toponyms, first, strict=True)
        if s is not None and score >= 0.6 and s.entry.place.kind not in {"country", "province"}
    }  # fmt: skip
    return _ranked(toponyms, Setting(countries, provinces, tuple(sure.items())))


def _with_similar(toponym: Toponym, setting: Setting) -> Toponym:
    """A name without a known sense gets those that sound like it in the article's two main countries."""
    if toponym.senses:
        return toponym
    main = sorted(setting.countries.items(), key=lambda kv: (-kv[1], kv[0]))[:2]
    found = [s for code, share in main if share >= 0.2 for s in similar(toponym.name, code)[:3]]
    return replace(toponym, senses=tuple(found))


def _country_shares(toponyms: Sequence[Toponym], demonyms: Mapping[str, float]) -> dict[str, float]:
    """Each name votes for the countries of its senses, the likelier the more; demonyms vote too."""
    weights: Counter[str] = Counter()
    _vote(weights, {code: DEMONYM_VOTE * n for code, n in demonyms.items()})
    for toponym in toponyms:
        best: dict[str, float] = {}
        for sense in toponym.senses:
            code = sense.entry.place.country
            if code:
                best[code] = max(best.get(code, 0.0), prominence(sense.entry) ** VOTE_POWER)
        total = sum(best.values())
        _vote(weights, {code: vote / total for code, vote in best.items()})
    return _shares(weights)


def _chosen_shares(
    chosen: Sequence[tuple[Sense | None, float]], demonyms: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Shares of countries and provinces after a first choice, which has settled what names alone left open."""
    countries: Counter[str] = Counter()
    provinces: Counter[str] = Counter()
    _vote(countries, {code: DEMONYM_VOTE * n for code, n in demonyms.items()})
    for sense, likelihood in chosen:
        if sense is not None and sense.entry.place.country:
            _vote(countries, {sense.entry.place.country: likelihood})
            if sense.entry.place.admin1:
                _vote(provinces, {_province(sense.entry.place): likelihood})
    return _shares(countries), _shares(provinces)


def _province(place: Place) -> str:
    return f"{place.country}.{place.admin1}"


def _vote(weights: Counter[str], votes: Mapping[str, float]) -> None:
    for key, vote in votes.items():
        weights[key] += vote  # type: ignore[assignment]  # Counter is typed for whole counts


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()} if total else {}


def _ranked(toponyms: Sequence[Toponym], setting: Setting) -> list[tuple[Sense | None, float]]:
    groups: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for number, toponym in enumerate(toponyms):
        groups[fold(toponym.name), toponym.kind].append(number)
    out: list[tuple[Sense | None, float]] = [(None, 0.0)] * len(toponyms)
    for numbers in groups.values():
        within = [p for n in numbers if (p := _named_after(toponyms, n)) is not None]
        first = toponyms[numbers[0]]
        scored = [(score(first, s, setting, within), s) for s in first.senses]
        if not scored:
            continue
        best, sense = max(scored, key=lambda pair: (pair[0], pair[1].entry.population, pair[1].entry.place.id or ""))
        for n in numbers:
            out[n] = (sense if best >= LEAST_SCORE else None, round(max(0.0, min(1.0, best)), 3))
    return out


_LARGER_FOLLOWS = re.compile(
    r",? (?:(?:city|town|village|district|county|camp) )?(?:(?:in|of) (?:the )?(?:[\w-]+ ){0,2})?"
)


def _named_after(toponyms: Sequence[Toponym], n: int) -> Toponym | None:
    """The toponym that follows as a larger one would ("X, Louisiana", "X in Idlib province")."""
    if n + 1 == len(toponyms):
        return None
    between = toponyms[n].after[: max(0, toponyms[n + 1].start - toponyms[n].end)]
    return toponyms[n + 1] if _LARGER_FOLLOWS.fullmatch(between) else None


def score(toponym: Toponym, sense: Sense, setting: Setting, within: Sequence[Toponym]) -> float:
    """How likely the name stands for this place in this article, mostly between 0 and 1."""
    entry, place = sense.entry, sense.entry.place
    total = SIZE * prominence(entry) + COUNTRY * min(1.0, 1.5 * setting.countries.get(place.country or "", 0.0))
    total += NATION if place.kind == "country" else OWN * entry.is_curated
    if setting.countries.get(place.country or "", 0.0) < LEAST_SHARE and _is_small(sense):
        total -= ABROAD
    total += KIND * _kind_fit(toponym, sense)
    total += SEAT * _is_seat(toponym, sense)
    total += WITHIN * any(_contains(s, place) for t in within for s in t.senses)
    if place.admin1:
        total += PROVINCE * min(1.0, 1.5 * setting.provinces.get(_province(place), 0.0))
    near = [distance_km(*_point(place), *_point(p)) for name, p in setting.anchors if name != fold(toponym.name)]
    if near and place.kind != "country":
        area = place.radius_km or 0.0 if place.kind in {"province", "region"} else 0.0
        total += NEAR * exp(-max(0.0, min(near) - area) / NEAR_KM)
    return total * sense.likeness**3


def _point(place: Place) -> tuple[float, float]:
    return (place.lat or 0.0, place.lon or 0.0)


def _kind_fit(toponym: Toponym, sense: Sense) -> float:
    wanted, kind = toponym.kind, sense.entry.place.kind
    if wanted is None or kind is None or kind == "country":
        return 0.0
    if wanted == kind or kind in _ALIKE.get(wanted, ()):
        return 1.0
    return -0.8 if wanted in {"province", "district", "city", "town", "village", "region"} else 0.0


def _is_small(sense: Sense) -> bool:
    if sense.entry.place.kind in {"country", "province", "region"}:
        return False
    return sense.entry.population < 150_000 and not (sense.entry.is_curated and sense.entry.place.kind == "city")


def _is_seat(toponym: Toponym, sense: Sense) -> bool:
    """A town that shares its name with its province: a bare name means the town."""
    place = sense.entry.place
    if toponym.kind is not None or place.kind not in SETTLEMENTS or sense.entry.population < 15_000:
        return False
    if len(place.name.split()) != len(toponym.name.split()):
        return False
    return any(
        s.entry.place.kind == "province" and s.entry.place.country == place.country
        and distance_km(*_point(place), *_point(s.entry.place)) < 1.5 * (s.entry.place.radius_km or 0)
        for s in toponym.senses
    )  # fmt: skip


def _contains(sense: Sense, place: Place) -> bool:
    outer = sense.entry.place
    if outer.kind == "country":
        return outer.country == place.country and place.kind != "country"
    same = outer.country == place.country and outer.admin1 is not None and outer.admin1 == place.admin1
    return outer.kind == "province" and same and place.kind != "province"
