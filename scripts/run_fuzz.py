"""Coverage-guided fuzzing (atheris, which is libFuzzer) of the readers, of coding and of the files users name.

    make fuzz MINUTES=10        or      python scripts/run_fuzz.py [--minutes 10] [--targets reading coding files]

Each target (tests/fuzz/targets.py) gets its share of the time, a process of its own, and the seeds and dictionary of
tests/fuzz. What raises, hangs for 60 s or takes 2 GB is kept under --findings, one input for each place in the code,
and the exit status is 1. The corpus grows in --corpus, where it is given, from one run to the next.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
FUZZ = ROOT / "tests" / "fuzz"
HISTORY = ROOT / "benchmarks" / "history.jsonl"
TARGETS = ("reading", "coding", "files")
SHARES = {"reading": 0.4, "coding": 0.4, "files": 0.2}
HANG = 60  # seconds for one input of at most LONGEST bytes, ten times slower than without the counting of coverage
LONGEST = 4096
MEMORY_MB = 2048
RUNS = re.compile(rb"stat::number_of_executed_units:\s*(\d+)")
COVERED = re.compile(rb"cov: (\d+)")


def child(target: str, seconds: float, corpus: Path, findings: Path) -> None:
    """Fuzz one target in this process; it does not return."""
    import atheris

    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    with atheris.instrument_imports(include=["warmonitor"], enable_loader_override=False):
        from fuzz import targets
    targets.TARGETS[target](b"\1Shells killed nine people in Sirte, medics said.")  # loads models before the clock runs
    found = keeping(targets.TARGETS[target], findings, target)
    arguments = [sys.argv[0], f"-max_total_time={int(seconds)}", f"-max_len={LONGEST}", f"-timeout={HANG}",
                 f"-report_slow_units={HANG}", f"-rss_limit_mb={MEMORY_MB}", f"-dict={FUZZ / 'words.dict'}",
                 "-print_final_stats=1", f"-artifact_prefix={findings}/{target}-", str(corpus),
                 str(FUZZ / "seeds" / target)]  # fmt: skip
    atheris.Setup(arguments, found)
    atheris.Fuzz()


def keeping(target: Callable[[bytes], None], findings: Path, name: str) -> Callable[[bytes], None]:
    """The target, but an input that raises is kept, once for each place, and fuzzing goes on."""

    def run(data: bytes) -> None:
        try:
            target(data)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            where = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
            place = sha256(f"{type(error).__name__} {where[-1]} {_ours(error)}".encode()).hexdigest()[:10]
            kept = findings / f"{name}-{type(error).__name__}-{place}"
            if not kept.exists():
                kept.write_bytes(data)
                kept.with_suffix(".txt").write_text("".join(traceback.format_exception(error))[-4000:], "utf-8")

    return run


def _ours(error: BaseException) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/warmonitor/" in f.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def fuzz(target: str, seconds: float, corpus: Path, findings: Path) -> dict[str, object]:
    """Fuzz one target in a process of its own, anew after each crash, until its time is over."""
    until, runs, covered = time.monotonic() + seconds, 0, 0
    while (left := until - time.monotonic()) > 1:
        call = [sys.executable, __file__, "--child", target, str(left), str(corpus), str(findings)]
        done = subprocess.run(call, capture_output=True, check=False, env={**os.environ, "PYTHONFAULTHANDLER": "1"})
        said = done.stdout + done.stderr
        runs += sum(map(int, RUNS.findall(said)))
        covered = max(covered, *map(int, COVERED.findall(said)), 0)
        if done.returncode:
            (findings / f"{target}-crash-{int(left)}.txt").write_bytes(said[-8000:])
    return {"target": target, "seconds": round(seconds), "inputs": runs, "covered": covered}


def main() -> int:
    """Fuzz every target and tell what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--targets", nargs="*", default=TARGETS, choices=TARGETS)
    parser.add_argument("--corpus", type=Path, help="where inputs that reach new code are kept for the next run")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--date", help="day of the measurement, for the history")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        target, seconds, *folders = options.child
        child(target, float(seconds), *map(Path, folders))
    options.findings.mkdir(parents=True, exist_ok=True)
    before = set(options.findings.iterdir())
    whole = sum(SHARES[target] for target in options.targets)
    with TemporaryDirectory() as temporary:
        for target in options.targets:
            corpus = (options.corpus or Path(temporary)) / target
            corpus.mkdir(parents=True, exist_ok=True)
            told = fuzz(target, 60 * options.minutes * SHARES[target] / whole, corpus, options.findings)
            print("  ".join(f"{key} {value}" for key, value in told.items()), flush=True)
            if options.date:
                note(options.date, told, len(set(options.findings.iterdir()) - before))
    found = sorted(set(options.findings.iterdir()) - before)
    for path in found:
        print(f"found: {path}")
    return 1 if found else 0


def note(day: str, told: dict[str, object], findings: int) -> None:
    """Add what was measured to the history."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True,
                            check=True).stdout.strip()  # fmt: skip
    with HISTORY.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"date": day, "commit": commit, "kind": "fuzz", **told, "findings": findings}) + "\n")


if __name__ == "__main__":
    sys.exit(main())
