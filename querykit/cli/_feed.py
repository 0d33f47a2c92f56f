"""The rows for a writer: they may end early, but never in the middle of a row."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Iterator

from querykit.cli._interrupts import Interrupted
from querykit.errors import IncompleteError
from querykit.result import Row
from querykit.waiting import Waiting

__all__ = ["Feed"]


class Feed:
    """Rows that end when a page could not be read or a signal came: the writer finishes its output.

    written: how many rows the writer has taken and is done with.
    ended: why the rows ended early; None if they did not.
    """

    def __init__(self, rows: Iterable[Row], waiting: Waiting) -> None:
        self.written = 0
        self.ended: IncompleteError | Interrupted | None = None
        self._rows = iter(rows)
        self._waiting = waiting
        self._first: list[Row] = []

    def wait(self) -> None:
        """Wait for the first row. Raises IncompleteError or Interrupted if none came.

        Nothing is written then, not even ``[]`` or a header: that would look like no rows.
        """
        self._first = list(itertools.islice(self._rows, 1))

    def __iter__(self) -> Iterator[Row]:
        try:
            for row in itertools.chain(self._first, self._rows):
                yield row
                # The writer asks for another row, so it has written this one.
                self.written += 1
                self._waiting.check()
        except (IncompleteError, Interrupted) as error:
            self.ended = error
        except OSError as error:  # not of the output: who closed a pipe would be blamed
            raise RuntimeError(f"a page could not be read: {error}") from error
        finally:
            if isinstance(self._rows, Generator):
                self._rows.close()
