r"""Tab-separated values with a header, one row per line: tabs and line ends are escaped.

The columns are those of csv. ``\t``, ``\n``, ``\r`` and ``\\`` in a cell stand for the character.
On a terminal, invisible and bidirectional characters are escaped, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from querykit.invisible import shown
from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._cells import cell
from querykit.writers._columns import table
from querykit.writers._guard import guard_cell

__all__ = ["FORMAT", "write"]

FORMAT = Format(endings=(".tsv",), columns_first=True, guards=True)


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write the header and one line per row; nothing if there are no columns."""
    with table(rows, layout.names) as (columns, records):
        if not columns:
            return
        out.write("\t".join(_escape(str(name), layout) for name in columns) + "\n")
        for found in records:
            cells = (_escape(found.get(name), layout) for name in columns)
            out.write("\t".join(cells) + "\n")


def _escape(value: Row, layout: Layout) -> str:
    text = guard_cell(value) if layout.guard else cell(value)
    return shown(text.replace("\\", "\\\\"), invisible=layout.on_terminal)
