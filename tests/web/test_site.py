"""The page as files: all that the API gives, each datum in a script that hands over data and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor.web.archive import Archive
from warmonitor.web.site import ESCAPED, SiteError, script, write_site

from .conftest import HOSTILE


def test_a_site_holds_hostile_words_as_data_alone(hostile_db: Path, page: Path, tmp_path: Path) -> None:
    written = write_site(Archive(hostile_db), tmp_path / "site", page)
    assert written.articles == 3
    for path in (tmp_path / "site").rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert "<" not in text and "\u2028" not in text and "\u2029" not in text
    readers = called((tmp_path / "site" / "data" / "articles" / "0.js").read_text(encoding="utf-8"))
    assert {key: value["text"] for key, value in readers["articles"].items()} == {a.id: a.text for a in HOSTILE}


def plain(value: Any) -> Any:
    """A value as its JSON gives it back."""
    return json.loads(json.dumps(value))


def called(text: str) -> Any:
    """What a file of a site hands to the page: the name in it, and the JSON in the string."""
    matched = re.fullmatch(r'warmonitor_data\("[a-z/0-9]+", (".*")\);\n', text, flags=re.DOTALL)
    assert matched
    return json.loads(json.loads(matched[1]))


@given(st.recursive(st.none() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)))
def test_any_datum_survives_its_script(value: Any) -> None:
    text = script("about", value).decode("utf-8")
    assert called(text) == value
    assert not any(character in text for character in ESCAPED)


def test_a_site_has_every_event_and_article_in_its_shard(sample_db: Path, page: Path, tmp_path: Path) -> None:
    archive = Archive(sample_db)
    write_site(archive, tmp_path / "site", page)
    data = tmp_path / "site" / "data"
    overview = called((data / "overview.js").read_text(encoding="utf-8"))
    for i, event_id in enumerate(overview["columns"]["id"]):
        shard = called((data / "events" / f"{i // overview['shard']}.js").read_text(encoding="utf-8"))
        assert shard["events"][event_id] == plain(archive.event(event_id))
    listed = called((data / "articles.js").read_text(encoding="utf-8"))
    for i, row in enumerate(listed["articles"]):
        shard = called((data / "articles" / f"{i // listed['shard']}.js").read_text(encoding="utf-8"))
        assert shard["articles"][row["id"]]["article"] == row
    known = called((data / "history.js").read_text(encoding="utf-8"))["events"]
    for day in called((data / "about.js").read_text(encoding="utf-8"))["as_of_days"]:
        replayed = {e: step for e, steps in known.items() for step in steps if step["day"] <= day}
        for row in archive.rows(date.fromisoformat(day)):
            step, whole = replayed.get(row["id"]), archive.table().by_id[row["id"]]
            assert {**plain(whole), **(step["row"] if step else {})} == plain(row)


def test_a_site_does_not_write_over_other_files(sample_db: Path, page: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.doc").write_text("mine", encoding="utf-8")
    with pytest.raises(SiteError):
        write_site(Archive(sample_db), tmp_path / "site", page)
    for _ in range(2):  # a site of ours may be written again
        write_site(Archive(sample_db), tmp_path / "again", page)
