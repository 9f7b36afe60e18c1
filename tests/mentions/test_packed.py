"""Packed tables: what is in them is found, whatever the block, and nothing else."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor.mentions import packed
from warmonitor.mentions.gazetteer import _packed

KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r"), min_size=1, max_size=5)


@given(st.dictionaries(KEYS, st.from_regex(r"[a-zé|]{0,9}", fullmatch=True), min_size=1, max_size=40), KEYS)
def test_every_key_is_found_and_no_other(tmp_path_factory: pytest.TempPathFactory, rows: dict[str, str], other: str
                                         ) -> None:
    path = tmp_path_factory.mktemp("packed") / "rows"
    lines = sorted(f"{key}\t{value}" for key, value in rows.items())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "BLOCK", 3)
        packed.pack(lines, path)
    data, index = Path(f"{path}.tsv.gz").read_bytes(), Path(f"{path}.index.tsv").read_bytes()
    table = packed.Packed(data, index)
    assert {key: table.find(key) for key in rows} == rows
    assert table.find(other) == rows.get(other)
    assert [line.decode() for line in table.lines()] == lines == gzip.decompress(data).decode().split("\n")[:-1]


@pytest.mark.parametrize("name", ["places", "names"])
def test_the_gazetteers_tables_are_in_order(name: str) -> None:
    keys = [line.split(b"\t", 1)[0] for line in _packed(name).lines()]
    assert all(a < b for a, b in pairwise(keys))
