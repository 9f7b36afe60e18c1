"""Names of private persons in an article, to be masked in what is published.

News parsers miss or mistype many names, so capitals and lists go first and the parser only adds: a run of two or more
capitalised words that no list knows as a place, an actor, a body or an office-holder counts as a name, and so does
each part of it when it comes again. Doubt goes to masking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from warmonitor.mentions.actor_names import country_names
from warmonitor.mentions.gazetteer import entries
from warmonitor.mentions.place_names import fold
from warmonitor.mentions.source_lexicon import bodies
from warmonitor.model import Document, Span
from warmonitor.ontology import cells, lexicon, table

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*"  # begins with a letter that is not lower case
_WORD = re.compile(rf"(?:[aAeE]l-|d')?{_CAPITAL}(?:['’`-][^\W\d_]+)*")
_GAP = re.compile(r" |-")
_TITLE_CASE = 0.6  # share of words in capitals from which a line is a headline, whose capitals say nothing
_NEAR_OFFICE = 60  # characters between an office and its holder
_WORDS_TO_OFFICE = 6
_LONGEST_INITIAL = 2  # letters: "J. Smith", "St. John"
_LEAST = 3  # letters of a part of a name that is looked for by itself


@dataclass(frozen=True, slots=True)
class _Run:
    """Capitalised words in a row, as (start, end) of each."""

    words: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.words[0][0]

    @property
    def end(self) -> int:
        return self.words[-1][1]


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(lexicon("persons")[key])


@cache
def _bodies() -> frozenset[str]:
    return frozenset(lexicon("places")["words"]["organisation_heads"]) | _words("body_words")


@cache
def _known() -> frozenset[str]:
    """Folded names of actors, bodies, countries and leaders, and each people by its name."""
    names = {name for row in table("actors.csv") for name in (row["name"], *cells(row["aliases"]))}
    names |= {name for row in table("countries.csv") for name in (*cells(row["demonyms"]), row["capital"])}
    names |= {name for leaders in lexicon("actors")["leaders"].values() for name in leaders}
    names |= set(country_names().values()) | set(bodies())
    return frozenset(fold(name.rstrip("~").strip()) for name in names)


def find_private_names(document: Document) -> list[Span]:
    """The names of persons who hold no office that the article tells, wherever in the text they stand."""
    article, typed = document.article, _persons_of_parser(document)
    found: list[tuple[int, int]] = []
    public: set[str] = set()
    for line_start, line in _lines(article.text):
        headline = _is_headline(line)
        for run in _runs(line, line_start):
            name = _name(run, article.text, typed, headline)
            if name is None:
                continue
            words = article.text[name.start : name.end]
            if _holds_office(name, article.text) or fold(words) in public:
                public |= {fold(words), *(fold(article.text[a:b]) for a, b in name.words)}
            else:
                found.append((name.start, name.end))
    parts = {part for start, end in found for part in _parts(article.text[start:end])} - public
    found += _again(article.text, parts)
    return [article.span(start, end) for start, end in _merged(found)]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line
        at += len(line)


def _is_headline(line: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) >= _TITLE_CASE * len(words)


def _runs(line: str, offset: int) -> Iterator[_Run]:
    """Rows of capitalised words; particles stand inside a name, words that are no names end it."""
    row: list[tuple[int, int]] = []
    for match in _WORD.finditer(line):
        start, end = offset + match.start(), offset + match.end()
        if match.start() and (line[match.start() - 1].isalnum() or line[match.start() - 1] in "_."):
            continue  # the S of "U.S."
        if match.group().lower() in _words("no_names"):
            if row:
                yield _Run(tuple(row))
            row = []
        elif row and _joins(line[row[-1][1] - offset : match.start()], row[-1][1] - row[-1][0]):
            row.append((start, end))
        else:
            if row:
                yield _Run(tuple(row))
            row = [(start, end)]
    if row:
        yield _Run(tuple(row))


def _joins(between: str, length: int) -> bool:
    """Whether what stands between two capitalised words leaves them one name: a space, an initial's dot, particles."""
    if _GAP.fullmatch(between) or (between == ". " and length <= _LONGEST_INITIAL):
        return True
    parts = between.split()
    return bool(parts) and between[0] == " " and all(part.strip("-") in _words("particles") for part in parts)


def _name(run: _Run, text: str, typed: frozenset[int], headline: bool) -> _Run | None:
    """The person's name in a row of capitalised words, titles and offices left off; None where there is none."""
    lower = [text[a:b].lower().rstrip(".") for a, b in run.words]
    titled = _follows_kin(text, run.start)
    is_body = any(_bare(word) in _bodies() for word in lower)
    if is_body or (_is_known(text[run.start : run.end]) and not titled):
        return None
    marks = _words("offices") | (_words("titles") - {"umm", "abu"})
    first = max((number for number, word in enumerate(lower, 1) if word in marks), default=0)
    words = run.words[first:]
    titled = titled or (first > 0 and lower[first - 1] in _words("titles"))
    while words and not titled and _is_no_person(text[slice(*words[0])], words[0][0] in typed):
        words = words[1:]
    if not words or (_is_known(text[words[0][0] : words[-1][1]]) and not titled):
        return None
    is_typed = any(start in typed for start, _ in words)
    if (len(words) == 1 and not (is_typed or titled)) or (headline and not is_typed):
        return None
    start, end = words[-1]
    return _Run((*words[:-1], (start, start + len(_bare(text[start:end])))))


def _bare(word: str) -> str:
    """A word without the 's of possession."""
    return re.sub(r"['’]s$", "", word)


def _follows_kin(text: str, start: int) -> bool:
    """Whether a name stands behind "his brother", "her grandson"."""
    before = re.search(r"([\w-]+) $", text[max(0, start - _NEAR_OFFICE) : start])
    return before is not None and before[1] in _words("kin")


def _is_no_person(word: str, is_typed: bool) -> bool:
    """Whether a word is of an actor, a people or a leader, or of a place that the parser does not take for a person."""
    return fold(_bare(word)) in _known() or (_is_known(word) and not is_typed)


@cache
def _is_known(words: str) -> bool:
    """Whether a list has the words as an actor, a body, a country, a people, or a place."""
    folded = fold(_bare(words))
    return folded in _known() or bool(entries(folded))


def _persons_of_parser(document: Document) -> frozenset[int]:
    """Offsets of words that the parser takes for persons."""
    tokens = (token for sentence in document.sentences for token in sentence.tokens)
    return frozenset(token.start for token in tokens if token.entity == "PERSON")


def _holds_office(run: _Run, text: str) -> bool:
    """Whether an office stands right before the name, or after it behind a comma, with only its realm between."""
    before = re.split(r"[.;:!?\n”\"]", text[max(0, run.start - _NEAR_OFFICE) : run.start])[-1]
    after = re.split(r"[.;:!?\n”\"]", text[run.end : run.end + _NEAR_OFFICE])[0]
    return _ends_with_office(before) or _begins_with_office(after)


def _ends_with_office(words: str) -> bool:
    """"the governor of Donetsk region, ": an office, then at most what it is the office of."""
    found = list(re.finditer(r"[\w-]+", words))
    for number in range(len(found) - 1, -1, -1):
        if found[number].group().lower() in _words("offices"):
            return _is_realm(words[found[number].end() :])
    return False


def _begins_with_office(words: str) -> bool:
    """", the head of the monitor": a comma, then an office before any word that is not of its name."""
    if not re.match(r"\s*[,(—–-]", words):
        return False
    for word in re.findall(r"[\w-]+", words)[:_WORDS_TO_OFFICE]:
        if word.lower() in _words("offices"):
            return True
        if not (word[0].isupper() or word.lower() in _words("realm_words")):
            return False
    return False


def _is_realm(words: str) -> bool:
    """"of the Donetsk region, ": only small words of relation, names, and kinds of realms."""
    found = re.findall(r"[\w-]+", words)
    return words.count(",") <= 1 and all(word.lower() in _words("realm_words") or word[0].isupper() for word in found)


def _parts(name: str) -> list[str]:
    """The words of a name that stand for the person when alone."""
    parts = map(_bare, re.findall(r"[\w'’-]+", name))
    skipped = _words("particles") | _words("titles") | _words("no_names") | _words("offices")
    return [part for part in parts if len(part) >= _LEAST and part.lower() not in skipped and not _is_known(part)]


def _again(text: str, parts: set[str]) -> list[tuple[int, int]]:
    """Where a part of a name stands again by itself."""
    if not parts:
        return []
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, parts), key=len, reverse=True))})(?!\w)")
    return [match.span() for match in pattern.finditer(text)]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out

