"""Comma-separated values (RFC 4180) with a header: the union of the columns, in a stable order.

Nested values are JSON in their cell, null is an empty cell. Where the query names its columns,
rows come as they are read; elsewhere they wait in a temporary file until all columns are known.
Lines end with a line feed alone, as the tools of Unix expect.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from querykit.result import Row
from querykit.writers import Layout
from querykit.writers._cells import cell
from querykit.writers._columns import table

__all__ = ["STREAMS", "write"]

STREAMS = True


class _Lines:
    """Ends lines with a line feed alone.

    A csv.writer that is told to do so leaves a carriage return inside a cell without quotes
    before Python 3.13, and a reader takes it for the end of the line.
    """

    def __init__(self, out: TextIO) -> None:
        self._put = out.write

    def write(self, line: str) -> int:
        return self._put(line[:-2] + "\n")


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write the header and a line a row; nothing where there is no column."""
    with table(rows, layout.columns) as (columns, records):
        if not columns:
            return
        lines = csv.writer(_Lines(out), lineterminator="\r\n")
        lines.writerow(columns)
        lines.writerows([cell(found.get(name)) for name in columns] for found in records)
