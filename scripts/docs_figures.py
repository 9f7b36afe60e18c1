"""Measured figures for the docs, from benchmarks/history.jsonl: docs hold no figure that nobody measured."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from docs_codes import rows

HISTORY = Path(__file__).parents[1] / "benchmarks" / "history.jsonl"
SETS = ("holdout", "develop", "fakes", "news")
SAID = {
    "precision": "of its claims, about an event that a careful reader also found",
    "recall": "of the reader's events, found by it",
    "sub_event_type": "of those found: right type",
    "place": "… right place",
    "date": "… right day",
    "side_a": "… right side A, who did it",
    "side_b": "… right side B, to whom",
    "killed_any": "… killed: a right figure among those given",
    "killed": "… killed: the whole set of figures right",
    "injured": "… injured: the whole set of figures right",
    "sources": "… right sources",
    "record": "`record`, the one figure of all this",
}
NAMED = {
    "record": "record", "precision": "precision", "recall": "recall", "sub_event_type": "type right",
    "side_a": "side A", "side_b": "side B", "place": "place", "date": "date",
    "killed": "killed, the whole set of figures", "killed_any": "… killed, any figure",
    "injured": "injured, the whole set of figures", "sources": "sources", "pair_precision": "pair precision",
    "pair_recall": "pair recall", "b3_f1": "B-cubed F1 of linking", "quotes_not_in_text": "quotes not in the text",
}  # fmt: skip


@cache
def history() -> tuple[dict[str, Any], ...]:
    """Every measurement, oldest first."""
    return tuple(json.loads(line) for line in HISTORY.read_text(encoding="utf-8").splitlines())


def newest(kind: str, **given: object) -> dict[str, Any]:
    """The last measurement of a kind, of a set or number of processes."""
    found = [line for line in history() if line["kind"] == kind and given.items() <= line.items()]
    return found[-1]


def percent(share: float | None) -> str:
    """A share as per cent.

    >>> percent(0.824), percent(None)
    ('82 %', '')
    """
    return "" if share is None else f"{100 * share:.0f} %"


def measured() -> str:
    """How often the coder and the linker err, set by set."""
    lines = {name: newest("quality", set=name) for name in SETS}
    head = ["measured", *(f"`{name}`, {lines[name]['figures']['articles']} articles" for name in SETS)]
    body = [[words, *(percent(lines[name]["figures"].get(figure)) for name in SETS)] for figure, words in SAID.items()]
    linking = {name: newest("linking", set=name)["figures"]["linking"] for name in SETS}
    body.append(["of pairs of claims that are one event, joined: from annotated claims",
                 *(_pairs(linking[name]) for name in SETS)])  # fmt: skip
    body.append(["… from its own claims", *(_pairs(lines[name]["figures"]) for name in SETS)])
    body.append(["quotes that do not stand in the article",
                 *(f"{lines[name]['figures']['quotes_not_in_text']:.0f}" for name in SETS)])  # fmt: skip
    return "\n\n".join([rows(head, body), when(lines["holdout"], newest("linking", set="holdout"))])


def _pairs(figures: dict[str, float]) -> str:
    return f"{percent(figures['pair_recall'])} of {figures['pairs']:.0f}"


def when(coding: dict[str, Any], linking: dict[str, Any]) -> str:
    """Days and commits of the measurements, in words."""
    return (f"Measured on {coding['date']} at commit {coding['commit']} by `benchmarks/quality.py`; the pairs from "
            f"annotated claims on {linking['date']} at {linking['commit']} by `benchmarks/linking.py`.")


def matching() -> str:
    """What came of matching a file of people's records with events of ours."""
    line = newest("matching")
    said = [f"{name} in {agree} of {known}" for name, (agree, known) in line["agreement"].items() if known]
    return " ".join([
        f"Measured on {line['date']} at commit {line['commit']} by `benchmarks/matching.py`: {line['rows']:,} rows of",
        f"UCDP GED (a sample, without coordinates), against {line['dated_events']} dated events coded from",
        f"{line['articles']} articles on Syria: {line['pairs']} pairs. Of the pairs in which both sides say something:",
        "; ".join(said) + ".",
    ])  # fmt: skip


def quality() -> str:
    """The coder's figures, set by set."""
    order = ("develop", "holdout", "fakes", "news")
    lines = {name: newest("quality", set=name) for name in order}
    body = [[words, *(_figure(lines[name]["figures"].get(key)) for name in order)] for key, words in NAMED.items()]
    measured_on = f"Measured on {lines['holdout']['date']}, commit {lines['holdout']['commit']}."
    return measured_on + "\n\n" + rows(["figure", *order], body)


def _figure(value: float | None) -> str:
    return "" if value is None else str(int(value)) if value > 1 or value == 0 else f"{value:.3f}"


def large() -> str:
    """One large database: what adding, the page and the check cost at its size."""
    m = newest("large")
    body = [
        ["filling it, claims at hand", _both(m, "fill")],
        ["linking all from scratch", f"{_both(m, 'link')}; {m['link_peak_mb']:,} MB of memory; {m['events']:,} events"],
        ["on disk", f"{m['mb']:,} MB"],
        ["one article more, added and linked: median", f"{m['add_one_cpu_median']} s ({m['add_one_median']} s)"],
        ["… the slowest of 15", f"{m['add_one_cpu_slowest']:.0f} s ({m['add_one_slowest']:.0f} s)"],
        ["from starting the page's server to the whole list",
         f"{m['page_first_cpu_s']} s ({m['page_first_s']} s); {m['page_mb']} MB, {m['page_peak_mb']:,} MB of memory"],
        ["the list again; one event", f"({m['page_again_s']} s; {m['page_event_ms']} ms)"],
        ["`warmonitor check`", f"{m['check_cpu_s']} s ({m['check_s']} s); {m['check_peak_mb']} MB of memory"],
    ]
    said = (f"Measured on {m['date']} at commit {m['commit']} by `benchmarks/large.py`: {m['articles']:,} generated "
            f"articles of {m['words']} words, one claim each, on two cores that other programs kept busy. "
            "Seconds are the processor's; those of the clock stand in brackets.")  # fmt: skip
    return said + "\n\n" + rows(["what", "measured"], body)


def _both(line: dict[str, Any], name: str) -> str:
    return f"{line[f'{name}_cpu_s']:,.0f} s ({line[f'{name}_s']:,.0f} s)"
