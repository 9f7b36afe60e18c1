"""What an attack was carried out with, where only a sentence before says so: "rocket fire on X ... an attack on Y".

An event told with bare words ("the attack", "destroyed") by the same side, soon after one whose means are
told, was carried out with the same means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warmonitor.coding.merge import REAL, Draft, settings
from warmonitor.coding.words import word_list
from warmonitor.ontology import event_types

REMOTE = "Explosions/Remote violence"
BOMBER = "Suicide bomb"  # who blew himself up raids no village afterwards


def with_means(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, those without a type of their own with the means told before them."""
    out: list[Draft] = []
    for draft in drafts:
        before = [d for d in out if _is_near(d, draft) and _may_be_alike(d, draft)]
        kind = _means(before[-1]) if before and _is_bare(draft) else None
        out.append([replace(r, sub_event_type=kind) for r in draft] if kind else draft)
    return out


def _is_bare(draft: Draft) -> bool:
    """Whether only words that any violence is told with name the event: "attacks", "killed"."""
    violent = draft[0].sub_event_type in {"Attack", "Armed clash"}
    entries = [t.entry for r in draft for t in r.triggers]
    plain = all(e.strength != "strong" and e.frame in {"act", "happen"} for e in entries)
    shots = any(e.strength == "weak" and e.sub_event_type == "Attack" for e in entries)
    bare = all(e.strength == "result" or e.words[0] in word_list("roles", "bare") for e in entries)
    attacks = plain and bare and not shots and any(e.strength == "weak" for e in entries)
    return violent and attacks and draft[0].status in REAL and not draft[0].is_history


def _means(draft: Draft) -> str | None:
    kinds = {r.sub_event_type for r in draft if r.is_specific}
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    return kind if kind and kind != BOMBER and event_types()[kind].event_type == REMOTE else None


def _is_near(before: Draft, draft: Draft) -> bool:
    return 0 <= draft[0].sentence - before[-1].sentence <= settings()["merge"]["inside_reach"]


def _may_be_alike(before: Draft, draft: Draft) -> bool:
    """Whether the one who did the first may have done the second: the same side, or none named for it."""
    sides = [{p.name for r in d for p in r.side_a} for d in (before, draft)]
    return not sides[1] or bool(sides[0] & sides[1])
