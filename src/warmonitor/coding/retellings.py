"""One incident that an article tells twice: the headline's "massacre" and the text's air strike, a raid and its denial.

Reports join an event as they come, each by what is known of it by then (``merge``). Here whole events are set side by
side: two that nothing holds apart, and that one of a few plain signs says are one, become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from warmonitor.coding.merge import (
    REAL,
    REMOTE,
    TERRITORY,
    VIOLENT,
    Draft,
    family,
    is_bare,
    is_deed,
    is_just_attack,
    same_place,
    same_time,
    settings,
)
from warmonitor.coding.reports import Report
from warmonitor.coding.types import as_forces
from warmonitor.coding.view import View
from warmonitor.coding.where import extent
from warmonitor.coding.words import word_list
from warmonitor.model import Location, Party
from warmonitor.ontology import lexicon

UNKNOWN = "Unidentified"


def with_retellings(drafts: Sequence[Draft], seen: Sequence[View]) -> list[Draft]:
    """The drafts, those that are plainly one incident as one, in the order of their first reports."""
    texts = {view.number: view.article.text[view.sentence.start : view.sentence.end].lower() for view in seen}
    out: list[Draft] = []
    for draft in drafts:
        told = next((d for d in out if is_retold(d, draft, texts)), None)
        if told is None:
            out.append(draft)
        else:
            out[out.index(told)] = _as_one(told, draft)
    return out


def is_retold(a: Draft, b: Draft, texts: Mapping[int, str]) -> bool:
    """Whether a later event of an article is an earlier one told again; ``texts`` are its sentences in lower case."""
    if b[0].sentence - a[-1].sentence > settings()["retold"]["reach"]:
        return False
    if not {family(r.sub_event_type) for r in (*a, *b)} <= VIOLENT or TERRITORY & {r.sub_event_type for r in (*a, *b)}:
        return False
    if _is_denial(a, b):
        return True
    if not {a[0].status, b[0].status} <= REAL or _is_another(a, b):
        return False
    return _has_one_toll(a, b) or _is_headlined(a, b) or _tells_the_firing(a, b) or _hits_the_same(a, b, texts)


def _as_one(a: Draft, b: Draft) -> Draft:
    """Both tellings; what one tells with bare words was done with the means that the other names."""
    reports = sorted([*a, *b], key=lambda report: report.sentence)
    remote = [r for r in reports if is_deed(r) and not is_bare(r) and family(r.sub_event_type) == REMOTE]
    means = next((r.sub_event_type for r in sorted(remote, key=lambda r: not r.is_specific)), None)
    status = "happened" if "denied" in {r.status for r in reports} else None
    reports = [replace(r, sub_event_type=means) if means and _is_open(r) else r for r in reports]
    return [replace(r, status=status) if status and r.status == "denied" else r for r in reports]


def _is_open(report: Report) -> bool:
    """ "The massacre", "attacked": whatever it was done with."""
    return is_bare(report) or (is_just_attack(report) and family(report.sub_event_type) != REMOTE)


# ---- what holds two apart


def _is_another(a: Draft, b: Draft) -> bool:
    if any(r.is_history or r.is_downing for r in (*a, *b)) or b[0].is_elsewhere or a[0].is_running != b[0].is_running:
        return True
    return _differ_in_day(a, b) or _differ_in_place(a, b) or _differ_in_doer(a, b)


def _differ_in_day(a: Draft, b: Draft) -> bool:
    days = [[r.when for r in d if r.when] for d in (a, b)]
    return any(same_time(x, y) is False for x in days[0] for y in days[1])


def _differ_in_place(a: Draft, b: Draft) -> bool:
    """Whether the most exact places that the two tell are not one."""
    mine, others = _places(a), _places(b)
    return bool(mine and others) and not same_place(min(mine, key=extent), min(others, key=extent))


def _differ_in_doer(a: Draft, b: Draft) -> bool:
    mine, others = _doers(a), _doers(b)
    return bool(mine and others) and not mine & others


def _places(draft: Iterable[Report]) -> list[Location]:
    return [place for report in draft for place in report.places]


def _doers(draft: Iterable[Report]) -> set[str]:
    return _names(party for report in draft for party in as_forces(report.side_a))


def _names(parties: Iterable[Party]) -> set[str]:
    return {p.actor or p.name for p in parties if not p.name.startswith(UNKNOWN)}


# ---- what says that two are one


def _has_one_toll(a: Draft, b: Draft) -> bool:
    """The same number of dead, printed twice; of few dead two events have the same."""
    few = settings()["retold"]["few_dead"]
    return any(n > few for n in _dead(a) & _dead(b))


def _follows(a: Draft, b: Draft) -> bool:
    """Whether one is told in the sentences right after what is told of the other."""
    before = [r.sentence for r in a if r.sentence < b[0].sentence]
    return bool(before) and b[0].sentence - before[-1] <= settings()["retold"]["means_reach"]


def _is_headlined(a: Draft, b: Draft) -> bool:
    """The headline's words for what the text then tells of the same place."""
    deeds = [r for r in a if is_deed(r)]
    near = b[0].sentence - deeds[-1].sentence <= settings()["retold"]["headline_reach"] if deeds else False
    if not near or {r.zone for r in deeds} != {"headline"} or not _tolls_fit(a, b):
        return False
    alike = {r.sub_event_type for r in a} & {r.sub_event_type for r in b} or all(map(is_bare, deeds))
    return bool(alike) and bool(_places(a) and _places(b))


def _tells_the_firing(a: Draft, b: Draft) -> bool:
    """ "Missiles hit a mall. The air force said that bombers had fired them": what hit, and where it was fired from."""
    return _follows(a, b) and _are_remote(a, b) and not _places(b) and all(_is_firing(r) for r in b if is_deed(r))


def _are_remote(a: Draft, b: Draft) -> bool:
    """Whether both are strikes, shelling or bombs, by the words for what was done."""
    return all(family(r.sub_event_type) == REMOTE for r in (*a, *b) if is_deed(r))


def _hits_the_same(a: Draft, b: Draft, texts: Mapping[int, str]) -> bool:
    """ "Fired at a depot near the mall": the thing that the story's strike hit, told of without a place of its own."""
    if _places(b) or not _are_remote(a, b):
        return False
    hit = {name for r in a if is_deed(r) for name in _things(texts[r.sentence], False)}
    return any(hit & _things(texts[r.sentence], True) for r in b)


def _things(text: str, is_known: bool) -> set[str]:
    """What a sentence names of the things that a story has one of; only what is known already: "the mall"."""
    return {kind for kind, pattern in _patterns(is_known).items() if pattern.search(text)}


@cache
def _patterns(is_known: bool) -> Mapping[str, re.Pattern[str]]:
    article = r"\b(?:the|that|this) " if is_known else r"\b"
    kinds = lexicon("linking")["objects"]
    few = word_list("roles", "few_of_a_kind")
    return {kind: re.compile(f"{article}(?:{'|'.join(map(re.escape, kinds[kind]))})\\b") for kind in few}


def _is_denial(a: Draft, b: Draft) -> bool:
    """What one asserts and the one who is blamed denies: of the same place, and of nobody else's doing."""
    denied, told = (a, b) if a[0].status == "denied" else (b, a)
    if denied[0].status != "denied" or told[0].status not in REAL or any(r.is_history for r in (*a, *b)):
        return False
    near = abs(b[0].sentence - a[-1].sentence) <= settings()["retold"]["denial_reach"]
    blamed = any(s.stance == "blames" for r in told for s in r.sources) or not _places(told)
    return near and blamed and not (_differ_in_day(a, b) or _differ_in_place(a, b) or _differ_in_doer(a, b))


def _is_firing(report: Report) -> bool:
    return any(t.entry.words[0] in word_list("roles", "sending") for t in report.triggers)


def _dead(draft: Iterable[Report]) -> set[int]:
    told = [c for r in draft for c in r.counts if c.kind == "killed" and not c.part_of and not c.vague]
    return {n for c in told for n in (c.low, c.high) if n}


def _tolls_fit(a: Draft, b: Draft) -> bool:
    mine, others = _dead(a), _dead(b)
    return not mine or not others or bool(mine & others)
