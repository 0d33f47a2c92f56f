"""Rows to text or bytes: one output format per module, named after its file.

A module has ``write(rows, out, layout)``, which writes all rows, and ``FORMAT``, which is all that
the rest of the program knows of it. The layout has everything else it needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from querykit.result import Column, Row
from querykit.shelf import Extra, Shelf

__all__ = ["WRITERS", "Format", "Layout", "Writer"]


@dataclass(frozen=True)
class Format:
    """What a writer declares about itself.

    endings: the extensions of its files, such as ``(".yaml", ".yml")``.
    binary: whether it writes bytes, not text.
    streams: whether it writes each row as it arrives.
    columns_first: whether it writes the columns before the first row, so that a row with other
        columns is an error.
    guards: whether it can put an apostrophe before cells that a spreadsheet would evaluate.
    needs: an optional dependency, which must be installed before the first call.
    """

    endings: tuple[str, ...] = ()
    binary: bool = False
    streams: bool = True
    columns_first: bool = False
    guards: bool = False
    needs: Extra | None = None


@dataclass(frozen=True)
class Layout:
    """What is known about the output before the first row.

    columns: of the rows, with their types, if the query determines them.
    width: of the terminal, in characters; None if the rows go to a file or a pipe.
    color: whether to use it.
    guard: whether cells that a spreadsheet would run as formulas get an apostrophe.
    """

    columns: tuple[Column, ...] | None = None
    width: int | None = None
    color: bool = False
    guard: bool = False

    @property
    def names(self) -> tuple[str, ...] | None:
        """Return the names of the columns, if the query determines them."""
        return None if self.columns is None else tuple(column.name for column in self.columns)

    @property
    def on_terminal(self) -> bool:
        """Return whether the text goes to a terminal, which must not obey characters in a row."""
        return self.width is not None


class Writer(Protocol):
    """A member of this shelf."""

    FORMAT: Format

    def write(self, rows: Iterable[Row], out: Any, layout: Layout) -> None:
        """Write all rows to ``out``: a stream of bytes if the format is binary, else of text."""
        ...


WRITERS: Shelf[Writer] = Shelf("querykit.writers", kind="output format")
