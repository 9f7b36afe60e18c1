"""Gives a text in capitals the case of ordinary print, letter for letter, so that offsets stand.

Each word gets the case that it mostly has inside sentences of other news; a word that no such news has, with or without
an ending, is taken for a name; the first word of a sentence and the names of our own actors and countries get their
capitals. Abbreviations with points, or alone in brackets, keep theirs. What is lost for good: names made of common
words that no list has.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

from warmonitor import ontology

WORD = re.compile(r"[^\W\d_]+")
SMALL = re.compile(r"(?<=')s\b|(?<=\d)(?:st|nd|rd|th)\b")  # "'s", "8th"
BEGINNING = re.compile(r"(?:\A|[.?!]\s+|\n\s*\n\s*)\W*(\w)")
ALONE = re.compile(r"[(\[]([A-Z]{2,8}(?:-[A-Z0-9]{1,3})?)[,)\]]|\b((?:[A-Z]\.){2,})")
ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "ers", "er", "ors", "or")

Cases = Mapping[str, str]  # a word in small letters: as it is mostly printed


def cases(texts: Iterable[str]) -> dict[str, str]:
    """How each word is mostly printed inside the sentences of texts; the first words of sentences do not count."""
    seen: Counter[str] = Counter()
    for text in texts:
        first = {match.start(1) for match in BEGINNING.finditer(text)}
        seen.update(match.group() for match in WORD.finditer(text) if match.start() not in first)
    return {word.lower(): word for word, _ in reversed(seen.most_common()) if word != "I"} | {"i": "I"}


def news(folder: Path) -> list[str]:
    """The texts of the shared sets that are printed as usual, none of them of this war."""
    lines = ("event-location/train.jsonl", "fakes/articles.jsonl", "news/articles.jsonl")
    found = [json.loads(line)["text"] for name in lines for line in (folder / name).open(encoding="utf-8")]
    for name in ("lgl.xml", "GeoVirus.xml"):
        root = ElementTree.parse(folder / "geoparsing" / name).getroot()
        found += [node.findtext("text") or "" for node in root]
    return found


def names() -> list[str]:
    """Our own names of actors and countries, the longest last: a long name overrules the short one within it."""
    columns = {"actors.csv": ("name", "aliases"), "countries.csv": ("name", "demonyms", "aliases", "capital")}
    found = {
        name.strip("~")
        for file, of_file in columns.items()
        for row in ontology.table(file)
        for column in of_file
        for name in ontology.cells(row[column])
    }
    return sorted((name for name in found if len(name) > 3 and name != name.lower()), key=len)


def recase(text: str, known: Cases, proper: Mapping[str, str]) -> str:
    """The text in the case of ordinary print; ``proper`` maps names in small letters to names as printed."""
    low = WORD.sub(lambda m: _printed(m.group().lower(), known), text)
    low = SMALL.sub(lambda m: m.group().lower(), low)
    letters = list(re.sub(r"(?i)\b'S\b|\b\d+(?:ST|ND|RD|TH)\b", lambda m: m.group().lower(), low))
    for start, end, name in _found(text, proper):
        letters[start:end] = name
    for match in ALONE.finditer(text):
        start, end = match.span(match.lastindex or 0)
        letters[start:end] = text[start:end]
    for match in BEGINNING.finditer(text):
        letters[match.start(1)] = match.group(1)
    return "".join(letters)


def _printed(word: str, known: Cases) -> str:
    """One word in the case it mostly has; small too if a small word makes it with an ending."""
    if word in known:
        return known[word]
    stems = [word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending)]
    is_small = any(known.get(stem, "A").islower() or known.get(f"{stem}e", "A").islower() for stem in stems)
    return word if is_small else word.capitalize()


def _found(text: str, proper: Mapping[str, str]) -> Iterable[tuple[int, int, str]]:
    """Every stretch of up to seven words that is a name, short ones first."""
    words = list(re.finditer(r"[\w.'-]*\w", text))
    for length in range(1, 8):
        for i in range(len(words) - length + 1):
            start, end = words[i].start(), words[i + length - 1].end()
            name = proper.get(text[start:end].lower())
            if name:
                yield start, end, name
