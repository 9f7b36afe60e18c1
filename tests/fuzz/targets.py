"""What is fuzzed: each target takes any bytes, and raises only where warmonitor is wrong.

The first byte of a reading or files target chooses the ending of the file's name, so that each reader gets its turn
whatever the content looks like.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from warmonitor import parsing, pipeline, records
from warmonitor.coding import rules
from warmonitor.matching.rows import MatchError, read_rows
from warmonitor.model import Article, Document
from warmonitor.reading import is_supported, read, to_document
from warmonitor.validating import CHECKS, UnknownFormError, validate

ENDINGS = ("", ".txt", ".html", ".jsonl", ".json", ".csv", ".tsv", ".rss", ".atom", ".warc", ".txt.gz", ".jsonl.gz")
LARGEST = 200_000  # bytes of one article
FORMS = tuple(sorted(form for form in CHECKS if form != "sqlite"))


@cache
def _folder() -> Path:
    """A folder in memory where there is one: each input becomes a file."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="warmonitor-fuzz-", dir=memory if memory.is_dir() else None))


def reading(data: bytes) -> None:
    """Any bytes as a source of any kind: articles or errors come out, and each article makes a document."""
    ending = ENDINGS[data[0] % len(ENDINGS)] if data else ""
    path = _folder() / f"input{ending}"
    path.write_bytes(data[1:])
    errors: list[object] = []
    articles = list(read([path], on_error=errors.append, largest=LARGEST))
    assert articles or errors or not data[1:].strip(), "content came in, and neither an article nor an error came out"
    for error in errors:
        assert str(error).startswith(str(path))
    for article in articles[:3]:
        whole_document(article)


def whole_document(article: Article) -> Document:
    """The document of an article, once its parts are in order and inside the text, which must not have changed."""
    assert article.id and article.text.strip()
    str(article).encode()  # a lone surrogate cannot be stored
    document = to_document(article)
    assert document.article.text == article.text
    for parts in (document.zones, document.sentences):
        end = 0
        for part in parts:
            assert end <= part.start < part.end <= len(article.text)
            end = part.end
    return document


def coding(data: bytes) -> None:
    """Any bytes as the text of an article (its first line the title): claims that keep the contract, and go round."""
    text = data.decode("utf-8", "replace")
    title = text.partition("\n")[0]
    if not text.strip():
        return
    article = Article("fuzz", text, title=title[:200] or None)
    document = whole_document(article)
    if not is_supported(document.article):
        return
    claims = pipeline.checked(rules.code(next(iter(parsing.parse([document])))), article)
    for claim in claims:
        assert records.claim_from_json(records.claim_to_json(claim)) == claim
    events = pipeline.link(claims, articles=[article])
    assert sorted(claim for event in events for claim in event.claims) == sorted(claim.id for claim in claims)


def files(data: bytes) -> None:
    """Any bytes as a file that a user names to be checked (``validate``) or matched: faults, or our own errors."""
    form = FORMS[data[0] % len(FORMS)] if data else FORMS[0]
    path = _folder() / "file"
    path.write_bytes(data[1:])
    for named in (form, None):
        try:
            for fault in validate(path, named):
                assert str(fault)
        except UnknownFormError as error:
            assert str(error)
    try:
        read_rows(path, lambda fault: None)
    except MatchError as error:
        assert str(path) in str(error)


TARGETS: dict[str, Callable[[bytes], None]] = {"reading": reading, "coding": coding, "files": files}
