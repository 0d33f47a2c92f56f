"""``querykit query``: an ad-hoc query in one string."""

from __future__ import annotations

from typing import Any

import click

from querykit.cli import _completion
from querykit.cli._options import Settings, run_options

__all__ = ["command"]


@click.command("query", short_help="Run an ad-hoc query, given as one string.")
@click.argument("text", metavar="AD-HOC", shell_complete=_completion.ad_hoc)
@run_options
def command(text: str, **options: Any) -> int:
    """Run a query given as one string: 'service.operation {parameters} | expression'.
    The parameters (a YAML flow mapping) and the expression are optional.

    \b
    querykit query 'ec2.describe_volumes | Volumes[?!Encrypted].VolumeId'
    querykit query 's3.list_objects_v2 {Bucket: $b} | Contents[].Key' --var b=logs
    """
    from querykit.cli._execution import execute
    from querykit.definitions import drafts

    return execute(drafts.ad_hoc(text), Settings(**options))
