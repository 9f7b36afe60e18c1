"""A person's corrections laid over a claim: the machine's claim stays as it is, what is read is the corrected one.

A corrected field has the person as its evidence, beside the quoted words where the person gave some. ``rejected`` says
that the claim is no event at all, ``checked`` that a person read it and found the rest right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from warmonitor import ontology
from warmonitor.model import Correction

Json = dict[str, Any]
REJECTED, CHECKED = "rejected", "checked"
PLAIN = ("sub_event_type", "status", "focus", "place", "when")
SIDES = ("side_a", "side_b")
MARKS = (REJECTED, CHECKED)


def count_kinds() -> tuple[str, ...]:
    """The kinds of figures that can be corrected; each is a field of its own."""
    return tuple(ontology.settings("judging")["count_kinds"])


def fields() -> tuple[str, ...]:
    """Every field that can be corrected.

    >>> "killed" in fields() and "place" in fields() and "trigger" not in fields()
    True
    """
    return (*PLAIN, *SIDES, *count_kinds(), *MARKS)


def in_force(corrections: Iterable[Correction]) -> list[Correction]:
    """The last word on each field of each claim, in the order given; what was withdrawn is left out.

    >>> said = Correction("c1", "status", "denied", "an analyst")
    >>> in_force([said, Correction("c1", "status", None, "an analyst", withdrawn=True)])
    []
    """
    last = {(c.claim, c.field): c for c in corrections}
    return [correction for correction in last.values() if not correction.withdrawn]


def is_marked(corrections: Iterable[Correction], mark: str) -> bool:
    """Whether a person marked the claim as ``rejected`` or ``checked``."""
    return any(correction.field == mark and bool(correction.value) for correction in corrections)


def corrected(record: Mapping[str, Any], corrections: Sequence[Correction]) -> Json:
    """A claim's JSON with the corrections in force; each corrected field has who said so as its evidence.

    >>> claim = {"status": "happened", "evidence": [{"field": "status", "by": "verb", "quote": None}]}
    >>> after = corrected(claim, [Correction("c1", "status", "denied", "an analyst", "read it again")])
    >>> after["status"], after["evidence"][0]["by"]
    ('denied', 'corrected by an analyst (read it again)')
    """
    out = dict(record)
    for correction in corrections:
        if correction.field in MARKS:
            continue
        if correction.field in count_kinds():
            out = _with_counts(out, correction)
        elif correction.field in SIDES:
            parties = list(correction.value or ())
            out = _with_evidence({**out, correction.field: parties}, correction, parties)
        else:
            out = _with_evidence(_with_value(out, correction), correction, [correction.value or {}])
    return out


def _with_value(record: Json, correction: Correction) -> Json:
    out = {**record, correction.field: correction.value}
    if correction.field == "sub_event_type":
        out["event_type"] = ontology.event_types()[correction.value].event_type
    return out


def _with_counts(record: Json, correction: Correction) -> Json:
    """The whole figures of one kind replaced; parts of others stay. Evidence follows its count to the new place."""
    kept: list[Json] = []
    moved: dict[str, str] = {}
    for position, count in enumerate(record.get("counts") or ()):
        if count["kind"] != correction.field or count.get("part_of"):
            moved[f"counts[{position}]"] = f"counts[{len(kept)}]"
            kept.append(count)
    given = list(correction.value or ())
    evidence = [
        {**e, "field": moved.get(e["field"], e["field"])}
        for e in record.get("evidence") or ()
        if not e["field"].startswith("counts[") or e["field"] in moved
    ]
    said = [_ground(correction, f"counts[{len(kept) + i}]", count) for i, count in enumerate(given)]
    return {**record, "counts": kept + given, "evidence": [*evidence, *said]}


def _with_evidence(record: Json, correction: Correction, values: Sequence[Mapping[str, Any]]) -> Json:
    """The record with the person as evidence of the field, in place of what the machine gave for it."""
    field = correction.field
    gone = {field, "event_type"} if field == "sub_event_type" else {field}
    kept = [e for e in record.get("evidence") or () if e["field"].partition("[")[0].partition(".")[0] not in gone]
    if field in SIDES:
        said = [_ground(correction, f"{field}[{i}]", party) for i, party in enumerate(values)]
    elif correction.value is None:
        said = []
    else:
        value = values[0] if isinstance(values[0], Mapping) else {}
        said = [_ground(correction, name, value) for name in sorted(gone, reverse=True)]
    return {**record, "evidence": [*kept, *said]}


def _ground(correction: Correction, field: str, value: Mapping[str, Any]) -> Json:
    reason = f" ({correction.reason})" if correction.reason else ""
    start, end = value.get("span") or (value.get("start"), value.get("end"))
    quote = value.get("quote")
    place = {"quote": quote, "start": start, "end": end} if quote else {"quote": None, "start": None, "end": None}
    return {"field": field, "by": f"corrected by {correction.by}{reason}", **place}
