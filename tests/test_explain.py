"""Why two claims are one event, in words, with the best that speaks against it."""

from __future__ import annotations

from typing import Any

import pytest

from told_claims import told_articles, told_claim
from warmonitor.explain import LinkExplained, explain_claim, explain_event
from warmonitor.linking import group_claims
from warmonitor.reconcile import reconcile

ATTACK = {"type": "Attack", "trigger": "raid", "place": "Ogossagou", "when": "2019-03-23", "side_a": "Hunters",
          "counts": ["killed 157"], "published": "2019-03-24", "outlet": "Sahel Post"}  # fmt: skip


def links_of(*changes: dict[str, Any]) -> tuple[LinkExplained, ...]:
    rows = [{**ATTACK, "id": f"c{i}", **change} for i, change in enumerate(changes)]
    claims, articles = [told_claim(row) for row in rows], told_articles(rows)
    event = max((reconcile(group, articles) for group in group_claims(claims, articles)), key=lambda e: len(e.claims))
    return explain_event(event, {claim.id: claim for claim in claims}, articles).links


AGAINST = [
    # the second claim, the strongest argument against its being the first one's event
    ({}, "nothing that both say speaks against it"),
    ({"place": "Mopti", "inferred": ["place"], "side_a": None}, "not said by both: who did it"),
    ({"when": "2019-03-24"}, "day: 2019-03-23 / 2019-03-24"),
    ({"counts": ["killed 157", "killed 40"], "side_a": "Army"}, "sides: Hunters / Army"),
    ({"place": "Welingara"}, "place: Ogossagou, Mopti, ML / Welingara, Mopti, ML"),
]


@pytest.mark.parametrize(("change", "against"), AGAINST, ids=[row[1] for row in AGAINST])
def test_the_strongest_argument_against_a_link(change: dict[str, Any], against: str) -> None:
    (link,) = links_of({}, change)
    assert link.verdict == "joined"
    assert link.against == against


def test_links_name_outlets_and_words_not_numbers() -> None:
    (link,) = links_of({}, {"outlet": "Niger Bend News"})
    assert link.told == ("“raid”, Sahel Post", "“raid”, Niger Bend News")


def test_the_weakest_pair_of_an_event_is_shown() -> None:
    links = links_of({}, {"counts": ["killed 157", "killed 12"]}, {"counts": ["killed 12"], "when": None})
    assert [link.verdict for link in links] == ["joined", "joined", "least alike"]
    assert links[-1].score == min(link.score for link in links)


def test_a_claim_is_explained_by_its_outlet() -> None:
    row = {**ATTACK, "id": "c"}
    claim = told_claim(row)
    assert explain_claim(claim, told_articles([row])).title == "Attack in Sahel Post"
    assert explain_claim(claim, {}).title == "Attack in article article-c"
