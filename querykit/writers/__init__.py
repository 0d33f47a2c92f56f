"""Rows to text: one output format a module, called by its file's name.

A member has ``write(rows, out, layout)``, which writes all rows, and ``STREAMS``, which says
whether it writes each row as it comes. What it needs besides is in the layout.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TextIO

from querykit.result import Row
from querykit.shelf import Shelf

__all__ = ["WRITERS", "Layout", "Writer"]


@dataclass(frozen=True)
class Layout:
    """What is known about the page before the first row is.

    columns: the names of the columns, where the query tells them.
    width: of the terminal, in characters; None where the rows go to a file or a pipe.
    colour: whether it is welcome.
    guard: whether cells that a spreadsheet would run as formulas get an apostrophe; csv and tsv.
    """

    columns: tuple[str, ...] | None = None
    width: int | None = None
    colour: bool = False
    guard: bool = False

    @property
    def on_terminal(self) -> bool:
        """Whether a terminal gets the text, which must not obey what is in a row."""
        return self.width is not None


class Writer(Protocol):
    """A member of this shelf."""

    STREAMS: bool

    def write(self, rows: Iterable[Row], out: TextIO, layout: Layout) -> None: ...


WRITERS: Shelf[Writer] = Shelf("querykit.writers", kind="output format")
