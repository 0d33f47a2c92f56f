"""A JSON array, one row after the other: indented on a terminal, otherwise one row per line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._cells import compact, indented

__all__ = ["FORMAT", "write"]

FORMAT = Format(endings=(".json",))


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write an array, which is closed even if the rows end early."""
    encode = _inside if layout.width is not None else compact
    opening = "[\n"
    for row in rows:
        out.write(opening + encode(row))
        opening = ",\n"
    out.write("[]\n" if opening == "[\n" else "\n]\n")


def _inside(row: Row) -> str:
    # A line feed in indented JSON is always between two of its lines: in a text it is escaped.
    return "  " + indented(row).replace("\n", "\n  ")
