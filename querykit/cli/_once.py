"""Options with one value, which are rejected if they are passed more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

__all__ = ["reject_repeated"]


def reject_repeated(
    command: click.Command, name: str | None, context: click.Context, arguments: Sequence[str]
) -> None:
    """Reject an option with one value that is passed twice: click would use the last one.

    Raises UsageError. Arguments that cannot be parsed are left to the command itself.
    """
    own = click.Context(command, info_name=name, parent=context)
    try:
        _, _, order = command.make_parser(own).parse_args(list(arguments))
    except click.UsageError:
        return
    for parameter, times in Counter(order).items():
        takes_one = isinstance(parameter, click.Option) and not (
            parameter.multiple or parameter.is_flag or parameter.count
        )
        if takes_one and times > 1:
            option = max(parameter.opts, key=len)
            raise click.UsageError(f"{option} is passed {times} times: it takes one value", own)
