"""The command line: one command per module, found by its name and imported when it is called.

Data goes to stdout and everything else to stderr. The exit status is 0 if all rows were read, 2 for
a mistake in the query or the options, 3 if a page could not be read, 5 if the rows could not be
written, 130 if interrupted (SIGTERM: 143, SIGHUP: 129), and 141 if stdout was closed by its reader.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from querykit.cli._arguments import decode
from querykit.cli._console import say, use_utf8, width
from querykit.cli._destination import ReaderGoneError
from querykit.cli._help import VERSION, help_option, with_help
from querykit.cli._interrupts import Interrupted, Interrupts
from querykit.cli._once import reject_repeated
from querykit.errors import CheckError, QuerykitError, UnknownNameError, nearest
from querykit.shelf import Shelf

__all__ = ["COMMANDS", "main", "querykit"]

COMMANDS: Shelf[Any] = Shelf("querykit.cli", kind="command")

READER_GONE = 141


class _Commands(click.Group):
    """The group whose commands are the modules of this package."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return help_option(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS.names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        try:
            command: click.Command = COMMANDS.member(cmd_name).command
        except UnknownNameError:
            return None
        return with_help(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            hint = nearest(args[0], COMMANDS.names())
            what = f"No such command {args[0]!r}."
            raise click.UsageError(f"{what} {hint[0].upper()}{hint[1:]}" if hint else what, ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing:
            reject_repeated(command, name, ctx, rest)
        return name, command, rest


@click.group(
    cls=_Commands,
    params=[VERSION],
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)
def querykit() -> None:
    """Query AWS with JMESPath, and get every row of every page.

    \b
    querykit query 'iam.list_users | Users[].UserName' --demo
    querykit list
    querykit run ec2/running-instances --output csv --to running.csv
    querykit check queries/
    querykit schema ec2 describe-instances
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the process with its exit status."""
    use_utf8()
    with Interrupts(restores=arguments is not None) as interrupts:
        try:
            status = _status(arguments, interrupts)
        except Interrupted as error:  # while another error was reported
            status = error.exit_status
        interrupts.status = status
    sys.exit(status)


def _status(arguments: Sequence[str] | None, interrupts: Interrupts) -> int:
    try:
        given = decode(sys.argv[1:] if arguments is None else arguments)
        status = querykit.main(given, prog_name="querykit", standalone_mode=False, obj=interrupts)
    except click.ClickException as error:
        message = io.StringIO()
        error.show(file=message)
        say(message.getvalue().rstrip("\n"))
        return error.exit_code
    except CheckError as error:
        say(error.message(width()))
        return error.exit_status
    except QuerykitError as error:
        say(str(error))
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        ended = interrupts.interrupted or Interrupted(signal.SIGINT)
        say(f"querykit: {ended}")
        return ended.exit_status
    except ReaderGoneError:
        return READER_GONE
    except OSError as error:
        if (unusable := _unusable(error)) is None:
            raise
        say(f"error: {unusable}")
        return 2
    except UnicodeEncodeError as error:  # the name of a file
        say(f"error: {error.object!r} cannot be encoded in this locale\n  set LC_ALL=C.UTF-8")
        return 2
    return status if isinstance(status, int) else 0


def _unusable(error: OSError) -> str | None:
    """Name the file or the working directory that cannot be used; None if it is neither."""
    if error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    try:
        os.getcwd()
    except OSError:
        return "the working directory no longer exists"
    return None
