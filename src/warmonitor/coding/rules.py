"""The default coder: from a parsed document to its claims, by rules that can be read.

code(document) -> claims. Mentions are found, sentences report events, reports of one event are merged, and each merged
event becomes one claim whose every filled field names its words or the inference it rests on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from warmonitor.coding.day_choice import days_of
from warmonitor.coding.entries import with_entries
from warmonitor.coding.means import with_means
from warmonitor.coding.merge import VIOLENT, Draft, family, is_bare, is_deed, kin, merge, names_means, settings
from warmonitor.coding.owners import country_of, owners, unarmed
from warmonitor.coding.place_choice import places_of
from warmonitor.coding.place_reference import with_references
from warmonitor.coding.reports import Report, reports
from warmonitor.coding.retellings import with_retellings
from warmonitor.coding.silent_sides import with_silent_sides
from warmonitor.coding.types import CIVILIAN, among_protests, as_crowd, as_forces, in_order, type_of
from warmonitor.coding.umbrellas import with_shares, with_umbrellas, without_sums
from warmonitor.coding.view import View, views
from warmonitor.coding.voices import is_wish, with_voices
from warmonitor.mentions import find_mentions
from warmonitor.model import Claim, Count, Document, Evidence, Location, Mention, Party, Source, When
from warmonitor.ontology import event_types, lexicon

CODER = "rules 0.1"
SPLIT_TOLERANCE = 0.05  # "at least 70": 30 soldiers and 39 rebels
ABDUCTION = "Abduction/forced disappearance"
ON_CIVILIANS = frozenset({"Displacement", "Sexual violence", "Siege", ABDUCTION, "Arrests"})
ON_PEOPLE = frozenset({"Explosions/Remote violence", "Violence against civilians"})
UNREAL = frozenset({"planned", "demanded", "hypothetical", "denied"})


def code(document: Document, mentions: Sequence[Mention] | None = None) -> list[Claim]:
    """Every claim that a parsed document makes, in the order of the text."""
    found = find_mentions(document) if mentions is None else list(mentions)
    seen = with_entries(with_references(views(document, found), found))
    told = [report for view in seen for report in reports(view)]
    drafts = with_means(with_voices(with_retellings(merge(told), seen), seen))
    dated = zip(drafts, days_of(drafts, seen), strict=True)
    claims = [_claim(document, draft, when, draft is drafts[0], seen) for draft, when in dated]
    kept = [
        claim
        for claim in with_silent_sides(among_protests(claims), found, document)
        if _is_worth_a_row(claim)
    ]
    return [claim for claim in with_umbrellas(with_shares(without_sums(kept))) if _quotes_stand(document, claim)]


def _claim(document: Document, draft: Draft, when: When | None, is_first: bool, seen: Sequence[View]) -> Claim:
    main = _main_report(draft)
    sub_event_type = _exact_type(draft, main)
    side_b = _side(draft, "side_b")
    side_a, side_b = in_order(sub_event_type, _side(draft, "side_a", side_b), side_b)
    side_a, side_b = as_crowd(sub_event_type, side_a, side_b)
    if family(sub_event_type) in VIOLENT or sub_event_type == "Siege":
        side_a, side_b = as_forces(side_a), as_forces(side_b)
        side_a = tuple(p for p in side_a if p.name not in {o.name for o in side_b})
    places, place_by = places_of(draft, seen)
    country = country_of(places, (*side_a, *side_b))
    side_b = side_b or owners((r.target for r in draft), country)
    if sub_event_type == "Armed clash" and main.frame == "act" and side_b and not set(map(type_of, side_b)) - CIVILIAN:
        sub_event_type = "Attack"  # gunmen who raid a market
    if family(sub_event_type) in ON_PEOPLE or sub_event_type in ON_CIVILIANS:
        side_b = side_b or unarmed(sub_event_type, draft, country)
    sources = _sources(draft)
    counts = _counts(draft, sources, side_a, side_b)
    status = main.status if main.status != "hypothetical" else draft[0].status
    if status != "denied" and any(s.stance == "denies" for s in sources):  # told by one, denied by another
        side_a = tuple(replace(p, alleged=True) for p in side_a)
    claim = Claim(
        id=_claim_id(document, main, places),
        article_id=document.article.id,
        trigger=main.trigger,
        event_type=event_types()[sub_event_type].event_type,
        sub_event_type=sub_event_type,
        status=status,
        focus=_focus(document, draft, when, is_first),
        side_a=side_a,
        side_b=side_b,
        place=places[0] if places else None,
        places=tuple(places[1:]),
        when=when,
        counts=counts,
        sources=sources,
        coder=CODER,
    )
    return replace(claim, evidence=tuple(_evidence(claim, place_by)))


def _claim_id(document: Document, main: Report, places: Sequence[Location]) -> str:
    """An id of its own: one trigger may tell of several places, so the place's words are part of it."""
    where = places[0].span.start if places and places[0].span else ""
    key = f"{document.article.id}\n{main.trigger.start}\n{main.sub_event_type}\n{where}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _main_report(draft: Draft) -> Report:
    """The report whose words name the event: a type of its own first, the body before the headline."""
    return min(draft, key=lambda r: (r.status in UNREAL, not r.is_specific, r.is_result_only, r.sentence))


def _are_civilians(report: Report) -> bool:
    """Whether the "people" of a report are civilians: by the target, by who is counted, or by what is done to them."""
    return report.is_civilian or report.sub_event_type in ON_CIVILIANS


def _exact_type(draft: Draft, main: Report) -> str:
    """The type of the main report, or the more exact one that another report gives."""
    if is_bare(main) and (means := [r for r in draft if names_means(r) and r.sentence - main.sentence == 1]):
        return means[0].sub_event_type
    exact = (kin(main.sub_event_type, r.sub_event_type) for r in draft if r.is_specific)
    return next((t for t in exact if t), main.sub_event_type)


def _side(draft: Draft, name: str, others: Sequence[Party] = ()) -> tuple[Party, ...]:
    """The first telling that names a known party, the event's own words before its casualties'; else any telling.

    Nobody attacks himself: who is among the ``others`` in another sentence is not of this side, nor are the dead of the
    attacker his victims.
    """
    against = {p.name for p in others}
    doers = {p.name for r in draft if is_deed(r) for p in r.side_a} if name == "side_b" else set()
    tellings = sorted(draft, key=lambda r: r.is_result_only)
    tellings = [r for r in tellings if not (r.is_result_only and doers & {p.name for p in getattr(r, name)})]
    told: list[tuple[Party, ...]] = [getattr(r, name) for r in tellings if getattr(r, name)]
    told = [side for side in told if not against & {p.name for p in side}]
    if not told and name == "side_b" and any(_are_civilians(r) for r in draft):
        told = [r.people for r in draft if r.people]
    if not told:
        return ()
    known = [t for t in told if all(p.actor for p in t)]
    named = [t for t in known if not any(p.name.startswith("Unidentified") for p in t)]
    chosen = next(iter(named or known or told))
    out: dict[str, Party] = {}
    for p in chosen:
        out.setdefault(p.actor or p.name, p)
    return tuple(out.values())


def _sources(draft: Draft) -> tuple[Source, ...]:
    """Who says it, in the order of the text; one who asserts a part and denies another stands there twice."""
    news = [r for r in draft if not (r.is_history and r.is_result_only and r.triggers)] or draft  # not the war's dead
    told = sorted((s for report in news for s in report.sources), key=lambda s: s.span.start if s.span else 0)
    told = [s for s in told if not is_wish(s)] or told
    out: dict[tuple[str, str], Source] = {}
    for source in told:
        out.setdefault((source.name, source.stance), replace(source, content=None))
    return tuple(out.values())


def _counts(
    draft: Draft, sources: Sequence[Source], side_a: Sequence[Party], side_b: Sequence[Party]
) -> tuple[Count, ...]:
    numbers = {(s.name, s.stance): n for n, s in enumerate(sources)}
    out: dict[tuple[object, ...], Count] = {}
    for report in draft:
        for count in report.counts:
            teller = _teller(report, count) or _told_before(draft, report)
            said = numbers.get((teller.name, teller.stance)) if teller else None
            known = replace(count, source=said, whom=_of_attackers(count, report, side_a))
            out.setdefault((known.kind, known.low, known.high, known.whom, known.source), known)
    owners = {span: names for report in draft for span, names in report.owners.items()}
    kept = _without_echoes(list(out.values()))
    told = [replace(c, whom=_whom(c, side_a, side_b, owners.get(c.span, frozenset()))) for c in kept]
    return tuple(_with_parts(told))


def _of_attackers(count: Count, report: Report, side_a: Sequence[Party]) -> str | None:
    """Whom a figure counts; the dead of a sentence's attacked side may be those of the event's attacker."""
    names = {p.name for p in report.side_b}
    is_theirs = count.whom == "side_b" and bool(names) and names <= {p.name for p in side_a}
    return "side_a" if is_theirs else count.whom


def _teller(report: Report, count: Count) -> Source | None:
    """Whose words a figure stands in: of several, the one whose verb is nearest; a denial tells no figure."""
    told = [s for s in report.sources if s.stance in {"asserts", "blames"} and s.content]
    of_it = [s for s in told if s.content and s.content.contains(count.span)]
    return min(of_it, key=lambda s: (abs(s.cue.start - count.span.start) if s.cue else 0, not s.via), default=None)


def _told_before(draft: Draft, report: Report) -> Source | None:
    """ "13 died, the charity said. Among them were five children": the one who told the toll tells its parts."""
    if not report.is_result_only or report.sources or report.is_elsewhere:
        return None
    before = [s for r in draft if r.sentence == report.sentence - 1 and r.counts for s in r.sources]
    return before[0] if before and all(s == before[0] and s.stance == "asserts" for s in before) else None


def _with_parts(counts: list[Count]) -> list[Count]:
    """Mark figures that split a total told before: "70 were killed ... 30 soldiers and 39 rebels died"."""
    for total in counts:
        whole = total.low or total.high
        if whole is None or total.part_of or total.kind not in {"killed", "injured"}:
            continue
        later = [c for c in counts if c.kind == total.kind and c.span.start > total.span.start and not c.part_of]
        exact = [c for c in later if c.low is not None and c.low == c.high and 0 < c.low < whole]
        if parts := _adding_up(exact, whole):
            return [replace(c, part_of=total.span.quote) if c in parts else c for c in counts]
    return counts


def _adding_up(counts: Sequence[Count], whole: int) -> Sequence[Count]:
    """The longest run of figures, told one after the other, that come to the whole; those of one source nearly so."""
    runs = (counts[i : i + n] for n in range(len(counts), 1, -1) for i in range(len(counts) - n + 1))
    for run in runs:
        off = abs(sum(c.low or 0 for c in run) - whole)
        if off == 0 or (off <= whole * SPLIT_TOLERANCE and len({c.source for c in run}) == 1):
            return run
    return ()


def _without_echoes(counts: list[Count]) -> Iterator[Count]:
    """Drop a figure that repeats another of the same kind without its source."""
    for count in counts:
        same = [c for c in counts if c is not count and _is_echo(c, count)]
        if count.source is None and any(c.source is not None for c in same):
            continue
        if any(c.source == count.source and c.span.start < count.span.start for c in same):
            continue
        yield count


def _is_echo(a: Count, b: Count) -> bool:
    """The same figure of the same people: "15 civilians" and "15 militants" are two."""
    known = {a.whom, b.whom} - {None, "all"}
    return (a.kind, a.low, a.high) == (b.kind, b.low, b.high) and len(known) < 2


def _whom(count: Count, side_a: Sequence[Party], side_b: Sequence[Party], owners: frozenset[str]) -> str | None:
    """ "soldiers", "militants": which side's they are, where the sides tell."""
    if count.whom != "combatants":
        return count.whom
    if owners & {p.name for p in side_a}:
        return "side_a"
    if count.kind == "strength":
        return None  # a force whose side its words do not tell
    if side_b and type_of(side_b[0]) != "civilians":
        return "side_b"
    return "side_b" if side_a and not side_b else None


def _focus(document: Document, draft: Draft, when: When | None, is_first: bool) -> str:
    published = document.article.published
    today = published.end if published else None
    if all(r.is_history for r in draft):
        return "background"
    limit = timedelta(days=int(lexicon("coding")["background"]["days"]))
    if when and when.end and today and when.end < today - limit:
        return "background"
    lead = int(settings()["focus"]["lead_sentences"])
    early = draft[0].sentence < lead
    return "main" if is_first or early else "other"


def _is_worth_a_row(claim: Claim) -> bool:
    """A row needs a place or a day; history and mere plans need more than the war's country."""
    exact = claim.place is not None and claim.place.place.kind != "country"
    own = any(e.field == "place" and e.by == "words" for e in claim.evidence)
    dated = claim.when is not None and claim.when.is_dated
    if _says_nothing_of_its_own(claim, own):
        return False
    if claim.focus == "background":
        return exact and own and (dated or bool(claim.side_a or claim.counts))
    if claim.status in {"hypothetical", "demanded"}:
        return claim.sub_event_type == "Agreement" and exact
    if claim.status == "planned":  # a pledge without a place is of no event
        return exact and own and bool(claim.side_a)
    if (
        claim.sub_event_type == "Displacement"
    ):  # "civilians have fled" is told of every war; a number or a day makes it a report
        counted = any(c.kind in {"displaced", "evacuated"} for c in claim.counts)
        return counted or (exact and (own or (dated and claim.when is not None and claim.when.basis == "words")))
    if family(claim.sub_event_type) in {"Strategic developments", "Protests"}:
        return exact or dated or bool(claim.side_a)
    return True


def _says_nothing_of_its_own(claim: Claim, has_place: bool) -> bool:
    """Neither where, nor when, nor how many, nor who did it to whom: "the regime went on with its bombardment".

    Such words tell on of what was told before or of the war at large; of the claims read so that stood on them alone
    more were no event than were one. Arrests, sieges, movements and deals often name one party only.
    """
    dated = claim.when is not None and claim.when.is_dated and claim.when.basis == "words"
    pair = bool(claim.side_a and claim.side_b)
    violent = family(claim.sub_event_type) != "Strategic developments"
    return violent and claim.status != "denied" and not (has_place or dated or pair or claim.counts)


def _evidence(claim: Claim, place_by: str) -> Iterator[Evidence]:
    yield Evidence("trigger", claim.trigger, "trigger list")
    yield Evidence("sub_event_type", claim.trigger, "trigger, instrument and sides")
    yield Evidence("event_type", None, "parent of the sub-event type")
    yield Evidence("status", claim.trigger, "modality of the trigger")
    yield Evidence("focus", None, "position and day")
    for name, parties in (("side_a", claim.side_a), ("side_b", claim.side_b)):
        for n, p in enumerate(parties):
            counted = any(c.span == p.span for c in claim.counts)
            yield Evidence(f"{name}[{n}]", p.span, "who is counted" if counted else "role in the sentence")
    if claim.place:
        yield Evidence("place", claim.place.span, place_by)
        for field in ("admin1", "country"):
            if getattr(claim.place.place, field):
                yield Evidence(f"place.{field}", None, "gazetteer parent")
    for n, place in enumerate(claim.places):
        yield Evidence(f"places[{n}]", place.span, "words")
    if claim.when:
        yield Evidence("when", claim.when.span, claim.when.basis)
    for n, count in enumerate(claim.counts):
        yield Evidence(f"counts[{n}]", count.span, "words")
    for n, source in enumerate(claim.sources):
        yield Evidence(f"sources[{n}]", source.span, "attribution")


def _quotes_stand(document: Document, claim: Claim) -> bool:
    """The rule of evidence: every quote stands in the text at its place."""
    text = document.article.text
    return all(e.span is None or text[e.span.start : e.span.end] == e.span.quote for e in claim.evidence)
