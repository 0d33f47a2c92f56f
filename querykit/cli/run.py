"""``querykit run``: a saved query, a file, or a definition on stdin."""

from __future__ import annotations

from typing import Any

import click

from querykit.cli import _completion
from querykit.cli._options import Settings, run_options

__all__ = ["command"]


@click.command("run", short_help="Run a saved query, a file, or a definition on stdin.")
@click.argument("name", metavar="NAME|FILE|-", shell_complete=_completion.saved_queries)
@run_options
def command(name: str, **options: Any) -> int:
    """Run a saved query by its NAME, such as ec2/running-instances, a definition in a FILE, or
    one on stdin (-).

    \b
    querykit run ec2/instances-by-state --var state=stopped --output csv
    """
    from querykit.cli._execution import execute
    from querykit.cli._sources import read_definition

    return execute(read_definition(name), Settings(**options))
