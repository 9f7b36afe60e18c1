"""Parquet files that are whole or not there: written under another name, then renamed."""

from __future__ import annotations

import glob
import importlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from warmonitor import reading
from warmonitor.model import Article, Claim
from warmonitor.reading.errors import OnError
from warmonitor.reading.records import read_record
from warmonitor.records import article_to_json, claim_to_json

BATCH = 500  # rows of a row group: all that is held of a shard
UNDONE = ".part"  # ending of a file that is being written
GIVEN = ("id", "text", "title", "url", "outlet", "agency", "author", "published", "language")
Row = Mapping[str, Any]


class ScaleError(Exception):
    """A shard, folder or engine that cannot be used: one sentence with what is wrong and what to do."""


def needs(name: str) -> Any:
    """A module of the extra ``scale``."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ScaleError(f'this needs {name.partition(".")[0]}: pip install "warmonitor[scale]"') from error


def article_schema() -> Any:
    """One row for each article read: its text and head (None where it claims nothing), or why it was not coded."""
    arrow = needs("pyarrow")
    fields = [("id", "string"), ("published", "date32"), ("outlet", "string"), ("url", "string"), ("claims", "int32"),
              ("error", "string"), ("article", "string")]
    return arrow.schema([(name, arrow.type_for_alias(kind)) for name, kind in fields])


def claim_schema() -> Any:
    """One row for each claim: the columns most asked for, and all of it as the JSON that ``code`` writes."""
    arrow = needs("pyarrow")
    fields = [("id", "string"), ("article", "string"), ("event_type", "string"), ("sub_event_type", "string"),
              ("status", "string"), ("focus", "string"), ("start", "date32"), ("end", "date32"), ("place", "string"),
              ("country", "string"), ("admin1", "string"), ("lat", "float64"), ("lon", "float64"), ("claim", "string")]
    return arrow.schema([(name, arrow.type_for_alias(kind)) for name, kind in fields])


def article_row(article: Article, claims: int, error: str | None) -> Row:
    """An article as a row; its text is kept only where linking will ask for it."""
    when = article.published
    told = json.dumps(article_to_json(article), ensure_ascii=False) if claims else None
    return {"id": article.id, "published": when.start if when else None, "outlet": article.outlet, "url": article.url,
            "claims": claims, "error": error, "article": told}


def claim_row(claim: Claim) -> Row:
    """A claim as a row."""
    place, when = claim.place.place if claim.place else None, claim.when
    return {"id": claim.id, "article": claim.article_id, "event_type": claim.event_type,
            "sub_event_type": claim.sub_event_type, "status": claim.status, "focus": claim.focus,
            "start": when.start if when else None, "end": when.end if when else None,
            "place": place.name if place else None, "country": place.country if place else None,
            "admin1": place.admin1 if place else None, "lat": place.lat if place else None,
            "lon": place.lon if place else None, "claim": json.dumps(claim_to_json(claim), ensure_ascii=False)}


@contextmanager
def writing(path: Path, schema: Any) -> Iterator[Any]:
    """A Parquet writer whose file takes its name only when all is written; what was half written is written anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f"{glob.escape(path.name)}.*{UNDONE}"):
        left.unlink(missing_ok=True)  # of a run that was killed
    undone = path.with_name(f"{path.name}.{os.getpid()}{UNDONE}")
    try:
        with needs("pyarrow.parquet").ParquetWriter(undone, schema, compression="zstd") as writer:
            yield writer
        with undone.open("rb") as stream:
            os.fsync(stream.fileno())
        undone.replace(path)
    finally:
        undone.unlink(missing_ok=True)


def write_rows(writer: Any, rows: Iterable[Row]) -> None:
    """Add rows to a Parquet file, a row group for each batch."""
    table, stream = needs("pyarrow").Table, iter(rows)
    while batch := list(islice(stream, BATCH)):
        writer.write_table(table.from_pylist(batch, schema=writer.schema))


def rows_of(path: Path, columns: list[str] | None = None) -> Iterator[Row]:
    """The rows of a Parquet file, a batch at a time."""
    parquet, arrow = needs("pyarrow.parquet"), needs("pyarrow")
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH, columns=columns):
                yield from batch.to_pylist()
    except arrow.ArrowInvalid as error:
        raise ScaleError(f"{path}: no whole Parquet file ({error}). Remove it and run again.") from error


def files_of(folder: str | Path, kind: str) -> list[Path]:
    """The shards of one kind ("claims", "articles") in a folder of coded shards, in order."""
    found = sorted((Path(folder) / kind).glob("*.parquet"))
    if not found:
        raise ScaleError(f"{folder}: no {kind} there. Code an archive into it: warmonitor scale code ARCHIVE -o FOLDER")
    return found


def claim_lines(folder: str | Path) -> Iterator[str]:
    """Every claim of a folder of coded shards as the line of JSON that ``code`` writes."""
    for path in files_of(folder, "claims"):
        yield from (str(row["claim"]) for row in rows_of(path, ["claim"]))


def article_lines(folder: str | Path) -> Iterator[str]:
    """Every article that claims something, as a line of JSON."""
    for path in files_of(folder, "articles"):
        yield from (str(row["article"]) for row in rows_of(path, ["article"]) if row["article"])


def read_source(path: Path, on_error: OnError) -> Iterator[Article]:
    """The articles of a source file: any that ``read`` takes, or Parquet with columns ``text``, ``published`` …"""
    if path.suffix != ".parquet":
        yield from reading.read([path], on_error=on_error)
        return
    for number, row in enumerate(rows_of(path), 1):
        article = read_record(row, str(path), number, on_error)
        if article is not None:
            yield article


def cut(sources: Iterable[str | Path], folder: str | Path, size: int, on_error: OnError) -> Iterator[Path]:
    """Cut sources into Parquet files of so many articles each; those that are there already are not written again."""
    arrow = needs("pyarrow")
    kinds = {"published": arrow.date32()}
    schema = arrow.schema([(name, kinds.get(name, arrow.string())) for name in GIVEN])
    articles = (article for source in sources for article in _articles(Path(source), on_error))
    number = 0
    while batch := list(islice(articles, size)):
        path = Path(folder) / f"part-{number:06}.parquet"
        if not path.exists():
            with writing(path, schema) as writer:
                write_rows(writer, map(_given, batch))
        yield path
        number += 1


def _articles(source: Path, on_error: OnError) -> Iterator[Article]:
    if source.is_dir():
        yield from reading.read([source], on_error=on_error)
    else:
        yield from read_source(source, on_error)


def _given(article: Article) -> Row:
    row = article_to_json(article)
    return {name: row[name] for name in GIVEN} | {"published": _day(row["published"])}


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
