"""Tab-separated values with a header, a row a line: tabs and line ends in a cell are escaped.

The columns are those of csv.
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
    """Write the header and a line a row."""
    columns, records = table(rows, layout.columns)
    if not columns:
        return
    out.write("\t".join(map(_escaped, columns)) + "\n")
    for record in records:
        out.write("\t".join(_escaped(cell(record.get(column))) for column in columns) + "\n")


def _escaped(text: str) -> str:
    return printable(text.replace("\\", "\\\\"))
