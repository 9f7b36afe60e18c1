"""Who a claim has its word from in the end: outlet <- agency <- source. Corroboration counts origins, not outlets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warmonitor.linking.copies import near_copies
from warmonitor.model import Article, Claim, Count

DENYING = frozenset({"denies", "no comment"})


def own_voice(claim: Claim, articles: Mapping[str, Article]) -> str:
    """The origin of what an article says in its own voice: its agency, else its outlet, else the article itself.

    >>> from warmonitor.model import Span
    >>> own_voice(Claim("c", "a1", Span(0, 1, "x"), "Battles", "Armed clash", "happened", "main"), {})
    'article a1'
    """
    article = articles.get(claim.article_id)
    return (article and (article.agency or article.outlet)) or f"article {claim.article_id}"


def voices(claims: Sequence[Claim], articles: Mapping[str, Article]) -> dict[str, str]:
    """The own voice of each claim's article by article id; near-copies speak with the voice of the first of them."""
    found = {claim.article_id: own_voice(claim, articles) for claim in claims}
    if len(set(found.values())) < 2:
        return found
    order = {claim.article_id: i for i, claim in reversed(list(enumerate(claims)))}
    for pair in sorted(map(sorted, near_copies(articles[key] for key in sorted(found) if key in articles))):
        first, later = sorted(pair, key=order.__getitem__)
        found[later] = found[first]
    return found


def origins_of(claim: Claim, voice: Mapping[str, str]) -> tuple[str, ...]:
    """The origins of a claim: the sources it quotes for it, else the article's own voice. A denial is not an origin."""
    named = tuple(sorted({source.name for source in claim.sources if source.stance not in DENYING}))
    return named or (voice[claim.article_id],)


def origin_of_count(claim: Claim, count: Count, voice: Mapping[str, str]) -> str:
    """The origin of one figure: its source, else the article's own voice."""
    if count.source is not None and 0 <= count.source < len(claim.sources):
        return claim.sources[count.source].name
    return voice[claim.article_id]
