"""--help and --version, printed like all other output."""

from __future__ import annotations

from typing import Any

import click

from querykit.cli._destination import Destination
from querykit.version import __version__

__all__ = ["VERSION", "help_option", "with_help"]


def _write_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        _write(context, context.get_help())


def _write_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        _write(context, f"querykit {__version__}")


def _write(context: click.Context, text: str) -> None:
    with Destination(None).open() as stream:
        stream.write(f"{text}\n")
    context.exit()


_HELP = click.Option(
    ["-h", "--help"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_write_help,
    help="Show this message and exit.",
)
VERSION = click.Option(
    ["--version"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_write_version,
    help="Show the version and exit.",
)


def help_option(_: click.Context) -> click.Option:
    """Return the option that prints a command's help."""
    return _HELP


def with_help(command: click.Command) -> click.Command:
    """Return a command whose --help reports write errors like its other output."""
    helped: Any = command
    helped.get_help_option = help_option
    return command
