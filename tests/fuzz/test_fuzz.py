"""A short run of the fuzz targets over seeds changed at random, the same each time; the long one is "make fuzz"."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest

from fuzz import mutation, targets

NUMBERS = {"reading": 250, "coding": 25, "files": 120}
FINDINGS = sorted((Path(__file__).parent / "findings").iterdir())


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Other packages warn of what hostile files hold; that is no fault of ours."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")


@pytest.mark.parametrize("target", targets.TARGETS)
def test_seeds_and_their_mutants_harm_nothing(target: str) -> None:
    seeds = mutation.seeds(target)
    for data in (*seeds, *mutation.mutants(seeds, NUMBERS[target], seed=7)):
        targets.TARGETS[target](data)


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.name)
def test_what_fuzzing_found_is_mended(path: Path) -> None:
    targets.TARGETS[path.name.partition("-")[0]](path.read_bytes())


def test_a_target_tells_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check itself: a reader that loses an article without a word is found."""
    monkeypatch.setattr(targets, "read", lambda *_, **__: iter(()))
    with pytest.raises(AssertionError, match="neither an article nor an error"):
        targets.reading(b"\1Shells hit Sirte.")


def test_words_of_the_dictionary_are_bytes() -> None:
    assert b'<rss version="2.0"><channel><item>' in mutation.words() and b"\xff\xfe" in mutation.words()
