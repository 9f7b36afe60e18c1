"""The command line: thin, each command a few lines over the pipeline. What is heavy is imported when it is needed."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from warmonitor.cli import (  # noqa: F401  (each registers its commands)
    database,
    exports,
    health,
    judging,
    matching,
    places,
    scale,
    stages,
    watch,
    web,
)
from warmonitor.cli.app import CallError, app, messages

__all__ = ["CallError", "app", "main", "messages", "run"]
STOPPED = 130  # by Ctrl-C
# Errors that say what the caller can do, by the module of ours that has them.
CALLERS_ERRORS = (
    ("store", "StoreError"),
    ("parsing", "ParserError"),
    ("export.frame", "ExportError"),
    ("matching.rows", "MatchError"),
    ("scale.shards", "ScaleError"),
    ("watching", "WatchError"),
    ("watching.alerts", "AlertError"),
    ("watching.state", "StateError"),
    ("evaluate", "GoldError"),
)
Refused: Any = typer.BadParameter.__mro__[2]  # ClickException, of which typer has its own without a public name


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"warmonitor {version('warmonitor')}")
        raise typer.Exit


@app.callback()
def options(version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True,
                                                  help="Show the version and exit.")] = False) -> None:
    """Reads news on armed conflict and keeps a sourced record of what happened, with the words for every field."""


def main() -> None:
    """Run the command line and end with its exit status: 0 done, 1 some articles failed, 2 the call is wrong."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit status of a call; what it prints goes to stdout and stderr."""
    messages.failures = 0
    try:
        status = app(arguments, prog_name="warmonitor", standalone_mode=False)
        sys.stdout.flush()
    except Refused as error:
        error.show()
        return 2
    except BrokenPipeError:  # the reader of our output, such as head, has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except wrong_calls() as error:
        messages.say(error)
        return 2
    except OSError as error:
        if error.filename is None:
            raise
        messages.say(f"{error.filename}: cannot be opened ({error.strerror}). Check the folder and its rights.")
        return 2
    if status == STOPPED:
        messages.say("stopped; what was written before stands")
        return STOPPED
    return 1 if messages.failures else 0


def wrong_calls() -> tuple[type[Exception], ...]:
    """The errors that say what the user can do about them: shown in one line, without a traceback."""
    from warmonitor.ontology import DataFileError

    found: list[type[Exception]] = [DataFileError, CallError]
    for module, name in CALLERS_ERRORS:
        loaded = sys.modules.get(f"warmonitor.{module}")
        if loaded is not None:
            found.append(getattr(loaded, name))
    return tuple(found)
