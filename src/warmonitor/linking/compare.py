"""How alike two claims are: a sum of named weights, each of which can be read, argued with and shown to a user.

The weights stand in data/linking.toml with their reasons. A missing value never agrees with a missing value.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import exp, log

from warmonitor.linking.figures import compare_figures
from warmonitor.linking.kin import are_kin
from warmonitor.linking.profiles import Profile, settings
from warmonitor.linking.when import compare_days
from warmonitor.linking.where import compare_places

Reasons = dict[str, float]


def compare(a: Profile, b: Profile, copy: float | None = None) -> Reasons | None:
    """The reasons for and against two claims being one event, in log-odds; None where they cannot be.

    ``copy`` is the share of common text of the two articles, when they are near-copies of one report.
    """
    rules = settings()
    if a.kind.is_real != b.kind.is_real:
        return None
    reasons: Reasons = {}
    is_copied = copy is not None and _same_sentence(a, b, rules["copy"]["sentence"])
    for name, part in (("type", _type), ("days", compare_days), ("place", compare_places)):
        value = part(a, b, rules[name])
        if is_copied and name != "type":
            value = max(value, 0.0)  # one text: where they part, a coder or a day of publication is wrong
        if value <= rules["threshold"]["veto"]:
            return None
        if value:
            reasons[name] = value
    for name, part in (
        ("sides", _sides), ("figures", compare_figures), ("objects", _objects), ("text", _text), ("told", _told),
    ):  # fmt: skip
        value = part(a, b, rules[name])
        if value:
            reasons[name] = value
    if is_copied:
        reasons["copy"] = rules["copy"]["weight"]
    return reasons


def _same_sentence(a: Profile, b: Profile, least: float) -> bool:
    """True when two triggers stand in sentences that share nearly all of the longer one's content words."""
    longer = max(len(a.words), len(b.words))
    if a.trigger == b.trigger and longer < settings()["text"]["fewest_words"]:
        return a.words == b.words
    return longer > 0 and len(a.words & b.words) >= least * longer


def score(reasons: Mapping[str, float]) -> float:
    """The score from 0 to 1 of a sum of reasons.

    >>> score({"type": 1.6, "place": 2.3, "days": 2.4}) > 0.8
    True
    """
    return 1 / (1 + exp(-(settings()["threshold"]["bias"] + sum(reasons.values()))))


def confidence(value: float) -> float:
    """A score as the share of compared pairs with such a score that were one event; measured, see [calibration].

    >>> confidence(0.65) < 0.4 < confidence(0.85)
    True
    """
    rule = settings()["calibration"]
    bounded = min(max(value, 1e-9), 1 - 1e-9)
    return 1 / (1 + exp(-(rule["slope"] * log(bounded / (1 - bounded)) + rule["offset"])))


@cache
def _closeness() -> Mapping[frozenset[str], float]:
    return {frozenset(row["types"]): float(row["value"]) for row in settings()["close"]}


def _type(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    p, q = a.kind, b.kind
    if p.sub_event_type == q.sub_event_type:
        return rule["same_other"] if p.sub_event_type == "Other" else rule["same_rare" if p.is_rare else "same"]
    close = _closeness().get(frozenset((p.sub_event_type, q.sub_event_type)), 0.0)
    if (p.is_loose or q.is_loose) and p.is_violent and q.is_violent:
        close = max(close, rule["loose"])
    if close:
        return rule["close"] * close + (rule["close_rare"] if p.is_rare and q.is_rare else 0.0)
    kin = p.event_type == q.event_type and p.event_type != "Strategic developments"
    return rule["family"] if kin else rule["other"]


def _sides(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    value = rule["victims"] if a.victims and b.victims else 0.0
    if _other_victims(a, b) or _other_victims(b, a):
        value += rule["victims_differ"]
    if a.side_a and b.side_a:
        value += _side(a.side_a, b.side_a, rule, a.blamed or b.blamed)
    if a.side_b and b.side_b:
        value += _side(a.side_b, b.side_b, rule, False)
    if a.kind.is_undirected and b.kind.is_undirected and (a.side_a | a.side_b) & (b.side_a | b.side_b):
        return max(value, rule["swapped"])  # who left, and who took them away; who agreed with whom
    if a.side_a & b.side_b or a.side_b & b.side_a:
        if a.kind.event_type == b.kind.event_type == "Battles":
            return rule["swapped"] if value < 0 else value
        return min(value, rule["turned"])
    return value


def _other_victims(a: Profile, b: Profile) -> bool:
    """True where one says that civilians were hit and the other names only fighters; a siege is of both."""
    return a.victims and not a.side_b and bool(b.side_b) and not b.victims and not a.kind.is_lasting


def _side(a: frozenset[str], b: frozenset[str], rule: Mapping[str, float], blamed: bool) -> float:
    if a == b:
        return rule["same"]
    if a & b:
        return rule["some"]
    if any(are_kin(x, y) for x in a for y in b):
        return rule["kin"]
    return rule["alleged_differs"] if blamed else rule["differs"]


def _objects(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """What was hit, anywhere in the claims' sentences; against it counts only what the triggers' own sentences name."""
    if a.objects & b.objects:
        return rule["same_busy" if a.is_busy and b.is_busy else "same"]
    is_durable = a.kind.is_durable or b.kind.is_durable
    return rule["differs"] if a.struck and b.struck and not is_durable else 0.0


def _text(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """Content words in common, without those that say again what is compared elsewhere."""
    smaller = min(len(a.telling), len(b.telling))
    if smaller < rule["fewest_words"]:
        return 0.0
    share = len(a.telling & b.telling) / smaller
    return round(rule["weight"] * max(0.0, share - rule["floor"]), 3)


def _told(a: Profile, b: Profile, rule: Mapping[str, float]) -> float:
    """How the two tell it: the second blast is not the first, an attempt is not the deed, a denial is of the same."""
    value = rule["denied"] if a.kind.is_denied != b.kind.is_denied else 0.0
    if a.kind.is_attempt != b.kind.is_attempt:
        value += rule["attempt_differs"]
    if a.kind.is_sequel != b.kind.is_sequel:
        value += rule["sequel_differs"]
    if a.kind.is_main and b.kind.is_main and not (a.kind.is_frequent or b.kind.is_frequent):
        value += rule["both_main"]
    return value
