"""Where an event happened: by its own words, else by a noun that refers back, else where the story stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warmonitor.coding.merge import Draft, same_place, settings
from warmonitor.coding.place_reference import main_country
from warmonitor.coding.reports import Report
from warmonitor.coding.view import View, clause_verb
from warmonitor.coding.where import extent, is_afterwards, is_aside, is_heading
from warmonitor.coding.words import word_list
from warmonitor.mentions.actors import actor
from warmonitor.mentions.places import count_demonyms
from warmonitor.model import Location, Place, Sentence, Span

FAR = 2  # paragraphs from which a place told before may be another story's


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
    before = _where_the_story_stands(seen, draft[0], _homes(draft, seen))
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


def _homes(draft: Draft, seen: Sequence[View]) -> set[str]:
    """The countries in which the event can be, by its sides: their own and the story's; none where no side is told."""
    sides = [p.actor for report in draft for p in (*report.side_a, *report.side_b) if p.actor]
    own = {land for side in sides if (land := actor(side).country)}
    home = main_country(seen) if own else None
    return own | {home.country} if home and home.country else own


def _where_the_story_stands(seen: Sequence[View], report: Report, homes: set[str]) -> Location | None:
    """The place named in the same sentence, else the last one before it, else the first of the article.

    A country counts only where no town is told, or where the towns come after it; a place abroad counts for no event of
    sides that are at home elsewhere.
    """
    sentence = report.sentence
    nearest = sorted(seen, key=lambda view: (view.number > sentence, abs(view.number - sentence)))
    told = [(view.number, p) for view in nearest for p in _located(view)]
    here = [p for view in nearest[:1] for p in _named(view) if view.number == sentence]
    aside = _of_another_deed(nearest[0], report) | _ahead(nearest[0], report)
    told = [(n, p) for n, p in told if p.span not in aside and not _is_abroad(seen, sentence, p, homes)]
    is_lead = sentence < settings()["focus"]["lead_sentences"]
    before = [(n, p) for n, p in told if n <= sentence]
    told = told if is_lead or not before else before
    exact = next((p for n, p in told if _is_exact(p) or p in here), None)
    found = exact or (told[0][1] if told else None)
    return _at_home(seen, report, found) if found else None


def _is_abroad(seen: Sequence[View], sentence: int, told: Location, homes: set[str]) -> bool:
    """Whether a place of another paragraph lies in a country of none of the sides."""
    if not homes or told.place.country in homes or told.place.id is None:
        return False
    return _paragraphs_since(seen, sentence, told) > 0


def _of_another_deed(view: View, report: Report) -> set[Span]:
    """ "Twelve died in raids while two defectors were shot in X": the places of the other clause."""
    main = report.triggers[0].head if report.triggers and view.number == report.sentence else None
    if main is None:
        return set()
    contrast, prior = word_list("clauses", "contrast"), word_list("clauses", "prior")
    moves = {t.head for t in view.triggers if t.entry.frame == "move"}  # "began after they were bussed out of X"
    marks = {k: {view.lemma(m) for m in view.tree.kids(k, "mark")} for k in range(len(view.tree.tokens))}
    verbs = [k for k, words in marks.items() if words & contrast or (words & prior and k in moves)]
    clauses = [view.tree.subtree(verb) for verb in verbs]
    return {m.span for at, m in view.places if any(at in clause and main not in clause for clause in clauses)}


def _ahead(view: View, report: Report) -> set[Span]:
    """Where people on the move were going, and where those hurt or fleeing came to after any other event."""
    if view.number != report.sentence:
        return set()
    if report.sub_event_type == "Displacement":
        return {m.span for at, m in view.places if is_heading(view, at)}
    clauses = {clause_verb(view, trigger.head) for trigger in report.triggers}
    return {m.span for at, m in view.places if is_afterwards(view, at, clauses)}


def _at_home(seen: Sequence[View], report: Report, found: Location) -> Location:
    """A place that was told paragraphs ago may not be the event's: abroad a minister met, or the event is the nation's.

    Then it is in the story's own country.
    """
    home = main_country(seen)
    lead = {p.place.id for p in _located(seen[0])}
    if home is None or _paragraphs_since(seen, report.sentence, found) < FAR:
        return found
    is_abroad = found.place.country not in {None, home.country} and found.place.id not in lead
    if not is_abroad and not _is_the_nations(seen, report, home):
        return found
    return next((p for v in seen for p in _located(v) if p.place.id == home.id), found)


def _is_the_nations(seen: Sequence[View], report: Report, home: Place) -> bool:
    """ "Kenyan officers have been beaten", "activists in Kenya say that 30 died": told of no town, but of a country."""
    view = next(view for view in seen if view.number == report.sentence)
    if any(p.place.id == home.id for p in _located(view)):
        return True
    people = count_demonyms(view.article.text[view.sentence.start : view.sentence.end])
    return report.tense in {"perfect", "present"} and home.country in people


def _paragraphs_since(seen: Sequence[View], sentence: int, told: Location) -> int:
    """How many paragraphs back a place's words stand; one that is told a second time does not count."""
    start = next(view.sentence.start for view in seen if view.number == sentence)
    at = told.span.start if told.span else start
    between = [view.sentence for view in seen if min(at, start) <= view.sentence.end <= max(at, start)]
    return len({s.paragraph for s in between} | {s.paragraph for s in _holding(seen, max(at, start))}) - 1


def _holding(seen: Sequence[View], at: int) -> list[Sentence]:
    return [view.sentence for view in seen if view.sentence.start <= at < view.sentence.end]


def _is_exact(location: Location) -> bool:
    return location.place.kind != "country" and location.place.lat is not None


def _named(view: View) -> list[Location]:
    """The settlements that stand in a sentence as its object or after a preposition, whether a gazetteer has them."""
    spans = {m.span for i, m in view.places if view.tree.tokens[i].dep in {"pobj", "dobj"}}
    return [p for p in _located(view) if p.span in spans and extent(p) == 0]


def _located(view: View) -> list[Location]:
    """The places of a sentence, each with its words."""
    found = [(i, mention.value, mention.span) for i, mention in view.places]
    told = [(p, span) for i, p, span in found if isinstance(p, Location) and not is_aside(view, i, p)]
    return [replace(location, span=location.span or span) for location, span in told]
