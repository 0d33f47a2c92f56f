"""A table that fits the terminal. Rows are kept in memory, because their widths are known last.

A nested value is several lines in its cell: ``key: value`` for an object, ``key=value`` for AWS's
tags; null is ``-``. If the columns do not fit, each row is a block of lines. Nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TextIO

from querykit.invisible import shown
from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._columns import Record, record, union
from querykit.writers._legible import NULL, lines
from querykit.writers._terminal import Look, fold, look, size

__all__ = ["FORMAT", "write"]

FORMAT = Format(streams=False)

NARROWEST = 8
LONGEST_NAME = 20
GAP = "  "

Cell = Sequence[str]
"""The lines of one cell; none if the row does not have the column."""


@dataclass(frozen=True)
class _Column:
    width: int
    right: bool = False
    bold: bool = False


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write a table, or blocks of lines if the terminal is too narrow for one."""
    records = [record(row, layout.names) for row in rows]
    names = union(records, layout.names or ())
    if records:  # of all the columns that there may be, those that a row has
        present = frozenset(union(records))
        names = tuple(filter(present.__contains__, names))
    if not names:
        return
    header = [shown(str(name)) for name in names]
    table = [[_cell(found, name) for name in names] for found in records]
    width = None if layout.width is None else max(layout.width, NARROWEST)
    widths = _widths(header, table, width)
    style = look(out, color=layout.color)
    if widths is None:
        printed = _blocks(header, table, width or 0, style)
    else:
        right = [_is_numbers(records, name) for name in names]
        printed = _table(header, table, list(map(_Column, widths, right)), style)
    out.writelines(f"{line}\n" for line in printed)


def _cell(found: Record, name: str) -> Cell:
    return lines(found[name]) if name in found else ()


def _is_numbers(records: Iterable[Record], name: str) -> bool:
    values = [found[name] for found in records if found.get(name) is not None]
    return bool(values) and all(
        isinstance(value, (int, float)) and not isinstance(value, bool) for value in values
    )


def _widths(header: list[str], table: list[list[Cell]], width: int | None) -> list[int] | None:
    """Return how wide each column is: its natural width, or narrower; None if they do not fit.

    The widest give way first, down to a few characters each, and no name is broken.
    """
    wanted = list(map(size, header))
    for cells in table:
        wanted = [max(most, *map(size, cell), 0) for most, cell in zip(wanted, cells, strict=True)]
    if width is None:
        return wanted
    room = width - len(GAP) * (len(header) - 1)
    least = [max(NARROWEST, min(size(name), LONGEST_NAME)) for name in header]
    if sum(map(min, wanted, least)) > room:
        return None
    sizes = list(zip(wanted, least, strict=True))
    widest = min(max(wanted), room)
    while sum(widths := [min(most, max(low, widest)) for most, low in sizes]) > room:
        widest -= 1
    return widths


def _table(
    header: list[str], table: list[list[Cell]], columns: list[_Column], style: Look
) -> Iterator[str]:
    above = [replace(column, bold=True) for column in columns]
    yield from _row([[name] for name in header], above, style)
    yield style.dim(style.rule * (sum(each.width + len(GAP) for each in columns) - len(GAP)))
    height = 1
    for number, cells in enumerate(table):
        found = list(_row(cells, columns, style))
        # Blank lines tell where a row of several lines begins and ends.
        if number and (height > 1 or len(found) > 1):
            yield ""
        height = len(found)
        yield from found


def _blocks(header: list[str], table: list[list[Cell]], width: int, style: Look) -> Iterator[str]:
    """Yield each row as lines of a name and its value, with a rule between the rows."""
    label = min(max(map(size, header)), (width - len(GAP)) // 3)
    columns = [_Column(label, bold=True), _Column(width - label - len(GAP))]
    for number, cells in enumerate(table):
        if number:
            yield style.dim(style.rule * width)
        for name, cell in zip(header, cells, strict=True):
            if cell:
                yield from _row([[name], cell], columns, style)
    if not table:
        for name in header:
            yield from _row([[name]], [_Column(width, bold=True)], style)


def _row(cells: Sequence[Cell], columns: Sequence[_Column], style: Look) -> Iterator[str]:
    """Yield the lines of one row: as many as its highest cell has, at least one."""
    pieces = [_pieces(cell, column, style) for cell, column in zip(cells, columns, strict=True)]
    for line in zip_longest(*pieces):
        filled = (
            " " * column.width if piece is None else piece
            for piece, column in zip(line, columns, strict=True)
        )
        yield GAP.join(filled).rstrip(" ")


def _pieces(cell: Cell, column: _Column, style: Look) -> list[str]:
    """Return the lines of a cell, each as wide as its column."""
    dress = style.bold if column.bold else style.dim if cell == [NULL] else str
    found = []
    for piece in (piece for line in cell or ("",) for piece in fold(line, column.width)):
        blanks = " " * (column.width - size(piece))
        found.append(blanks + dress(piece) if column.right else dress(piece) + blanks)
    return found
