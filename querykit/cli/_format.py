"""The output format: which writer the options choose, and the layout of the place it writes to."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from querykit.cli._console import color
from querykit.cli._destination import Destination
from querykit.cli._options import Settings
from querykit.errors import nearest
from querykit.result import Column, Row
from querykit.writers import WRITERS, Layout, Writer

__all__ = ["choose_writer", "layout", "on_terminal", "write", "write_listing"]


def write(rows: Iterable[Row], columns: tuple[Column, ...], settings: Settings) -> None:
    """Write rows that are already known, such as a list of queries."""
    writer = choose_writer(settings)
    with Destination(settings.to, binary=writer.FORMAT.binary).open() as stream:
        writer.write(rows, stream, layout(settings.to, columns))


def write_listing(rows: Iterable[Row], columns: tuple[Column, ...], settings: Settings) -> None:
    """Write a list that people read: into a pipe as text, unless another format is chosen.

    A pipe usually ends in grep or a loop, not in something that reads JSON.
    """
    if settings.output is None and settings.to is None and not on_terminal(None):
        settings = replace(settings, output="text")
    write(rows, columns, settings)


def choose_writer(settings: Settings) -> Writer:
    """Return the writer of --output, of the file's ending, or of the place without both.

    Raises click.UsageError for an ending that names no format, for --csv-guard with a format that
    has no guard, and for bytes on a terminal. Raises MissingExtraError if the format needs it.
    """
    fallback = "table" if on_terminal(settings.to) else "json"
    name = settings.output or _format_of(settings.to) or fallback
    writer = WRITERS.member(name)
    if settings.csv_guard and not writer.FORMAT.guards:
        guarding = [each for each, other in WRITERS if other.FORMAT.guards]
        raise click.UsageError(f"--csv-guard is for {' and '.join(guarding)}, not {name}")
    if writer.FORMAT.binary and on_terminal(settings.to):
        raise click.UsageError(f"{name} is a binary format: pass --to FILE, or redirect stdout")
    if writer.FORMAT.needs is not None:
        writer.FORMAT.needs.load()
    return writer


def _format_of(to: str | None) -> str | None:
    """Return the output format that a file's ending names; None if it has no ending.

    Raises click.BadParameter for an ending that names no format: .cvs, .xlsx, .csv.gz.
    """
    ending = Path(to).suffix.lower() if to else ""
    if not re.fullmatch(r"\.[a-z][a-z0-9]*", ending):  # the dot of report.2026 begins no ending
        return None
    for name, writer in WRITERS:
        if ending in writer.FORMAT.endings:
            return name
    *endings, last = sorted(each for _, writer in WRITERS for each in writer.FORMAT.endings)
    hint = nearest(ending, [*endings, last])
    what = f"{ending!r} names no output format: pass --output"
    what = f"{what}; {hint}" if hint else f"{what}, or end it with {', '.join(endings)} or {last}"
    raise click.BadParameter(what, param_hint="'--to'")


def on_terminal(to: str | None) -> bool:
    """Return whether the rows go to a terminal."""
    return to is None and sys.stdout is not None and sys.stdout.isatty()


def layout(to: str | None, columns: tuple[Column, ...] | None, *, guard: bool = False) -> Layout:
    """Return the columns, and of a terminal its width and whether it has color."""
    if not on_terminal(to):
        return Layout(columns, guard=guard)
    import shutil

    return Layout(columns, shutil.get_terminal_size().columns, color(sys.stdout), guard)
