"""What several tests share: the sample coded once, and the folder of shared data where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

import warmonitor
from warmonitor import pipeline
from warmonitor.demo import sample_files
from warmonitor.model import Article, Claim, Event

settings.register_profile("house", max_examples=25, deadline=None)
settings.load_profile("house")

SAMPLE = Path(warmonitor.__file__).parent / "data" / "sample"
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def sample() -> list[Path]:
    """The sample's files of articles."""
    return sample_files(SAMPLE)


@pytest.fixture(scope="session")
def sample_articles(sample: list[Path]) -> list[Article]:
    """The sample's articles, heads read."""
    return list(pipeline.read(sample))


@pytest.fixture(scope="session")
def sample_claims(sample_articles: list[Article]) -> list[Claim]:
    """The sample's claims."""
    return list(pipeline.code(sample_articles))


@pytest.fixture(scope="session")
def sample_events(sample_articles: list[Article], sample_claims: list[Claim]) -> list[Event]:
    """The sample's events."""
    return pipeline.link(sample_claims, articles=sample_articles)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The shared folder of five scraped articles; the test is skipped where it is not there."""
    folder = SHARED / "data" / "seeds"
    if not folder.is_dir():
        pytest.skip("no shared data beside the repository")
    return folder
