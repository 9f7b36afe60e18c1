"""Finds the times that an article names and resolves them against its publication day.

Own rules: no package gives ranges with the press convention (measured; see docs). Patterns find the core of an
expression; parts of the day ("late Thursday"), operators ("since", "by") and ranges ("between X and Y") extend it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import accumulate

from warmonitor.mentions.days import shift
from warmonitor.mentions.time_patterns import Rule, alternatives, rules, words_in
from warmonitor.mentions.time_rules import Clock
from warmonitor.model import Document, Mention, Sentence, When
from warmonitor.ontology import lexicon

SEPARATOR = "\x00"


@dataclass(frozen=True, slots=True)
class Expression:
    """A temporal expression before it is resolved. ``until`` is the second day of "between X and Y"."""

    start: int
    end: int
    rule: Rule
    match: re.Match[str]
    part: str | None = None
    operator: str | None = None
    until: Expression | None = None


def find(document: Document) -> Iterator[Mention]:
    """Every temporal expression of the coded sentences, in the order of the text.

    >>> from warmonitor.model import Article, Sentence
    >>> text = "Clashes erupted late Thursday."
    >>> published = When(date(2018, 8, 1), date(2018, 8, 1))
    >>> article = Article("a", text, published=published)
    >>> mention = next(find(Document(article, (), (Sentence(0, len(text), "body", 0),))))
    >>> mention.span.quote, str(mention.value.start), mention.value.part_of_day
    ('late Thursday', '2018-07-26', 'late')
    """
    sentences = sorted(document.coded_sentences, key=lambda s: s.start)
    if not sentences:
        return
    text = _masked(document.article.text, sentences)
    starts = [s.start for s in sentences]
    previous: When | None = None
    previous_sentence: int | None = None
    head: int | None = None
    for expression in _expressions(text):
        number = bisect_right(starts, expression.start) - 1
        sentence = sentences[number]
        is_near = previous_sentence == number or _is_under(document.article.text, head, expression.start)
        context = replace(previous, basis="same sentence" if is_near else "words") if previous else None
        future = _is_future(sentence, expression)
        when = _resolve(expression, document.article.published, context, future)
        if when is None:
            continue
        span = document.article.span(expression.start, expression.end)
        rule = expression.rule.name
        is_head = when.days == 1 and _is_head(document.article.text, expression)
        head = expression.end if is_head else head
        manner = " head" if is_head else " future" if future else ""
        yield Mention("time", span, replace(when, span=span), rule + manner)
        if when.is_dated and expression.operator is None and expression.rule.name not in {"duration", "past", "part"}:
            previous, previous_sentence = when, number


HEAD_RULES = frozenset({"date", "weekday"})
BEFORE_HEAD = re.compile(r"(?:^|\n)[^\S\n]*(?:[-•*–—\d]+[.)]?[^\S\n]+)?$")
AFTER_HEAD = re.compile(
    r"(?:[ ,]+(?:[A-Z0-9][\w'’-]*|[ap]\.m\.|noon|midnight|dawn|morning|afternoon|evening|night|and))*"
    r"(?:[.:][^\S\n]|[^\S\n]?[–—-][^\S\n]|[.:]?[^\S\n]*(?:\n|$))"
)


def _is_head(text: str, e: Expression) -> bool:
    """Whether a day stands at the head of a note: "17 June, Torit. Two men were shot", "Friday - All is calm"."""
    if e.rule.name not in HEAD_RULES or e.operator:
        return False
    return BEFORE_HEAD.search(text, max(0, e.start - 20), e.start) is not None and bool(AFTER_HEAD.match(text, e.end))


def _is_under(text: str, head: int | None, at: int) -> bool:
    """Whether a position stands in the paragraph of the last head."""
    return head is not None and "\n" not in text[head:at]


def _masked(text: str, sentences: list[Sentence]) -> str:
    """Text of the same length with everything outside the sentences, and their borders, blanked by NUL."""
    parts, at = [], 0
    for s in sentences:
        parts.append(SEPARATOR * (s.start - at))
        parts.append(text[max(at, s.start) : s.end])
        at = max(at, s.end)
    return re.sub(r"[\s\u00a0]", " ", "".join(parts).replace("’", "'").replace("‘", "'"))


def _expressions(text: str) -> list[Expression]:
    found = []
    for order, rule, match in _matches(text):
        start, end = match.span("core") if "core" in rule.pattern.groupindex else match.span()
        if _is_time(text, start, end, rule, match):
            found.append((start - end, order, Expression(start, end, rule, match)))
    chosen: list[Expression] = []  # in the order of the text, none over another
    for _, _, e in sorted(found, key=lambda item: item[:2]):
        if _is_free(e, chosen):
            insort(chosen, e, key=_start)
    return _ranges(text, _extended(text, chosen))


def _matches(text: str) -> Iterator[tuple[int, Rule, re.Match[str]]]:
    """Where each rule matches, rule by rule; only sentences that have a word it needs are searched for it."""
    spans = [m.span() for m in re.finditer(rf"[^{SEPARATOR}]+", text)]
    sentences = [(start, end, words_in(text[start:end])) for start, end in spans]
    for order, rule in enumerate(rules()):
        for start, end, words in sentences:
            if not rule.needs.isdisjoint(words):
                yield from ((order, rule, match) for match in rule.pattern.finditer(text, start, end))


def _start(e: Expression) -> int:
    return e.start


def _is_free(e: Expression, others: Sequence[Expression]) -> bool:
    """Whether an expression lies over none of the others, which are in the order of the text."""
    at = bisect_left(others, e.start, key=_start)
    return (at == 0 or others[at - 1].end <= e.start) and (at == len(others) or e.end <= others[at].start)


def _extended(text: str, chosen: list[Expression]) -> list[Expression]:
    """Each extended into the words around it; a bare part of a day gives way to the day that takes it."""
    out: list[Expression] = []
    limit = 0
    for e in chosen:
        if e.rule.name != "part":
            out.append(_extend(text, e, limit))
            limit = out[-1].end
    parts = [e for e in chosen if e.rule.name == "part"]
    taken = sorted((o.start, o.end) for o in out)
    ends = [0, *accumulate((end for _, end in taken), max)]
    free = [e for e in parts if ends[bisect_left(taken, (e.end,))] <= e.start]
    return sorted([*out, *(_extend(text, e, 0) for e in free)], key=lambda e: e.start)


def _is_time(text: str, start: int, end: int, rule: Rule, match: re.Match[str]) -> bool:
    """Not a name ("Sunday Times", "Black September"), a verb ("may", "march on") or a count ("in July 25 people")."""
    names = lexicon("times")["names"]
    following = re.match(r" ([\w-]+)", text[end : end + 20])
    if following and following[1] in names["after"] and rule.name in {"weekday", "date", "month", "year"}:
        return False
    preceding = re.split(r"[\s\x00]", text[max(0, start - 20) : start])  # a paragraph may begin with "In May"
    if len(preceding) > 1 and preceding[-2] in names["before"]:
        return False
    if rule.name == "relative" and text[max(0, start - 4) : start].lower() == "for ":
        return False
    if rule.name == "month" and not match.groupdict().get("year"):
        return _is_month(text, start, match, preceding[-2] if len(preceding) > 1 else "")
    if rule.name in {"weekday", "date"} and "month" not in rule.pattern.groupindex:
        return not match.group("weekday").islower() if "weekday" in rule.pattern.groupindex else True
    return True


def _is_month(text: str, start: int, match: re.Match[str], before: str) -> bool:
    word = match["month"]
    if not word[0].isupper():
        return False
    ambiguous = lexicon("times")["ambiguous"]
    if word.lower() not in ambiguous["months"]:
        return True
    cue = (match.groupdict().get("third") or match.groupdict().get("which") or before).lower().strip(" -")
    return cue.split(" ")[0] in ambiguous["month_cues"]


@cache
def _affixes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    parts = alternatives(lexicon("times")["parts_of_day"])
    before = re.compile(
        r"(?<![\w-])(?:(?P<when>late|early|later|earlier|"
        rf"(?:(?:in|on) )?(?:the )?(?:(?:late|early) )?(?P<part>{parts}))"
        r"(?: on| of| to| in| last)?,? )$",
        re.IGNORECASE,
    )
    after = re.compile(
        rf"(?:,? (?:at |in the |around |before )?(?:(?P<late>late|early) )?(?P<part>{parts})\b)", re.IGNORECASE
    )
    operator = re.compile(
        r"(?<![\w-])(?P<operator>since|until|till|by|before|after|as of)"
        r"(?: about| around| the| at| late| early)* $|"
        r"(?<![\w-])(?P<reckoned>since) (?:the|an?|their|its) (?:(?!\w+ed\b|was|were|began|broke|took)[\w-]+ ){1,4}"
        r"(?:of|on|in) $",
        re.IGNORECASE,
    )
    return before, after, operator


def _extend(text: str, e: Expression, limit: int) -> Expression:
    """The expression with the part of the day at either side of it and the operator before it."""
    before, after, operator = _affixes()
    start, end, part, is_hour = e.start, e.end, e.part, False
    parts = lexicon("times")["parts_of_day"]
    window = max(limit, start - 40)
    if e.rule.name in {"date", "weekday", "near day", "neighbour", "day number"}:
        tail = after.match(text, end)
        if tail:
            end, part = tail.end(), parts[tail["part"].lower()]
        head = before.search(text[window:start])
        if head:
            start, is_hour = window + head.start(), bool(head["part"])
            part = part or (parts[head["part"].lower()] if head["part"] else head["when"].lower())
    window = max(limit, start - 40)
    found = operator.search(text[window:start])
    if found is None or e.rule.name in {"duration", "vague", "relative"}:
        return replace(e, start=start, end=end, part=part)
    word = (found["operator"] or found["reckoned"]).lower()
    if word in {"by", "before", "after"} and _is_owner(text, e):
        return replace(e, start=start, end=end, part=part)  # "killed by Saturday's bomb"
    is_of_day = is_hour or not re.match(r"[,.;\x00]|$", text[end : end + 1])  # "before dawn on Sunday": that day
    if word in {"before", "after"} and is_of_day:
        return replace(e, start=start, end=end, part=part)
    return replace(e, start=window + found.start(), end=end, part=part, operator=word)


def _is_owner(text: str, e: Expression) -> bool:
    """Whether a day owns what follows: "Saturday's bomb", also where the apostrophe was lost."""
    return text[e.start : e.end].lower().endswith("s") and re.match(r" [a-z]", text[e.end : e.end + 2]) is not None


def _ranges(text: str, expressions: list[Expression]) -> list[Expression]:
    """ "between Monday and Thursday", "from May 3 to June 1", "Friday-Sunday" as one expression."""
    out: list[Expression] = []
    kinds = {"date", "weekday", "month", "near day", "neighbour"}
    for e in expressions:
        last = out[-1] if out else None
        if last and last.rule.name in kinds and e.rule.name in kinds and last.until is None:
            gap = text[last.end : e.start].lower()
            lead = text[: last.start][-9:].lower().strip().rsplit(" ", 1)[-1]
            joined = gap in {" to ", " through ", "-", "–", " - ", " – "} or (lead == "between" and gap == " and ")
            if joined or (lead == "from" and gap in {" until ", " till "}):
                out[-1] = replace(last, end=e.end, until=e)
                continue
        out.append(e)
    return out


def _resolve(e: Expression, published: When | None, previous: When | None, future: bool) -> When | None:
    """Resolved against the publication day; against both ends of an uncertain one, kept only where they agree."""
    days: set[date | None] = {published.start, published.end} if published else {None}
    results = [_resolve_at(e, Clock(day, previous, future)) for day in days]
    first = results[0]
    if all(r == first for r in results):
        return first
    return _resolve_at(e, Clock(None, previous, future))


def _resolve_at(e: Expression, clock: Clock) -> When | None:
    when = e.rule.resolve(e.match, clock)
    if when is None:
        return None
    if e.rule.name == "duration" and clock.day is not None and _runs_to_now(e.match):
        when = replace(when, end=clock.day)
    if e.until is not None:
        when = _joined(e, when, clock)
    part = e.part or when.part_of_day
    if part == "overnight" and when.days == 1 and when.start:
        when = replace(when, end=shift(when.start, 1)) if clock.day is None or when.start < clock.day else when
    return _operated(replace(when, part_of_day=part), e.operator, clock)


def _runs_to_now(match: re.Match[str]) -> bool:
    """ "has been under siege for two weeks": a length that ends with the publication."""
    start = match.start("core") if "core" in match.re.groupindex else match.start()
    before = match.string[max(0, start - 90) : start]
    return before.lower().endswith("for ") and re.search(r"\b(?:has|have|'s|under)\b[^.;\x00]*$", before) is not None


def _joined(e: Expression, when: When, clock: Clock) -> When:
    assert e.until is not None
    end = e.until.rule.resolve(e.until.match, clock)
    if end is None or end.end is None:
        constraints = filter(None, (when.constraint, end.constraint if end else None))
        return replace(when, constraint=" to ".join(constraints) or None)
    start = e.rule.resolve(e.match, Clock(end.end, clock.previous))
    if start is None or start.start is None or start.start > end.end:
        return end
    return When(start.start, end.end)


def _operated(when: When, operator: str | None, clock: Clock) -> When:
    """ "since Friday" is open to the publication day; "by", "until" and "before" have no start."""
    if operator is None or not when.is_dated:
        return when
    if operator == "since" and when.constraint is None and when.start and when.end == clock.day and when.part_of_day:
        return replace(when, start=when.end)  # "since dawn", told the same day
    if operator in {"since", "as of", "after"}:
        if clock.day is None or (when.start and when.start > clock.day):
            return replace(when, end=None)
        return replace(when, end=clock.day)
    return replace(when, start=None)


def _is_future(sentence: Sentence, e: Expression) -> bool:
    """Whether the words depend on a verb of the future, by the parse; a parsed sentence is needed to say so."""
    words = lexicon("times")["future"]
    tokens = sentence.tokens
    at = next((i for i, t in enumerate(tokens) if t.start >= e.start and t.start < e.end), None)
    for _ in range(12):
        if at is None or tokens[at].head == at:
            break
        at = tokens[at].head
        if tokens[at].pos in {"VERB", "AUX"}:
            break
    if at is None or tokens[at].pos not in {"VERB", "AUX"}:
        return False
    children = [t for t in tokens if t.head == at]
    return any(t.text.lower() in words["auxiliaries"] and t.dep == "aux" for t in children) or (
        tokens[at].lemma in words["verbs"] and tokens[at].tag != "VBD"
    )
