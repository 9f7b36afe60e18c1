"""Claims with known events, for measuring linking at scale: ``make_claims(10_000)`` gives claims and their events.

Events fall on places of a made-up country with busy cities and many villages; each is told by one to six articles with
the noise that real coding has: missing days and sides, other figures, a neighbouring name, the province only.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from warmonitor import ontology
from warmonitor.model import Article, Claim, Count, Location, Party, Place, Source, Span, When

ACTORS = ("Northern Army", "River Front", "Hill Brigades", "Coast Command", "Desert Legion", "Union Forces")
TYPES = (
    "Air/drone strike", "Shelling/artillery/missile attack", "Armed clash", "Attack", "Remote explosive/landmine/IED",
    "Suicide bomb", "Arrests", "Abduction/forced disappearance",
)  # fmt: skip
FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """Generated claims, their articles, and the true event of each claim id."""

    claims: list[Claim]
    articles: dict[str, Article]
    event_of: dict[str, str]


def make_claims(number: int, seed: int = 1) -> Made:
    """That many claims in a fixed pseudo-random order; the density per place and day does not depend on the number."""
    chance = random.Random(seed)
    places = [_place(chance, i) for i in range(400)]
    weights = [40 if i < 8 else 8 if i < 40 else 1 for i in range(len(places))]
    span = max(30, number // 60)  # about 60 claims a day, like a very busy war
    made = Made([], {}, {})
    event = 0
    while len(made.claims) < number:
        event += 1
        _tell(chance, made, f"event-{event}", chance.choices(places, weights)[0], chance.randrange(span))
    chance.shuffle(made.claims)
    return made


def _place(chance: random.Random, i: int) -> Place:
    kind = "city" if i < 8 else "town" if i < 40 else "village"
    lat, lon = 10 + 6 * chance.random(), 20 + 6 * chance.random()
    province = f"Province {int((lat - 10) // 2)}{int((lon - 20) // 2)}"
    return Place(f"XX-{i}", f"Place{i}", kind, "XX", province, None, round(lat, 3), round(lon, 3), None)


def _tell(chance: random.Random, made: Made, event: str, place: Place, day: int) -> None:
    happened = FIRST_DAY + timedelta(days=day)
    kind = chance.choice(TYPES)
    side_a, side_b = chance.sample(ACTORS, 2)
    killed = int(chance.paretovariate(0.9))
    for _ in range(chance.choices((1, 2, 3, 4, 6), (50, 25, 12, 8, 5))[0]):
        serial = len(made.claims)
        article = Article(f"a{serial}", f"Report {serial}.", outlet=f"Outlet {chance.randrange(30)}",
                          published=When(*(happened + timedelta(days=chance.choice((0, 0, 1, 1, 2))),) * 2))
        made.articles[article.id] = article
        claim = Claim(
            id=f"c{serial}", article_id=article.id, trigger=Span(0, 6, "Report"),
            event_type=ontology.event_types()[kind].event_type, sub_event_type=kind, status="happened", focus="main",
            side_a=(Party(None, side_a),) if chance.random() < 0.7 else (),
            side_b=(Party(None, side_b),) if chance.random() < 0.6 else (),
            place=_told_place(chance, place), when=When(happened, happened) if chance.random() < 0.9 else None,
            counts=_told_counts(chance, killed), sources=(Source(f"Source {chance.randrange(20)}", "monitor"),),
        )
        made.claims.append(claim)
        made.event_of[claim.id] = event


def _told_place(chance: random.Random, place: Place) -> Location | None:
    draw = chance.random()
    if draw < 0.03:
        return None
    if draw < 0.08:
        return Location(Place(f"XX-{place.admin1}", place.admin1 or "", "province", "XX", place.admin1))
    return Location(place)


def _told_counts(chance: random.Random, killed: int) -> tuple[Count, ...]:
    if chance.random() < 0.4:
        return ()
    told = killed if chance.random() < 0.6 else max(1, round(killed * chance.uniform(0.7, 1.4)))
    return (Count("killed", told, None if chance.random() < 0.3 else told, Span(0, 6, "Report"), whom="all"),)
