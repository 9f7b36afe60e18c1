"""The reference of commands for the docs, made from the command line itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer
from docs_codes import rows

from warmonitor import cli

GROUPS = {
    "Read, code, link": ("read", "mentions", "code", "link", "control"),
    "Keep a record": ("add", "watch", "runs", "check", "repair"),
    "Ask it": ("events", "event", "explain", "sources", "articles", "diff"),
    "Correct it": ("judge", "judgements", "correct", "corrections", "annotations"),
    "Give it out": ("serve", "site", "report", "figure", "export", "validate"),
    "Compare and measure": ("match", "evaluate", "demo"),
    "Names of your own": ("places",),
    "Archives of any size": ("scale",),
}


def tree() -> dict[str, Any]:
    """Every command by its words: "add", "places find".

    >>> "places find" in tree()
    True
    """
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(cli.app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found |= {f"{name} {sub}": one for sub, one in inner.items()} if inner else {name: command}
    return found


def options(command: Any) -> set[str]:
    """The options of a command, in every spelling.

    >>> sorted(options(tree()["read"]))
    ['--allow-private', '--output', '-o']
    """
    return {spelling for p in command.params if p.param_type_name == "option" for spelling in p.opts}


def commands() -> str:
    """A part for each command: what it does, its arguments and options."""
    found = tree()
    listed = {name for group in GROUPS.values() for name in group}
    groups = {**GROUPS, "Others": tuple(dict.fromkeys(n.split()[0] for n in found if n.split()[0] not in listed))}
    parts = []
    for title, names in groups.items():
        inside = [name for first in names for name in found if name.split()[0] == first]
        parts += [f"## {title}", *(part(name, found[name]) for name in inside)] if inside else []
    return "\n\n".join(parts)


def part(name: str, command: Any) -> str:
    """One command: its call, what it does, and a row for each argument and option."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    call = " ".join(["warmonitor", name, *map(shown, arguments)])
    about = re.sub(r"\s*\n\s*", " ", command.help or "").strip()
    body = [*(_argument(p) for p in arguments), *(_option(p) for p in command.params if p not in arguments)]
    return "\n\n".join([f"### {name}", f"    {call}", about, *([rows(["", "meaning"], body)] if body else [])])


def shown(argument: Any) -> str:
    """An argument as a call shows it.

    >>> [shown(p) for p in tree()["read"].params if p.param_type_name == "argument"]
    ['SOURCES...']
    """
    name = (argument.metavar or argument.name.upper()).removesuffix("...")
    name += "..." if argument.nargs == -1 else ""
    return name if argument.required else f"[{name}]"


def _argument(argument: Any) -> list[str]:
    return [f"`{shown(argument)}`", _sentence(argument.help)]


def _option(option: Any) -> list[str]:
    spelling = ", ".join(option.opts)
    value = "" if option.is_flag else f" {_value(option)}"
    return [f"`{spelling}{value}`", " ".join(_notes(option))]


def _notes(option: Any) -> Iterator[str]:
    yield _sentence(option.help)
    if option.required:
        yield "Needed."
    elif not option.is_flag and option.default not in (None, "") and not callable(option.default):
        yield f"Default: `{option.default}`."
    if option.envvar:
        yield f"Else `${option.envvar}`."


def _value(option: Any) -> str:
    return str(option.metavar or option.name.upper()).replace("_", "-")


def _sentence(text: str | None) -> str:
    return (text or "").strip()
