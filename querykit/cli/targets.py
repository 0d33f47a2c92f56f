"""``querykit targets``: the accounts and regions that a run would query."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import click

from querykit.cli import _targets
from querykit.cli._console import say
from querykit.cli._options import Settings, listing_options
from querykit.result import Column, Outcome, counted
from querykit.target import Target

__all__ = ["command"]

_COLUMNS = tuple(
    Column(name, "string") for name in ("account", "name", "region", "partition", "profile", "role")
)


def _with_targets(function: Any) -> Any:
    for option in reversed(_targets.SELECTING):
        function = option(function)
    return function


@click.command("targets", short_help="List the accounts and regions that a run would query.")
@_with_targets
@click.option("--demo", is_flag=True, help="List those of the built-in demo organization.")
@click.option("--verify", is_flag=True, help="Try each account with sts.get_caller_identity.")
@listing_options
def command(output: str | None, verify: bool, **options: Any) -> int:
    """List the accounts and regions that a run with the same options would query.

    Each account is called for its identity, and for its regions if a pattern needs them. What
    cannot be reached is reported, and the exit status is 3.

    \b
    querykit targets --accounts org --region all
    """
    from querykit.cli._engines import open_engine
    from querykit.cli._format import write_listing

    settings = Settings(output=output, **options)
    selection = _targets.select(settings)
    with ExitStack() as stack:
        found = open_engine(None, settings, stack).targets(selection, verified=verify)
    rows = [_row(each) for each in found if isinstance(each, Target)]
    write_listing(rows, _COLUMNS, settings)
    failed = [each for each in found if isinstance(each, Outcome)]
    for outcome in failed:
        say(f"querykit: {outcome.target}: {outcome.error and outcome.error.mistakes[0].what}")
    if failed:
        say(f"querykit: {counted(len(failed), 'account')} cannot be queried")
    return 3 if failed else 0


def _row(target: Target) -> dict[str, Any]:
    return {column.name: getattr(target, column.name) or "" for column in _COLUMNS}
