"""A process pool that keeps order and holds only a few articles at a time, so that a stream may be of any length."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

FEWEST = 8  # below this many items, starting processes that each load the parser (about 2 s) costs more than it saves
AHEAD = 4  # items in hand per process: enough to keep it busy while a long article is waited for


def cores() -> int:
    """Cores that this process may use, which in a container is fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def ordered_map(function: Callable[[A], B], items: Iterable[A], workers: int | None = 1, fewest: int = FEWEST
                ) -> Iterator[B]:
    """``map`` over so many processes (None: every core), results in the order of the items.

    Below ``fewest`` items no process is started.

    >>> list(ordered_map(str.upper, ["daesh", "isis"], workers=2))
    ['DAESH', 'ISIS']
    """
    workers = workers or cores()
    stream = iter(items)
    first = list(islice(stream, fewest)) if workers > 1 else []
    if len(first) < fewest:
        return map(function, chain(first, stream))
    return _pooled(function, chain(first, stream), workers)


def _pooled(function: Callable[[A], B], items: Iterator[A], workers: int) -> Iterator[B]:
    # Not "fork": progress bars run a thread, and forking a process that has threads may hang it.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context(method), _leave_interrupts_to_the_parent)
    waiting: deque[Future[B]] = deque()
    try:
        for item in islice(items, workers * AHEAD):
            waiting.append(pool.submit(function, item))
        while waiting:
            yield waiting.popleft().result()
            for item in islice(items, 1):
                waiting.append(pool.submit(function, item))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
