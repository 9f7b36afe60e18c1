"""The note of an event: sentences made by template from recorded fields only, never a sentence that no source wrote."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache

from warmonitor.export.codes import best_of, country, tolls, whole_toll
from warmonitor.model import Event, EventParty, Location, Toll, When
from warmonitor.ontology import table

PREPOSITIONS = {
    **{word: word for word in ("in", "near", "around", "outside", "at", "on", "towards")},
    "outskirts": "on the outskirts of",
    "countryside": "in the countryside of",
    "suburbs": "in the suburbs of",
    "road to": "on the road to",
    "border": "on the border of",
}
SIDES_IN_TITLE = 2
STATUS_WORDS = {
    "planned": "Planned, not reported as done.",
    "demanded": "Demanded, not reported as done.",
    "denied": "Denied by those reported on.",
    "hypothetical": "Not reported as done.",
}


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return {row["sub_event_type"]: dict(row) for row in table("export_phrases.csv")}


def note(event: Event) -> str:
    """When, who, what, where, by whom it is reported and at what cost.

    >>> from warmonitor.model import Place
    >>> place = Location(Place(None, "Sweida", country="SY"), relation="near")
    >>> day = When(date(2018, 7, 25), date(2018, 7, 25))
    >>> note(Event("e1", (), (), "Battles", "Armed clash", "happened", place=place, when=day, origins=("SOHR",)))
    'On 25 July 2018, an armed clash was reported near Sweida (Syria), according to SOHR.'
    """
    where = place_phrase(event.place)
    origins = event.origins or event.outlets
    first = f"{when_phrase(event.when)}, {_what(event)}" + (f" {where}" if where else "")
    first += f", according to {_listed(origins)}." if origins else "."
    parts = [first, STATUS_WORDS.get(event.status, ""), *(toll_phrase(event, kind) for kind in ("killed", "injured"))]
    return " ".join(part for part in parts if part)


def title(event: Event) -> str:
    """The event on one line, from its recorded fields: who did what, where, at what cost. The day stands beside it.

    >>> from warmonitor.model import Place
    >>> place = Location(Place(None, "Sirte", admin1="Surt", country="LY"))
    >>> deaths = (Toll("killed", "all", 3, 4, None, "ucdp"),)
    >>> title(Event("e1", (), (), "", "Air/drone strike", "denied", place=place, tolls=deaths))
    'Denied: an air or drone strike was reported in Sirte (Libya): 3 to 4 or more killed'
    """
    where = event.place
    within = country(where).get("name") if where else None
    named = f" {_preposition(where.relation)} {where.place.name}" if where else ""
    named += f" ({within})" if where and within and within != where.place.name else ""
    before = "" if event.status in ("happened", "ongoing") else f"{event.status.capitalize()}: "
    killed = " and ".join(_range(toll) for toll in list(whole_toll(tolls(event, "killed")))[:1])
    line = before + _what(event, SIDES_IN_TITLE) + named + (f": {killed} killed" if killed else "")
    return line[:1].upper() + line[1:]


def _range(toll: Toll) -> str:
    """Low to best or high in words; nothing where no figure is known."""
    low, high = toll.low if toll.low is not None else toll.best, toll.high
    if low is None:
        return f"up to {high}" if high is not None else ""
    top = high if high is not None else max(toll.best or low, low)
    return (str(low) if top == low else f"{low} to {top}") + (" or more" if high is None else "")


def _what(event: Event, most: int | None = None) -> str:
    a, b = side_names(event.side_a, most), side_names(event.side_b, most)
    row = _phrases().get(event.sub_event_type) or _phrases()["Other"]
    form = "both" if a and b else "a_only" if a else "b_only" if b else "neither"
    return row[form].replace("{a}", a).replace("{b}", b)


def side_names(side: tuple[EventParty, ...], most: int | None = None) -> str:
    """The parties of a side in words, at most so many by name; a party that is only blamed is marked."""
    names = [party.name + (" (alleged)" if party.alleged else "") for party in side]
    if most is not None and len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return _listed(names)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + "".join(names[-1:])


def day_words(day: date) -> str:
    """A day as notes write it.

    >>> day_words(date(2018, 7, 5))
    '5 July 2018'
    """
    return f"{day.day} {day:%B} {day.year}"


def when_phrase(when: When | None) -> str:
    """The days of an event, no closer than they are known.

    >>> when_phrase(When(date(2017, 5, 1), date(2017, 5, 31)))
    'In May 2017'
    """
    if when is None or not when.is_dated:
        return "On a day not stated"
    start, end = when.start, when.end
    if start is None or end is None:
        return f"From {day_words(start)}" if start else f"By {day_words(end)}" if end else ""
    if start == end:
        return f"On {day_words(start)}"
    if (start.day, end) == (1, date(start.year, start.month, monthrange(start.year, start.month)[1])):
        return f"In {start:%B} {start.year}"
    return f"Between {day_words(start)} and {day_words(end)}"


def place_phrase(location: Location | None) -> str:
    """The place of an event with what it lies in.

    >>> place_phrase(None)
    ''
    """
    if location is None:
        return ""
    name, within = location.place.name, country(location).get("name")
    around = [part for part in (location.place.admin2, location.place.admin1, within) if part and part != name]
    return f"{_preposition(location.relation)} {name}" + (f" ({', '.join(around)})" if around else "")


def _preposition(relation: str) -> str:
    """A relation as it stands before a name: "east of", "in southern"; of two places that an event lies between, near.

    >>> _preposition("southern"), _preposition("east of"), _preposition("between")
    ('in southern', 'east of', 'near')
    """
    if relation in PREPOSITIONS:
        return PREPOSITIONS[relation]
    return relation if relation.endswith(" of") else f"in {relation}" if relation.endswith("ern") else "near"


def toll_phrase(event: Event, kind: str) -> str:
    """The figures of one kind with their range, or nothing where none was reported."""
    parts = whole_toll(tolls(event, kind))
    said = [_figures(toll) + ("" if toll.whom == "all" else f" ({_whom(event, toll)})") for toll in parts]
    return f"{kind.capitalize()}: {', '.join(said)}." if said else ""


def _whom(event: Event, toll: Toll) -> str:
    sides = {"side_a": side_names(event.side_a), "side_b": side_names(event.side_b)}
    return sides.get(toll.whom) or toll.whom.replace("_", " ")


def _figures(toll: Toll) -> str:
    best, low, high = best_of(toll), toll.low, toll.high
    if low == high == best:
        return str(best)
    if low is None:
        return f"up to {high}"
    return f"{best} ({low} or more)" if high is None else f"{best} ({low} to {high})"
