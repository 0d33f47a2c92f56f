"""One JSON document per line, streamed: for jq, for loading into a database, for pipes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._cells import compact

__all__ = ["FORMAT", "write"]

FORMAT = Format(endings=(".ndjson", ".jsonl"))


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:  # noqa: ARG001
    """Write one line per row."""
    put = out.write
    for row in rows:
        put(compact(row) + "\n")
