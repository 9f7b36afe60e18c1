"""Chooses among the places of one name by what the rest of the article names, as a reader would.

Each sense has a handful of features: its size, how its country and province fare among the article's other names, its
nearness to them, a larger place named right after it, the kind that the words ask for. A weighted sum and a softmax
over the senses (and "none of these") make shares of belief; what is believed of the other names feeds the next round.
The weights stand in data/places.toml. One sense per name, article and kind.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import cos, exp, hypot, log, log10, radians, sqrt

from warmonitor.geography import distance_km
from warmonitor.mentions.gazetteer import RESPELT, SETTLEMENTS, Sense, prominence, similar
from warmonitor.mentions.place_candidates import Toponym
from warmonitor.mentions.place_names import fold
from warmonitor.model import Place
from warmonitor.ontology import settings

FEATURES = (
    "size", "country", "province", "province_size", "district", "own_area", "own_town", "alias", "respelt", "unlike",
    "country_share", "country_amount", "country_itself", "foreign", "province_share", "province_amount",
    "province_itself", "near", "close", "within", "outside", "abroad", "kind_fit", "kind_misfit", "seat",
)  # fmt: skip
DEMONYM_VOTE = 0.5
LEAST_SHARE = 0.12
LEAST_BELIEF = 0.02  # senses believed less do not speak for their neighbours
NEAR_KM, CLOSE_KM = 150.0, 40.0
KM_PER_DEGREE = 111.2
LARGE_TOWN = 200_000  # people, from where a town may be meant by its country's name ("Djibouti")
UNITS = frozenset({"country", "province"})
_ALIKE = {"city": SETTLEMENTS, "town": SETTLEMENTS, "village": SETTLEMENTS,
          "region": frozenset({"region", "province", "district"})}  # fmt: skip
_FIRM = frozenset({"province", "district", "city", "town", "village", "region"})


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an article, all its mentions together: its senses and the larger places named right after it."""

    folded: str
    toponym: Toponym
    mentions: tuple[int, ...]
    larger: tuple[Toponym, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What is believed of an article's names: amounts of belief by country and province, in all and by name."""

    countries: Mapping[str, float]
    provinces: Mapping[str, float]
    by_name: Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]]
    points: tuple[tuple[str, float, float, float], ...] = field(default=())  # name, belief, latitude, longitude


Beliefs = list[list[float]]
Chosen = tuple[Sense | None, float]


def choose(toponyms: Sequence[Toponym], demonyms: Mapping[str, float]) -> list[tuple[Sense | None, float]]:
    """For each toponym the place it stands for and the score, or None where no sense is likely enough."""
    toponyms = [replace(t, kind="province") if _is_outer(toponyms, n) else t for n, t in enumerate(toponyms)]
    names = _names(toponyms)
    names = _with_similar(names, _setting(names, [_first_belief(n) for n in names], demonyms))
    beliefs = [_first_belief(n) for n in names]
    for weights in _weights():
        setting = _setting(names, beliefs, demonyms)
        beliefs = [believe(name, setting, weights) for name in names]
    out: list[tuple[Sense | None, float]] = [(None, 0.0)] * len(toponyms)
    best = [_best(name.toponym.senses, shares) for name, shares in zip(names, beliefs, strict=True)]
    units = _units_told(names, best)
    for name, chosen in zip(names, best, strict=True):
        first, unit = units.get(name.folded, (0, chosen)) if name.toponym.kind is None else (0, chosen)
        for n in name.mentions:
            out[n] = unit if n < first else chosen
    return out


def _is_outer(toponyms: Sequence[Toponym], n: int) -> bool:
    """ "The town of Tofa, in Kano": the province in which a town lies, not its seat."""
    if n == 0 or toponyms[n].kind is not None or toponyms[n - 1].kind not in {"town", "village"}:
        return False
    is_unit = any(s.entry.place.kind == "province" for s in toponyms[n].senses)
    is_within = re.match(r",? in ", toponyms[n - 1].after) is not None
    return is_unit and is_within and named_after(toponyms, n - 1) is toponyms[n]


def _units_told(names: Sequence[Name], best: Sequence[Chosen]) -> dict[str, tuple[int, Chosen]]:
    """Provinces that a headline's bare name means: "six shot in Kano" above "in Kano state", no city being told."""
    towns = {n.folded for n in names if n.toponym.kind in SETTLEMENTS}
    return {
        n.folded: (n.mentions[0], chosen)
        for n, chosen in zip(names, best, strict=True)
        if n.toponym.kind == "province" and n.folded not in towns
        if chosen[0] and chosen[0].entry.place.kind == "province"
    }


@cache
def _weights() -> tuple[Mapping[str, float], ...]:
    ranking = settings("places")["ranking"]
    return (ranking["first"], ranking["then"], ranking["then"])


def _best(senses: Sequence[Sense], shares: Sequence[float]) -> tuple[Sense | None, float]:
    """The sense believed most, if believed enough; its score is the belief in its spot, whatever the kind there."""
    if not senses:
        return None, 0.0
    order = [(shares[i], s.entry.population, s.entry.place.id or "", i) for i, s in enumerate(senses)]
    best = _country_itself(senses, max(order)[-1])
    here = senses[best].entry.place
    score = sum(p for p, s in zip(shares, senses, strict=True) if _is_same_spot(here, s.entry.place))
    least = float(settings("places")["ranking"]["least_score"])
    return (senses[best] if score >= least else None), round(min(1.0, score), 3)


def _country_itself(senses: Sequence[Sense], best: int) -> int:
    """A country's name means the country, not a town of that name inside it: "in northern Mozambique"."""
    entry = senses[best].entry
    if entry.place.kind not in SETTLEMENTS or entry.population >= LARGE_TOWN:
        return best
    places = [s.entry.place for s in senses]
    itself = (n for n, p in enumerate(places) if p.kind == "country" and p.country == entry.place.country)
    return next(itself, best)


def _is_same_spot(a: Place, b: Place) -> bool:
    """Close enough that a reader would not call the one wrong for the other."""
    return a is b or (a.country == b.country and _km(_point(a), _point(b)) < CLOSE_KM)


def _names(toponyms: Sequence[Toponym]) -> list[Name]:
    groups: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for number, toponym in enumerate(toponyms):
        groups[fold(toponym.name), toponym.kind].append(number)
    return [
        Name(key[0], toponyms[numbers[0]], tuple(numbers),
             tuple(p for n in numbers if (p := named_after(toponyms, n)) is not None))
        for key, numbers in groups.items()
    ]  # fmt: skip


def _with_similar(names: Sequence[Name], setting: Setting) -> list[Name]:
    """A name without a known sense gets those that sound like it in the article's two main countries.

    So does one that the words call a province and the gazetteer knows as a town only ("Sweida province").
    """
    total = sum(setting.countries.values()) or 1.0
    main = sorted(setting.countries.items(), key=lambda kv: (-kv[1], kv[0]))[:2]
    codes = [code for code, amount in main if amount / total >= 0.2]
    out = []
    for name in names:
        senses, kind = name.toponym.senses, name.toponym.kind
        if not senses:
            within = [name.toponym.country] if name.toponym.country else codes
            found = tuple(s for code in within for s in similar(name.toponym.name, code)[:3])
            name = replace(name, toponym=replace(name.toponym, senses=found))
        elif kind == "province" and all(s.entry.place.kind != "province" for s in senses):
            units = (s for code in codes for s in similar(name.toponym.name, code) if s.entry.place.kind == "province")
            name = replace(name, toponym=replace(name.toponym, senses=(*senses, *units)))
        out.append(name)
    return out


def _first_belief(name: Name) -> list[float]:
    """Belief before the article is looked at: by size alone."""
    likely = [prominence(s.entry) ** 6 * s.likeness for s in name.toponym.senses]
    total = sum(likely) or 1.0
    return [value / total for value in likely]


def _setting(names: Sequence[Name], beliefs: Beliefs, demonyms: Mapping[str, float]) -> Setting:
    countries: Counter[str] = Counter()
    provinces: Counter[str] = Counter()
    by_name: dict[str, tuple[Counter[str], Counter[str]]] = {}
    points = []
    _vote(countries, ((code, DEMONYM_VOTE * sqrt(n)) for code, n in demonyms.items()))
    for name, shares in zip(names, beliefs, strict=True):
        own = by_name.setdefault(name.folded, (Counter(), Counter()))
        if name.toponym.relation == "border":
            continue  # "the border with Jordan": the story is on this side of it
        for sense, share in zip(name.toponym.senses, shares, strict=True):
            place = sense.entry.place
            if share < LEAST_BELIEF or not place.country:
                continue
            _vote(own[0], [(place.country, share)])
            if place.admin1:
                _vote(own[1], [(_province(place), share)])
            if place.kind not in UNITS:
                points.append((name.folded, share, *_point(place)))
    for own in by_name.values():
        _vote(countries, own[0].items())
        _vote(provinces, own[1].items())
    return Setting(countries, provinces, by_name, tuple(points))


def _vote(amounts: Counter[str], votes: Iterable[tuple[str, float]]) -> None:
    for key, vote in votes:
        amounts[key] += vote  # type: ignore[assignment]  # Counter is typed for whole counts


def believe(name: Name, setting: Setting, weights: Mapping[str, float]) -> list[float]:
    """Share of belief in each sense of a name; what is missing to 1 is belief in none of them."""
    if not name.toponym.senses:
        return []
    sums = [
        sum(weights.get(key, 0.0) * value for key, value in zip(FEATURES, row, strict=True))
        for row in features(name, setting)
    ]
    top = max(*sums, weights["none"])
    parts = [exp(s - top) for s in sums]
    total = sum(parts) + exp(weights["none"] - top)
    return [part / total for part in parts]


def features(name: Name, setting: Setting) -> list[tuple[float, ...]]:
    """What speaks for each sense of a name, in the order of FEATURES."""
    own = setting.by_name.get(name.folded, ({}, {}))
    others = [p for p in setting.points if p[0] != name.folded]
    total = sum(setting.countries.values()) - sum(own[0].values())
    total_provinces = sum(setting.provinces.values()) - sum(own[1].values())
    rows = []
    for sense in name.toponym.senses:
        place = sense.entry.place
        code, province = place.country or "", _province(place) if place.admin1 else ""
        amount = setting.countries.get(code, 0.0) - own[0].get(code, 0.0)
        share = amount / total if total > 0.01 else 0.0
        here = max(0.0, setting.provinces.get(province, 0.0) - own[1].get(province, 0.0))
        is_inner, is_country, is_province = (place.kind not in UNITS), place.kind == "country", place.kind == "province"
        rows.append((
            *_static(name.toponym, sense),
            share,
            log(1 + max(0.0, amount)),
            share * is_country,
            float(total > 0.01 and share < LEAST_SHARE and _is_small(sense)),
            is_inner * here / total_provinces if total_provinces > 0.01 else 0.0,
            is_inner * log(1 + here),
            is_province * log(1 + here),
            *_nearness(place, others),
            *_in_larger(name, place),
            *_kind_fit(name.toponym, sense),
            float(_is_seat(name.toponym, sense)),
        ))  # fmt: skip
    return rows


def _static(toponym: Toponym, sense: Sense) -> tuple[float, ...]:
    kind, entry = sense.entry.place.kind, sense.entry
    is_settlement = kind in SETTLEMENTS
    return (
        (log10(max(entry.population, 500)) - 2.7) / 4 if is_settlement else 0.0,
        float(kind == "country"),
        float(kind == "province"),
        log10(max(entry.population, 1_000)) / 4 - 1.5 if kind == "province" else 0.0,
        float(kind == "district"),
        float(entry.is_curated and not is_settlement and kind not in {"country", "province", "district"}),
        float(entry.is_curated and is_settlement),
        float(RESPELT < sense.likeness < 1),
        float(sense.likeness == RESPELT),
        10 * max(0.0, RESPELT - sense.likeness),
    )


def _nearness(place: Place, others: Sequence[tuple[str, float, float, float]]) -> tuple[float, float]:
    """How near the article's other places are: the nearest in a wide ring, and how many in a narrow one."""
    if place.kind == "country" or not others:
        return 0.0, 0.0
    lat, lon = _point(place)
    area = (place.radius_km or 0.0) if place.kind in {"province", "region"} else 0.0
    near, close = 0.0, 0.0
    for _, belief, other_lat, other_lon in others:
        if abs(lat - other_lat) < 8:
            away = max(0.0, _km((lat, lon), (other_lat, other_lon)) - area)
            near = max(near, belief * exp(-away / NEAR_KM))
            close += belief * exp(-away / CLOSE_KM)
    return near, log(1 + close)


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance on a flat map: exact enough to weigh neighbours by, and four times as fast."""
    east = ((a[1] - b[1] + 180) % 360 - 180) * cos(radians(a[0]))
    return KM_PER_DEGREE * hypot(a[0] - b[0], east)


def _point(place: Place) -> tuple[float, float]:
    return (place.lat or 0.0, place.lon or 0.0)


def _province(place: Place) -> str:
    return f"{place.country}.{place.admin1}"


_LARGER_FOLLOWS = re.compile(
    r",? (?:(?:city|town|village|district|county|camp|area|quarters?|neighbou?rhoods?|suburbs?) )?"
    r"(?:(?:in|of) (?:the )?(?:[\w-]+ ){0,2})?"
)


def named_after(toponyms: Sequence[Toponym], n: int) -> Toponym | None:
    """The toponym that follows as a larger one would ("X, Louisiana", "X in Idlib province")."""
    if n + 1 == len(toponyms):
        return None
    between = toponyms[n].after[: max(0, toponyms[n + 1].start - toponyms[n].end)]
    return toponyms[n + 1] if _LARGER_FOLLOWS.fullmatch(between) else None


def _in_larger(name: Name, place: Place) -> tuple[float, float, float]:
    """Whether the place lies in what is named right after it, in another province than that, in another country."""
    if not name.larger or place.kind == "country":
        return 0.0, 0.0, 0.0
    inside = any(_contains(s, place) for t in name.larger for s in t.senses)
    units = {s.entry.place.country for t in name.larger for s in t.senses if s.entry.place.kind in UNITS}
    is_outside = bool(units) and not inside
    return float(inside), float(is_outside and place.country in units), float(is_outside and place.country not in units)


def _contains(sense: Sense, place: Place) -> bool:
    outer = sense.entry.place
    if outer.kind == "country":
        return outer.country == place.country and place.kind != "country"
    same = outer.country == place.country and outer.admin1 is not None and outer.admin1 == place.admin1
    return outer.kind == "province" and same and place.kind != "province"


def _kind_fit(toponym: Toponym, sense: Sense) -> tuple[float, float]:
    """Whether the kind is what the words ask for, and whether it is another than they plainly name."""
    wanted, kind = toponym.kind, sense.entry.place.kind
    if wanted is None or kind is None or kind == "country":
        return 0.0, 0.0
    if wanted == kind or kind in _ALIKE.get(wanted, ()):
        return 1.0, 0.0
    return 0.0, float(wanted in _FIRM)


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
