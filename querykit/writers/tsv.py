r"""Tab-separated values with a header, a row a line: tabs and line ends in a cell are escaped.

The columns are those of csv. ``\t``, ``\n``, ``\r`` and ``\\`` in a cell stand for the character.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from querykit.result import Row
from querykit.writers import Layout
from querykit.writers._cells import cell, printable
from querykit.writers._columns import table

__all__ = ["STREAMS", "write"]

STREAMS = True


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write the header and a line a row; nothing where there is no column."""
    with table(rows, layout.columns) as (columns, records):
        if not columns:
            return
        out.write("\t".join(map(_escaped, columns)) + "\n")
        for found in records:
            out.write("\t".join(_escaped(cell(found.get(name))) for name in columns) + "\n")


def _escaped(text: str) -> str:
    return printable(text.replace("\\", "\\\\"))
