"""Near-copies of one report among articles: MinHash finds candidates, the shingles themselves decide."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rensa import RMinHash

from warmonitor.linking.profiles import settings
from warmonitor.model import Article

WORD = re.compile(r"\w+")
MOST_COPIES = 40  # copies of one report that each is compared with; a wire printed a thousand times stays cheap
BANDS = 32  # 128 permutations in 32 bands of 4 rows: finds 87 % at similarity .5, 99.9 % at .7


def shingles(text: str, size: int) -> frozenset[str]:
    """Runs of ``size`` words, lower case, without punctuation.

    >>> sorted(shingles("Two shells hit. The market", 4))
    ['shells hit the market', 'two shells hit the']
    """
    words = WORD.findall(re.sub(r"['’`]", "", text).lower())
    return frozenset(" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def near_copies(articles: Iterable[Article]) -> Mapping[frozenset[str], float]:
    """Pairs of article ids that are near-copies, with the share of common shingles."""
    rules = settings()["copy"]
    by_id = {article.id: article for article in articles}
    bands: dict[tuple[int, tuple[int, ...]], list[str]] = defaultdict(list)
    rows = rules["permutations"] // BANDS
    for key in sorted(by_id):
        sketch = RMinHash(rules["permutations"], 1)
        sketch.update(list(shingles(by_id[key].text, rules["shingle"])))
        digest = sketch.digest()
        for band in range(BANDS):
            bands[band, tuple(digest[band * rows : (band + 1) * rows])].append(key)
    pairs = {
        (a, b) for same in bands.values() for i, a in enumerate(same) for b in same[i + 1 : i + 1 + MOST_COPIES]
    }
    texts = {key: shingles(by_id[key].text, rules["shingle"]) for pair in pairs for key in pair}
    found = {}
    for a, b in sorted(pairs):
        left, right = texts[a], texts[b]
        common = len(left & right)
        jaccard, contained = common / len(left | right), common / min(len(left), len(right))
        if jaccard >= rules["jaccard"] or contained >= rules["contained"]:
            found[frozenset((a, b))] = max(jaccard, contained)
    return found
