"""Comma-separated values (RFC 4180) with a header: the union of the columns, in a stable order.

Nested values are JSON in their cell, null is an empty cell. If the query names its columns, rows
are streamed; otherwise they are buffered in a temporary file until all columns are known. Lines end
with only a line feed, as Unix tools expect. Files and pipes get every character unchanged; on a
terminal, control, invisible and bidirectional characters are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import TextIO

from querykit.invisible import shown
from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._cells import cell
from querykit.writers._columns import table
from querykit.writers._guard import guard_cell

__all__ = ["FORMAT", "write"]

FORMAT = Format(endings=(".csv",), columns_first=True, guards=True)


# Python's own writer leaves a carriage return without quotes before 3.13 when lines end with a line
# feed alone, so that a reader ends the line there, and before 3.11 it fails at a NUL.
_QUOTED = re.compile('[",\r\n]')


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write the header and one line per row; nothing if there are no columns."""
    with table(rows, layout.names) as (columns, records):
        if not columns:
            return
        written = partial(_write_cell, layout=layout)
        out.write(_line(map(written, map(str, columns))))
        for found in records:
            out.write(_line(written(found.get(name)) for name in columns))


def _write_cell(value: Row, layout: Layout) -> str:
    text = guard_cell(value) if layout.guard else cell(value)
    return shown(text, keep="\n\t") if layout.on_terminal else text


def _line(cells: Iterable[str]) -> str:
    """Return a line of cells. A single empty cell has quotes, or else the line would be empty."""
    line = ",".join(map(_quote, cells))
    return f"{line}\n" if line else '""\n'


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
