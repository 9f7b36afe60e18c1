"""Where an event happened: by its own words, else by a noun that refers back, else where the story stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warmonitor.coding.merge import Draft, same_place, settings
from warmonitor.coding.place_reference import main_country
from warmonitor.coding.view import View
from warmonitor.coding.where import extent
from warmonitor.model import Location


def places_of(draft: Draft, seen: Sequence[View]) -> tuple[list[Location], str]:
    """The places of an event, the main one first, and how they are known; none where the article names no place."""
    own: list[Location] = []
    for report in draft:
        own.extend(p for p in report.places if all(p.place.name != o.place.name for o in own))
    if own:
        finest = min(own, key=extent)
        if extent(finest) < extent(own[0]):
            own = [finest, *[p for p in own if p is not finest]]
        exact = _place_after(seen, draft[0].sentence, own[0])
        return ([exact, *own], "place told right after") if exact else (own, "words")
    beside = [m.value for v in seen if v.number == draft[0].sentence for _, m in v.references]
    meant = [p for report in draft for p in report.referred] or [p for p in beside if isinstance(p, Location)]
    if meant:
        return sorted(meant, key=extent), "refers to a place told before"
    before = _where_the_story_stands(seen, draft[0].sentence)
    return ([before], "place told before") if before else ([], "")


def _place_after(seen: Sequence[View], sentence: int, told: Location) -> Location | None:
    """ "... in the north of the country. The bus had stopped in Dahyan": the town that the next sentences name."""
    if extent(told) == 0:
        return None
    ahead = range(sentence + 1, sentence + 1 + int(settings()["place"]["look_ahead"]))
    for view in seen:
        if view.number in ahead and not view.triggers:
            for location in _located(view):
                if extent(location) == 0 and same_place(location, told):
                    return location
    return None


def _where_the_story_stands(seen: Sequence[View], sentence: int) -> Location | None:
    """The place named in the same sentence, else the last one before it, else the first of the article."""
    nearest = sorted(seen, key=lambda view: (view.number > sentence, abs(view.number - sentence)))
    told = [location for view in nearest for location in _located(view)]
    here = [p for view in nearest[:1] for p in _named(view) if view.number == sentence]
    found = next((p for p in [*here, *told] if _is_exact(p) or p in here), told[0] if told else None)
    return _at_home(seen, sentence, found) if found else None


def _at_home(seen: Sequence[View], sentence: int, found: Location) -> Location:
    """A place abroad that was told paragraphs ago is a minister's, not the event's: then the story's own country."""
    home = main_country(seen)
    is_abroad = home is not None and found.place.country not in {None, home.country}
    lead = {p.place.id for p in _located(seen[0])}
    if not is_abroad or found.place.id in lead or _paragraphs_since(seen, sentence, found) < 2:
        return found
    return next((p for v in seen for p in _located(v) if home and p.place.id == home.id), found)


def _paragraphs_since(seen: Sequence[View], sentence: int, told: Location) -> int:
    """How many lines of the text lie between a place's words and a sentence."""
    start = next(view.sentence.start for view in seen if view.number == sentence)
    at = told.span.start if told.span else start
    return seen[0].article.text.count("\n", min(at, start), max(at, start))


def _is_exact(location: Location) -> bool:
    return location.place.kind != "country" and location.place.lat is not None


def _named(view: View) -> list[Location]:
    """The settlements that stand in a sentence as its object or after a preposition, whether a gazetteer has them."""
    spans = {m.span for i, m in view.places if view.tree.tokens[i].dep in {"pobj", "dobj"}}
    return [p for p in _located(view) if p.span in spans and extent(p) == 0]


def _located(view: View) -> list[Location]:
    """The places of a sentence, each with its words."""
    found = [(mention.value, mention.span) for _, mention in view.places]
    return [replace(value, span=value.span or span) for value, span in found if isinstance(value, Location)]
