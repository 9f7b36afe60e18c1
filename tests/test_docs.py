"""Docs cannot rot: every command, export, field and code is documented; links lead somewhere; examples run."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import pkgutil
import re
import runpy
from pathlib import Path

import pytest

import warmonitor
from warmonitor import cli, export, model, ontology
from warmonitor.records import (
    article_to_json,
    claim_to_json,
    control_to_json,
    event_to_json,
    location_to_json,
    when_to_json,
)

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
CODEBOOK = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
INTERFACE = (ROOT / "docs" / "interface.md").read_text(encoding="utf-8")
SOURCE_KINDS = {row["kind"] for row in ontology.table("sources.csv")}
MODULES = [m.name for m in pkgutil.walk_packages(warmonitor.__path__, "warmonitor.") if not m.name.endswith("__main__")]


def commands() -> list[str]:
    names = [command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback]
    groups = {"places": cli.places.places_app, "scale": cli.scale.scale_app}
    grouped = [(group, command) for group, its in groups.items() for command in its.registered_commands]
    return [*names, *(f"{group} {c.name or c.callback.__name__}" for group, c in grouped if c.callback)]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    assert f"`warmonitor {command}" in INTERFACE


@pytest.mark.parametrize("name", sorted(export.FORMATS))
def test_every_export_is_documented(name: str) -> None:
    assert re.search(rf"\b{name}\b", INTERFACE)


def test_the_tables_of_exports_are_those_of_the_data() -> None:
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    made = runpy.run_path(str(ROOT / "scripts" / "export_docs.py"))["page"](page)
    assert page == made, "run scripts/export_docs.py"
    assert all(f"| `{name}` |" in page for name in [*export.FORMATS, "sqlite"])


@pytest.mark.parametrize("code", [*ontology.event_types(), *sorted(SOURCE_KINDS), *model.ZONES])
def test_every_code_is_documented(code: str) -> None:
    assert f"| {code} |" in CODEBOOK or f"`{code}`" in CODEBOOK


def fields() -> list[str]:
    place = model.Location(model.Place("p", "P"))
    party = model.Party(None, "N")
    claim = model.Claim("c", "a", model.Span(0, 1, "x"), "Battles", "Armed clash", "happened", "main", side_a=(party,),
                        counts=(model.Count("killed", 1, 1, model.Span(0, 1, "1")),),
                        sources=(model.Source("S", "monitor"),), evidence=(model.Evidence("when", None, "x"),))
    event = model.Event("e", (), (), "Battles", "Armed clash", "happened")
    records = [
        article_to_json(model.Article("a", "x")), claim_to_json(claim), event_to_json(event),
        control_to_json(model.Control(place, None, "held", None)), location_to_json(place) or {},
        when_to_json(model.When(vague=True)) or {},
    ]  # fmt: skip
    nested = [item for record in records for value in record.values() if isinstance(value, list) for item in value]
    names = {name for record in [*records, *nested] if isinstance(record, dict) for name in record}
    return sorted(names | {field.name for field in dataclasses.fields(model.Toll)})


@pytest.mark.parametrize("name", fields())
def test_every_field_is_documented(name: str) -> None:
    assert f"`{name}`" in CODEBOOK


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_commands_that_pages_show_exist(name: str) -> None:
    known = {command.split()[0] for command in commands()}
    shown = re.findall(r"^ {4,}.*?\bwarmonitor (\w+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert shown and set(shown) <= known


def test_the_first_example_of_the_tutorial_runs() -> None:
    tutorial = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", tutorial, flags=re.DOTALL)
    exec(compile(blocks[0], "tutorial", "exec"), {})


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
