"""Which reports of an article tell the same event: each joins the best earlier one that nothing contradicts.

A missing field never speaks for sameness. Different places, days, or two definite types keep reports apart whatever
else agrees; weights stand in ``data/coding.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf

from warmonitor import ontology
from warmonitor.coding.reports import Report
from warmonitor.coding.where import extent
from warmonitor.coding.words import word_list
from warmonitor.geography import distance_km
from warmonitor.model import Count, Location, Party, When
from warmonitor.ontology import event_types

SPOTS = frozenset({"neighbourhood", "village", "town"})
TERRITORY = frozenset({"Government regains territory", "Non-state actor overtakes territory"})
REMOTE = "Explosions/Remote violence"
VIOLENT = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
REAL = frozenset({"happened", "ongoing"})
REMOTE = "Explosions/Remote violence"
BLOWLESS = frozenset({"take", "lose", "move", "agree"})  # "the army retook the base ... helicopters killed two herders"
UNARMED = frozenset({"civilians", "children", "women"})
Draft = list[Report]


def settings() -> Mapping[str, Mapping[str, float]]:
    """The weights of ``data/coding.toml``."""
    return ontology.settings("coding")


def merge(reports: Iterable[Report]) -> list[Draft]:
    """Reports grouped by event, in the order of each event's first report."""
    drafts: list[Draft] = []
    early: list[Report] = []
    for report in reports:
        best = _best(drafts, report)
        if best is not None:
            best.append(report)
        elif is_substantial(report) and not (report.when is None and any(_outgrows(d, report) for d in drafts)):
            drafts.append([report])
        elif not drafts and _is_early(report):
            early.append(report)
    reach = settings()["merge"]["early_reach"]
    for report in early:
        after = (d for d in drafts if _can_kill(d) and 0 <= d[0].sentence - report.sentence <= reach)
        next(after, []).append(report)
    return drafts


def _is_early(report: Report) -> bool:
    """ "At least 30 people were killed, officials said": the toll before the first word of what killed them."""
    tolls = {c.kind for c in report.counts} & {"killed", "injured"}
    return bool(tolls) and _tells_only_results(report) and report.status in REAL and not report.is_history


def _best(drafts: Sequence[Draft], report: Report) -> Draft | None:
    if report.is_tally and ((told := _holder(drafts, report)) or all(c.high == 0 for c in report.counts)):
        return told
    if beside := _beside(drafts, report):
        return beside
    w = settings()["merge"]
    furthest = report.sentence - reach(w["loose_threshold" if _tells_only_results(report) else "echo_threshold"])
    near = ((n, draft) for n, draft in enumerate(drafts) if draft[-1].sentence >= furthest)
    scored = [(score, -n) for n, draft in near if (score := sameness(draft, report)) is not None]
    if not scored:
        return None
    score, negative = max(scored)
    found = drafts[-negative]
    if score < w[_needed(found, report)]:
        return None
    return _first_named(drafts, found) if _tells_only_results(report) else found


def _first_named(drafts: Sequence[Draft], last: Draft) -> Draft:
    """One toll over two places of one attack is the first-named one's.

    "Bombers struck the city. Gunmen of the same group raided villages. In all 215 people died."
    """
    doers = _names(p for r in last for p in r.side_a)
    if any(r.places for r in last):
        return last
    before = [
        d
        for d in drafts
        if 0 <= last[0].sentence - d[-1].sentence <= 1 and d is not last and _can_kill(d) and _can_kill(last)
        if doers & _names(p for r in d for p in r.side_a)
    ]
    is_open = before and not _tells_tolls(last) and not _tells_tolls(before[0]) and not last[0].is_elsewhere
    return before[0] if is_open else last


def _beside(drafts: Sequence[Draft], report: Report) -> Draft | None:
    """ "Put the toll at 200 and said that 180 people were wounded": figures of one breath are of one event."""
    if not _tells_only_results(report) or not report.counts:
        return None
    last = (d for d in drafts if d[-1].sentence == report.sentence and d[-1].counts and _tells_only_results(d[-1]))
    return next((d for d in last if not _is_of_others(d, report)), None)


def _needed(draft: Draft, report: Report) -> str:
    if _tells_only_results(report) and not _is_of_others(draft, report):
        return "loose_threshold"
    return "echo_threshold" if _is_echo(draft, report) or _tells_the_means(draft, report) else "threshold"


def _is_of_others(draft: Draft, report: Report) -> bool:
    """Whether casualties are of another deed: by another doer, or fighters where civilians were put to death."""
    doers = [_names(p for r in d for p in r.side_a) for d in (draft, [report])]
    other_doer = bool(doers[0] and doers[1] and not doers[0] & doers[1])
    dead = [{c.whom for r in d for c in r.counts if c.kind == "killed"} for d in (draft, [report])]
    other_means = draft[0].frame in BLOWLESS and report.is_specific and family(report.sub_event_type) == REMOTE
    return other_doer or other_means or (dead[1] == {"combatants"} and bool(dead[0]) and dead[0] <= UNARMED)


def _is_echo(draft: Draft, report: Report) -> bool:
    """Whether a report says the kind of an event told before and nothing else of where, when or at what cost."""
    casualties = any(c.kind in {"killed", "injured"} for c in report.counts)
    alike = report.sub_event_type in {r.sub_event_type for r in draft}
    near = report.sentence - draft[-1].sentence <= settings()["merge"]["inside_reach"]
    agreed = near and (_sides(draft, report) or 0.0) >= 0
    dated = report.when is not None and (report.when.is_dated or report.when.constraint is not None)
    return alike and agreed and not (report.places or dated or casualties or report.is_elsewhere)


def _tells_the_means(draft: Draft, report: Report) -> bool:
    """ "Committed a massacre in the market. A jet dropped a bomb on the stalls": bare words, then how it was done."""
    causes = [r for r in draft if is_deed(r)]
    is_next = bool(causes) and report.sentence - causes[-1].sentence == 1
    goes_on = not (report.places or report.when or report.is_elsewhere or report.is_history)
    return is_next and goes_on and names_means(report) and all(map(is_bare, causes))


def is_deed(report: Report) -> bool:
    """Whether words name what was done, not only what it cost."""
    return bool(report.triggers) and not report.is_result_only


def is_bare(report: Report) -> bool:
    """Whether the words leave the means open: "the massacre", "an explosion"."""
    told = [t.entry for t in report.triggers if t.entry.strength != "result"]
    return bool(told) and all(e.strength == "weak" and e.words[0] in word_list("roles", "open_means") for e in told)


def names_means(report: Report) -> bool:
    """Whether the words say what an attack was carried out with: "dropped two bombs"."""
    return report.is_specific and family(report.sub_event_type) == REMOTE and not is_bare(report)


def _holder(drafts: Sequence[Draft], report: Report) -> Draft | None:
    """The event whose toll a mere figure goes on with: the violence told last, rather where casualties were told."""
    w = settings()["merge"]
    lead = w["tally_lead"] if report.triggers else w["figure_lead"]
    ranked = [
        (draft[-1].sentence + (lead if _tells_tolls(draft) else 0), -n)
        for n, draft in enumerate(drafts)
        if _can_kill(draft) and report.sentence - draft[-1].sentence <= w["tally_reach"] and _can_be_of(report, draft)
    ]
    return drafts[-max(ranked)[1]] if ranked and not report.is_elsewhere else None


def _can_be_of(report: Report, draft: Draft) -> bool:
    """ "Nobody was hurt": only of what the sentence before told, and not where some were."""
    if any(c.high != 0 for c in report.counts):
        return True
    return report.sentence - draft[-1].sentence <= 1 and not _tells_tolls(draft)


def _can_kill(draft: Draft) -> bool:
    bloodless = {"Sexual violence", "Abduction/forced disappearance"}
    violent = family(draft[0].sub_event_type) in VIOLENT | {"Protests", "Riots"} or draft[0].sub_event_type == "Other"
    return violent and draft[0].status in REAL and not {r.sub_event_type for r in draft} <= bloodless


def _tells_tolls(draft: Draft) -> bool:
    return any(c.kind in {"killed", "injured"} for r in draft for c in r.counts)


def reach(needed: float) -> float:
    """How many sentences back an event can lie that a report still joins, were all else the same; keeps long articles
    from comparing each report with every event before it."""
    w = settings()["merge"]
    best = (
        max(w["same_type"], w["kin_type"]) + max(w["same_place"], w["inside_place"], w["inside_far"], w["no_place"])
        + w["same_day"] + 2 * w["same_side"] + max(w["same_figure"], w["same_ground"]) + w["definite"]
        + w["headline"] + w["result_next"]
    )  # fmt: skip
    return (best - needed) / -w["distance"] if w["distance"] < 0 else inf


def _tells_only_results(report: Report) -> bool:
    """Casualties without a place or day of their own belong to the event told before, unless they are "elsewhere"."""
    return report.is_result_only and not report.places and not report.when and not report.is_elsewhere


def is_substantial(report: Report) -> bool:
    """Whether a report can stand as an event of its own: it says where, or how many, or who did what to whom."""
    if not report.triggers or (report.is_hearsay and report.status in REAL and not report.counts):
        return False
    if report.zone == "headline" and report.is_specific:
        return True
    figures = any((c.low or c.high) and not _is_share(c) for c in report.counts)
    dated = report.when is not None and (report.when.is_dated or "day:" in (report.when.constraint or ""))
    if report.is_result_only:
        told = bool(report.places and report.side_a and report.side_b)
        return told or (figures and bool(report.places or report.side_b or report.side_a))
    if report.is_specific:
        return bool(report.places or figures or report.side_a or report.side_b or dated)
    sides = bool(report.side_a) + bool(report.side_b)
    if figures or sides == 2 or (report.places and (sides > 0 or dated)):
        return True
    return report.is_told_plainly and bool(report.places) and extent(report.places[0]) <= 3


def _is_share(count: Count) -> bool:
    """A part of the dead or wounded told before: "30 of the wounded were flown out"."""
    return count.part_of is not None and count.kind in {"killed", "injured"}


def sameness(draft: Draft, report: Report) -> float | None:
    """How well a report fits an event told so far; None where something contradicts it."""
    w = settings()["merge"]
    parts = [
        _type(draft, report),
        _place(draft, report),
        _time(draft, report),
        _sides(draft, report),
        _figures(draft, report),
    ]
    if any(p is None for p in parts):
        return None
    score = sum(p for p in parts if p is not None)
    gap = report.sentence - draft[-1].sentence
    score += w["same_sentence"] if gap == 0 else w["distance"] * gap
    if report.is_result_only and not report.places and gap <= 2:
        score += w["result_next"]
    if report.is_definite:
        score += w["definite"]
    if draft[0].zone in {"headline", "standfirst"} and gap <= 3:
        score += w["headline"]
    if {draft[0].status, report.status} & {"planned", "demanded", "hypothetical", "denied"} and draft[
        0
    ].status != report.status:
        return None
    return score


def family(sub_event_type: str) -> str:
    return event_types()[sub_event_type].event_type


def kin(a: str, b: str) -> str | None:
    """The more exact of two types that can be told of one event: a car bomb may turn out a suicide bomb."""
    for pair in ontology.lexicon("coding")["kin"]["pairs"]:
        if {a, b} == set(pair):
            return str(pair[0])
    return None


def _type(draft: Draft, report: Report) -> float | None:
    w = settings()["merge"]
    types = {r.sub_event_type for r in draft if r.is_specific} or {draft[0].sub_event_type}
    if report.is_specific and report.is_downing != any(r.is_downing for r in draft):
        return None
    if report.sub_event_type in types:
        return w["same_type"]
    violent = family(report.sub_event_type) in VIOLENT | {"Protests", "Riots"} or report.sub_event_type == "Other"
    draft_violent = any(family(t) in VIOLENT | {"Protests", "Riots"} for t in types)
    if not violent or not draft_violent:
        return None
    if types <= TERRITORY and report.sub_event_type not in TERRITORY and report.when and not report.is_definite:
        return None  # "the government regained the town. On 26 March a convoy was attacked there"
    if "Sexual violence" in types | {report.sub_event_type} and _tells_tolls([*draft, report]):
        return None  # the raped are not among the dead of another attack
    if report.is_result_only or not report.is_specific or not any(r.is_specific for r in draft):
        return w["kin_type"]
    if is_just_attack(report) and (report.is_definite or _shares_scene(draft, report)):
        return w["kin_type"]
    if _shares_scene(draft, report) and _names(report.side_a) & _names(p for r in draft for p in r.side_a):
        return w["kin_type"]  # one attack with bombs, guns and knives: the same day, place and attackers
    if any(kin(report.sub_event_type, t) for t in types) or _tells_the_means(draft, report):
        return w["kin_type"]
    if {family(report.sub_event_type), *map(family, types)} <= {"Protests", "Riots"}:
        return w["kin_type"]
    return None


def is_just_attack(report: Report) -> bool:
    """ "The attack", "carried out an assault": words that any means of attack may be told with."""
    told = [t.entry for t in report.triggers if t.entry.strength != "result"]
    return bool(told) and all(entry.strength == "weak" and entry.frame == "act" for entry in told)


def _shares_scene(draft: Draft, report: Report) -> bool:
    """Whether a report names the day and the place of an event told before, both."""
    days = any(same_time(r.when, report.when) for r in draft if r.when and report.when)
    places = any(same_place(r.places[0], report.places[0]) for r in draft if r.places and report.places)
    return days and places


def same_place(a: Location, b: Location) -> bool:
    """Whether two places are one, or one lies in the other."""
    p, q = a.place, b.place
    if (p.id is not None and p.id == q.id) or p.name == q.name:
        return True
    if p.country and q.country and p.country != q.country:
        return False
    if "country" in (p.kind, q.kind):
        return p.country == q.country
    if "province" in (p.kind, q.kind) and p.admin1 and q.admin1:
        return p.admin1 == q.admin1
    if p.lat is None or q.lat is None or p.lon is None or q.lon is None:
        return False
    reach = max(p.radius_km or 3, q.radius_km or 3)
    return distance_km(p.lat, p.lon, q.lat, q.lon) <= reach


def _place(draft: Draft, report: Report) -> float | None:
    w = settings()["merge"]
    told = [r.places[0] for r in draft if r.places]
    if not report.places or not told:
        return w["no_place"]
    here = _end_in_common(told, report)
    fitting = [p for p in told if same_place(p, here)]
    near = report.sentence - draft[-1].sentence <= w["inside_reach"]
    if near and not fitting and any(_is_corner_of(here, p) for p in told):
        return w["inside_place"]
    if fitting and report.is_elsewhere and all(extent(p) > extent(here) for p in fitting):
        return None  # "elsewhere", "later on Tuesday": not the town of the province told before, but another
    if _are_two_spots(told, here) and not report.is_definite:
        return None
    if not fitting:
        refers = report.is_definite and not report.is_specific and extent(here) > 3
        return w["inside_far"] if refers else None  # "the attack ... as they were entering Turkey"
    if not any(_says_more_than_country(p, here) for p in fitting):
        return w["inside_place"]  # "in Syria" speaks for every town of it
    if any((extent(p) > 0) == (extent(here) > 0) for p in fitting):
        return w["same_place"]
    return w["inside_place"] if near else w["inside_far"]


def _end_in_common(told: Sequence[Location], report: Report) -> Location:
    """The place that a report is known by: of a movement from one place to another the end that was told before."""
    known = (p for p in report.places if any(same_place(p, q) for q in told))
    return next(known, report.places[0]) if report.frame == "move" else report.places[0]


def _is_corner_of(place: Location, town: Location) -> bool:
    """ "Najma Square", which no gazetteer has, of the city told before."""
    words = place.place.name.lower().split()
    unknown = place.place.lat is None and place.place.id is None
    return unknown and words[-1] in word_list("places", "corners") and town.place.kind in {"city", "town"}


def _are_two_spots(told: Sequence[Location], place: Location) -> bool:
    """Two quarters of one city, or a quarter and a village near by, whatever holds them both."""
    spots = [p for p in told if p.place.kind in SPOTS]
    return place.place.kind in SPOTS and bool(spots) and not any(same_place(p, place) for p in spots)


def _says_more_than_country(a: Location, b: Location) -> bool:
    return a.place.name == b.place.name or "country" not in (a.place.kind, b.place.kind)


def _time(draft: Draft, report: Report) -> float | None:
    told = [r.when for r in draft if r.when]
    if report.when is None:
        return 0.0
    if not told:
        return None if _is_long_before(report.when, draft) else 0.0
    verdicts = [same_time(t, report.when) for t in told]
    if any(v is False for v in verdicts):
        return None
    return settings()["merge"]["same_day"] if any(verdicts) else 0.0


def _is_long_before(when: When, draft: Draft) -> bool:
    """Whether a day lies well before the note that tells of an event without a day: what happened there earlier."""
    notes = [r.entry.start for r in draft if r.entry and r.entry.start]
    days = settings()["merge"]["news_days"]
    return bool(notes) and when.end is not None and (min(notes) - when.end).days > days


def same_time(a: When, b: When) -> bool | None:
    """True when two times share a day, False when they cannot, None when it is open."""
    if a.constraint and b.constraint and not a.is_dated and not b.is_dated:
        return a.constraint == b.constraint or None
    if not a.is_dated or not b.is_dated:
        return None
    return not ((a.end and b.start and a.end < b.start) or (b.end and a.start and b.end < a.start))


def _names(parties: Iterable[Party]) -> set[str]:
    return {p.actor or p.name for p in parties}


def _may_be(attackers: set[str], named: set[str]) -> bool:
    """ "Three attackers" may be the men of a group that was named before; soldiers are told as such."""
    forces = ("military", "police", "government", "civilians", "protesters", "pro", "unidentified")
    unknown = all(name.lower().startswith("unidentified") for name in attackers)
    return unknown and not any(name.lower().startswith(forces) for name in named)


def _sides(draft: Draft, report: Report) -> float | None:
    w = settings()["merge"]
    a = set().union(*(_names(r.side_a) for r in draft))
    b = set().union(*(_names(r.side_b) for r in draft))
    score = 0.0
    if draft[0].frame == report.frame == "clash" and (a | b) and (_names(report.side_a) | _names(report.side_b)):
        return _of_camps(a, b, report, w)
    for ours, theirs in ((a, _names(report.side_a)), (b, _names(report.side_b))):
        if ours and theirs and not (_may_be(ours, theirs) or _may_be(theirs, ours)):
            score += w["same_side"] if ours & theirs else w["other_side"]
    mine_a, mine_b = _names(report.side_a), _names(report.side_b)
    if (mine_a & b and not mine_a & a) or (mine_b & a and not mine_b & b):
        score += w["reversed_sides"] if draft[0].frame != "clash" and report.frame != "clash" else 0.0
    return score


def _of_camps(a: set[str], b: set[str], report: Report, w: Mapping[str, float]) -> float:
    """Two tellings of a fight, whichever side each names first."""
    mine_a, mine_b = _names(report.side_a), _names(report.side_b)
    straight = bool(a & mine_a) + bool(b & mine_b)
    crossed = bool(a & mine_b) + bool(b & mine_a)
    if straight or crossed:
        return w["same_side"] * max(straight, crossed)
    full = bool(a and b) or bool(mine_a and mine_b)
    return w["other_side"] * (1 + full) if not (a and not b and mine_b and not mine_a) else 0.0


def _figures(draft: Draft, report: Report) -> float | None:
    w = settings()["merge"]
    ours, theirs = _dead(draft), _dead([report])
    if _is_of_more_days(draft, report) or _is_of_more_days([report], draft[0]) or _outgrows(draft, report):
        return None
    if not ours or not theirs:
        return w["same_ground"] if _tells_ground(draft) and _tells_ground([report]) else 0.0
    if {n for c in ours for n in (c.low, c.high) if n} & {n for c in theirs for n in (c.low, c.high) if n}:
        return w["same_figure"]
    return 0.0 if report.is_update or any(_compatible(a, b) for a in ours for b in theirs) else w["other_figure"]


def _is_of_more_days(day: Sequence[Report], running: Report) -> bool:
    """Whether one telling adds up the dead of several days and the other is of one day, with fewer dead or untold."""
    tolls = [c.low or c.high or 0 for c in running.counts if c.kind == "killed"]
    if not running.is_running or not tolls or any(r.is_running for r in day):
        return False
    is_one_day = any(r.when is not None and r.when.is_dated and r.when.start == r.when.end for r in day)
    return is_one_day and max(tolls) > max((c.low or c.high or 0 for c in _dead(day)), default=0)


def _outgrows(draft: Draft, report: Report) -> bool:
    """ "Gunmen killed 10 ... At least 350 people have been killed": the dead of the unrest, who names no event."""
    if not report.is_result_only or report.places or report.is_update or report.tense not in {"perfect", "before"}:
        return False
    told, now = ([c.low or c.high or 0 for c in _dead(of)] for of in (draft, [report]))
    return bool(told and now) and min(now) >= settings()["merge"]["outgrown"] * max(1, *told)


def _dead(reports: Iterable[Report]) -> list[Count]:
    """Figures of the dead; a part of them too where it has a place of its own ("five of the dead fell in Midan")."""
    told = [(r, c) for r in reports for c in r.counts if c.kind == "killed"]
    return [c for _, c in told if not c.part_of] or [c for r, c in told if r.places]


def _tells_ground(reports: Iterable[Report]) -> bool:
    """Whether reports give an area that was taken: of one advance, whoever measured it."""
    return any(c.kind == "area_km2" for report in reports for c in report.counts)


def _compatible(a: Count, b: Count) -> bool:
    """Whether two figures can be of one toll: "more than 200" and "more than 220", a part and its whole."""
    return (a.high is None or b.low is None or b.low <= a.high) and (b.high is None or a.low is None or a.low <= b.high)
