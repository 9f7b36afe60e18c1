"""The house rules: imports point inward, files and functions keep their ceilings, each concern has one room."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import warmonitor

SOURCE = Path(warmonitor.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_FUNCTION = 60
LONGEST_FILE = 400

# What each room may import of ours. A room may always import itself.
LEAVES = {"model", "ontology", "geography"}
READING = LEAVES | {"records"}
MENTIONS = LEAVES | {"parsing"}
ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "ontology": {"model"},
    "geography": LEAVES,
    "records": {"model", "ontology"},
    "spacy_model": set(),
    "parsing": LEAVES | {"spacy_model"},
    "reading": READING,
    "mentions": MENTIONS,
    "coding": MENTIONS | {"mentions"},
    "linking": LEAVES,
    "origins": LEAVES | {"linking"},
    "agreement": LEAVES | {"linking"},
    "tolls": LEAVES | {"linking", "origins"},
    "reconcile": LEAVES | {"linking", "origins", "agreement", "tolls"},
    "holding": LEAVES | {"linking"},
    "control": LEAVES | {"linking", "origins", "holding"},
    "corrections": LEAVES,
    "judging": LEAVES | {"records", "mentions", "corrections", "explain"},
    "annotating": LEAVES | {"corrections", "records"},
    "store": LEAVES | {"records", "corrections"},
    "changes": LEAVES | {"explain", "records"},
    "relinking": LEAVES | {"linking", "reconcile", "control", "store"},
    "export": LEAVES | {"records"},
    "care": LEAVES,
    "watching": READING | {"reading"},
    "matching": LEAVES | {"mentions", "export"},
    "validating": LEAVES | {"records", "export", "reading", "store"},
    "evaluate": LEAVES | {"records"},
    "workers": set(),
    "timing": set(),
    "explain": LEAVES | {"records"},
    "report": LEAVES | {"export", "web"},
    "web": LEAVES | {"records", "reading", "linking", "origins", "tolls", "reconcile", "store", "export", "explain",
                     "corrections", "judging", "pipeline"},
    "scale": LEAVES | {"records", "reading", "linking", "reconcile", "pipeline", "workers"},
    "streams": {"records"},
    "tables": LEAVES | {"explain"},
}
TOP = {"pipeline", "cli", "demo", "__main__", "__init__"}
ABOVE = {"pipeline": {"cli", "demo", "tables", "streams", "explain", "evaluate", "export", "__main__"}, "demo": {"cli"}}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports_of_ours(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "warmonitor":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("warmonitor."):
            yield (node.module or "").split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("warmonitor."))


def imported_packages(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_inward(path: Path) -> None:
    here = room(path)
    used = set(imports_of_ours(path)) - {here}
    if here in TOP:
        assert not used & ABOVE.get(here, set())
    else:
        assert here in ALLOWED, f"a new room {here!r}: say in ALLOWED what it may import"
        assert used <= ALLOWED[here]


def code_lines(path: Path) -> int:
    """Lines that hold code: neither blank, nor comment, nor docstring."""
    text = path.read_text(encoding="utf-8")
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in silent:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            lines -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(lines)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_file_is_too_long(path: Path) -> None:
    assert code_lines(path) <= LONGEST_FILE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_function_is_too_long(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_concern_has_one_room(path: Path) -> None:
    packages = imported_packages(path)
    assert "sqlite3" not in packages or room(path) == "store"
    assert "spacy" not in packages or name_of(path) in {"parsing.py", "spacy_model.py"}
    assert "typer" not in packages or room(path) == "cli"
    names = {alias.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.ImportFrom) and node.module == "importlib.resources" for alias in node.names}
    assert "files" not in names or room(path) in {"ontology", "store"}, "only ontology opens data files"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_printed_outside_the_command_line(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not any(isinstance(call, ast.Name) and call.id == "print" for call in calls)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_error_is_swallowed(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, "a bare except"
            assert not (len(node.body) == 1 and isinstance(node.body[0], ast.Pass)), "an error that is only passed over"
