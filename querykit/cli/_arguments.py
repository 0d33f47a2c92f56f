"""Arguments: UTF-8 whatever the locale, and SERVICE.OPERATION as two of them."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

__all__ = ["decode", "split_operation"]


def decode(arguments: Sequence[str]) -> list[str]:
    """Return the arguments as UTF-8, including those that the locale's encoding could not decode.

    With broken characters, a filter would find nothing, and that would look like a result.
    Raises click.UsageError for an argument that is neither UTF-8 nor the name of a file.
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
    """Return the service and the operation, which may both be in the first argument.

    >>> split_operation("ec2.describe_volumes", None), split_operation("ec2", None)
    (('ec2', 'describe_volumes'), ('ec2', None))
    """
    if operation is None and "." in service:
        service, _, operation = service.partition(".")
    return service, operation
