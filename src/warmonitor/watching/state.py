"""What watching remembers between rounds, in one JSON file beside the database, replaced as a whole each time.

It is written after the articles are in the database. A watch that is killed in between reads some pages again, and the
database knows them by their text: nothing is lost, nothing is added twice.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MOST_SEEN = 200_000  # links that are remembered, the newest


class StateError(Exception):
    """The file of what was seen cannot be read: says which and what to do."""


@dataclass(slots=True)
class FeedState:
    """What is known of one feed: validators for conditional requests, when it is due, and failures in a row."""

    etag: str | None = None
    modified: str | None = None
    due: float = 0.0
    failures: int = 0
    is_gone: bool = False


@dataclass(slots=True)
class State:
    """Feeds by address, links seen, tries of links that failed, and for each alert the claims that it has told."""

    feeds: dict[str, FeedState] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=dict)


def load(path: Path) -> State:
    """The state of a file; a new one where there is none."""
    if not path.exists():
        return State()
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        feeds = {url: FeedState(**known) for url, known in found["feeds"].items()}
        return State(feeds, found["seen"], found["tries"], found["told"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateError(f"{path} is not a state of watch ({error}). Remove it: feeds are then read anew.") from error


def save(state: State, path: Path) -> None:
    """Write the state in one step: a file that was half written never takes the old one's place."""
    newest = sorted(state.seen.items(), key=lambda item: item[1])[-MOST_SEEN:]
    record = {"feeds": {url: asdict(known) for url, known in state.feeds.items()}, "seen": dict(newest),
              "tries": state.tries, "told": state.told}  # fmt: skip
    half = path.with_name(f"{path.name}.part")
    with half.open("w", encoding="utf-8") as stream:
        json.dump(record, stream)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(path)
