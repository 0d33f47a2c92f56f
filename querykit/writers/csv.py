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


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write the header and a line a row."""
    columns, records = table(rows, layout.columns)
    if not columns:
        return
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    for record in records:
        lines.writerow([cell(record.get(column)) for column in columns])
