"""Docs cannot rot: every command, option, export, field, code and address is documented, and all that is documented
exists; tables are what the code makes of them; links lead somewhere; pictures are made by scripts and used."""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docs_commands
import docs_examples
import docs_site
import docs_tables
import picture
import pytest
import screenshots

import test_layout
import warmonitor
from warmonitor import export, model, ontology, watching
from warmonitor.demo import sample_files
from warmonitor.model import Claim
from warmonitor.reading import pages, web
from warmonitor.watching import rounds
from warmonitor.web.addresses import api
from warmonitor.web.desk import desk

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *(ROOT / "benchmarks").glob("*.md"), ROOT / "ui" / "README.md"])
TEXT = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
CODEBOOK, INTERFACE = TEXT["docs/codebook.md"], TEXT["docs/interface.md"]
SOURCE_KINDS = {row["kind"] for row in ontology.table("sources.csv")}
SAID = ontology.settings("judging")
MODULES = [m.name for m in pkgutil.walk_packages(warmonitor.__path__, "warmonitor.") if not m.name.endswith("__main__")]
COMMANDS = docs_commands.tree()
EVERYWHERE = {"--help", "-h", "--version"}
# Options of other programs that pages show: scripts of benchmarks, make audit, Datasette.
OF_OTHERS = {"--date", "--raise-floors", "--must", "-m"}
CALL = re.compile(r"(?<![\w/.-])warmonitor ((?:(?:places|scale) )?[a-z]+)([^\n|`]*)")
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]+|-[a-z])(?![\w-])")


def code_of(text: str) -> Iterator[str]:
    """Every line of shell that a page shows, and every piece of code within a line."""
    fence = None
    for line in text.splitlines():
        if line.startswith("```"):
            fence = None if fence is not None else line.removeprefix("```")
        elif (fence is None and line.startswith("    ")) or fence == "sh":
            yield line
        elif fence is None:
            yield from re.findall(r"`([^`]+)`", line)


def calls(text: str) -> list[tuple[str, str]]:
    """Every call of the command line in a page: the command, and what follows it up to a pipe."""
    return [(m[1], m[2]) for part in code_of(text) for m in CALL.finditer(part.replace("\\|", "/"))]


# Tables and commands


@pytest.mark.parametrize("path", docs_tables.PAGES)
def test_tables_are_what_the_code_makes_of_them(path: str) -> None:
    assert TEXT[path] == docs_tables.page(path, TEXT[path]), "run make docs and commit the page"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"`warmonitor {command}" in INTERFACE
    assert f"\n    warmonitor {command}" in TEXT["docs/commands.md"]


@pytest.mark.parametrize("path", TEXT)
def test_calls_that_pages_show_are_of_commands_and_options_that_exist(path: str) -> None:
    for command, rest in calls(TEXT[path]):
        assert command in COMMANDS, f"warmonitor {command}"
        known = docs_commands.options(COMMANDS[command]) | EVERYWHERE
        assert set(OPTION.findall(rest)) <= known | OF_OTHERS, f"warmonitor {command}{rest}"


@pytest.mark.parametrize("path", [p for p in TEXT if p.startswith("docs/") or p == "README.md"])
def test_options_that_pages_name_exist(path: str) -> None:
    known = set.union(*map(docs_commands.options, COMMANDS.values())) | EVERYWHERE | OF_OTHERS
    named = {o for code in re.findall(r"`([^`\n]+)`", TEXT[path]) for o in OPTION.findall(code) if o.startswith("--")}
    assert named <= known


def test_pages_show_calls_at_all() -> None:
    assert {command for path in TEXT for command, _ in calls(TEXT[path])} == set(COMMANDS)


# Fields and codes


def first(record: dict[str, Any], field: str) -> dict[str, Any]:
    value = record[field][0]
    assert isinstance(value, dict)
    return value


def records() -> dict[str, dict[str, Any]]:
    """What the code writes, by the heading of the codebook under which its fields stand."""
    claim, event, control = docs_examples.claim(), docs_examples.event(), docs_examples.control()
    return {
        "Article": docs_examples.article(), "Mention": docs_examples.mentions()[0], "Claim": claim,
        "Side": first(claim, "side_a"), "Place": claim["place"], "When": claim["when"],
        "Counts": first(claim, "counts"), "Sources": first(claim, "sources"), "Evidence": first(claim, "evidence"),
        "Event": event, "Parties of an event": first(event, "side_a"), "Tolls": first(event, "tolls"),
        "Origins": first(event, "sources"), "Agreement and contradictions": first(event, "contradictions"),
        "Links": first(event, "links"), "Dated claims": first(event, "dated"), "Control": control,
        "Judgement": dict.fromkeys(("verdict", "claim_a", "claim_b", "by", "reason", "made")),
    }  # fmt: skip


def documented_fields() -> dict[str, set[str]]:
    """The fields of the codebook's tables of fields, by heading."""
    found: dict[str, set[str]] = {}
    for part in re.split(r"^#+ ", CODEBOOK, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        table = re.search(r"^\| field \| meaning \|\n\|[-| ]+\|\n((?:\|.*\n)+)", body, flags=re.MULTILINE)
        if table:
            cells = [row.split("|")[1] for row in table[1].splitlines()]
            found[heading] = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    return found


@pytest.mark.parametrize("heading", records())
def test_the_codebook_has_the_fields_that_the_code_writes_and_no_other(heading: str) -> None:
    assert documented_fields()[heading] == set(records()[heading])


def test_every_table_of_fields_is_checked() -> None:
    assert set(documented_fields()) == set(records())


@pytest.mark.parametrize("name", [f"`{name}`" for record in (first(docs_examples.control(), "grounds"),
                                  first(first(docs_examples.event(), "contradictions"), "values"),
                                  docs_examples.mentions()[2]["value"]) for name in record])  # fmt: skip
def test_fields_within_fields_are_documented(name: str) -> None:
    assert name in CODEBOOK


def test_the_examples_leave_no_field_empty() -> None:
    claim, event = docs_examples.claim(), docs_examples.event()
    for record in (docs_examples.article(), claim, event, docs_examples.control(), claim["place"], claim["when"]):
        assert not [name for name, value in record.items() if value in (None, [], {})]


@pytest.mark.parametrize("code", [
    *ontology.event_types(), *sorted(SOURCE_KINDS), *model.ZONES, *SAID["verdicts"], *SAID["statuses"],
    *SAID["focuses"], *SAID["count_kinds"], *SAID["whom"], *ontology.settings("reconcile")["rules"],
    *set(ontology.settings("origins")["sides"].values()), "captured", "ceded by agreement",
])  # fmt: skip
def test_every_code_is_documented(code: str) -> None:
    assert f"| {code} |" in CODEBOOK or f"`{code}`" in CODEBOOK


def rules_of_the_source() -> set[str]:
    """The rules that the coder's source names: those of evidence, of sides that are filled in, of days."""
    found = set()
    for path in (test_layout.SOURCE / "coding").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = [n for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)]
        named = {ast.unparse(n.targets[0]): n.value.value for n in constants if isinstance(n.value, ast.Constant)}
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args]
        for last in (n.args[-1] for n in calls if ast.unparse(n.func) in {"Evidence", "_with_side"}):
            value = last.value if isinstance(last, ast.Constant) else named.get(ast.unparse(last))
            found |= {value} if isinstance(value, str) else set()
        bases = (k.value for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords if k.arg == "basis")
        found |= {basis.value for basis in bases if isinstance(basis, ast.Constant) and isinstance(basis.value, str)}
    return found


def test_every_rule_that_fills_a_field_is_documented(sample_claims: list[Claim]) -> None:
    rules = {evidence.by.partition(" (")[0] for claim in sample_claims for evidence in claim.evidence}
    rules |= rules_of_the_source()
    assert len(rules) > 10
    assert {rule for rule in rules if f"`{rule}`" not in CODEBOOK} == set()


LIMITS = ontology.settings("matching")["limits"]
WATCH = {p.name: p.default for p in COMMANDS["watch"].params}


@pytest.mark.parametrize(("path", "said"), [
    ("docs/limits.md", f"below {ontology.settings('reading')['language']['shortest']} characters"),
    ("docs/limits.md", f"kept as {ontology.lexicon('counts')['vague']['dozens']} or more"),
    ("docs/howto-match.md", f"no more than {LIMITS['far_days']} days and {LIMITS['far_km']} km apart"),
    ("docs/howto-watch.md", f"every {WATCH['every']:g} minutes"),
    ("docs/howto-watch.md", f"pass {WATCH['pause']:g} seconds"),
    ("docs/howto-watch.md", f"At most {rounds.MOST_NEW} links"),
    ("SECURITY.md", f"{rounds.LARGEST_PAGE // 1_000_000} MB a page, {web.TIMEOUT_SECONDS} s of silence, "
                    f"{web.LONGEST_SECONDS} s a fetch with its redirects, {web.MOST_REDIRECTS} redirects"),
    ("SECURITY.md", f"over {pages.MOST_ATTRIBUTES:,} attributes"),
])  # fmt: skip
def test_figures_that_pages_give_are_those_of_the_source(path: str, said: str) -> None:
    assert said in TEXT[path]


# Exports, addresses, rooms


@pytest.mark.parametrize("name", [*sorted(export.FORMATS), "sqlite"])
def test_every_export_is_documented(name: str) -> None:
    assert re.search(rf"\b{name}\b", INTERFACE)
    assert f"| `{name}` |" in TEXT["docs/exports.md"]


def test_what_the_readme_counts_is_so(sample: list[Path]) -> None:
    assert f"and {len(export.FORMATS)} other forms" in TEXT["README.md"]  # with sqlite, without the one that is shown
    articles = sum(1 for _ in warmonitor.read(sample))
    assert f"a sample of {articles} articles" in TEXT["README.md"]
    assert sample == sample_files(sample[0].parent)


def addresses() -> list[str]:
    routes = [*api.routes, *desk("somebody").routes]
    return [re.sub(r"\{[^}]*\}", "ID", getattr(route, "path", "")) for route in routes]


@pytest.mark.parametrize("address", addresses())
def test_every_address_of_the_api_is_documented(address: str) -> None:
    assert re.search(rf"(GET|POST) {re.escape(address)}(?![\w/])", TEXT["docs/api.md"]), address


def test_every_documented_address_exists() -> None:
    shown = re.findall(r"(?:GET|POST) (/api/[\w./]*\w)", TEXT["docs/api.md"])
    assert set(shown) - {"/api/openapi.json"} <= set(addresses())


def rooms() -> dict[str, str]:
    """What the table of rooms says that each may import."""
    lines = re.findall(r"^\| (`.*?) \| .*? \| (.*?) \|$", TEXT["docs/architecture.md"], flags=re.MULTILINE)
    return {name: said for names, said in lines for name in re.findall(r"`(\w+)(?:\.py|/)`", names)}


def test_the_table_of_rooms_is_that_of_the_source() -> None:
    source = {p.stem for p in test_layout.SOURCE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert set(rooms()) == source - {"__init__", "__main__"}


@pytest.mark.parametrize("room", [room for room in rooms() if room not in test_layout.TOP])
def test_the_table_of_rooms_has_the_imports(room: str) -> None:
    words = set(re.findall(r"\w+", rooms()[room])) if rooms()[room] != "nothing of ours" else set()
    said = words - {"leaves"} | (test_layout.LEAVES if "leaves" in words else set())
    assert said - {room} == test_layout.ALLOWED[room] - {room}


# Links and pictures


@pytest.mark.parametrize("path", TEXT)
def test_links_lead_somewhere(path: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", TEXT[path]):
        if not target.startswith("http"):
            assert (ROOT / path).parent.joinpath(target).exists(), target


def test_pictures_are_made_by_scripts_and_used() -> None:
    made = {f"{shot.name}.png" for shot in screenshots.SHOTS} | set(picture.NAMES)
    assert {file.name for file in (DOCS / "img").iterdir()} == made
    used = {Path(target).name for text in TEXT.values() for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)}
    assert used == made


def test_every_page_has_its_place_in_the_navigation() -> None:
    pages = {page.stem for page in DOCS.glob("*.md")} | {Path(page).stem for page in docs_site.TAKEN_IN.values()}
    placed = [name for names in docs_site.CONTENTS.values() for name in names]
    assert sorted([*placed, "index"]) == sorted(pages)


# Examples


def test_the_alerts_of_the_page_are_rules(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", TEXT["docs/howto-watch.md"], flags=re.DOTALL)
    file = tmp_path / "alerts.toml"
    file.write_text(block, encoding="utf-8")
    assert len(watching.read_rules(file)) == len(tomllib.loads(block)["alert"]) == 3


def test_the_examples_of_records_are_json() -> None:
    blocks = re.findall(r"written by scripts/docs_tables.py -->\n\n```json\n(.*?)```", INTERFACE, flags=re.DOTALL)
    decoder, read = json.JSONDecoder(), 0
    for block in blocks:
        rest = block.strip()
        while rest:
            _, end = decoder.raw_decode(rest)
            rest, read = rest[end:].strip(), read + 1
    assert read == 9  # an article, five mentions, a claim, an event, a row of control


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", ["docs_codes", "docs_commands", "docs_figures", "docs_site", "audit"])
def test_examples_in_docstrings_of_scripts_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
