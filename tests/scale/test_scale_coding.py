"""Coding by shards: the engine changes no byte, a run that was stopped goes on, what is half written is redone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from warmonitor import pipeline, scale
from warmonitor.model import Article, Claim
from warmonitor.records import article_to_json, claim_to_json
from warmonitor.scale import coding, shards

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, sample_articles: list[Article]) -> Path:
    """The sample in a folder of three files of articles, Parquet and JSON lines."""
    folder = tmp_path_factory.mktemp("archive")
    lines = folder / "articles.jsonl"
    lines.write_text("".join(json.dumps(article_to_json(a)) + "\n" for a in sample_articles), encoding="utf-8")
    size = len(sample_articles) // 2 + 1
    list(scale.cut([lines], folder, size, print))
    lines.unlink()
    (folder / "late.jsonl").write_text('{"id": "late", "text": "Shells killed two farmers in Tarhuna on 3 May 2019."}\n'
                                       '{"id": "empty"}\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def coded(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coded")
    done = scale.code_shards(scale.shards_of([archive], folder), workers=1)
    faults = [fault for shard in done for fault in shard.faults]
    assert len(faults) == 1
    assert "late.jsonl" in faults[0]
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_shards_hold_the_claims_of_code(coded: Path, archive: Path, sample_claims: list[Claim]) -> None:
    late = list(pipeline.code(pipeline.read([archive / "late.jsonl"], on_error=lambda error: None)))
    expected = sorted(json.dumps(claim_to_json(claim), ensure_ascii=False) for claim in [*sample_claims, *late])
    assert late
    assert sorted(scale.claim_lines(coded)) == expected


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["processes", "daft", "ray"])
def test_engines_give_equal_bytes(engine: str, coded: Path, archive: Path, tmp_path: Path) -> None:
    if engine != "processes":
        pytest.importorskip("daft")
    if engine == "ray":  # a cluster of this machine alone; ray is in no extra of ours
        pytest.importorskip("ray")
    by = {"processes": "processes", "daft": "daft", "ray": "daft"}[engine]
    runner = {"DAFT_RUNNER": "ray", "RAY_AUTH_MODE": "disabled"} if engine == "ray" else {}
    call = [sys.executable, "-m", "warmonitor", "scale", "code", str(archive), "-o", str(tmp_path), "--engine", by]
    done = subprocess.run([*call, "--workers", "2"], capture_output=True, text=True, check=False,
                          env={**os.environ, **runner})
    assert done.returncode == 1, done.stderr  # one line of the archive holds no article
    assert contents(tmp_path) == contents(coded)


def test_what_is_done_is_not_done_again_and_what_is_half_written_is(
    coded: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    todo = scale.shards_of([archive], tmp_path)
    list(scale.code_shards([shard for shard in todo if "late" in shard.name], workers=1))
    half = todo[1].claims.with_name(f"{todo[1].claims.name}.99{shards.UNDONE}")
    half.write_bytes(b"PAR1 half of a shard")

    def stop(article: Article) -> pipeline.Coded:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(coding, "code_article", stop)
        with pytest.raises(KeyboardInterrupt):
            list(scale.code_shards(todo, workers=1))
    assert len(list(tmp_path.rglob("*.parquet"))) == 2
    done = list(scale.code_shards(todo, workers=1))
    assert [d.shard for d in done] == [shard for shard in todo if "late" not in shard.name]
    assert contents(tmp_path) == contents(coded)
    assert list(scale.code_shards(todo, workers=1)) == []


def test_cutting_again_writes_nothing_anew(archive: Path, tmp_path: Path) -> None:
    first = list(scale.cut([archive / "late.jsonl"], tmp_path, 1, lambda error: None))
    before = [path.stat().st_mtime_ns for path in first]
    assert list(scale.cut([archive / "late.jsonl"], tmp_path, 1, lambda error: None)) == first
    assert [path.stat().st_mtime_ns for path in first] == before


def test_shards_are_no_sources(archive: Path) -> None:
    inside = archive / "coded"
    inside.mkdir()
    (inside / "claims.parquet").write_bytes(b"")
    assert [shard.name for shard in scale.shards_of([archive], inside)] == ["late.jsonl", "part-000000", "part-000001"]
    (inside / "claims.parquet").unlink()
    inside.rmdir()


def test_errors_say_what_to_do(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(scale.ScaleError, match="no engine 'spark'"):
        scale.code_shards(scale.shards_of([archive], tmp_path), "spark")
    with pytest.raises(scale.ScaleError, match="no such file"):
        scale.shards_of([tmp_path / "nothing"], tmp_path / "out")
    with pytest.raises(scale.ScaleError, match="warmonitor scale code"):
        list(scale.claim_lines(tmp_path))
    broken = tmp_path / "claims" / "x.parquet"
    broken.parent.mkdir()
    broken.write_bytes(b"not Parquet")
    with pytest.raises(scale.ScaleError, match="no whole Parquet file"):
        list(scale.claim_lines(tmp_path))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(scale.ScaleError, match="would be one shard"):
        scale.shards_of([tmp_path / "one", tmp_path / "two"], tmp_path / "out")
    with pytest.raises(scale.ScaleError, match="stands in the folder"):
        scale.shards_of([tmp_path / "one"], tmp_path)
