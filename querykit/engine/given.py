"""The rows that were given, as far as a cursor has to know them."""

from __future__ import annotations

import marshal
from dataclasses import replace

from querykit.engine.cursor import Chain, Cursor
from querykit.result import Row

__all__ = ["Given"]


class Given:
    """Counts the rows that are given since the page of a cursor, and keeps them for its digest.

    number: how many of the current page's rows were given.
    """

    def __init__(self, place: Cursor) -> None:
        self._place = place
        # The rows of whole pages since the place, then those of the page. As copies: who is given
        # a row may change it. marshal is the fastest way to make one.
        self._pages: list[bytes] = []
        self._page = marshal.dumps([])
        self._rows = self.number = 0

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the page were given."""
        return self.number == self._rows

    @property
    def cursor(self) -> Cursor:
        """The place, with the rows that were given since."""
        chain = Chain()
        for page in self._pages:
            chain.add(marshal.loads(page))
        chain.add(marshal.loads(self._page)[: self.number])
        return replace(self._place, rows=chain.taken)

    def begin(self, place: Cursor | None) -> None:
        """Begin a page, whose rows are not known yet.

        place: the page's own; None where cursors keep to the place before.
        """
        self._pages.append(self._page)
        if place is not None:
            self._place = place
            self._pages.clear()
        self._page = marshal.dumps([])
        self._rows, self.number = 1, 0  # what an error leaves to be read

    def take(self, found: list[Row], number: int) -> None:
        """Take the rows of the page, of which some were given already."""
        self._rows, self.number = len(found), number
        # Of one row, either none was given or the page is whole.
        if len(found) > 1 or self._pages:
            self._page = marshal.dumps(found)
