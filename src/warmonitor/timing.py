"""A limit of time for one piece of work, so that no article can hold up the rest."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooLongError(Exception):
    """The work took longer than it may."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Stop the block with TooLongError after so many seconds; None, or a platform or thread without alarms, never.

    >>> with time_limit(5):
    ...     sum(range(10))
    45
    """
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
