"""Sources: who an article says it has something from, with stance, certainty, and the part of the text that they say.

One mention per attribution. The patterns are read off words and tree (``source_patterns``), the phrase is given a
canonical name and kind (``source_names``); what points back ("it said", "the group added") goes to who last spoke.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from warmonitor.mentions.source_lexicon import countries, country_pattern, find_bodies, Body
from warmonitor.mentions.source_names import Memory, Speaker, identify, remember
from warmonitor.mentions.source_patterns import Attribution, attributions, certainty_of, head_of
from warmonitor.model import Document, Mention, Sentence, Source, Span, Token

QUOTATION = re.compile(r'"[^"]{1,1500}"|“[^”]{1,1500}”')


def find(document: Document) -> Iterator[Mention]:
    """Every attribution in the coded zones of a parsed document, in text order."""
    text = document.article.text
    country = main_country(text)
    memory = Memory(country, text, _bodies_by_word(text, country))
    quotations = [m.span() for m in QUOTATION.finditer(text)]
    for sentence in document.coded_sentences:
        found = attributions(sentence.tokens)
        for number, attribution in enumerate(found):
            limits = _limits(sentence, found, number)
            for span, speaker in _speakers(document, sentence, attribution, memory):
                source = _source(document, sentence, attribution, speaker, span, limits, quotations)
                yield Mention("source", span, source, attribution.by)
                yield from _channel(document, sentence, attribution, source)


def _bodies_by_word(text: str, country: str | None) -> dict[str, Body]:
    """The bodies that the article names, by the nouns of their names: "the coalition", "a monitor" mean these."""
    out: dict[str, Body] = {}
    for _, _, body in find_bodies(text, country):
        for word in (*body.name.lower().split(), body.kind):
            out.setdefault(word, body)
    return out


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
        speaker = identify(span.quote, head, memory)
        if speaker is not None:
            remember(speaker, span.quote, memory)
            yield span, speaker


def _conjuncts(tokens: Sequence[Token], phrase: tuple[int, int]) -> list[tuple[int, int]]:
    start, end = phrase
    for k in range(start + 1, end - 1):
        if tokens[k].text == "and" and (tokens[k + 1].pos == "DET" or tokens[k - 1].pos == "NOUN"):
            return [(start, k), *_conjuncts(tokens, (k + 1, end))]
    return [phrase]


def _limits(sentence: Sentence, found: Sequence[Attribution], number: int) -> tuple[int, int]:
    """The stretch of the sentence that one of several attributions can reach."""
    tokens, start, end = sentence.tokens, sentence.start, sentence.end
    mine = found[number]
    for other in found[number + 1 :]:
        at = min(other.phrase[0], other.cue[0])
        if other.place == "after" and at > 0 and tokens[at - 1].text.lower() in {"while", "but", "and", ",", ";", "whereas"}:
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
    low = [t.text.lower() for t in tokens if start <= t.start < end]
    return Source(
        name=speaker.name, kind=speaker.kind, stance=attribution.verb.stance,
        certainty=certainty_of(low, attribution.verb), span=span, cue=cue, content=article.span(start, end),
        via=_via(sentence, attribution), actor=speaker.actor,
    )


def _content(sentence: Sentence, attribution: Attribution, limits: tuple[int, int]) -> tuple[int, int]:
    tokens = sentence.tokens
    start, end = limits
    if attribution.place == "before":
        end = min(end, tokens[min(attribution.phrase[0], attribution.cue[0])].start)
    elif attribution.place == "after":
        start = max(start, tokens[max(attribution.phrase[1], attribution.cue[1]) - 1].end)
    return (start, end) if start < end else limits


def _with_quotations(start: int, end: int, quotations: Sequence[tuple[int, int]]) -> tuple[int, int]:
    for left, right in quotations:
        if left < end and start < right:
            start, end = min(start, left), max(end, right)
    return start, end


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
