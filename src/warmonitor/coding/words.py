"""The coder's word lists (``lexicon/en/coding.toml``) as sets."""

from __future__ import annotations

from functools import cache

from warmonitor.ontology import lexicon


@cache
def word_list(section: str, key: str) -> frozenset[str]:
    """One list of the lexicon.

    >>> "rage" in word_list("status", "ongoing")
    True
    """
    return frozenset(lexicon("coding")[section][key])
