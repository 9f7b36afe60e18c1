"""Which claims become one event: by table, and what must hold for any claims."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from told_claims import told_articles, told_claim
from warmonitor.linking import group_claims
from warmonitor.model import Judgement

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "groups.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_groups(case: dict[str, Any]) -> None:
    judgements = [Judgement(a, b, verdict, by=by) for a, b, verdict, by in case.get("judgements", ())]
    groups = group_claims([told_claim(row) for row in case["claims"]], told_articles(case["claims"]), judgements)
    assert sorted(sorted(claim.id for claim in group.claims) for group in groups) == sorted(case["events"])


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "article": st.sampled_from(["x", "y", "z", "w", "v"]),
            "type": st.sampled_from(["Air/drone strike", "Attack", "Armed clash", "Siege"]),
            "place": st.sampled_from(["Ogossagou", "Welingara", "Mopti", "Mali", None]),
            "when": st.sampled_from(["2019-03-23", "2019-03-24", "2019-03-01..2019-03-31", None]),
            "side_a": st.sampled_from(["Hunters", "Army", None]),
            "counts": st.sampled_from([[], ["killed 160"], ["killed 20+"], ["killed 3", "injured 11"]]),
            "inferred": st.sampled_from([[], [], ["when"], ["place"]]),
            "published": st.sampled_from(["2019-03-24", "2019-03-26", "2019-05-01"]),
            "status": st.sampled_from(["happened", "happened", "ongoing", "planned"]),
        }
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_no_claim_is_lost(rows: list[dict[str, Any]], chance: Any) -> None:
    claims = [told_claim({**row, "id": f"c{i}"}) for i, row in enumerate(rows)]
    articles = told_articles([{**row, "id": f"c{i}"} for i, row in enumerate(rows)])
    groups = group_claims(claims, articles)
    shuffled = list(claims)
    chance.shuffle(shuffled)
    assert group_claims(shuffled, dict(sorted(articles.items(), reverse=True))) == groups
    ids = [claim.id for group in groups for claim in group.claims]
    assert sorted(ids) == sorted(claim.id for claim in claims)
    for group in groups:
        told_by = [claim.article_id for claim in group.claims]
        assert len(told_by) == len(set(told_by))
        assert len(group.links) == len(group.claims) - 1


def test_a_later_article_keeps_the_id() -> None:
    rows = next(case for case in CASES if case["name"].startswith("two outlets"))["claims"]
    claims, articles = [told_claim(row) for row in rows], told_articles(rows)
    assert group_claims(claims[:1], articles)[0].id == group_claims(claims, articles)[0].id


def test_links_say_why() -> None:
    rows = next(case for case in CASES if case["name"].startswith("two outlets"))["claims"]
    (link,) = group_claims([told_claim(row) for row in rows], told_articles(rows))[0].links
    assert {"type", "place", "days", "figures"} <= set(link.reasons)
    assert 0.9 <= link.score <= 1  # type, place, day and figure: as sure as it gets


def test_near_copies_of_one_wire_report_join() -> None:
    wire = ("Gunmen on motorbikes raided the village before dawn and set fire to granaries, a local official told the "
            "agency by telephone. Soldiers reached the area hours later and found the road mined.")
    rows = [
        {"id": "a", "type": "Attack", "trigger": "raided", "place": "Mopti", "text": wire, "published": "2020-02-14"},
        {"id": "b", "type": "Attack", "trigger": "raided", "place": "Mopti", "text": wire + " More soon.",
         "published": "2020-02-14"},
    ]
    (group,) = group_claims([told_claim(row) for row in rows], told_articles(rows))
    assert "copy" in group.links[0].reasons
