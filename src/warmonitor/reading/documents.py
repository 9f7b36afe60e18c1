"""Article -> Document: zones, sentences, and what the page's head says of outlet, wire, day and language.

Metadata are trusted, except that a day printed in the text's own head wins over them; today's date is never used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from warmonitor.model import SUPPORTED_LANGUAGES, Article, Document, Sentence, When
from warmonitor.ontology import settings
from warmonitor.reading.dates import PrintedDate, find_dates
from warmonitor.reading.patterns import patterns
from warmonitor.reading.sentences import split_sentences
from warmonitor.reading.zones import Stretch, find_stretches, zones_of

HEAD_KINDS = ("byline", "dateline")
_NAME = r"(?:[A-Z][\w'’.-]+ ){1,3}[A-Z][\w'’.-]+"
_AFTER_AUTHOR = re.compile(r"(?:(?<=[a-z]) [A-Z]+/?| (?:Published|Updated|Posted|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|"
                           r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*))$")  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_AUTHOR = re.compile(rf"\b[Bb][Yy] ({_NAME}(?: and {_NAME})?)")


def to_document(article: Article) -> Document:
    """The article with its zones, sentences and head facts; never fails, whatever the text.

    >>> document = to_document(Article("a", "BEIRUT (Reuters) - Shells hit Sirte. Two died."))
    >>> [sentence.zone for sentence in document.sentences], document.article.agency
    (['dateline', 'body', 'body'], 'Reuters')
    """
    stretches = find_stretches(article.text, article.title)
    sentences = tuple(
        Sentence(start, end, stretch.kind, stretch.paragraph)
        for stretch in stretches
        for start, end in split_sentences(article.text, stretch.start, stretch.end)
    )
    return Document(_with_head(article, stretches), zones_of(stretches), sentences)


def is_supported(article: Article) -> bool:
    """Whether the article's language can be coded; an unknown language is given the benefit of the doubt.

    >>> is_supported(Article("a", "…", language="fr"))
    False
    """
    return article.language is None or article.language.lower().split("-")[0] in SUPPORTED_LANGUAGES


def _with_head(article: Article, stretches: Sequence[Stretch]) -> Article:
    published, notes = _published(article, stretches)
    language = _language(article, stretches)
    known = replace(
        article,
        published=published,
        agency=article.agency or _agency(article.text, stretches),
        author=article.author or _author(article.text, stretches),
        title=article.title or _title(article.text, stretches),
        language=language,
    )
    if not is_supported(known):
        notes.append(f"language {language} is not supported: not coded")
    return replace(known, notes=(*article.notes, *(note for note in notes if note not in article.notes)))


def _head(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Byline and dateline stretches that stand before the second body line."""
    out: list[Stretch] = []
    body = 0
    for stretch in stretches:
        body += stretch.kind == "body"
        if body > 1:
            break
        if stretch.kind in HEAD_KINDS:
            out.append(stretch)
    return out


def _published(article: Article, stretches: Sequence[Stretch]) -> tuple[When | None, list[str]]:
    metadata = article.published if article.published and article.published.is_dated else None
    printed = _printed_day(article, _head(stretches), metadata)
    if printed is None:
        foot = [s for s in stretches if s.kind in HEAD_KINDS and s not in _head(stretches)]
        printed = None if metadata else _printed_day(article, foot, metadata)
    if printed is None:
        return (metadata, []) if metadata else _from_caption(article, stretches)
    span = article.span(printed.start, printed.end)
    if metadata and not (metadata.start == printed.day or metadata.end == printed.day):
        stated = metadata.start or metadata.end
        note = f"published {stated} in the metadata but {printed.day} in the text's head: the text is followed"
        return When(printed.day, printed.day, span, basis="text head"), [note]
    return When(printed.day, printed.day, span, basis="text head"), []


def _printed_day(article: Article, stretches: Sequence[Stretch], metadata: When | None) -> PrintedDate | None:
    """The first printed day that is no update stamp, else the first; metadata must settle an ambiguous one."""
    updates: list[PrintedDate] = []
    for stretch in stretches:
        for found in find_dates(article.text, stretch.start, stretch.end):
            day = _settle(found, metadata)
            if day is None:
                continue
            lead = article.text[max(stretch.start, found.start - 24) : found.start]
            if patterns().update.search(lead):
                updates.append(day)
            else:
                return day
    return updates[0] if updates else None


def _settle(found: PrintedDate, metadata: When | None) -> PrintedDate | None:
    if found.other is None:
        return found
    if metadata and metadata.start == found.other:
        return replace(found, day=found.other, other=None)
    return replace(found, other=None) if metadata and metadata.start == found.day else None


def _from_caption(article: Article, stretches: Sequence[Stretch]) -> tuple[When | None, list[str]]:
    """A caption's full date bounds the day from below: nothing shows what has not been yet."""
    days = [
        found
        for stretch in stretches
        if stretch.kind == "caption"
        for found in find_dates(article.text, stretch.start, stretch.end)
        if found.other is None
    ]
    if not days:
        return None, []
    last = max(days, key=lambda found: found.day)
    when = When(last.day, None, article.span(last.start, last.end), basis="caption")
    return when, [f"undated; a caption dates it to {last.day} or later"]


def _agency(text: str, stretches: Sequence[Stretch]) -> str | None:
    for stretch in [*_head(stretches), *(s for s in stretches if s.kind == "byline")]:
        match = patterns().agency.search(text, stretch.start, stretch.end)
        if match:
            return patterns().agency_name[match.group()]
    tail = re.compile(r"[-–—(\[]\s?$").search
    for match in patterns().agency.finditer(text, max(0, len(text) - 40)):
        if tail(text[max(0, match.start() - 3) : match.start()]) and not text[match.end() :].strip(")]. \n"):
            return patterns().agency_name[match.group()]
    return None


def _author(text: str, stretches: Sequence[Stretch]) -> str | None:
    for stretch in _head(stretches):
        match = _AUTHOR.search(text, stretch.start, stretch.end)
        if match and not patterns().agency.search(match.group(1)) and match.group(1).split()[0][0].isupper():
            return _AFTER_AUTHOR.sub("", match.group(1))
    return None


def _title(text: str, stretches: Sequence[Stretch]) -> str | None:
    return next((text[s.start : s.end] for s in stretches if s.kind == "headline"), None)


def _is_plainly_english(body: str) -> bool:
    """Whether the grammar of a text leaves no doubt: such a text need not be held against other languages."""
    english = settings("reading")["language"]["english"]
    words = _WORD.findall(body.lower())
    counted = [words.count(word) for word in english["words"]]
    is_varied = sum(count > 0 for count in counted) >= english["different"]
    return is_varied and sum(counted) >= float(english["share"]) * len(words)


def _language(article: Article, stretches: Sequence[Stretch]) -> str | None:
    """The language of the body; a supported one where no other is clearly likelier, as names of places mislead."""
    limits = settings("reading")["language"]
    body = " ".join(article.text[s.start : s.end] for s in stretches if s.kind == "body")[: limits["longest"]]
    if len(body) < limits["shortest"]:
        return article.language
    if _is_plainly_english(body):
        return "en"
    import py3langid  # late: its model takes most of a second to load

    ranked: list[tuple[str, float]] = py3langid.rank(body)
    best, likeliest = ranked[0]
    near = (name for name, score in ranked if likeliest - score < limits["margin"] * len(body))
    return next((name for name in near if name in SUPPORTED_LANGUAGES), best)
