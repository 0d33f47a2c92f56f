"""One JSON document a line, each as it comes: for jq, for loading into a database, for a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._cells import compact

__all__ = ["FORMAT", "write"]

FORMAT = Format(endings=(".ndjson", ".jsonl"))


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:  # noqa: ARG001
    """Write a line a row."""
    put = out.write
    for row in rows:
        put(compact(row) + "\n")
