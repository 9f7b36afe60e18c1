"""What the claims of one event come to: tolls, agreement, denial, origins, place and day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from told_claims import told_articles, told_claim
from warmonitor.linking import Group
from warmonitor.model import Count, Event, Span
from warmonitor.reconcile import assign_parents, reconcile, when_in_event
from warmonitor.tables import disagreement

ATTACK = {"type": "Attack", "place": "Ogossagou", "when": "2019-03-23", "side_a": "Hunters"}


def event_of(*rows: dict[str, Any], rule: str = "ucdp") -> Event:
    named = [{**ATTACK, "id": f"c{i}", **row} for i, row in enumerate(rows)]
    return reconcile(Group("e1", tuple(told_claim(row) for row in named)), told_articles(named), rule)


def toll(event: Event, whom: str = "all", kind: str = "killed") -> tuple[int | None, int | None, int | None]:
    found = next(toll for toll in event.tolls if (toll.kind, toll.whom) == (kind, whom))
    return found.low, found.best, found.high


TOLLS = [
    # figures with their source, publication; low, best, high; agreement
    ("one figure", [("UN", "killed 12", "2019-03-24")], (12, 12, 12), "single"),
    ("two agree", [("UN", "killed 12", "2019-03-24"), ("Army", "killed 12", "2019-03-24")], (12, 12, 12), "agree"),
    ("open ranges go together", [("UN", "killed 200+", "2019-03-24"), ("Army", "killed 250+", "2019-03-24")],
     (200, 250, None), "refine"),
    ("an open range and a number in it", [("UN", "killed 200+", "2019-03-24"), ("Army", "killed 250", "2019-03-24")],
     (200, 250, 250), "refine"),
    ("they differ", [("UN", "killed 22", "2019-03-24"), ("Army", "killed 44", "2019-03-24")], (22, 22, 44), "differ"),
    ("two against one", [("UN", "killed 22", "2019-03-24"), ("Army", "killed 44", "2019-03-24"),
                         ("Mayor", "killed 44", "2019-03-24")], (22, 44, 44), "differ"),
    ("ten outlets with one source are one origin", [("UN", "killed 22", "2019-03-24")] * 3
     + [("Army", "killed 44", "2019-03-24"), ("Mayor", "killed 44", "2019-03-24")], (22, 44, 44), "differ"),
    ("an update by the same origin", [("UN", "killed 134", "2019-03-24"), ("UN", "killed 160", "2019-03-26")],
     (160, 160, 160), "update"),
    ("an upper bound alone", [("UN", "killed -30", "2019-03-24")], (None, 30, 30), "single"),
    ("four figures by their sources", [("Monitor", "killed 250", "2019-03-24"), ("Clinic", "killed 215", "2019-03-24"),
                                       ("Residents", "killed 200+", "2019-03-24"), ("Army", "killed 38", "2019-03-24")],
     (38, 215, 250), "differ"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "figures", "expected", "agreement"), TOLLS, ids=[row[0] for row in TOLLS])
def test_tolls(
    name: str, figures: list[tuple[str, str, str]], expected: tuple[int | None, ...], agreement: str
) -> None:
    event = event_of(*({"sources": [who], "counts": [count], "published": day} for who, count, day in figures))
    assert toll(event) == expected
    assert event.agreement["killed"] == agreement
    assert any(c.field == "killed" for c in event.contradictions) == (agreement in {"differ", "update"})


def test_figures_keep_their_sources() -> None:
    event = event_of({"sources": ["Monitor"], "counts": ["killed 250"]}, {"sources": ["Army"], "counts": ["killed 38"]})
    (differ,) = event.contradictions
    assert {(v.value, v.origins) for v in differ.values} == {("250", ("Monitor",)), ("38", ("Army",))}


@pytest.mark.parametrize(("rule", "best"), [("ucdp", 44), ("acled", 22), ("range", None)])
def test_the_rule_is_named(rule: str, best: int | None) -> None:
    rows = [{"sources": [who], "counts": [f"killed {n}"]} for who, n in (("UN", 22), ("Army", 44), ("Mayor", 44))]
    event = event_of(*rows, rule=rule)
    assert toll(event) == (22, best, 44)
    assert event.tolls[0].rule == rule


def test_parts_are_counted_for_their_group_and_never_added() -> None:
    event = event_of({"counts": ["killed 20", "killed children 7 part", "killed 5 part"]})
    assert toll(event) == (20, 20, 20)
    assert toll(event, "children") == (7, 7, 7)


def test_denial_and_alleged() -> None:
    event = event_of({"side_a": "Army?", "sources": ["Residents", "!Army"]})
    assert event.agreement["side_a"] == "denial"
    assert event.side_a[0].alleged
    assert event.origins == ("Residents",)
    assert disagreement(event) == "side_a denied"


def test_a_blame_without_an_answer_is_no_denial() -> None:
    event = event_of({"side_a": "Coalition", "sources": ["#Foreign ministry", "~Coalition"]})
    assert event.agreement["side_a"] == "no comment"
    assert event.side_a[0].alleged
    answer = event.contradictions[-1]
    assert answer.kind == answer.values[1].value == "no comment"
    assert answer.values[1].origins == ("Coalition",)
    assert disagreement(event) == "side_a no comment"
    assert event.origins == ("Foreign ministry",)


def test_a_denial_does_not_hide_a_difference() -> None:
    event = event_of({"side_a": "Army?", "sources": ["Residents"]}, {"side_a": "Hunters", "sources": ["!Army"]})
    assert event.agreement["side_a"] == "denial"
    assert {c.kind for c in event.contradictions if c.field == "side_a"} == {"differ", "denial"}


def test_two_sources_of_one_article_differ_on_the_ground_taken() -> None:
    row = {**ATTACK, "id": "c", "type": "Government regains territory", "sources": ["Army media", "Observatory"]}
    claim = told_claim(row)
    figures = tuple(Count("area", n, n, Span(0, 1, "x"), source=i) for i, n in enumerate((9000, 6000)))
    event = reconcile(Group("e1", (replace(claim, counts=figures),)))
    assert event.agreement["area"] == "differ"
    assert sorted(value.value for value in event.contradictions[0].values) == ["6000", "9000"]


def test_a_siege_lasts_from_the_first_to_the_last_day_told() -> None:
    siege = {"type": "Siege", "status": "ongoing"}
    event = event_of({**siege, "when": "2016-01-05..2016-02-01"}, {**siege, "when": "2016-03-11"})
    assert event.when is not None
    assert (str(event.when.start), str(event.when.end)) == ("2016-01-05", "2016-03-11")
    assert event.agreement["when"] != "differ"


def test_the_type_is_of_those_who_name_the_means() -> None:
    event = event_of(
        {"type": "Air/drone strike", "trigger": "air strike"},
        {"type": "Remote explosive/landmine/IED", "trigger": "bombing"},
        {"type": "Remote explosive/landmine/IED", "trigger": "blast"},
    )
    assert event.sub_event_type == "Air/drone strike"
    assert event.agreement["event_type"] == "refine"
    strike = {"type": "Air/drone strike", "trigger": "air strike"}
    named = event_of(strike, {"type": "Suicide bomb", "trigger": "bomber"})
    assert named.agreement["event_type"] == "differ"


def test_silence_is_not_agreement() -> None:
    event = event_of({"side_a": None, "when": None}, {"side_a": None, "when": None})
    assert event.agreement["side_a"] == "silent"
    assert event.agreement["when"] == "silent"
    assert event.agreement["killed"] == "silent"
    assert event.when is None


def test_one_outlets_repeats_are_one_origin() -> None:
    event = event_of({"outlet": "Studio Tamani"}, {"outlet": "Studio Tamani"})
    assert event.origins == ("Studio Tamani",)
    assert event.agreement["place"] == "single"


def test_the_most_precise_place_and_the_days_they_share() -> None:
    event = event_of({"place": "Mopti", "when": "2019-03-22..2019-03-24"}, {"place": "Ogossagou"})
    assert event.place is not None and event.place.place.name == "Ogossagou"
    assert event.when is not None and event.when.days == 1
    assert event.agreement["place"] == event.agreement["when"] == "refine"


def test_an_undated_claim_is_dated_by_its_event() -> None:
    dated, undated = told_claim({**ATTACK, "id": "a"}), told_claim({**ATTACK, "id": "b", "when": "weekday:saturday"})
    event = reconcile(Group("e", (dated, undated)))
    found = when_in_event(undated, event)
    assert found is not None and found.basis == "joined event"
    assert dated.when is not None and found.start == dated.when.start
    assert undated.when is not None and undated.when.start is None
    assert when_in_event(dated, event) == dated.when


def test_incidents_stand_under_their_campaign() -> None:
    raids = {**ATTACK, "id": "a", "place": "Mopti", "when": "2019-03-01..2019-03-31"}
    groups = [Group("e1", (told_claim(raids),)), Group("e2", (told_claim({**ATTACK, "id": "b"}),)),
              Group("e3", (told_claim({**ATTACK, "id": "c", "when": "2019-05-02"}),))]
    events = {event.id: event for event in assign_parents([reconcile(group) for group in groups])}
    assert events["e1"].level == "campaign"
    assert (events["e2"].parent, events["e3"].parent) == ("e1", None)


FIGURES = st.builds(
    lambda low, form, who, day: {"sources": who, "counts": [form.format(low)], "published": f"2019-03-{day}"},
    st.integers(0, 300),
    st.sampled_from(["killed {}", "killed {}+", "killed -{}", "killed civilians {}", "killed children {} part"]),
    st.sampled_from([["UN"], ["Army"], ["Mayor"], []]),
    st.integers(24, 28),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=6), st.sampled_from(["ucdp", "acled", "range"]))
def test_low_best_high_are_in_order(rows: list[dict[str, Any]], rule: str) -> None:
    for found in event_of(*rows, rule=rule).tolls:
        known = [value for value in (found.low, found.best, found.high) if value is not None]
        assert known == sorted(known)


def test_an_unidentified_group_yields_to_a_named_one() -> None:
    unnamed = {"side_a": "Unidentified armed group (Congo)"}
    event = event_of({"side_a": "M23"}, unnamed)
    assert [party.name for party in event.side_a] == ["M23"]
    assert event.agreement["side_a"] == "single"
    assert [party.name for party in event_of(unnamed).side_a] == ["Unidentified armed group (Congo)"]


FIELDS: list[tuple[str, list[dict[str, Any]], dict[str, str]]] = [
    # what is tested, the claims, agreement by field
    ("silence", [{"side_a": None}, {"side_a": None}], {"side_a": "silent"}),
    ("one body", [{"sources": ["UN"]}, {"sources": ["UN"]}], {"place": "single", "when": "single"}),
    ("agreement", [{"sources": ["UN"]}, {"sources": ["Army"]}], {"place": "agree", "status": "agree"}),
    ("a place and its province", [{"sources": ["UN"]}, {"sources": ["Army"], "place": "Mopti"}], {"place": "refine"}),
    ("a day and its week", [{"sources": ["UN"]}, {"sources": ["Army"], "when": "2019-03-20..2019-03-24"}],
     {"when": "refine"}),
    ("a named group and rebels", [{"sources": ["UN"]}, {"sources": ["Army"], "side_a": "Opposition rebels (Mali)"}],
     {"side_a": "refine"}),
    ("difference", [{"sources": ["UN"]},
                    {"sources": ["Army"], "place": "Sirte", "when": "2019-03-20", "side_a": "IS"}],
     {"place": "differ", "when": "differ", "side_a": "differ"}),
    ("update", [{"sources": ["UN"], "published": "2019-03-24"},
                {"sources": ["UN"], "published": "2019-03-26", "place": "Sirte", "when": "2019-03-20", "side_a": "IS"}],
     {"place": "update", "when": "update", "side_a": "update"}),
    ("two answers of one body on one day", [{"sources": ["UN"], "published": "2019-03-24"},
                                            {"sources": ["UN"], "published": "2019-03-24", "side_a": "IS"}],
     {"side_a": "differ"}),
    ("denial that it happened", [{"sources": ["UN"]}, {"sources": ["Army"], "status": "denied"}], {"status": "denial"}),
    ("denial of the blame", [{"sources": ["UN", "!Army"], "side_a": "Army?"}], {"side_a": "denial"}),
]  # fmt: skip


@pytest.mark.parametrize(("claims", "expected"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_agreement_of_fields(claims: list[dict[str, Any]], expected: dict[str, str]) -> None:
    event = event_of(*claims)
    assert {field: event.agreement[field] for field in expected} == expected
    shown = {c.field: c.kind for c in event.contradictions}
    assert {f: k for f, k in expected.items() if k in {"differ", "update", "denial"}} == {
        f: k for f, k in shown.items() if f in expected
    }


def test_who_denies_that_it_happened_is_no_origin_of_it() -> None:
    event = event_of({"sources": ["UN"]}, {"sources": ["Army"], "status": "denied"})
    (denial,) = event.contradictions
    assert [(value.value, value.origins) for value in denial.values] == [("asserted", ("UN",)), ("denied", ("Army",))]
    assert event.status == "happened"


STATE = "Military forces of Mali"


def test_one_party_with_three_names_is_one_body() -> None:
    """Its news agency, its police and an officer: three origins, nothing corroborated."""
    rows = [{"sources": [f"{name}|{kind}|{STATE}"], "counts": ["killed 9"]}
            for name, kind in (("State agency", "state or party media"), ("Police", "military or government"),
                               ("An officer", "military or government"))]  # fmt: skip
    event = event_of(*rows)
    assert len(event.origins) == 3
    assert (event.independent, event.is_corroborated) == (1, False)
    assert event.agreement["killed"] == "single"
    event = event_of(*rows, {"sources": ["Clinic|medical or responder"], "counts": ["killed 9"]})
    assert (event.independent, event.is_corroborated, event.agreement["killed"]) == (2, True, "agree")


def test_each_origin_has_its_side_its_party_and_its_chain() -> None:
    event = event_of(
        {"side_b": STATE, "sources": [f"State agency|state or party media|{STATE}"], "agency": "AFP",
         "outlet": "Sahel Post"},
        {"side_b": STATE, "sources": ["Villagers|residents or witnesses"], "outlet": "Niger Bend News"},
        {"side_b": STATE, "sources": ["An unnamed source|unnamed"], "outlet": "Sahel Post"},
    )  # fmt: skip
    sides = {origin.name: (origin.side, origin.of_side, origin.through) for origin in event.sources}
    assert sides == {
        "An unnamed source": ("unnamed", None, ("Sahel Post",)),
        "State agency": ("party's media", "side_b", ("AFP", "Sahel Post")),
        "Villagers": ("witness", None, ("Niger Bend News",)),
    }
    assert event.independent == 2


def test_an_agency_beside_its_source_passes_it_on() -> None:
    event = event_of({"sources": ["Mayor|military or government", "AFP|news agency"]})
    assert event.origins == ("Mayor",)


def test_a_figure_in_a_unit_of_length_for_land_is_flagged_and_kept() -> None:
    row = {**ATTACK, "id": "c", "type": "Government regains territory", "sources": ["Army", "Observatory"]}
    claim = told_claim(row)
    printed = ("over 9,000 kilometers", "over 6,000 square kilometers")
    figures = tuple(Count("area_km2", n, None, Span(0, 1, text), source=i)
                    for i, n, text in zip((0, 1), (9000, 6000), printed, strict=True))  # fmt: skip
    event = reconcile(Group("e1", (replace(claim, counts=figures),)))
    doubt = next(c for c in event.contradictions if c.kind == "unit")
    assert [(value.value, value.origins) for value in doubt.values] == [("over 9,000 kilometers", ("Army",))]
    assert event.agreement["area_km2"] == "differ"
    assert disagreement(event) == "area_km2"


def test_an_article_without_a_day_is_bounded_by_the_event_it_joined() -> None:
    event = event_of({}, {"when": "this week"}, {"when": None})
    assert {d.when.basis for d in event.dated} == {"joined event"}
    bounds = {d.claim: (str(d.published.start), str(d.published.end)) for d in event.dated if d.published}
    assert bounds == {"c1": ("2019-03-23", "2019-03-29"), "c2": ("2019-03-23", "None")}
    assert event_of({}, {"when": None, "published": "2019-04-01"}).dated[0].published is None


def test_sieges_and_offensives_hold_incidents() -> None:
    siege = {**ATTACK, "type": "Siege", "status": "ongoing", "id": "a", "when": "2019-03-01..2019-03-31"}
    clash = {**ATTACK, "type": "Armed clash", "id": "c", "when": "2019-06-05"}
    offensive = {**clash, "id": "b", "trigger": "offensive", "when": "2019-06-01", "status": "ongoing"}
    events = assign_parents(reconcile(Group(f"e-{row['id']}", (told_claim(row),)))
                            for row in (siege, offensive, clash, {**ATTACK, "id": "d"}))  # fmt: skip
    assert [(event.level, event.parent) for event in events] == [
        ("campaign", None), ("campaign", None), ("incident", "e-b"), ("incident", "e-a"),
    ]  # fmt: skip
