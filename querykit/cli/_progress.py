"""The progress line: pages, rows, and rows a second, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from querykit.result import Result, Row

__all__ = ["watched"]

# A line that changes more often than the eye reads costs time for nothing.
_SECONDS = 0.1


def watched(result: Result, label: str) -> Iterator[Row]:
    """The rows of a result, with a line on stderr that lives as long as they come."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    begin = last = time.monotonic()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task(label)
        for row in result:
            now = time.monotonic()
            if now - last >= _SECONDS:
                last = now
                rate = result.rows / (now - begin)
                line = f"{label}  {result.pages} pages  {result.rows:,} rows  {rate:,.0f} rows/s"
                progress.update(task, description=line)
            yield row
