"""The command line: one command a module, found by its name and imported when it is called.

Data goes to stdout and everything else to stderr. The exit status is 0 when all rows came, 2 for
a mistake in what was asked, 3 when some page could not be read, 5 when the rows could not be
written, 130 when interrupted (SIGTERM: 143, SIGHUP: 129), and 141 when the reader of stdout went
away.
"""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from querykit.cli._arguments import decoded
from querykit.cli._console import say, use_utf8, width
from querykit.cli._destination import ReaderGoneError
from querykit.cli._interrupts import Interrupted, Interrupts
from querykit.cli._once import reject_repeated
from querykit.errors import CheckError, QuerykitError, UnknownNameError
from querykit.shelf import Shelf
from querykit.version import __version__

__all__ = ["COMMANDS", "main", "querykit"]

COMMANDS: Shelf[Any] = Shelf("querykit.cli", kind="command")

READER_GONE = 141


class _Commands(click.Group):
    """The group whose commands are the modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS.names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        try:
            command: click.Command = COMMANDS.member(cmd_name).command
        except UnknownNameError:
            return None  # click says so, with the nearest names
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing:
            reject_repeated(command, name, ctx, rest)
        return name, command, rest


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="querykit %(version)s")
def querykit() -> None:
    """Ask an AWS estate questions in JMESPath, and get every row of every page.

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
        given = decoded(sys.argv[1:] if arguments is None else arguments)
        status = querykit.main(given, prog_name="querykit", standalone_mode=False, obj=interrupts)
    except click.ClickException as error:
        told = io.StringIO()
        error.show(file=told)
        say(told.getvalue().rstrip("\n"))
        return error.exit_code
    except CheckError as error:
        say(error.told(width()))
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
    except UnicodeEncodeError as error:  # the name of a file
        say(f"error: {error.object!r} cannot be encoded in this locale\n  set LC_ALL=C.UTF-8")
        return 2
    return status if isinstance(status, int) else 0
