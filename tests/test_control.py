"""The ledger of control: by table, and the holder on a day."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from told_claims import told_articles, told_claim
from warmonitor.control import holder_on, ledger

TABLE = Path(__file__).parent / "control_cases.toml"
CASES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_ledger(case: dict[str, Any]) -> None:
    rows = ledger((told_claim(row) for row in case["claims"]), told_articles(case["claims"]))
    shown = [
        [row.state, row.holder.name if row.holder else "", str(row.start or ""), str(row.end or ""), row.contested]
        for row in rows
    ]
    assert shown == case["rows"]


def test_ledger_does_not_depend_on_order() -> None:
    claims = [told_claim({**row, "id": f"{i}{row['id']}"}) for i, case in enumerate(CASES) for row in case["claims"]]
    assert ledger(claims) == ledger(reversed(claims))


def test_the_holder_on_a_day_and_what_it_rests_on() -> None:
    rows = ledger(told_claim(row) for row in CASES[0]["claims"])
    before, during, after = (holder_on(rows, "AF-kunduz", date(2015, month, 30)) for month in (8, 9, 10))
    assert before is None
    assert during is not None and during.holder is not None and during.holder.name == "Taliban"
    assert after is not None and after.previous is not None and after.previous.name == "Taliban"
    assert during.claims == ("a",)
