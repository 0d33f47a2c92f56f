"""The progress line: pages, rows, rows per second, and retries, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import islice

from querykit.result import Result, Row, counted

__all__ = ["watch"]


def watch(result: Result, label: str, *, until_first: bool = False) -> Iterator[Row]:
    """Yield the rows of a result, with a progress line on stderr while they are read.

    until_first: whether the line ends before the first row, which is for the same terminal.
    """
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task
    from rich.text import Text

    begin = time.monotonic()

    class Counts(ProgressColumn):
        """Return the line. It is rendered ten times a second, even while pages bring no rows."""

        def render(self, task: Task) -> Text:
            line = f"{task.description}  {counted(result.pages, 'page')}"
            ended, known = result.ended
            if known > 1:
                failed = sum(outcome.error is not None for outcome in result.outcomes)
                line += f"  {ended:,} of {counted(known, 'target')}"
                line += f" ({failed:,} failed)" if failed else ""
            if result.rows:
                rate = result.rows / (time.monotonic() - begin)
                line += f"  {counted(result.rows, 'row')}  {rate:,.0f} rows/s"
            if result.retries:
                line += f"  {counted(result.retries, 'retry', 'retries')}"
            if result.retrying:
                line += f"  {result.retrying}"
            return Text(line)

    console = Console(file=sys.stderr)
    with Progress(SpinnerColumn(), Counts(), console=console, transient=True) as progress:
        progress.add_task(label)
        first = list(islice(result, 1)) if until_first else ()
        if not until_first:
            yield from result
    yield from first
    yield from result
