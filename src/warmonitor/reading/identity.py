"""A new article: its id from its text where it brings none."""

from __future__ import annotations

import hashlib
import re

from warmonitor.model import Article, When

_SURROGATE = re.compile("[\ud800-\udfff]")


def identify(text: str) -> str:
    """The id of an article that brings none: the first 16 hex digits of its text's sha256.

    >>> identify("Shells hit Sirte.")
    '909f55474507820e'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def new_article(
    text: str,
    *,
    identifier: str | None = None,
    published: When | None = None,
    notes: tuple[str, ...] = (),
    **words: str | None,
) -> Article:
    """An article of a text, with the id made from the text unless one is given; ``words`` are its other fields."""
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        notes = (*notes, "broken characters (lone surrogates) were replaced")
    return Article(identifier or identify(text), text, published=published, notes=notes, **words)
