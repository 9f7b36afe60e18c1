"""What the audit makes of pip-audit's answers: a package that was not asked about is never a pass."""

from __future__ import annotations

from typing import Any

import audit
import pytest

SOUND = {"name": "good", "version": "1.0", "vulns": []}
WEAK = {"name": "weak", "version": "2.0", "vulns": [{"id": "PYSEC-2031-1", "fix_versions": ["2.1", "3.0"]}]}
HOPELESS = {"name": "old", "version": "0.1", "vulns": [{"id": "GHSA-x", "fix_versions": []}]}
UNASKED = {"name": "lost", "skip_reason": "not found on PyPI"}


@pytest.mark.parametrize(("packages", "status", "words"), [
    ([SOUND], 0, "1 packages asked about, no known weakness"),
    ([SOUND, WEAK], 1, "weak 2.0: PYSEC-2031-1, mended in 2.1, 3.0"),
    ([HOPELESS], 1, "old 0.1: GHSA-x, mended in no version yet"),
    ([SOUND, UNASKED], 1, "lost: not asked about (not found on PyPI)"),
    ([UNASKED, UNASKED], 0, "SKIPPED, nothing was checked: PyPI could not be asked (not found on PyPI)"),
    ([], 0, "SKIPPED"),
])  # fmt: skip
def test_what_it_makes_of_an_answer(packages: list[dict[str, Any]], status: int, words: str) -> None:
    told = audit.verdict({"dependencies": packages}, "")
    assert told[0] == status
    assert words in told[1]


def test_where_nothing_could_be_asked_it_says_why_and_a_must_fails() -> None:
    assert audit.verdict(None, "name resolution failed") == (
        0, "audit: SKIPPED, nothing was checked: PyPI could not be asked (name resolution failed)")  # fmt: skip
    assert audit.verdict(None, "name resolution failed", must=True)[0] == 1
    assert audit.verdict({"dependencies": [UNASKED]}, "", must=True)[0] == 1


def test_a_list_that_is_none_is_no_pass(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pip_audit")
    assert audit.main([str(tmp_path / "none.txt"), "--must"]) == 1
    assert "nothing was checked" in capsys.readouterr().out
