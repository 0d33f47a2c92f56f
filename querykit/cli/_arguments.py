"""Arguments: UTF-8 whatever the locale, and SERVICE.OPERATION as two of them."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

__all__ = ["decode", "split_operation"]


def decode(arguments: Sequence[str]) -> list[str]:
    """Return the arguments, decoded where Python could not do it in the locale's encoding.

    With half characters in their place, a filter would find nothing, and say so as a result.
    Raises click.UsageError for one that is not UTF-8 and names no file.
    """
    return [argument if _is_whole(argument) else _decode(argument) for argument in arguments]


def _is_whole(argument: str) -> bool:
    return argument.isascii() or not any(
        "\ud800" <= character <= "\udfff" for character in argument
    )


def _decode(argument: str) -> str:
    raw = os.fsencode(argument)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if os.path.lexists(raw):
            return argument
        raise click.UsageError(f"an argument is not UTF-8: {raw!r}") from None


def split_operation(service: str, operation: str | None) -> tuple[str, str | None]:
    """Return a service and an operation, which may both be in the first argument.

    >>> split_operation("ec2.describe_volumes", None), split_operation("ec2", None)
    (('ec2', 'describe_volumes'), ('ec2', None))
    """
    if operation is None and "." in service:
        service, _, operation = service.partition(".")
    return service, operation
