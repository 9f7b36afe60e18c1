"""Make the small database of a release that the tests upgrade: run it once with the code of that release.

    git archive TAG | tar -x -C /tmp/release
    PYTHONPATH=/tmp/release/src python scripts/make_release_database.py /tmp/release tests/releases/X.Y.Z.db

The articles are some of the sample's; two judgements by a person and a failed line are in it, too.
"""

from __future__ import annotations

import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from warmonitor import pipeline
from warmonitor.model import Judgement
from warmonitor.store import Store

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ARTICLES = 5


def main(release: Path, out: Path) -> None:
    """Read, code and link some articles of the sample with the code of a release."""
    if release.resolve() not in Path(pipeline.__file__).resolve().parents:
        raise SystemExit(f"Run it with PYTHONPATH={release}/src: this is the code of {pipeline.__file__}")
    out.unlink(missing_ok=True)
    sample = release / "src" / "warmonitor" / "data" / "sample"
    broken = out.with_suffix(".jsonl")
    broken.write_text('{"text": "half a li\n', encoding="utf-8")
    texts = sorted(path for path in sample.iterdir() if path.suffix == ".txt")[:ARTICLES]
    added = pipeline.add([*texts, broken], out, now=lambda: NOW, on_error=print)
    broken.unlink()
    with Store(out) as store:
        ids = [claim.id for claim in store.claims()]
        store.add_judgement(Judgement(ids[0], ids[1], "different", by="an analyst"), NOW)
        store.add_judgement(Judgement(ids[0], ids[-1], "same", by="an analyst"), NOW)
    connection = sqlite3.connect(out, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.close()
    print(f"{out}: {added.new} articles, {added.claims} claims, {added.events} events, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
