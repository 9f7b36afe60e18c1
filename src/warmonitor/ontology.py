"""Reads the package's data files: event types, countries, actors, sources, lexicons. The only reader of ``data/``.

A data file is a table (CSV, one header line) or a lexicon (TOML); lines that start with "#" in a table are comments.
Whatever an expert may argue with stands there, not in code. A broken file is named with its line.
"""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

SEPARATOR = ";"


class DataFileError(Exception):
    """A data file of the package, or one that a user gave, is not in its form: names file, line and what is wrong."""


def data_path(name: str) -> Traversable:
    """A file of ``warmonitor/data`` by its name, e.g. "event_types.csv" or "lexicon/en/counts.toml"."""
    path = files("warmonitor") / "data"
    for part in name.split("/"):
        path = path / part
    return path


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of a CSV table as mappings from column to cell (cells stripped, "" where empty).

    >>> table("event_types.csv")[0]["sub_event_type"]
    'Armed clash'
    """
    return parse_table(name, data_path(name).read_text(encoding="utf-8"))


def parse_table(name: str, text: str) -> tuple[Mapping[str, str], ...]:
    """Rows of a CSV text; ``name`` is for the error, which gives the line."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    if not lines:
        return ()
    header = next(csv.reader([lines[0][1]]))
    rows = []
    for number, line in lines[1:]:
        cells = next(csv.reader(io.StringIO(line)))
        if len(cells) != len(header):
            raise DataFileError(f"{name}, line {number}: {len(cells)} cells where the header has {len(header)}")
        rows.append({column: cell.strip() for column, cell in zip(header, cells, strict=True)})
    return tuple(rows)


def user_folder() -> Path:
    """Where a user's own names are kept: ``$WARMONITOR_NAMES``, else ``~/.local/share/warmonitor``."""
    told = os.environ.get("WARMONITOR_NAMES")
    return Path(told) if told else Path.home() / ".local" / "share" / "warmonitor"


@cache
def user_tables(kind: str) -> tuple[Mapping[str, str], ...]:
    """The rows of every table that a user added for one kind of names, such as "places", in the order of its files."""
    folder = user_folder() / kind
    paths = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    return tuple(row for path in paths for row in parse_table(str(path), path.read_text(encoding="utf-8")))


def lexicon(name: str, language: str = "en") -> Mapping[str, Any]:
    """A lexicon of one language as the mapping that its TOML gives, e.g. ``lexicon("counts")``."""
    return settings(f"lexicon/{language}/{name}")


@cache
def settings(name: str) -> Mapping[str, Any]:
    """A TOML file of ``data/`` as a mapping: settings that hold for every language (weights, rules).

    >>> sorted(settings("reconcile")["rules"])
    ['acled', 'range', 'ucdp']
    """
    try:
        return tomllib.loads(data_path(f"{name}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{name}.toml: {error}") from error


def cells(value: str) -> tuple[str, ...]:
    """The parts of a cell that holds several.

    >>> cells("ISIS; Daesh")
    ('ISIS', 'Daesh')
    """
    return tuple(part.strip() for part in value.split(SEPARATOR) if part.strip())


@dataclass(frozen=True, slots=True)
class EventType:
    """One of ACLED's 25 sub-event types, Siege or Displacement, with its codes in other codebooks and its meaning."""

    sub_event_type: str
    event_type: str
    disorder_type: str
    plover: str
    cameo: str
    ucdp: str
    about: str


@cache
def event_types() -> Mapping[str, EventType]:
    """Every event type by its sub_event_type.

    >>> event_types()["Suicide bomb"].event_type
    'Explosions/Remote violence'
    """
    return {row["sub_event_type"]: EventType(**row) for row in table("event_types.csv")}
