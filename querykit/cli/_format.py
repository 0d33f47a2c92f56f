"""Which writer, and what it is told about the place that it writes to."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from querykit.cli._console import colour
from querykit.cli._destination import Destination, format_of
from querykit.cli._options import Settings
from querykit.result import Row
from querykit.writers import WRITERS, Layout, Writer

__all__ = ["layout_of", "on_terminal", "write", "writer_of"]


def write(rows: Iterable[Row], columns: tuple[str, ...], settings: Settings) -> None:
    """Write rows that are there already, such as a list of queries."""
    with Destination(settings.to).open() as stream:
        writer_of(settings).write(rows, stream, layout_of(settings.to, columns))


def writer_of(settings: Settings) -> Writer:
    """The writer that the options ask for: by name, by the file's ending, or by the place."""
    fallback = "table" if on_terminal(settings.to) else "json"
    name = settings.output or format_of(settings.to) or fallback
    if settings.csv_guard and name not in ("csv", "tsv"):
        raise click.UsageError(f"--csv-guard is for csv and tsv, not {name}")
    return WRITERS.member(name)


def on_terminal(to: str | None) -> bool:
    """Whether the rows go to a terminal."""
    return to is None and sys.stdout is not None and sys.stdout.isatty()


def layout_of(to: str | None, columns: tuple[str, ...] | None, *, guard: bool = False) -> Layout:
    """What a writer is told: the columns, and of a terminal its width and whether it has colour."""
    if not on_terminal(to):
        return Layout(columns, guard=guard)
    import shutil

    return Layout(columns, shutil.get_terminal_size().columns, colour(sys.stdout), guard)
