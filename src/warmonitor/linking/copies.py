"""Near-copies of one report among articles: MinHash finds candidates, the shingles themselves decide."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import Any

from rensa import RMinHash

from warmonitor.linking.profiles import settings
from warmonitor.model import Article

WORD = re.compile(r"\w+")
MOST_COPIES = 40  # copies of one report that each is compared with; a wire printed a thousand times stays cheap
FEW = 8  # articles that are compared each with each: those of one event
KEPT = 2000  # texts whose shingles are held at a time
BANDS = 32  # 128 permutations in 32 bands of 4 rows: finds 87 % at similarity .5, 99.9 % at .7


def shingles(text: str, size: int) -> frozenset[str]:
    """Runs of ``size`` words, lower case, without punctuation.

    >>> sorted(shingles("Two shells hit. The market", 4))
    ['shells hit the market', 'two shells hit the']
    """
    words = WORD.findall(re.sub(r"['’`]", "", text).lower())
    return frozenset(" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def near_copies(articles: Iterable[Article], few: int = FEW) -> Mapping[frozenset[str], float]:
    """Pairs of article ids that are near-copies, with the share of common shingles.

    Up to ``few`` articles are compared each with each; beyond, MinHash finds whom to compare, pair by pair, so that
    what is found of two articles does not depend on the others (but for a text of over ``MOST_COPIES`` copies).
    """
    rules = settings()["copy"]
    by_id = {article.id: article for article in articles}
    keys = sorted(by_id)
    if len(keys) <= few:
        named = list(combinations(keys, 2))
    else:
        sketches = [_sketch(by_id[key].text, rules) for key in keys]
        named = sorted((keys[a], keys[b]) for a, b in _candidates(sketches, rules["permutations"] // BANDS))

    @lru_cache(KEPT)
    def cut(key: str) -> frozenset[str]:
        return shingles(by_id[key].text, rules["shingle"])

    found = {}
    for a, b in named:
        left, right = cut(a), cut(b)
        common = len(left & right)
        jaccard, contained = common / len(left | right), common / min(len(left), len(right))
        if jaccard >= rules["jaccard"] or contained >= rules["contained"]:
            found[frozenset((a, b))] = max(jaccard, contained)
    return found


def _sketch(text: str, rules: Mapping[str, Any]) -> bytes:
    """The MinHash of a text, four bytes to a permutation: all that is kept of an article until pairs are known."""
    sketch = RMinHash(rules["permutations"], 1)
    sketch.update(list(shingles(text, rules["shingle"])))
    return array("I", sketch.digest()).tobytes()


def bands_of(text: str) -> list[int]:
    """A number for each band of a text's MinHash; two texts that share one are candidates for near-copies."""
    rules = settings()["copy"]
    sketch, width = _sketch(text, rules), 4 * (rules["permutations"] // BANDS)
    bands = (sketch[at * width : (at + 1) * width] for at in range(BANDS))
    return [int.from_bytes(blake2b(band, digest_size=8).digest(), "big", signed=True) for band in bands]


def _candidates(sketches: Sequence[bytes], rows: int) -> set[tuple[int, int]]:
    """Pairs that are equal in some band; one band is held at a time, so that memory stays with the sketches."""
    pairs: set[tuple[int, int]] = set()
    width = 4 * rows
    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for position, sketch in enumerate(sketches):
            buckets[sketch[band * width : (band + 1) * width]].append(position)
        for same in buckets.values():
            pairs.update((a, b) for i, a in enumerate(same) for b in same[i + 1 : i + 1 + MOST_COPIES])
    return pairs
