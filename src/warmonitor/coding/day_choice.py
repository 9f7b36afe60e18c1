"""When an event happened: by its own words, else the day the story stands at when it comes to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from warmonitor.coding.merge import REAL, Draft, family, same_time, settings
from warmonitor.coding.reports import Report
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.model import When

DAY_NAME = re.compile(r"\d|day\b|night\b", re.IGNORECASE)  # "late on Thursday", "last night", "overnight"


NEXT = 2  # sentences from a day to the "in the evening" that is of it


@dataclass(frozen=True, slots=True)
class Told:
    """A day that the article gives to an event, and where it does."""

    report: Report
    draft: Draft
    when: When


def days_of(drafts: Sequence[Draft], seen: Sequence[View]) -> list[When | None]:
    """When each event happened: by its own words, else the day the story stands at when it comes to it.

    A bulletin says "on Tuesday" once; what it tells of the same kind of violence by the same side is of that day too.
    """
    entries = {view.number: view.entry for view in seen}
    dated = [(r, d, r.when) for d in drafts for r in d if r.when and (r.when.days or 99) <= 2 and _is_news(r)]
    told = [Told(report, draft, _till_now(day, report, seen)) for report, draft, day in dated]
    out: list[When | None] = []
    for draft in drafts:
        when, head = _when(draft), _day_of_entry(draft, entries)
        if head and (when is None or (when.part_of_day and when.days == 2 and _is_within(head, when))):
            when = replace(head, span=when.span) if when else head  # "at dawn", of the day that heads the note
        if when is not None and _is_part_alone(when):
            when = _of_day_told(when, draft, told, seen)
        if when is None and draft[0].status == "happened" and not draft[0].is_history:
            before = [t for t in told if t.report.sentence <= draft[0].sentence]
            day = _day_of_kind(draft, before) or _day_of_tale(draft, before, seen)
            if day and any(same_time(day, w) is False for w in _times(seen, draft[0].sentence)):
                day = None  # "claimed last week that militants had abducted 100": no day of today's news
            when = replace(day, basis="day told before") if day else None
            if when:
                told.append(Told(draft[0], draft, when))
        out.append(when)
    return out


def _is_part_alone(when: When) -> bool:
    """ "In the evening", "at dawn": of the day of publication or the one before, where the article names none."""
    return when.part_of_day is not None and when.days == 2 and when.span is not None and not DAY_NAME.search(
        when.span.quote
    )


def _of_day_told(when: When, draft: Draft, told: Sequence[Told], seen: Sequence[View]) -> When:
    """A part of a day after a day has been named: "Rebels shelled X on Tuesday. In the evening a mob burned Y"."""
    before = [t for t in told if t.report.sentence <= draft[0].sentence and t.draft is not draft]
    last = max(before, key=lambda t: t.report.sentence, default=None)
    if last is None or last.when.days != 1:
        return when
    goes_on = "\n" not in seen[0].article.text[last.report.trigger.start : draft[0].trigger.start]
    if not _is_within(last.when, when) and not (goes_on and draft[0].sentence - last.report.sentence <= NEXT):
        return when
    return replace(when, start=last.when.start, end=last.when.end)


def _day_of_kind(draft: Draft, before: Sequence[Told]) -> When | None:
    """The day of the last like event of the sentences just before, else of all those told so far."""
    reach = int(settings()["time"]["look_back"])
    alike = [t for t in before if _is_like(draft, t.draft)]
    near = [t for t in alike if draft[0].sentence - t.report.sentence <= reach]
    return max(near, key=lambda t: t.report.sentence).when if near else _day_of_story(t.when for t in alike)


def _day_of_tale(draft: Draft, before: Sequence[Told], seen: Sequence[View]) -> When | None:
    """The one day of which all is told so far, for what is told on in the past tense and in the same paragraph."""
    days = {t.when.start for t in before}
    if draft[0].tense != "past" or len(days) != 1:
        return None
    last = max(before, key=lambda t: t.report.sentence)
    stretch = draft[0].trigger.start, last.report.trigger.start
    is_one = seen and "\n" not in seen[0].article.text[min(stretch) : max(stretch)]
    return last.when if is_one or _goes_on(draft[0], seen) else None


def _goes_on(report: Report, seen: Sequence[View]) -> bool:
    """ "A crowd later surrounded the post": told as what came next, paragraphs apart or not."""
    view = next(view for view in seen if view.number == report.sentence)
    return any(token.text.lower() in word_list("clauses", "next") for token in view.tree.tokens)


def _times(seen: Sequence[View], sentence: int) -> list[When]:
    """Every time that a sentence names, whatever it belongs to."""
    return [m.value for view in seen if view.number == sentence for _, m in view.times if isinstance(m.value, When)]


def _when(draft: Draft) -> When | None:
    """The first day told; a longer stretch only where no day is. How long it lasted says nothing of when."""
    told = [r.when for r in draft if r.when and not _is_length(r.when)]
    dated = [w for w in told if w.is_dated]
    days = [w for w in dated if (w.days or 99) <= 2]
    first = next(iter(days or dated or told), None)
    return next((w for w in days if first and w.days == 1 and _is_within(w, first)), first)


def _is_within(day: When, stretch: When) -> bool:
    """Whether a day lies in a night or a stretch of two days: "some two hours later", "Saturday's bomb"."""
    return bool(stretch.start and stretch.end and day.start and stretch.start <= day.start <= stretch.end)


def _is_length(when: When) -> bool:
    """ "The second day of shelling", "a day of street battles"."""
    return when.duration is not None and not when.is_dated and not when.constraint and not when.vague


def _day_of_entry(draft: Draft, entries: Mapping[int, When | None]) -> When | None:
    """The day of the note that tells of an event."""
    told = [entries[r.sentence] for r in draft if _is_news(r)]
    return next((when for when in told if when), None)


def _is_news(report: Report) -> bool:
    return report.status in REAL and not report.is_history


def _till_now(day: When, report: Report, seen: Sequence[View]) -> When:
    """ "Raids have grown since rebels launched a campaign on 3 March": what is told on is of the days since then."""
    published = seen[0].article.published if seen else None
    if not _is_reckoned_from(report, seen) or published is None or published.end is None or day.start is None:
        return day
    return replace(day, end=max(day.start, published.end))


def _is_reckoned_from(report: Report, seen: Sequence[View]) -> bool:
    """Whether the event only says since when: it stands in a clause with "since"."""
    view = next((view for view in seen if view.number == report.sentence), None)
    if view is None or not report.triggers:
        return False
    tree, head = view.tree, report.triggers[0].head
    return any(view.lemma(m) == "since" for k in [head, *tree.ancestors(head)] for m in tree.kids(k, "mark"))


def _is_like(draft: Draft, other: Draft) -> bool:
    """Whether two events are violence of one kind, and of the same side where both name theirs."""
    sides = [{p.name for r in d for p in r.side_a} for d in (draft, other)]
    alike = bool(_families(draft) & _families(other))
    return alike and (not sides[0] or not sides[1] or bool(sides[0] & sides[1]))


def _families(draft: Draft) -> set[str]:
    return {family(r.sub_event_type) for r in draft if r.is_specific} or {family(draft[0].sub_event_type)}


def _day_of_story(days: Iterable[When]) -> When | None:
    """The day of nearly all that was told before; none where the article goes back and forth."""
    told = list(days)
    count = Counter(w.start for w in told)
    day, times = max(count.items(), key=lambda x: x[1], default=(None, 0))
    clear = day is not None and times >= settings()["time"]["share_of_story"] * len(told)
    return next(w for w in told if w.start == day) if clear else None
