"""Coding by shards: each source file becomes one, on whatever engine runs the work. A shard that is there is done.

The engine only decides who codes which shard. What is in a shard, and each byte of it, depends on its source alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from warmonitor.model import Article
from warmonitor.pipeline import Coded, code_article
from warmonitor.scale.shards import (
    BATCH,
    ScaleError,
    article_row,
    article_schema,
    claim_row,
    claim_schema,
    needs,
    read_source,
    write_rows,
    writing,
)
from warmonitor.workers import cores, ordered_map

SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class Shard:
    """A source file, and where what it tells is written."""

    source: str
    folder: str
    name: str

    @property
    def claims(self) -> Path:
        """The file that is written last: where it is, the shard is done."""
        return Path(self.folder) / "claims" / f"{self.name}{SUFFIX}"

    @property
    def articles(self) -> Path:
        return Path(self.folder) / "articles" / f"{self.name}{SUFFIX}"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a shard; ``faults`` name what could not be read or coded, in the order of the source."""

    shard: Shard
    articles: int
    claims: int
    faults: tuple[str, ...] = ()


def shards_of(sources: Iterable[str | Path], folder: str | Path) -> list[Shard]:
    """A shard for each file among the sources (folders with all that is in them), in the order of their names.

    What stands in the folder of the shards itself is no source.
    """
    found: dict[str, Shard] = {}
    written = Path(folder).resolve()
    for source in map(Path, sources):
        if written in (source.resolve(), *source.resolve().parents):
            raise ScaleError(f"{source} stands in the folder that is written to: name another with -o.")
        for path in (path for path in _files(source) if written not in path.resolve().parents):
            name = "-".join(path.relative_to(source if source.is_dir() else source.parent).parts)
            name = name.removesuffix(SUFFIX)
            if name in found:
                raise ScaleError(f"{path} and {found[name].source} would be one shard: name the folder above both.")
            found[name] = Shard(str(path), str(folder), name)
    return [found[name] for name in sorted(found)]


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    files = [path for path in source.rglob("*") if path.is_file()]
    seen = sorted(p for p in files if not any(part.startswith(".") for part in p.relative_to(source).parts))
    if not seen:
        raise ScaleError(f"{source}: no such file, or nothing in the folder.")
    return seen


def code_shard(shard: Shard) -> Done:
    """Read and code one source file; only a few hundred articles are held at a time. Its claims are renamed last."""
    faults: list[str] = []
    articles = claims = 0

    def noted(error: object) -> None:
        faults.append(str(error))

    stream = read_source(Path(shard.source), noted)
    with writing(shard.claims, claim_schema()) as to_claims, writing(shard.articles, article_schema()) as to_articles:
        while batch := [_coded(article, noted) for article in islice(stream, BATCH)]:
            write_rows(to_articles, (article_row(c.article, len(c.claims), c.error) for c in batch))
            write_rows(to_claims, (claim_row(claim) for c in batch for claim in c.claims))
            articles, claims = articles + len(batch), claims + sum(len(c.claims) for c in batch)
    return Done(shard, articles, claims, tuple(faults))


def _coded(article: Article, noted: Callable[[object], None]) -> Coded:
    coded = code_article(article)
    if coded.error:
        noted(f"article {article.id}: {coded.error}")
    return coded


def code_shards(shards: Sequence[Shard], engine: str = "processes", workers: int | None = None) -> Iterator[Done]:
    """Code the shards that are not there yet, with so many processes (None: every core); tells of each one done.

    Raises ScaleError for an engine that is not known, or whose package is not installed.
    """
    if engine not in ENGINES:
        raise ScaleError(f"no engine {engine!r}; there are {', '.join(ENGINES)}.")
    todo = [shard for shard in shards if not shard.claims.exists()]
    return ENGINES[engine](todo, workers or cores()) if todo else iter(())


def _by_processes(shards: Sequence[Shard], workers: int) -> Iterator[Done]:
    return ordered_map(code_shard, shards, workers, fewest=2)


def _by_daft(shards: Sequence[Shard], workers: int) -> Iterator[Done]:
    """On Daft: its native runner, or a Ray cluster where DAFT_RUNNER=ray, all machines seeing the same folders."""
    daft = needs("daft")
    code = daft.cls(_Coder, use_process=True, max_concurrency=workers)()
    frame = daft.from_pydict({"shard": [json.dumps(asdict(shard)) for shard in shards]}).into_batches(1)
    for row in frame.select(code(daft.col("shard")).alias("done")).iter_rows():
        told = json.loads(row["done"])
        yield Done(Shard(**told.pop("shard")), told["articles"], told["claims"], tuple(told["faults"]))


class _Coder:
    """What each of Daft's processes runs: a shard in, what became of it out, both as JSON."""

    def __call__(self, shard: str) -> str:
        return json.dumps(asdict(code_shard(Shard(**json.loads(shard)))))


ENGINES: Mapping[str, Callable[[Sequence[Shard], int], Iterator[Done]]] = {
    "processes": _by_processes, "daft": _by_daft,
}
