"""What the tables and columns of the database mean, as the metadata file that Datasette shows beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from warmonitor.ontology import settings


def metadata(name: str) -> dict[str, Any]:
    """The metadata of a database that Datasette knows under a name (its file's, without the ending).

    >>> sorted(metadata("war")["databases"]["war"])
    ['queries', 'tables']
    """
    about = settings("export_datasette")
    return {**about["about"], "databases": {name: {"tables": about["tables"], "queries": about["queries"]}}}


def write_metadata(path: str | Path) -> Path:
    """Write the metadata for a database beside it; gives the file."""
    path = Path(path)
    target = Path(f"{path}.metadata.json")
    target.write_text(json.dumps(metadata(path.stem), indent=1) + "\n", encoding="utf-8")
    return target
