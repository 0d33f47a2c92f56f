"""``querykit run``: a saved query, a file, or a definition on stdin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from querykit.cli import _completion
from querykit.cli._options import Settings, run_options
from querykit.errors import DefinitionError
from querykit.query import Query

__all__ = ["command", "definition"]


@click.command("run", short_help="Run a saved query, a file, or a definition on stdin.")
@click.argument("name", metavar="NAME|FILE|-", shell_complete=_completion.saved_queries)
@run_options
def command(name: str, **options: Any) -> int:
    """Run a saved query by its NAME, such as ec2/running-instances, a definition in a FILE, or
    one on stdin (-).

    \b
    querykit run ec2/running-instances --var state=stopped --output csv
    """
    from querykit.cli._running import give

    return give(definition(name), Settings(**options))


def definition(name: str) -> Query:
    """The query that a name, a file or ``-`` on the command line means."""
    from querykit.definitions.definition import load, read
    from querykit.definitions.library import library

    if name == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig") if sys.stdin else ""
        except UnicodeDecodeError as error:
            raise DefinitionError(f"stdin is not UTF-8 text (byte {error.start})") from None
        return read(text, source="<stdin>")
    if name.endswith((".yaml", ".yml")) or Path(name).is_file():
        return load(name)
    return library().find(name)
