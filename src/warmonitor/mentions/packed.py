"""Large tables of sorted lines, packed in blocks: to find a line one block is unpacked, not the whole table.

A packed table is two files: ``NAME.tsv.gz``, whose blocks lie one after another (gzip reads them as one), and
``NAME.index.tsv``: the first key of each block, and where it begins.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

BLOCK = 500  # lines: about 20 KB, unpacked in a quarter of a millisecond


class Packed:
    """A packed table, out of its two files; blocks that were read are kept."""

    def __init__(self, data: bytes, index: bytes) -> None:
        self.data = data
        self.keys, offsets = zip(*(line.rsplit(b"\t", 1) for line in index.splitlines()), strict=True)
        self.bounds = [*map(int, offsets), len(self.data)]
        self.blocks: dict[int, list[bytes]] = {}

    def find(self, key: str) -> str | None:
        """What stands behind a key, None where it is not in the table."""
        wanted = key.encode()
        probe = wanted + b"\t"
        block = bisect_right(self.keys, wanted) - 1
        lines = self._block(block) if block >= 0 else []
        at = bisect_left(lines, probe)
        return lines[at][len(probe) :].decode() if at < len(lines) and lines[at].startswith(probe) else None

    def lines(self) -> Iterator[bytes]:
        """Every line, in order."""
        for number in range(len(self.keys)):
            yield from self._block(number)

    def _block(self, number: int) -> list[bytes]:
        if number not in self.blocks:
            packed = self.data[self.bounds[number] : self.bounds[number + 1]]
            self.blocks[number] = gzip.decompress(packed).splitlines()
        return self.blocks[number]


def pack(lines: Sequence[str], path: Path) -> None:
    """Write lines, sorted by their first column, which no two share, as a packed table."""
    data, index = bytearray(), []
    for first in range(0, len(lines), BLOCK):
        index.append(f"{lines[first].split(chr(9), 1)[0]}\t{len(data)}\n")
        block = "".join(f"{line}\n" for line in lines[first : first + BLOCK])
        data += gzip.compress(block.encode(), 9, mtime=0)
    path.with_name(f"{path.name}.tsv.gz").write_bytes(bytes(data))
    path.with_name(f"{path.name}.index.tsv").write_text("".join(index), encoding="utf-8")
