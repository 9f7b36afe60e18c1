"""The page as files that work from disk or any web space: the same JSON as the API's, each in a script of its own.

A page that is opened from disk may not fetch files, so every datum is a script with one call, and its JSON a string
in it: the words of an article are never read as script. No id is part of a file name.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from warmonitor.records import event_from_json
from warmonitor.store import lookups
from warmonitor.web.archive import Archive, as_json, parts_of
from warmonitor.web.detail import event_detail
from warmonitor.web.overview import SHARD
from warmonitor.web.shapes import EventDetail, Record

PAGE = Path(__file__).parent / "page"
ARTICLES_SHARD = 20
MARK = "data/about.js"  # a folder that has it is a site of ours and may be written over
ESCAPED = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class SiteError(Exception):
    """The site cannot be written as asked: says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a site holds."""

    events: int
    articles: int
    files: int
    bytes: int


def write_site(archive: Archive, folder: Path, page: Path = PAGE, mentions: bool = False,
               on_progress: Callable[[int], None] = lambda shards: None) -> Written:
    """Write the page and its data into a folder; with ``mentions`` also all that each article names (slow)."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise SiteError(f"{folder} holds other files. Name an empty or new folder.")
    if not (page / "index.html").exists():
        raise SiteError("The page is not part of this installation. Install the wheel, or build it: make page")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "data", ignore_errors=True)
    for path in sorted(page.rglob("*")):
        if path.is_file():
            target = folder / path.relative_to(page)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (folder / "boot.js").write_bytes(boot("files", "data/"))
    size = files = 0
    for count, (name, value) in enumerate(data_files(archive, mentions)):
        path = folder / "data" / f"{name}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(script(name, value))
        files += 1
        on_progress(count)
    return Written(len(archive.table().events), len(archive.lists().articles), files, size)


def boot(mode: str, base: str, reviewer: str | None = None) -> bytes:
    """The first script of the page: where its data lie."""
    said = {"mode": mode, "base": base, "review": reviewer is not None, "reviewer": reviewer,
            "version": version("warmonitor")}  # fmt: skip
    return f"window.WARMONITOR = {json.dumps(said)};\n".encode()


def script(name: str, value: Any) -> bytes:
    """A datum as a script that hands it to the page.

    >>> script("about", {"x": "</script>"})
    b'warmonitor_data("about", "{\\\\"x\\\\":\\\\"\\\\u003c/script>\\\\"}");\\n'
    """
    body = value if isinstance(value, bytes) else as_json(value)
    text = json.dumps(body.decode("utf-8"), ensure_ascii=False)
    for character, code in ESCAPED.items():
        text = text.replace(character, code)
    return f'warmonitor_data("{name}", {text});\n'.encode()


def data_files(archive: Archive, mentions: bool = False) -> Iterator[tuple[str, Any]]:
    """Every datum of a site by its name: the lists first, then events and articles by the shard."""
    yield "overview", archive.overview_text()
    yield "control", archive.control()
    yield "sources", archive.sources()
    rows = archive.article_list(None, None)
    yield "articles", {"shard": ARTICLES_SHARD, "count": len(rows), "articles": rows}
    steps: dict[str, list[Record]] = {}
    for number, details in enumerate(_shards(archive)):
        yield f"events/{number}", {"events": {detail["summary"]["id"]: detail for detail in details}}
        for detail in details:
            known = steps_of(detail)
            if known:
                steps[detail["summary"]["id"]] = known
    yield "history", {"events": steps}
    ids = [row["id"] for row in rows]
    for number, start in enumerate(range(0, len(ids), ARTICLES_SHARD)):
        yield f"articles/{number}", {"articles": _readers(archive, ids[start : start + ARTICLES_SHARD], mentions)}
    yield "about", archive.about() | {"review": False, "reviewer": None}


def _shards(archive: Archive) -> Iterator[list[EventDetail]]:
    """The events in full, shard by shard, in the order of the overview."""
    table, lists = archive.table(), archive.lists()
    with archive.store() as store:
        records = lookups.event_records(store)
        for start in range(0, len(records), SHARD):
            events = [event_from_json(json.loads(record)) for _, record in records[start : start + SHARD]]
            parts = parts_of(store, events)
            yield [
                event_detail(event, parts, lists.articles, table.by_id.get(event.parent or ""),
                             table.children.get(event.id, ()))
                for event in events
            ]  # fmt: skip


def steps_of(detail: EventDetail) -> list[Record]:
    """How an event became known, where that took several steps: the day and what differs from the row of today."""
    final, steps = detail["summary"], detail["history"]
    if len(steps) < 2 and all(step["summary"] == final for step in steps):
        return []
    return [
        {"day": step["day"], "changes": step["changes"],
         "row": {key: value for key, value in step["summary"].items() if value != final[key]}}  # type: ignore[literal-required]
        for step in steps
    ]  # fmt: skip


def _readers(archive: Archive, ids: Sequence[str], mentions: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ids:
        article = archive.article(key)
        named = archive.mentions(key) if mentions else None
        if article is not None:
            found[key] = article | ({"mentions": named["mentions"]} if named else {})
    return found
