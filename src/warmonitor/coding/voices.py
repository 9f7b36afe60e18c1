"""Sources that go on about an event in sentences which report none: "The army called the story a fabrication".

What points back ("the accusation", "the dead"), an eyewitness's own words, a refusal to comment belong to the event
told last; where nobody has been named for it yet, the sentence right after it does too. Not what turns elsewhere: to
another place, to what is wished or still to come, to the war at large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from warmonitor.coding.merge import Draft, same_place, settings
from warmonitor.coding.reports import Report
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.mentions.count_phrases import unranked
from warmonitor.model import Location, Source, Token
from warmonitor.ontology import lexicon

WITNESSES = frozenset({"residents or witnesses", "medical or responder", "activists"})
PARTIAL = frozenset({"activists", "monitor", "opposition body"})  # follow each event of the war
TALKING = frozenset({"military or government", "unnamed", "armed group", "state or party media", "local media"})
DISTANT = frozenset({"foreign government", "international organisation", "news agency"})  # speak of the war at large
NEAR = 2  # sentences in which residents, medics and activists still speak of what was told
QUOTES = ('"', "“", "”")


def with_voices(drafts: Sequence[Draft], seen: Sequence[View]) -> list[Draft]:
    """Each event with what others say of it in the sentences after its own."""
    told = {report.sentence: (report, draft) for draft in drafts for report in draft}
    reach = settings()["sources"]["reach"]
    out = [list(draft) for draft in drafts]
    last: tuple[Report, Draft] | None = None
    for view in seen:
        last = told.get(view.number) or (None if last is None or _is_apart(view, last[1]) else last)
        if last is None or view.number - last[0].sentence > reach:
            continue
        for draft, more in zip(drafts, out, strict=True):
            if any(report.sentence == last[0].sentence and report.trigger == last[0].trigger for report in draft):
                sources = tuple(_speaking(view, draft, view.number - last[0].sentence))
                more.extend([_voice(view, draft[-1], sources)] if sources else [])
    return out


def _voice(view: View, of: Report, sources: tuple[Source, ...]) -> Report:
    """What a sentence adds to an event that another one reports: who speaks of it, and nothing else."""
    return Report(
        sentence=view.number,
        trigger=of.trigger,
        triggers=(),
        sub_event_type=of.sub_event_type,
        is_specific=False,
        frame=of.frame,
        status=of.status,
        is_history=of.is_history,
        is_definite=False,
        sources=sources,
        zone=view.sentence.zone,
    )


def _speaking(view: View, draft: Draft, gap: int) -> Iterator[Source]:
    """The sources of a sentence that speak of the event told ``gap`` sentences before, or in a clause beside it."""
    own = [report for report in draft if report.sentence == view.number]
    telling = [s.span for report in own for s in report.sources]
    is_open = gap == 1 and not any(report.sources for report in draft)
    for source in _own_sources(view):
        told = source.content and any(source.content.contains(report.trigger) for report in own)
        if source.span not in telling and not told and _is_voice(view, source, gap, is_open):
            yield source


def _own_sources(view: View) -> Iterator[Source]:
    for mention in view.sources:
        if isinstance(mention.value, Source) and view.sentence.start <= mention.span.start < view.sentence.end:
            yield replace(mention.value, span=mention.value.span or mention.span)


def _is_voice(view: View, source: Source, gap: int, is_open: bool) -> bool:
    """Whether a source speaks of the event; ``is_open``: nobody has been named for it yet."""
    if source.name in word_list("voices", "nobody") or is_wish(source):
        return False
    if source.stance == "no comment" or (_points_back(view, source) and not _is_to_come(view, source, "future")):
        return True
    if _is_to_come(view, source) or (source.kind in TALKING and _is_talk(view, source)):
        return False
    if source.kind in PARTIAL and 0 < gap <= NEAR:
        return True
    if source.kind in WITNESSES and (gap <= NEAR or _is_quoted(view)):
        return True
    if gap == 1 and source.kind == "unnamed" and _is_quoted(view):
        return True
    return (is_open or (gap == 1 and source.stance == "denies")) and source.kind not in DISTANT


def _is_apart(view: View, draft: Draft) -> bool:
    """Whether a sentence turns elsewhere: to a place that is none of the event's, or to the war at large."""
    text = unranked(view.article.text[view.sentence.start : view.sentence.end]).lower()
    if any(cue in text for cue in lexicon("coding")["background"]["words"]):
        return True
    if any(m.by == "cumulative" for _, m in view.counts):
        return True
    names = [m.span for m in view.sources]
    free = [t for t in view.tree.tokens if not any(s.start <= t.start < s.end for s in names)]  # not "another resident"
    if any(t.text.lower() in word_list("clauses", "elsewhere") for t in free):
        return True
    places = [p for report in draft for p in report.places]
    here = [m.value for _, m in view.places if isinstance(m.value, Location)]
    own = [p for p in here if p.place.kind != "country"]
    return bool(places) and bool(own) and not any(same_place(p, q) for p in own for q in places)


def is_wish(source: Source) -> bool:
    """ "Called for", "urged", "vowed": what somebody wants."""
    cue = source.cue.quote.lower() if source.cue else ""
    judges = cue.startswith("call") and source.content is not None and source.content.quote.split()[:1] == ["the"]
    return cue in word_list("voices", "wishes") and not judges


def _is_to_come(view: View, source: Source, modals: str = "modals") -> bool:
    """Whether what is said is still to come ("future"), or only thinkable, and nothing of it has happened."""
    said = [view.tree.tokens[i] for i in _said(view, source)]
    return any(t.text.lower() in word_list("voices", modals) for t in said) and not _has_happened(said)


def _is_talk(view: View, source: Source) -> bool:
    """ "We do not want this war", "the state protects its citizens": words that tell nothing that happened."""
    if source.stance != "asserts":
        return False
    said = [view.tree.tokens[i] for i in _said(view, source)]
    return not _has_happened(said) and not any(t.pos == "NUM" for t in said)


def _has_happened(said: Sequence[Token]) -> bool:
    """Whether a verb among the words is in the past."""
    return any(t.tag in {"VBD", "VBN"} for t in said)


def _points_back(view: View, source: Source) -> bool:
    """ "The accusation", "this attack", "the bodies"."""
    tree = view.tree
    nouns = [i for i in _said(view, source) if view.lemma(i) in word_list("voices", "references")]
    beside = (k for i in nouns for k in tree.kids(i, "det", "poss"))
    return any(tree.tokens[k].text.lower() in word_list("definite", "words") for k in beside)


def _said(view: View, source: Source) -> list[int]:
    """The tokens of a sentence that a source says."""
    said = source.content
    return [i for i, t in enumerate(view.tree.tokens) if said is None or said.start <= t.start < said.end]


def _is_quoted(view: View) -> bool:
    return any(t.text.startswith(QUOTES) for t in view.tree.tokens)
