"""Ask PyPI, by pip-audit, for known weaknesses of the packages that warmonitor installs.

    python scripts/audit.py REQUIREMENTS [--must]

pip-audit ends well where it could not ask about a package. That is no pass here: status 0 means that every package was
asked about and none is known to be weak, or that nothing could be asked, which is said as a skip with its reason (with
``--must`` it is a failure). A weakness, or a package that alone could not be asked about, is status 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

PATIENCE = 300  # seconds for all packages
Verdict = tuple[int, str]


def ask(requirements: str) -> tuple[dict[str, Any] | None, str]:
    """pip-audit's report, or None and what it said instead."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off",
               "--format", "json", "--requirement", requirements]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return None, f"no answer in {PATIENCE} s"
    try:
        return dict(json.loads(done.stdout)), ""
    except ValueError:
        return None, (done.stderr.strip().splitlines() or ["it said nothing"])[-1]


def verdict(report: dict[str, Any] | None, said: str, must: bool = False) -> Verdict:
    """Status and words for a report.

    >>> verdict({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, "")
    (0, 'audit: 1 packages asked about, no known weakness')
    >>> verdict(None, "connection refused")
    (0, 'audit: SKIPPED, nothing was checked: PyPI could not be asked (connection refused)')
    """
    packages = report["dependencies"] if report else []
    asked = [one for one in packages if "skip_reason" not in one]
    unasked = [one for one in packages if "skip_reason" in one]
    if not asked:
        reason = unasked[0]["skip_reason"] if unasked else said
        return int(must), f"audit: SKIPPED, nothing was checked: PyPI could not be asked ({reason})"
    weak = [weakness(one, found) for one in asked for found in one["vulns"]]
    missing = [f"{one['name']}: not asked about ({one['skip_reason']})" for one in unasked]
    if weak or missing:
        return 1, "\n".join(["audit: FAILED", *weak, *missing])
    return 0, f"audit: {len(asked)} packages asked about, no known weakness"


def weakness(package: dict[str, Any], found: dict[str, Any]) -> str:
    """One weakness in a line: the package, its name in the lists, and where it is mended.

    >>> weakness({"name": "a", "version": "1.0"}, {"id": "PYSEC-1", "fix_versions": ["1.1"]})
    'a 1.0: PYSEC-1, mended in 1.1'
    """
    mended = ", ".join(found.get("fix_versions") or ["no version yet"])
    return f"{package['name']} {package['version']}: {found['id']}, mended in {mended}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, and say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("requirements", help="what uv export wrote, with hashes")
    parser.add_argument("--must", action="store_true", help="not being able to ask is a failure")
    given = parser.parse_args(arguments)
    status, words = verdict(*ask(given.requirements), given.must)
    print(words)
    return status


if __name__ == "__main__":
    sys.exit(main())
