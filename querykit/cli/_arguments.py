"""The arguments of the process as text: UTF-8, whatever the locale."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

__all__ = ["decoded"]


def decoded(arguments: Sequence[str]) -> list[str]:
    """The arguments, where Python could not decode some in the locale's encoding.

    With half characters in their place, a filter would find nothing, and say so as a result.
    Raises click.UsageError for one that is not UTF-8 and names no file.
    """
    return [argument if _is_whole(argument) else _decoded(argument) for argument in arguments]


def _is_whole(argument: str) -> bool:
    return argument.isascii() or not any(
        "\ud800" <= character <= "\udfff" for character in argument
    )


def _decoded(argument: str) -> str:
    raw = os.fsencode(argument)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if os.path.lexists(raw):
            return argument
        raise click.UsageError(f"an argument is not UTF-8: {raw!r}") from None
