"""Finds what each stretch of an article is: headline, byline, body, caption, teaser, promotion, repeat ...

Line by line where a page keeps its lines, sentence by sentence where a scraper glued all into one. Nothing is cut:
a stretch only gets a kind, and only some kinds give claims. Cross-heads count as "menu": they report nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from warmonitor.model import CODED_ZONES, Zone
from warmonitor.reading.heads import find_dateline, peel_head
from warmonitor.reading.patterns import Patterns, patterns
from warmonitor.reading.sentences import split_sentences

LONGEST_HEADLINE = 220
LONGEST_CAPTION = 450
HEAD_LINES = 8  # lines that may belong to the head
LONGEST_FURNITURE = 160  # longer lines are judged sentence by sentence
SHORTEST_PROSE = 60  # characters with a final stop; links to other articles are shorter or have none
SHORTEST_REPEAT = 40  # characters; "He said." may stand twice
MOST_STANDFIRSTS = 4
_FINAL = re.compile(r"[.!?…][\"'”’»)\]]*$")
_NOT_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of one line, of one kind; ``paragraph`` numbers the lines that hold text."""

    kind: str
    start: int
    end: int
    paragraph: int


def find_stretches(text: str, title: str | None = None) -> list[Stretch]:
    """The kinds of all stretches of the text, in order, without overlap and without white space at their ends."""
    lines = list(_lines(text))
    kinds = _kinds_of_lines(text, lines, title)
    stretches: list[Stretch] = []
    is_head, seen_body = True, False
    for paragraph, ((start, end), kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind not in {"body", "headline"}:
            stretches.append(Stretch(kind, start, end, paragraph))
            continue
        parts = list(_parts_of_line(text, start, end, kind, is_head))
        stretches += [Stretch(k, a, b, paragraph) for k, a, b in parts]
        seen_body = seen_body or any(k == "body" for k, _, _ in parts)
        is_head = not seen_body
    if not any(stretch.kind in CODED_ZONES for stretch in stretches):
        stretches = [_prose_after_all(text, stretch) for stretch in stretches]
    return _mark_last_teaser(text, _mark_repeats(text, stretches))


def _mark_last_teaser(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """The writer of another piece closes many pages: "Hopes of a truce fade, says Ana Ruiz"."""
    last = max((n for n, s in enumerate(stretches) if s.kind == "body"), default=0)
    if last < 1:
        return stretches
    stretch = stretches[last]
    start, end = list(split_sentences(text, stretch.start, stretch.end))[-1]
    match = patterns().byline_teaser.search(text, start, end)
    if match is None or text.count(text[start:end].rstrip(".").split()[-1]) > 1:
        return stretches
    before = Stretch("body", stretch.start, _trim(text, stretch.start, start), stretch.paragraph)
    teaser = Stretch("teaser", start, end, stretch.paragraph)
    return [*stretches[:last], *([before] if before.end > before.start else []), teaser, *stretches[last + 1 :]]


def _prose_after_all(text: str, stretch: Stretch) -> Stretch:
    """A scene is a caption of an article; where nothing else stands, it is the article ("Rebels march on Goma.")."""
    is_scene = stretch.kind == "caption" and patterns().states_scene_only(text[stretch.start : stretch.end])
    return Stretch("body", stretch.start, stretch.end, stretch.paragraph) if is_scene else stretch


def zones_of(stretches: Iterable[Stretch]) -> tuple[Zone, ...]:
    """Neighbouring stretches of one kind as one zone."""
    zones: list[Zone] = []
    for stretch in stretches:
        if zones and zones[-1].kind == stretch.kind:
            zones[-1] = Zone(stretch.kind, zones[-1].start, stretch.end)
        else:
            zones.append(Zone(stretch.kind, stretch.start, stretch.end))
    return tuple(zones)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+", text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        if start < end:
            yield start, end


def _kinds_of_lines(text: str, lines: list[tuple[int, int]], title: str | None) -> list[str]:
    known = [_kind_of_line(text[start:end], i < HEAD_LINES) for i, (start, end) in enumerate(lines)]
    if known and (known[0] == "teaser" or _is_headline_like_a_scene(text, lines, known)):
        known[0] = None  # "Analysis: …" and "Live: …" begin headlines too
    _mark_announced_captions(text, lines, known)
    _mark_teasers(text, lines, known)
    kinds = _mark_head(text, lines, known, title)
    _mark_crossheads(text, lines, kinds)
    return kinds


def _is_headline_like_a_scene(text: str, lines: list[tuple[int, int]], known: list[str | None]) -> bool:
    """Headlines are in the present tense as captions are ("Residents flee Goma"): the first of several lines."""
    line = text[slice(*lines[0])]
    return known[0] == "caption" and len(lines) > 1 and not _FINAL.search(line) and patterns().states_scene_only(line)


def _kind_of_line(line: str, in_head: bool) -> str | None:
    """What the line is by its own words; None for headlines and prose."""
    words = patterns()
    if len(line) <= LONGEST_FURNITURE:
        if words.teaser_header.fullmatch(line):
            return "teaser header"
        if words.teaser_prefix.match(line):
            return "teaser"
        if words.menu_line.fullmatch(line):
            return "menu"
        if words.byline_line.fullmatch(line) and not _is_prose_line(line):
            return "byline"
    if len(line) <= LONGEST_CAPTION:
        if words.promotion.stand_in(line):
            return "promotion"
        if _is_caption(words, line, in_head):
            return "caption"
    return None


def _is_caption(words: Patterns, line: str, in_head: bool) -> bool:
    """Captions say so; in the head a scene in the present tense, or a line that ends in a full date, is one too."""
    if words.caption.stand_in(line):
        return True
    return in_head and (words.scene.match(line) is not None or words.dated_caption.search(line) is not None)


def _is_prose_line(line: str) -> bool:
    """Whether body text is glued after what looks like a byline."""
    if len(line) > 60 and _FINAL.search(line, len(line) - 6):
        return True
    found = find_dateline(line, 0, len(line), True)
    return found is not None and len(line) - found > 40


def _mark_announced_captions(text: str, lines: list[tuple[int, int]], known: list[str | None]) -> None:
    header = patterns().caption_header
    for i in range(len(lines) - 1):
        is_short = lines[i + 1][1] - lines[i + 1][0] <= LONGEST_CAPTION
        if known[i] == "menu" and known[i + 1] is None and is_short and header.fullmatch(text[slice(*lines[i])]):
            known[i + 1] = "caption"


def _mark_teasers(text: str, lines: list[tuple[int, int]], known: list[str | None]) -> None:
    """Under a teaser header stand teasers, up to prose that goes on with the article."""
    opened = False
    for i, kind in enumerate(known):
        if kind == "teaser header":
            opened, known[i] = True, "teaser"
        elif opened and kind == "menu" and patterns().teaser_closer.fullmatch(text[slice(*lines[i])]):
            opened = False
        elif opened and kind in {None, "caption"}:
            if _is_prose(text, lines[i]) and not find_dateline(text, *lines[i], False):
                opened = False
            else:
                known[i] = "teaser"


def _is_prose(text: str, line: tuple[int, int]) -> bool:
    start, end = line
    return end - start > SHORTEST_PROSE and _FINAL.search(text, max(start, end - 6), end) is not None


def _mark_head(
    text: str, lines: list[tuple[int, int]], known: list[str | None], title: str | None
) -> list[str]:
    """Names the unclassified lines: headline, standfirsts, then body."""
    kinds = [kind or "body" for kind in known]
    free = [i for i, kind in enumerate(known) if kind is None]
    while len(free) > 2 and _is_kicker(text[slice(*lines[free[0]])]) and _looks_like_headline(text, lines[free[1]]):
        kinds[free.pop(0)] = "menu"
    if not free or (len(free) == 1 and not _is_title(text, lines[free[0]], title)):
        return kinds
    if not (_is_title(text, lines[free[0]], title) or _looks_like_headline(text, lines[free[0]])):
        return kinds
    kinds[free[0]] = "headline"
    headline = _normal(text, lines[free[0]])
    for count, i in enumerate(free[1:]):
        if _normal(text, lines[i]) == headline:
            kinds[i] = "repeat"
        elif count < MOST_STANDFIRSTS and _is_standfirst(text, lines, known, i):
            kinds[i] = "standfirst"
        else:
            break
    return kinds


def _is_kicker(line: str) -> bool:
    """A rubric above the headline: "BBC News", "EXPLAINER", "News|Conflict"."""
    return len(line) <= 30 and (len(line.split()) <= 2 or "|" in line) and not re.search(r"[\d.!?]", line)


def _is_title(text: str, line: tuple[int, int], title: str | None) -> bool:
    words = _NOT_WORDS.sub(" ", title or "").strip().lower()
    return bool(words) and _normal(text, line) == words


def _looks_like_headline(text: str, line: tuple[int, int]) -> bool:
    start, end = line
    if end - start > LONGEST_HEADLINE or find_dateline(text, start, end, True):
        return False
    sentences = list(split_sentences(text, start, end))
    is_question = text[end - 1] in "?!" and end - start < 120
    ends_in_stop = not is_question and _FINAL.search(text, max(start, end - 6), end) is not None
    return not ends_in_stop and (len(sentences) <= 2 or end - start < 120)


def _is_standfirst(text: str, lines: list[tuple[int, int]], known: list[str | None], i: int) -> bool:
    """A short line with the byline still to come, or without its final stop while prose follows."""
    start, end = lines[i]
    if i + 1 >= len(lines) or end - start > 300 or find_dateline(text, start, end, True):
        return False
    following = [kind for kind in known[i + 1 : i + 5] if kind != "caption"][:2]
    is_before_byline = following[:1] in (["byline"], ["menu"]) or following == [None, "byline"]
    if is_before_byline and "byline" not in known[:i]:
        return True
    return _FINAL.search(text, max(start, end - 6), end) is None and any(kind is None for kind in following)


def _mark_crossheads(text: str, lines: list[tuple[int, int]], kinds: list[str]) -> None:
    for i in range(1, len(lines) - 1):
        start, end = lines[i]
        if kinds[i - 1] != "body" or kinds[i] != "body" or kinds[i + 1] != "body" or end - start > 50:
            continue
        line = text[start:end]
        if len(line.split()) <= 5 and not _FINAL.search(line) and not re.search(r"[\d\"“”:;,]", line):
            kinds[i] = "menu"


def _parts_of_line(text: str, start: int, end: int, kind: str, is_head: bool) -> Iterator[tuple[str, int, int]]:
    """The stretches of a body line: head matter glued before it, its sentences by kind, furniture glued after it."""
    if is_head:
        peeled, start = peel_head(text, start, end)
        yield from peeled
        if start >= end:
            return
    body_end = end - _tail_length(text, start, end)
    run: tuple[str, int, int] | None = None
    for sentence_kind, a, b in _kinds_of_sentences(text, start, body_end, kind, is_head):
        if run and run[0] == sentence_kind:
            run = (sentence_kind, run[1], b)
            continue
        if run:
            yield run
        run = (sentence_kind, a, b)
    if run:
        yield run
    tail = next(split_sentences(text, body_end, end), None)
    if tail:
        yield "teaser", tail[0], end


def _tail_length(text: str, start: int, end: int) -> int:
    match = patterns().teaser_tail.search(text, max(start, end - 40), end)
    return match.end() - match.start() if match and match.start() > start else 0


def _kinds_of_sentences(text: str, start: int, end: int, kind: str, is_head: bool) -> Iterator[tuple[str, int, int]]:
    words = patterns()
    dateline = find_dateline(text, start, end, is_head)
    if dateline is not None and dateline < end:
        yield "dateline", start, _trim(text, start, dateline)
        start, kind = dateline, "body"
    after_credit = False
    for a, b in split_sentences(text, start, end):
        if after_credit:
            yield "promotion", a, b
            continue
        credit = words.credit.search(text, a, b) if b > start + (end - start) // 2 else None
        if credit:
            after_credit = True
            yield from _around_credit(text, a, b, credit, kind)
        else:
            found = _kind_of_sentence(words, text[a:b], kind, is_head)
            is_head = is_head and found != "body"
            yield found, a, b


def _around_credit(
    text: str, start: int, end: int, credit: re.Match[str], kind: str
) -> Iterator[tuple[str, int, int]]:
    before = _trim(text, start, credit.start())
    if before > start:
        yield kind, start, before
    credit_end = _trim(text, credit.start(), credit.end())
    yield "byline", credit.start(), credit_end
    rest = next(split_sentences(text, credit.end(), end), None)
    if rest:
        yield "promotion", rest[0], end


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _kind_of_sentence(words: Patterns, sentence: str, kind: str, in_head: bool) -> str:
    if len(sentence) > LONGEST_CAPTION:
        return kind
    if words.promotion.stand_in(sentence):
        return "promotion"
    if words.credit_sentence.stand_in(sentence):
        return "byline"
    if _is_caption(words, sentence, in_head and kind != "headline"):
        return "caption"
    return kind


def _mark_repeats(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """Coded stretches whose sentences already stood become "repeat"; the short ones too, in a paragraph told again."""
    seen: set[str] = set()
    told: set[str] = set()
    out: list[Stretch] = []
    for stretch in stretches:
        if stretch.kind not in CODED_ZONES:
            out.append(stretch)
            continue
        whole = _normal(text, (stretch.start, stretch.end))
        is_again = whole in told and len(whole) >= SHORTEST_REPEAT
        told.add(whole)
        for start, end in split_sentences(text, stretch.start, stretch.end):
            words = _normal(text, (start, end))
            is_repeat = words in seen and (is_again or len(words) >= SHORTEST_REPEAT)
            seen.add(words)
            kind = "repeat" if is_repeat else stretch.kind
            if out and (out[-1].kind, out[-1].paragraph) == (kind, stretch.paragraph):
                out[-1] = Stretch(kind, out[-1].start, end, stretch.paragraph)
            else:
                out.append(Stretch(kind, start, end, stretch.paragraph))
    return out


def _normal(text: str, line: tuple[int, int]) -> str:
    return _NOT_WORDS.sub(" ", text[line[0] : line[1]]).strip().lower()
