"""Checks of a database: every quote stands in its article, every event rests on claims that are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from warmonitor.model import Claim
from warmonitor.records import RecordError
from warmonitor.store import Store, StoreError
from warmonitor.validating.faults import Fault


def database_faults(path: Path) -> Iterator[Fault]:
    """Faults of a database that can be opened; else why it cannot. Rows are told by their table and id."""
    try:
        with Store(path, must_exist=True) as store:
            yield from _record_faults(store)
    except (StoreError, RecordError) as error:
        yield Fault(str(error))


def _record_faults(store: Store) -> Iterator[Fault]:
    texts = {article.id: article.text for article in store.articles()}
    known = set()
    for claim in store.claims():
        known.add(claim.id)
        text = texts.get(claim.article_id)
        if text is None:
            yield Fault(f"claims, {claim.id}: there is no article {claim.article_id!r}")
        else:
            yield from (Fault(f"claims, {claim.id}: {said}") for said in _misquoted(claim, text))
    for event in store.events():
        strangers = [claim for claim in event.claims if claim not in known]
        yield from (Fault(f"events, {event.id}: there is no claim {claim!r}") for claim in strangers)


def _misquoted(claim: Claim, text: str) -> Iterator[str]:
    for span in (claim.trigger, *(evidence.span for evidence in claim.evidence)):
        if span and text[span.start : span.end] != span.quote:
            yield f"the quote {span.quote!r} does not stand at {span.start}-{span.end}"
