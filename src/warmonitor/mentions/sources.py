"""Sources: who an article says it has something from, with stance, certainty, and the part of the text that they say.

One mention per attribution. The patterns are read off words and tree (``source_patterns``), the phrase is given a
canonical name and kind (``source_names``); what points back ("it said", "the group added") goes to who last spoke.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from warmonitor.mentions.actors import main_country as actor_country
from warmonitor.mentions.source_labels import name_of_country
from warmonitor.mentions.source_lexicon import Body, countries, country_pattern, find_bodies, find_country, nouns, words
from warmonitor.mentions.source_names import Memory, Speaker, identify, remember
from warmonitor.mentions.source_patterns import Attribution, attributions, certainty_of
from warmonitor.mentions.source_phrases import head_of
from warmonitor.model import Document, Mention, Sentence, Source, Span, Token

HEADLINE = re.compile(
    r"(?:\d{1,2}[:.h]\d{2} (?:[-–—] )?)?"  # the hour of a live page
    r"(?P<before>[A-Z][\w' -]{1,30}?): (?=\S+ \S+ \S)|.{15,}?(?:\s[-–—]|:)\s+(?P<after>[\w'’. -]{2,40}?)[.\s]*$",
    re.DOTALL,
)
SELF = re.compile(r"\b(?:it|they|its|their|we) (?=\w)", re.IGNORECASE)
QUOTATION = re.compile(r'"[^"]{1,1500}"|“[^”]{1,1500}”')

TURNS = frozenset({"but", "while", "whereas", "although"})  # after a comma, with a subject of their own
JOINTS = frozenset({"while", "but", "and", ",", ";", "whereas"})  # before another source begins to speak


def find(document: Document, places: Sequence[Mention] = ()) -> Iterator[Mention]:
    """Every attribution in the coded zones of a parsed document, in order; its places tell whose officials speak."""
    text = document.article.text
    country = country_of(document, places)
    memory = Memory(country, text, _bodies_by_word(text, country), _bodies_by_place(text, country))
    quotations = [m.span() for m in QUOTATION.finditer(text)]
    for sentence in document.coded_sentences:
        found = attributions(sentence.tokens)
        if not found:
            yield from _headline(document, sentence, memory)
        for number, attribution in enumerate(found):
            limits = _limits(sentence, found, number)
            for span, speaker in _speakers(document, sentence, attribution, memory):
                source = _source(document, sentence, attribution, speaker, span, limits, quotations)
                yield Mention("source", span, source, attribution.by)
                yield from _channel(document, sentence, attribution, source)


def _headline(document: Document, sentence: Sentence, memory: Memory) -> Iterator[Mention]:
    """"Air raids kill 12 in Marib: medics", "Activists: shelling resumes in Homs"."""
    article = document.article
    text = article.text[sentence.start : sentence.end]
    match = HEADLINE.match(text) if sentence.zone == "headline" or len(text) < 130 else None
    if match is None or not sentence.tokens:
        return
    group = "after" if match["after"] else "before"
    start, end = (sentence.start + offset for offset in match.span(group))
    span = article.span(start, end)
    head = span.quote.split()[-1]
    known = find_bodies(span.quote, memory.country)
    speaker = identify(span.quote, head, memory) if known or nouns().get(head.lower()) else None
    if speaker is not None and (known or (head[0].isalpha() and len(span.quote) < 40)):
        content = article.span(sentence.start, start) if group == "after" else article.span(end, sentence.end)
        source = Source(speaker.name, speaker.kind, span=span, cue=span, content=content, actor=speaker.actor)
        remember(speaker, span.quote, memory)
        yield Mention("source", span, source, "headline")


def _bodies_by_word(text: str, country: str | None) -> dict[str, Body]:
    """The bodies that the article names, by the nouns of their names: "the coalition", "a monitor" mean these."""
    out: dict[str, Body] = {}
    for _, _, body in find_bodies(text, country):
        for word in (*body.name.lower().split(), body.kind):
            out.setdefault(word, body)
    return out


def country_of(document: Document, places: Sequence[Mention] = ()) -> str | None:
    """The name of the country whose war the article tells of, as the actors see it."""
    code = actor_country(document, places)
    return name_of_country(code) if code else main_country(document.article.text)


def _bodies_by_place(text: str, country: str | None) -> list[tuple[int, Body]]:
    return [(start, body) for start, _, body in find_bodies(text, country)]


def main_country(text: str) -> str | None:
    """The country that a text names most often.

    >>> main_country("Sudan's army said it bombed Khartoum. Egypt denied a role. Sudanese medics")
    'Sudan'
    """
    tally = Counter(countries()[m.group().lower()] for m in country_pattern().finditer(text) if m.group()[0].isupper())
    return tally.most_common(1)[0][0] if tally else None


def _speakers(
    document: Document, sentence: Sentence, attribution: Attribution, memory: Memory
) -> Iterator[tuple[Span, Speaker]]:
    for phrase in _conjuncts(sentence.tokens, attribution.phrase):
        tokens = sentence.tokens[phrase[0] : phrase[1]]
        span = document.article.span(tokens[0].start, tokens[-1].end)
        head = sentence.tokens[head_of(sentence.tokens, phrase)].text
        if len(tokens) < attribution.phrase[1] - attribution.phrase[0] and not _speaks(span.quote, head):
            continue
        memory.position = span.start
        speaker = identify(span.quote, head, memory)
        if speaker is not None:
            remember(speaker, span.quote, memory)
            yield span, speaker


def _speaks(phrase: str, head: str) -> bool:
    return head.lower() in nouns() or head[:1].isupper() or bool(find_bodies(phrase))


def _conjuncts(tokens: Sequence[Token], phrase: tuple[int, int]) -> list[tuple[int, int]]:
    start, end = phrase
    for k in range(start + 1, end - 1):
        if tokens[k].text == "and" and (tokens[k + 1].pos == "DET" or tokens[k - 1].pos == "NOUN" or _seats(tokens, k)):
            return [(start, k), *_conjuncts(tokens, (k + 1, end))]
    return [phrase]


def _seats(tokens: Sequence[Token], k: int) -> bool:
    """ "Moscow and Kyiv said": two governments."""
    return bool(find_country(tokens[k - 1].text) and find_country(tokens[k + 1].text))


def _limits(sentence: Sentence, found: Sequence[Attribution], number: int) -> tuple[int, int]:
    """The stretch of the sentence that one of several attributions can reach."""
    tokens, start, end = sentence.tokens, sentence.start, sentence.end
    mine = found[number]
    if mine.by == "preposition" and mine.cue[0] <= 1:
        return start, end  # "Quoting officials, the station said ...": the officials say all of it
    for other in found[number + 1 :]:
        at = min(other.phrase[0], other.cue[0])
        if other.place == "after" and at > 0 and tokens[at - 1].text.lower() in JOINTS:
            end = min(end, tokens[at].start)
    for other in found[:number]:
        if other.place == "after" and mine.place != "after":
            start = max(start, tokens[min(other.phrase[0], other.cue[0])].start)
    return start, max(start, end)


def _source(
    document: Document, sentence: Sentence, attribution: Attribution, speaker: Speaker, span: Span,
    limits: tuple[int, int], quotations: Sequence[tuple[int, int]],
) -> Source:
    tokens, article = sentence.tokens, document.article
    cue = article.span(tokens[attribution.cue[0]].start, tokens[attribution.cue[1] - 1].end)
    start, end = _content(sentence, attribution, limits)
    start, end = _with_quotations(start, end, quotations)
    said = [t.text for t in tokens if start <= t.start < end and t.text != "May"]
    return Source(
        name=speaker.name, kind=speaker.kind, stance=_stance(attribution, speaker, article.text[start:end]),
        certainty=certainty_of(said, attribution.verb), span=span, cue=cue, content=article.span(start, end),
        via=_via(sentence, attribution), actor=speaker.actor,
    )


def _content(sentence: Sentence, attribution: Attribution, limits: tuple[int, int]) -> tuple[int, int]:
    tokens = sentence.tokens
    start, end = limits
    if attribution.place == "before":
        via = attribution.via[0] if attribution.via else len(tokens)
        end = min(end, tokens[min(attribution.phrase[0], attribution.cue[0], via)].start)
    elif attribution.place == "after":
        via = attribution.via[1] if attribution.via else 0
        last = max(attribution.phrase[1], attribution.cue[1], via) - 1
        start, end = max(start, tokens[last].end), min(end, _turn(tokens, last + 1, end))
    return (start, end) if start < end else limits


def _turn(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the article takes over again: ", but when troops arrived they found nobody", ", while two others fell"."""
    for k in range(start, len(tokens) - 2):
        if tokens[k].text == "," and tokens[k + 1].text in TURNS and tokens[k].start < end:
            clause = tokens[k + 2 :]
            if any(t.dep in {"nsubj", "nsubjpass"} and t.pos != "PRON" for t in clause[:8]):
                return tokens[k].end
    return end


def _with_quotations(start: int, end: int, quotations: Sequence[tuple[int, int]]) -> tuple[int, int]:
    for left, right in quotations:
        if left < end and start < right:
            start, end = min(start, left), max(end, right)
    return start, end


def _stance(attribution: Attribution, speaker: Speaker, said: str) -> str:
    """An armed group that says "it was behind" an act claims it; else the stance of the verb."""
    stance = attribution.verb.stance
    if speaker.kind != "armed group" or stance != "asserts":
        return stance
    acts = tuple(words()["cues"]["self_blame"])
    return "claims responsibility" if any(said.startswith(acts, own.end()) for own in SELF.finditer(said)) else stance


def _via(sentence: Sentence, attribution: Attribution) -> tuple[str, ...]:
    """The chain from the source to the article: "told AFP" gives ("Agence France-Presse",)."""
    if attribution.via is None:
        return ()
    start, end = attribution.via
    channel = " ".join(t.text for t in sentence.tokens[start:end])
    return tuple(body.name for _, _, body in find_bodies(channel)[:1]) or (channel,)


def _channel(document: Document, sentence: Sentence, attribution: Attribution, source: Source) -> Iterator[Mention]:
    """State and party media that were told it: whose pages it stands on is part of what the article says."""
    if attribution.via is None:
        return
    tokens = sentence.tokens[attribution.via[0] : attribution.via[1]]
    span = document.article.span(tokens[0].start, tokens[-1].end)
    for _, _, body in find_bodies(span.quote)[:1]:
        if body.kind == "state or party media" and body.name != source.name:
            told = replace(source, name=body.name, kind=body.kind, span=span, via=(), actor=body.speaks_for)
            yield Mention("source", span, told, "told")
