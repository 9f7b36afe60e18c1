"""One record of each kind with every field filled, for docs/interface.md: shown as the code writes it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from warmonitor import model
from warmonitor.records import (
    article_to_json,
    claim_to_json,
    control_to_json,
    event_to_json,
    mention_to_json,
)

WIDTH = 118
TEXT = ("Four people were missing on Tuesday near Orlava after an air strike by the Lurian army, the regional hospital "
        "said. At least 12 people were killed, 3 of them children, it said.")  # fmt: skip
DAY, JOINED = date(2031, 5, 6), "joined event"
Json = dict[str, Any]


def span(quote: str) -> model.Span:
    """The words of the example's article."""
    start = TEXT.index(quote)
    return model.Span(start, start + len(quote), quote)


ARTICLE = model.Article("a1", TEXT, "Air strike near Orlava", "https://paper.example/orlava", "The Orlava Paper",
                        "Meridian Wire", "A. Writer", model.When(DAY, DAY), "en", ("day of the head",))  # fmt: skip
PLACE = model.Place("xa-orlava", "Orlava", "town", "XA", "Northern Province", "Orlava District", 49.61, 6.13, 2.0,
                    1234567)  # fmt: skip
LOCATION = model.Location(PLACE, span("Orlava"), "near", 0.93)
WHEN = model.When(DAY, DAY, span("Tuesday"), "morning", "P1D", False, "weekday:tuesday", "publication day")
ARMY = model.Party("military-luria", "Military Forces of Luria", span("the Lurian army"), True)
CIVILIANS = model.Party(None, "Civilians (Luria)", span("12 people"))
SOURCE = model.Source("Regional hospital (Orlava)", "medical or responder", "asserts", "certain",
                      span("the regional hospital"), span("said"), span("Four people were missing on Tuesday"),
                      ("Meridian Wire",), None)  # fmt: skip
KILLED = model.Count("killed", 12, None, span("At least 12 people were killed"), False, False, "all", None, 0)
CHILDREN = model.Count("killed", 3, 3, span("3 of them children"), False, False, "children", "12 people", 0)
CLAIM = model.Claim(
    "a1-3f2a", "a1", span("air strike"), "Explosions/Remote violence", "Air/drone strike", "happened", "main",
    (ARMY,), (CIVILIANS,), LOCATION, (LOCATION,), WHEN, (KILLED, CHILDREN), (SOURCE,),
    (model.Evidence("when", span("Tuesday"), "publication day"),
     model.Evidence("place.admin1", None, "gazetteer parent")),
    "rules 0.1")  # fmt: skip
EVENT = model.Event(
    "e1f0c3d2b4a59", ("a1-3f2a", "a2-77c1"), ("a1", "a2"), "Explosions/Remote violence", "Air/drone strike", "happened",
    "incident", "e99d0a4c2b171", (model.EventParty("military-luria", "Military Forces of Luria", ("a1-3f2a",), True),),
    (model.EventParty(None, "Civilians (Luria)", ("a1-3f2a", "a2-77c1")),), LOCATION, WHEN,
    (model.Toll("killed", "all", 12, 14, None, "ucdp", ("a1-3f2a", "a2-77c1")),),
    ("The Orlava Paper", "Northern Herald"), ("Regional hospital (Orlava)", "Government of Luria"),
    (model.Origin("Regional hospital (Orlava)", "medical or responder", "responder", None, None, ("a1-3f2a",),
                  ("Meridian Wire", "The Orlava Paper")),
     model.Origin("Government of Luria", "military or government", "party", "military-luria", "side_a", ("a2-77c1",),
                  ("Northern Herald",))),
    2, {"place": "agree", "when": "agree", "side_a": "single", "killed": "differ"},
    (model.Contradiction("killed", "differ", (
        model.StatedValue("12", ("a1-3f2a",), ("Regional hospital (Orlava)",)),
        model.StatedValue("14", ("a2-77c1",), ("Government of Luria",)))),),
    (model.Link(("a1-3f2a", "a2-77c1"), 0.93, {"type": 1.6, "place": 2.4}),),
    model.Link(("a1-3f2a", "a2-77c1"), 0.41, {"type": 1.6, "figures": -1.5}),
    (model.Dated("a2-77c1", "a2", model.When(DAY, DAY, basis=JOINED), model.When(DAY, None, basis=JOINED)),),
)  # fmt: skip
CONTROL = model.Control(
    LOCATION, model.EventParty("military-luria", "Military Forces of Luria", ("a1-3f2a",)), "captured", DAY, DAY,
    model.EventParty(None, "Orlava Front", ("a2-77c1",)), False, ("a1-3f2a",), ("a1",), ("Regional hospital (Orlava)",),
    (model.Ground("a1-3f2a", "a1", span("near Orlava"), "localities", 8, 8),),
)  # fmt: skip
MENTIONS = (
    model.Mention("place", span("Orlava"), LOCATION, "gazetteer"),
    model.Mention("time", span("Tuesday"), WHEN, "weekday"),
    model.Mention("actor", span("the Lurian army"),
                  model.Actor("military-luria", "Military Forces of Luria", "state force", "XA"), "state forces"),
    model.Mention("count", span("At least 12 people were killed"), KILLED, "head"),
    model.Mention("source", span("the regional hospital"), SOURCE, "verb"),
)  # fmt: skip


def article() -> Json:
    """An article as JSON."""
    return article_to_json(ARTICLE)


def mentions() -> list[Json]:
    """A mention of each kind as JSON."""
    return [mention_to_json(mention, "a1") for mention in MENTIONS]


def claim() -> Json:
    """A claim as JSON."""
    return claim_to_json(CLAIM)


def event() -> Json:
    """An event as JSON."""
    return event_to_json(EVENT)


def control() -> Json:
    """A row of control as JSON."""
    return control_to_json(CONTROL)


def shown(record: Json) -> str:
    """A record with its fields filled into lines; a list of records has a line for each."""
    lines: list[str] = []
    line = ""
    for key, value in record.items():
        part = f"{json.dumps(key)}: {_value(value)}"
        if line and len(line) + len(part) + 2 > WIDTH:
            lines, line = [*lines, line + ","], part
        else:
            line = f"{line}, {part}" if line else part
    return "{" + "\n ".join([*lines, line]) + "}"


def _value(value: Any) -> str:
    if isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict):
        return "[\n   " + ",\n   ".join(json.dumps(item, ensure_ascii=False) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def block(*records: Json) -> str:
    """Records as a block of a page."""
    return "```json\n" + "\n".join(map(shown, records)) + "\n```"


def article_block() -> str:
    """The article of the page."""
    return block(article())


def mention_block() -> str:
    """The mentions of the page, one line each as the command writes them."""
    return "```json\n" + "\n".join(json.dumps(m, ensure_ascii=False) for m in mentions()) + "\n```"


def claim_block() -> str:
    """The claim of the page."""
    return block(claim())


def event_block() -> str:
    """The event of the page."""
    return block(event())


def control_block() -> str:
    """The row of control of the page."""
    return block(control())
