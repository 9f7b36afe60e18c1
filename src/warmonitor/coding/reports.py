"""What one sentence reports: each event with its sides, place, time, figures and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from warmonitor.coding.crowds import with_crowds
from warmonitor.coding.finds import with_finds
from warmonitor.coding.grouping import earlier_deeds, joined, nearest
from warmonitor.coding.history import is_habit, is_history, is_longstanding
from warmonitor.coding.movement import figure_of, with_movements
from warmonitor.coding.owners import Target, target_of
from warmonitor.coding.persons import named_targets, named_victims
from warmonitor.coding.report_sides import has_means, holding, is_anybody, is_definite, living_there, sides
from warmonitor.coding.roles import EXPLOSIVE, is_hearsay
from warmonitor.coding.status import status_of
from warmonitor.coding.triggers import Trigger
from warmonitor.coding.turns import comes_later, is_elsewhere, is_running, tells_old_figures
from warmonitor.coding.types import decide_type
from warmonitor.coding.view import View, clause_verb
from warmonitor.coding.when import tense_of, time_of
from warmonitor.coding.where import locations, referred
from warmonitor.coding.words import word_list
from warmonitor.model import Actor, Count, Location, Mention, Party, Place, Source, Span, When

SETTLEMENTS = frozenset({"city", "town", "village", None})  # None: a name that the gazetteer lacks
EXACT = frozenset({"Suicide bomb", "Chemical weapon"})  # before the car bomb or the air strike that carried them
TOLLS = frozenset({"killed", "injured"})
BLOODLESS = frozenset({"Agreement", "Displacement", "Change to group/activity", "Abduction/forced disappearance"})
CLASH = "Armed clash"
STRENGTH = {"strong": 0, "weak": 1, "result": 2}


@dataclass(frozen=True, slots=True)
class Report:
    """One event as one sentence tells it; reports are merged into claims."""

    sentence: int
    trigger: Span
    triggers: tuple[Trigger, ...]
    sub_event_type: str
    is_specific: bool
    frame: str
    status: str
    is_history: bool
    is_definite: bool
    side_a: tuple[Party, ...] = ()
    side_b: tuple[Party, ...] = ()
    places: tuple[Location, ...] = ()
    referred: tuple[Location, ...] = ()  # by a noun that refers back: "the city"
    when: When | None = None
    counts: tuple[Count, ...] = ()
    sources: tuple[Source, ...] = ()
    people: tuple[Party, ...] = ()
    named: tuple[Span, ...] = ()  # unarmed persons by name, to whom it was done
    owners: Mapping[Span, frozenset[str]] = field(default_factory=dict)  # whose the counted are, by the figure's words
    target: Target | None = None  # a thing that was hit, with its owner's kind
    is_civilian: bool = False
    is_elsewhere: bool = False
    is_update: bool = False  # "which had earlier given a toll of 20"
    goes_on: bool = False  # with the toll told before: "the rebels admit to eight"
    is_running: bool = False  # figures of several days: "have killed 100 in the past three days"
    tense: str = "none"
    is_told_plainly: bool = False  # "the depot was attacked", not "the attack", nor "to bomb", nor "who bombed"
    is_hearsay: bool = False
    is_downing: bool = False  # of an aircraft: one shot, not the fighting around it
    zone: str = "body"
    entry: When | None = None  # the day of the note that the sentence stands in

    @property
    def is_result_only(self) -> bool:
        return all(t.entry.strength == "result" for t in self.triggers)

    @property
    def is_tally(self) -> bool:
        """Figures of what is told already: "the ministry speaks of 61 dead", "six of them were children"."""
        if self.goes_on and self.is_result_only:
            return True
        if not self.is_result_only or self.places or self.side_a or not self.counts:
            return False
        if any(c.kind not in TOLLS for c in self.counts):
            return False
        shares = all(c.part_of or c.high == 0 for c in self.counts)
        return shares or all(t.entry.pos != "verb" for t in self.triggers)


def reports(view: View) -> list[Report]:
    """The events that a sentence reports, in the order of their triggers."""
    view = with_finds(with_movements(with_crowds(view)))
    if not view.triggers:
        return _figures_alone(view)
    if _is_accident(view) or _is_war_total(view):
        return []
    groups = joined(view)
    found = _shared_out(view, groups)
    told = [group for group, report in zip(groups, found, strict=True) if report]
    if not told:
        return _figures_alone(view, noughts=True)  # "nobody was hurt"
    if len(told) < len(groups):  # what stood near a trigger that names no event goes to the others
        found = _shared_out(view, told)
    parts = [part for report in found if report for part in _by_place(view, report)]
    return [*map(_without_tolls, parts), *_tolls_of(view, parts)]


def _without_tolls(report: Report) -> Report:
    if report.sub_event_type not in BLOODLESS:
        return report
    return replace(report, counts=tuple(c for c in report.counts if c.kind not in TOLLS))


def _tolls_of(view: View, reports: Sequence[Report]) -> list[Report]:
    """The dead and hurt that stand beside a deed without blows: "30 wounded are treated, and two men are missing"."""
    beside = [c for r in reports if r.sub_event_type in BLOODLESS for c in r.counts if c.kind in TOLLS]
    return [_figures(view, tuple(beside))] if beside else []


def _is_war_total(view: View) -> bool:
    """ "The war has killed 300,000 people": the dead of no event, whoever counts them."""
    only_dead = all(t.entry.strength == "result" for t in view.triggers)
    return only_dead and bool(view.counts) and all(m.by == "cumulative" for _, m in view.counts)


def _is_accident(view: View) -> bool:
    """An earthquake, a disease, a road: the dead of a sentence that names no violence."""
    return all(t.entry.strength == "result" for t in view.triggers) and any(
        view.lemma(i) in word_list("accidents", "words") for i in range(len(view.tree.tokens))
    )


def _shared_out(view: View, groups: Sequence[Sequence[Trigger]]) -> list[Report | None]:
    """A report for each group of triggers, the words and figures of the sentence shared out among them by nearness."""
    if not groups:
        return []
    near = nearest(view, groups)
    out = []
    for number, group in enumerate(groups):
        words = frozenset(i for i, at in enumerate(near) if number in at)
        own = [m for i, m in view.counts if near[i][0] == number and m.by != "cumulative"]
        own = [m for m in own if not _is_of_main_clause(view, group, m)]
        told = tuple(m.value for m in own if isinstance(m.value, Count))
        report = _first_report(view, group, words, told) or _casualties(view, group, words, told)
        out.append(report and replace(report, goes_on=bool(own) and all(m.by == "tally" for m in own)))
    return out


def _first_report(
    view: View, group: Sequence[Trigger], words: frozenset[int], counts: tuple[Count, ...]
) -> Report | None:
    """The report of a group; where its weightiest word names no event after all, that of the others."""
    main = _by_weight(view, group)[0]
    rest = [t for t in group if t is not main]
    report = _report(view, group, words, counts)
    if report or status_of(view, main) is None or all(t.entry.strength == "result" for t in rest):
        return report
    return _first_report(view, rest, words, counts)


def _is_of_main_clause(view: View, group: Sequence[Trigger], mention: Mention) -> bool:
    """ "The army, which drove them from X last month, seized 20 villages": what a relative clause does not take."""
    if not isinstance(mention.value, Count) or mention.value.kind in TOLLS:
        return False
    tree = view.tree
    above = ((t.head, *tree.ancestors(t.head)) for t in group)
    clauses = [next((k for k in path if tree.tokens[k].dep == "relcl"), None) for path in above]
    span = mention.span
    inside = {i for i, t in enumerate(tree.tokens) if span.start <= t.start < span.end}
    return all(k is not None and not inside & tree.subtree(tree.head(k)) for k in clauses)


def _casualties(
    view: View, group: Sequence[Trigger], words: frozenset[int], counts: tuple[Count, ...]
) -> Report | None:
    """The dead of a group whose other words name no event: "fragments fell on homes, killing two"."""
    results = [t for t in group if t.entry.strength == "result"]
    tolls = tuple(c for c in counts if c.kind in TOLLS) or named_victims(view, results, ())
    if not tolls or not results or len(results) == len(group) or status_of(view, _by_weight(view, group)[0]) is None:
        return None
    return _report(view, results, words, tolls)


def _by_weight(view: View, group: Sequence[Trigger]) -> list[Trigger]:
    """The triggers of one event, the one that says most of what it was first."""
    return sorted(
        group,
        key=lambda t: (STRENGTH[t.entry.strength], _is_blow(view, t), t.entry.sub_event_type not in EXACT, t.first),
    )


def _figures_alone(view: View, noughts: bool = False) -> list[Report]:
    """Casualties of a sentence without a word for the event ("the ministry put it at 61 dead"): to be attached."""
    found = [m for _, m in view.counts if isinstance(m.value, Count) and m.by != "cumulative"]
    found = [m for m in found if not noughts or m.by == "nought"]
    counts = tuple(m.value for m in found if isinstance(m.value, Count) and m.value.kind in {"killed", "injured"})
    return [_figures(view, counts)] if counts else []


def _figures(view: View, counts: tuple[Count, ...]) -> Report:
    """A report of casualties and no more."""
    return Report(
        sentence=view.number,
        trigger=counts[0].span,
        triggers=(),
        sub_event_type="Attack",
        is_specific=False,
        frame="happen",
        status="happened",
        is_history=is_history(view),
        is_definite=False,
        counts=counts,
        owners={c.span: _names_of(view, c) for c in counts if c.whom == "combatants"},
        sources=_sources(view, [c.span for c in counts]),
        is_elsewhere=is_elsewhere(view),
        is_update=tells_old_figures(view),
        is_running=is_running(view),
        zone=view.sentence.zone,
        entry=view.entry,
    )


def _by_place(view: View, report: Report) -> list[Report]:
    """One report for each settlement of a coordination ("clashes in Nairobi and the port city of Mombasa").

    Figures stay with the first, as the annotation guide settles it.
    """
    if not report.places or report.places[0].place.kind not in SETTLEMENTS:
        return [report]
    at: dict[Span | None, int] = {mention.span: i for i, mention in view.places}
    first = report.places[0]
    together = view.tree.conjuncts(at[first.span]) if first.span in at else []
    others = [
        p
        for p in report.places[1:]
        if p.span in at and _town_of(view, at[p.span]) in together
        if p.place.kind in SETTLEMENTS and p.relation != "between"
    ]
    apart = [_beside(first, p) for p in others if p.place.id != first.place.id]
    rest = tuple(p for p in report.places if p.span not in {o.span for o in apart})
    return [replace(report, places=rest), *(replace(report, places=(p,), counts=()) for p in apart)]


def _beside(first: Location, other: Location) -> Location:
    """A village named in one breath with another is no namesake of it abroad: then where it lies stays open."""
    abroad = first.place.country and other.place.country and first.place.country != other.place.country
    if not abroad or other.place.kind == "city" or other.span is None:
        return other
    return replace(other, place=Place(None, other.span.quote, other.place.kind, first.place.country), score=None)


def _is_way(view: View, objects: Sequence[int]) -> bool:
    """ "Cut the road", "severed supply lines": a siege; "cut mobile services" is none."""
    near = {view.lemma(k) for o in objects for k in (o, *view.tree.kids(o, "compound", "nmod", "amod"))}
    return bool(near & word_list("territory", "ways")) or any(view.place_at(o) for o in objects)


def _town_of(view: View, i: int) -> int:
    """The noun that a name stands behind: "the port city of Mombasa"."""
    tree = view.tree
    if tree.tokens[i].dep == "pobj" and view.lemma(tree.head(i)) == "of":
        return tree.head(tree.head(i))
    return i


def _report(view: View, group: Sequence[Trigger], words: frozenset[int], counts: tuple[Count, ...]) -> Report | None:
    ordered = _by_weight(view, group)
    main = ordered[0]
    side_a, side_b, objects = sides(view, ordered)
    people = tuple(p for p in side_b if is_anybody(p))
    side_b = tuple(p for p in side_b if not is_anybody(p))
    if not side_b and main.entry.frame == "act":
        side_b = living_there(view, words)
    if not side_b and main.entry.frame == "act" and not has_means(view, ordered, words):
        side_b = holding(view, main, side_a)
    status = status_of(view, main)
    means = words - _those_under_fire(view, main)
    decided = decide_type(view, ordered, means, side_a, side_b, objects, counts)
    if main.entry.words[0] in {"cut", "sever", "block"} and not _is_way(view, objects):
        return None
    if decided is None or status is None or (not counts and _is_epithet(view, main, words)):
        return None
    place_words = [m for i, m in view.places if i in words]
    places = tuple(locations(view, ordered, objects, place_words))
    counts = (*counts, *named_victims(view, ordered, counts))
    if decided.sub_event_type == "Displacement":
        counts = _of_movement(view, main, counts)
    return Report(
        sentence=view.number,
        trigger=_trigger_span(view, main),
        triggers=tuple(ordered),
        sub_event_type=decided.sub_event_type,
        is_specific=decided.is_specific,
        frame=main.entry.frame,
        status=status,
        is_history=is_history(view, main.head) or is_habit(view, main) or is_longstanding(view, main),
        is_definite=is_definite(view, main),
        side_a=side_a,
        side_b=side_b,
        places=places,
        referred=tuple(referred(view, ordered, objects, words)),
        when=time_of(view, main, words),
        counts=tuple(_of_side(view, c, side_a, side_b) for c in counts),
        sources=_sources(view, [view.span(main.head, main.head), *(c.span for c in counts)]),
        people=people,
        named=named_targets(view, ordered),
        owners={c.span: _names_of(view, c) for c in counts if c.whom == "combatants"},
        target=target_of(view, objects) if _is_aimed(main) else None,
        is_civilian=_is_civilian(view, words, counts),
        is_elsewhere=is_elsewhere(view, words)
        or _is_earlier(view, ordered)
        or (bool(places) and comes_later(view, words)),
        is_update=tells_old_figures(view),
        is_running=is_running(view),
        tense=tense_of(view, main),
        is_told_plainly=_is_told_plainly(view, main),
        is_hearsay=is_hearsay(view, main.head),
        is_downing=main.entry.words[0] in {"downing", "shoot", "down", "bring"} and decided.sub_event_type == CLASH,
        zone=view.sentence.zone,
        entry=view.entry,
    )


def _is_aimed(main: Trigger) -> bool:
    """Whether what the words name as acted on is a target: of an act, a crowd, a bomb."""
    return main.entry.frame in {"act", "crowd"} or main.entry.sub_event_type in EXPLOSIVE


def _is_earlier(view: View, group: Sequence[Trigger]) -> bool:
    """ "... a week after 40 people were killed in Kaura": another deed, told to date this one."""
    return any(mark < min(t.head for t in group) for mark in earlier_deeds(view))


def _is_told_plainly(view: View, main: Trigger) -> bool:
    """Whether a main clause says that it was done to somebody: "One convoy was shot at, medics said"."""
    tree, i = view.tree, main.head
    undergone = tree.is_passive(i) or main.entry.frame == "happen"
    return main.entry.pos == "verb" and undergone and tree.tokens[i].dep in {"ROOT", "conj", "ccomp", "parataxis"}


def _of_movement(view: View, main: Trigger, counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """The figures of a displacement: those who "arrived" are no force, and the moving people's own number counts."""
    kept = tuple(c for c in counts if c.kind != "strength")
    moved = None if any(c.kind in {"displaced", "evacuated"} for c in kept) else figure_of(view, main)
    return (*kept, moved) if moved else kept


def _of_side(view: View, count: Count, side_a: Sequence[Party], side_b: Sequence[Party]) -> Count:
    """ "Two rebels died when they clashed with the army": fighters of which side, where their noun says it."""
    if count.whom != "combatants":
        return count
    names = _names_of(view, count)
    for side, parties in (("side_a", side_a), ("side_b", side_b)):
        if names & {p.name for p in parties}:
            return replace(count, whom=side)
    return count


def _names_of(view: View, count: Count) -> frozenset[str]:
    """The parties that the words beside a figure name as those counted."""
    told = (view.actor_at[i].value for i in _counted(view, count) if i in view.actor_at)
    return frozenset(actor.name for actor in told if isinstance(actor, Actor))


def _counted(view: View, count: Count) -> set[int]:
    """The words that say whose the counted are: "40 fighters from rebel groups", "the army lost 12", "fellow men"."""
    tree = view.tree
    inside = {i for i, t in enumerate(tree.tokens) if count.span.start <= t.start < count.span.end}
    if any(tree.tokens[i].text.lower() in word_list("counted", "fellows") for i in inside):
        return {i for i in view.actor_at if i < min(inside)}
    verb = clause_verb(view, min(inside, default=0))
    if view.lemma(verb) in word_list("counted", "losing"):
        return set(tree.verb_agents(verb))
    behind = {k for i in inside for j in tree.prepositions(i, word_list("counted", "from")) for k in tree.subtree(j)}
    return inside | {k for k in behind if not any(k in o for o in _other_counts(view, count))}


def _other_counts(view: View, count: Count) -> list[set[int]]:
    """The words of the other figures of the sentence."""
    others = [m.span for _, m in view.counts if m.span != count.span]
    return [{i for i, t in enumerate(view.tree.tokens) if s.start <= t.start < s.end} for s in others]


def _is_blow(view: View, trigger: Trigger) -> bool:
    """ "hit", "struck": says less than the noun beside it ("hit a mine")."""
    return trigger.entry.pos == "verb" and view.lemma(trigger.head) in word_list("roles", "victim_verbs")


def _trigger_span(view: View, trigger: Trigger) -> Span:
    first, last = trigger.first, trigger.last
    if trigger.entry.pos == "verb" and last - first > 4:
        last = first
    return view.span(first, last)


def _those_under_fire(view: View, main: Trigger) -> set[int]:
    """ "A helicopter came under fire": what it was, it was not done with."""
    if main.entry.words[:2] != ("come", "under"):
        return set()
    return {k for subject in view.tree.subjects(main.head) for k in view.tree.subtree(subject)}


def _is_civilian(view: View, words: frozenset[int], counts: Iterable[Count]) -> bool:
    """Whether the sentence says that civilians were hit: by the target, or by who is counted."""
    if any(c.whom in {"civilians", "children", "women"} for c in counts):
        return True
    return any(view.tree.tokens[i].lemma in word_list("victims", "civilian_targets") for i in words)


def _sources(view: View, spans: Sequence[Span]) -> tuple[Source, ...]:
    """Who says it: every source whose content holds the trigger or one of the figures."""
    out: list[Source] = []
    for mention in view.sources:
        source = mention.value
        if isinstance(source, Source) and source.content and any(source.content.contains(s) for s in spans):
            out.append(replace(source, span=source.span or mention.span))
    return tuple(out)


def _is_epithet(view: View, main: Trigger, words: frozenset[int]) -> bool:
    """ "The coalition fighting IS in Iraq": the words only say who a party is."""
    tree = view.tree
    token = tree.tokens[main.head]
    if main.entry.frame != "clash" or token.dep not in {"acl", "relcl"} or any(i in words for i, _ in view.times):
        return False
    return tree.head(main.head) in view.actor_at
