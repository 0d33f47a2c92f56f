"""The values of a row joined by tabs, without a header: for grep, cut and shell loops.

As in the AWS CLI's text, null is ``None`` and booleans are ``True`` and ``False``. Nested values
are JSON, and so is an empty row: ``[]``. Control characters are escaped, so that a row is always
one line. On a terminal, so are invisible and bidirectional characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from querykit.invisible import shown
from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._cells import cell

__all__ = ["FORMAT", "write"]

FORMAT = Format(endings=(".txt",))


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write one line per row."""
    on_terminal = layout.on_terminal
    for row in rows:
        out.write("\t".join([_value(value, on_terminal) for value in _values(row)]) + "\n")


def _values(row: Row) -> Iterable[Row]:
    if isinstance(row, dict) and row:
        return row.values()
    return row if isinstance(row, (list, tuple)) and row else (row,)


def _value(value: Row, on_terminal: bool) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    return shown(cell(value), invisible=on_terminal)
