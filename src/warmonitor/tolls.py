"""Low, best and high of the figures that an event's claims give, by a named rule of data/reconcile.toml.

A figure is an interval ("more than 200" has no upper end). A later figure of one origin replaces its earlier ones;
parts ("including three children") are counted for their own group of victims and never added to the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from warmonitor import ontology
from warmonitor.model import Claim, Contradiction, Count, StatedValue, Toll
from warmonitor.origins import Voices, body_of_count, origin_of_count

WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with who gave it and when; ``order`` sorts by publication, then by place in the text.

    ``origin`` is the name of who gave it, ``body`` what that one is one with: one body's figures are its updates.
    """

    low: int | None
    high: int | None
    approximate: bool
    vague: bool
    origin: str
    claim_id: str
    order: tuple[int, str, int]
    body: str = ""
    is_measure: bool = False

    @property
    def reach(self) -> tuple[float, float]:
        """The values that the figure bears out; "around 250" reaches a tenth to each side.

        People may be "more than 200" for all that one knows; land "over 5,000" is a measure, rounded down.
        """
        tenth = float(ontology.settings("reconcile")["compare"]["approximate"])
        if self.is_measure and self.low is not None and self.high is None:
            return self.low, self.low * (1 + tenth)
        slack = tenth if self.approximate else 0.0
        low = self.low * (1 - slack) if self.low is not None else 0.0
        return low, self.high * (1 + slack) if self.high is not None else inf

    @property
    def words(self) -> str:
        """The figure as it is shown: "22", "200+", "up to 80", "10-15"."""
        if self.high is None:
            return f"{self.low}+"
        if self.low is None:
            return f"up to {self.high}"
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


def figures_of(
    claims: Sequence[Claim], voice: Voices, days: Mapping[str, int]
) -> dict[tuple[str, str], list[Figure]]:
    """The figures by kind and group of victims, oldest first. ``days`` are the articles' days of publication."""
    found: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    measures = ontology.settings("reconcile")["compare"]["measures"]
    for claim in claims:
        for count in claim.counts:
            if (count.low is None and count.high is None) or _is_foreign_part(claim, count):
                continue
            order = (days.get(claim.article_id, 0), claim.article_id, count.span.start)
            origin, body = origin_of_count(claim, count, voice), body_of_count(claim, count, voice)
            bounds = (count.low, count.high, count.approximate, count.vague)
            figure = Figure(*bounds, origin, claim.id, order, body, count.kind in measures)
            found[count.kind, count.whom or WHOLE].append(figure)
    return {key: sorted(found[key], key=lambda f: (f.order, f.claim_id, f.words)) for key in sorted(found)}


def _is_foreign_part(claim: Claim, count: Count) -> bool:
    """True for a part without a group of its own, where the claim has the whole; alone it is this event's toll."""
    if not count.part_of or (count.whom or WHOLE) != WHOLE:
        return False
    return any(c.kind == count.kind and not c.part_of and (c.whom or WHOLE) == WHOLE for c in claim.counts)


def standing(figures: Iterable[Figure]) -> tuple[list[Figure], list[Figure]]:
    """The figures that stand and those that a later report of the same origin has replaced.

    A report tells the newest toll first: what the same origin "on Saturday had put at 52" came before.
    """
    latest: dict[str, int] = {}
    ordered = list(figures)
    for figure in ordered:
        latest[figure.body] = max(latest.get(figure.body, 0), figure.order[0])
    stands = [f for f in ordered if f.order[0] == latest[f.body] and not any(_came_before(f, o) for o in ordered)]
    return stands, [figure for figure in ordered if figure not in stands]


def _came_before(figure: Figure, other: Figure) -> bool:
    """Whether a figure is lower than one that the same origin gives further up in the same article."""
    is_below = figure.order[:2] == other.order[:2] and figure.order[2] > other.order[2] and figure.body == other.body
    return is_below and figure.high is not None and other.low is not None and figure.high < other.low


def toll(kind: str, whom: str, figures: Sequence[Figure], rule: str) -> Toll:
    """Low, best and high of one kind of figure by the named rule; low <= best <= high wherever both are known."""
    stands, _ = standing(figures)
    firm = [figure for figure in stands if not figure.vague] or stands
    lows = [figure.low for figure in firm if figure.low is not None]
    highs = [figure.high for figure in firm if figure.high is not None]
    low = min(lows + highs) if lows else None  # "up to 5" beside "12": the lowest that anyone allows
    high = max(highs) if highs else None
    if high is not None and any(f.high is None and f.low is not None and f.low > high for f in firm):
        high = None  # someone says "more than" what is more than all others say
    best = _best(firm, str(ontology.settings("reconcile")["rules"][rule]["best"]))
    return Toll(kind, whom, low, best, high, rule, tuple(sorted({figure.claim_id for figure in figures})))


def _best(figures: Sequence[Figure], how: str) -> int | None:
    values = sorted({n for figure in figures for n in (figure.low, figure.high) if n is not None})
    if how == "none" or not values:
        return None
    if how == "lowest":
        return values[0]

    def merit(value: int) -> tuple[int, int, int]:
        bears_out = {f.body for f in figures if f.reach[0] <= value <= f.reach[1]}
        exactly = {f.body for f in figures if value == f.low == f.high}
        return len(bears_out), len(exactly), -value

    return max(values, key=merit)


def agreement(figures: Sequence[Figure]) -> str:
    """How the origins go together: "single", "agree", "refine", "differ" or "update".

    "refine": all bear each other out, but no two print the same ("more than 200" and "250").
    """
    stands, replaced = standing(figures)
    reaches = list(_reach_by_origin(stands).values())
    if any(max(a[0], b[0]) > min(a[1], b[1]) for i, a in enumerate(reaches) for b in reaches[i + 1 :]):
        return "differ"
    if any(_replaces(old, stands) for old in replaced):
        return "update"
    if len({figure.body for figure in stands}) < 2:
        return "single"
    bodies: dict[tuple[int | None, int | None], set[str]] = defaultdict(set)
    for figure in stands:
        bodies[figure.low, figure.high].add(figure.body)
    return "agree" if max(map(len, bodies.values())) > 1 else "refine"


def _reach_by_origin(figures: Iterable[Figure]) -> dict[str, tuple[float, float]]:
    """What each origin bears out: where its figures meet, else from the lowest to the highest."""
    found: dict[str, tuple[float, float]] = {}
    for figure in figures:
        low, high = figure.reach
        old = found.get(figure.origin, (low, high))
        meet = max(old[0], low), min(old[1], high)
        found[figure.origin] = meet if meet[0] <= meet[1] else (min(old[0], low), max(old[1], high))
    return found


def _replaces(old: Figure, stands: Sequence[Figure]) -> bool:
    return any(new.body == old.body and (new.low, new.high) != (old.low, old.high) for new in stands)


def contradiction(field: str, figures: Sequence[Figure]) -> Contradiction | None:
    """The values side by side where origins differ or one has changed its figure."""
    kind = agreement(figures)
    if kind not in {"differ", "update"}:
        return None
    by_value: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_value[figure.words].append(figure)
    values = tuple(
        StatedValue(words, tuple(sorted({f.claim_id for f in same})), tuple(sorted({f.origin for f in same})))
        for words, same in by_value.items()
    )
    return Contradiction(field, kind, values)


def unit_doubts(claims: Sequence[Claim], voice: Voices) -> list[Contradiction]:
    """Figures in a unit that their kind does not have, as they are printed: "6,000 kilometers" of land.

    They are shown, never corrected: nobody knows which of the two words was meant.
    """
    found: dict[str, list[StatedValue]] = defaultdict(list)
    units = ontology.lexicon("reconcile")["units"]
    for claim in claims:
        for count in claim.counts:
            words = units.get(count.kind)
            if words and not any(word in count.span.quote.lower() for word in words):
                origin = origin_of_count(claim, count, voice)
                found[count.kind].append(StatedValue(count.span.quote, (claim.id,), (origin,)))
    return [Contradiction(kind, "unit", tuple(values)) for kind, values in sorted(found.items())]
