"""``querykit run``: a saved query, a file, or a definition on stdin."""

from __future__ import annotations

from typing import Any

import click

from querykit.cli import _completion
from querykit.cli._options import Settings, run_options
from querykit.query import Query

__all__ = ["command", "definition"]


@click.command("run", short_help="Run a saved query, a file, or a definition on stdin.")
@click.argument("name", metavar="NAME|FILE|-", shell_complete=_completion.saved_queries)
@run_options
def command(name: str, **options: Any) -> int:
    """Run a saved query by its NAME, such as ec2/running-instances, a definition in a FILE, or
    one on stdin (-).

    \b
    querykit run ec2/instances-by-state --var state=stopped --output csv
    """
    from querykit.cli._running import give
    from querykit.cli._sources import draft

    return give(draft(name), Settings(**options))


def definition(name: str) -> Query:
    """The query that a name, a file or ``-`` on the command line means."""
    from querykit.cli._sources import draft

    return draft(name).whole()
