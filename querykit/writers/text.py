"""The values of a row joined by tabs, without a header: for grep, cut and loops of the shell.

As in the AWS CLI's text, null is ``None`` and booleans are ``True`` and ``False``. Nested values
are JSON; control characters are escaped, so that a row is always one line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from querykit.result import Row
from querykit.writers import Layout
from querykit.writers._cells import cell, printable

__all__ = ["STREAMS", "write"]

STREAMS = True


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:  # noqa: ARG001
    """Write a line a row."""
    for row in rows:
        out.write("\t".join(map(_value, _values(row))) + "\n")


def _values(row: Row) -> Iterable[Row]:
    if isinstance(row, dict):
        return row.values()
    return row if isinstance(row, (list, tuple)) else (row,)


def _value(value: Row) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    return printable(cell(value))
