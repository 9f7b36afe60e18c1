"""Bytes changed at random, the same for the same seed: for the short run in the tests, where no coverage guides."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
LONGEST = 20_000  # bytes
MOST_REPEATS = 60


def words() -> list[bytes]:
    """The dictionary (``words.dict``), which the fuzzer reads, too."""
    lines = (HERE / "words.dict").read_text(encoding="utf-8").splitlines()
    quoted = (re.fullmatch(r'"(.*)"', line) for line in lines)
    return [_unescape(match[1]) for match in quoted if match]


def _unescape(text: str) -> bytes:
    found = re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), text.encode())
    return found.replace(b'\\"', b'"').replace(b"\\\\", b"\\")


def seeds(target: str) -> list[bytes]:
    """The seeds of a target."""
    return [path.read_bytes() for path in sorted((HERE / "seeds" / target).iterdir())]


def mutants(given: Sequence[bytes], number: int, seed: int) -> Iterator[bytes]:
    """So many changed seeds."""
    chance, known = random.Random(seed), words()
    for _ in range(number):
        data = chance.choice(given)
        for _ in range(chance.randint(1, 6)):
            data = chance.choice(CHANGES)(data, chance, given, known)[:LONGEST]
        yield data


def _cut(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, 80))


def _drop(data: bytes, chance: random.Random, given: Sequence[bytes], known: Sequence[bytes]) -> bytes:
    start, end = _cut(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: random.Random, given: Sequence[bytes], known: Sequence[bytes]) -> bytes:
    start, end = _cut(data, chance)
    return data[:start] + data[start:end] * chance.randint(2, MOST_REPEATS) + data[end:]


def _move(data: bytes, chance: random.Random, given: Sequence[bytes], known: Sequence[bytes]) -> bytes:
    (start, end), at = _cut(data, chance), chance.randint(0, len(data))
    return data[:at] + data[start:end] + data[at:]


def _splice(data: bytes, chance: random.Random, given: Sequence[bytes], known: Sequence[bytes]) -> bytes:
    other = chance.choice(given)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _word(data: bytes, chance: random.Random, given: Sequence[bytes], known: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(known) + data[at:]


def _bytes(data: bytes, chance: random.Random, given: Sequence[bytes], known: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at + chance.randint(0, 4) :]


CHANGES = (_drop, _repeat, _move, _splice, _word, _word, _bytes)
