"""A table as GitHub's Markdown has it, with the columns of csv."""

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
    out.write(f"| {' | '.join(map(_escaped, columns))} |\n")
    out.write(f"|{' --- |' * len(columns)}\n")
    for record in records:
        cells = (_escaped(cell(record.get(column))) for column in columns)
        out.write(f"| {' | '.join(cells)} |\n")


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return printable(text.replace("\r\n", "\n"), keep="\n").replace("\n", "<br>")
