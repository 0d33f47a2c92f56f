"""The rows that were given, as far as a cursor has to know them."""

from __future__ import annotations

import marshal
from copy import deepcopy
from dataclasses import replace
from itertools import islice

from querykit.engine.cursor import Chain, Cursor, Taken
from querykit.result import Row

__all__ = ["Given"]


class Given:
    """Counts the rows that are given since the page of a cursor, and keeps them for its digest.

    number: how many of the current page's rows were given.
    """

    def __init__(self, place: Cursor) -> None:
        self._place = place
        # The rows of whole pages since the place, and those of the page.
        self._pages: list[_Copy] = []
        self._page = _Copy([])
        self._rows = self.number = 0
        self._chain: _Chain | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the page were given."""
        return self.number == self._rows

    @property
    def cursor(self) -> Cursor:
        """The place, with the rows that were given since."""
        if self._chain is None:
            self._chain = _Chain(self._pages, self._page)
        return replace(self._place, rows=self._chain.taken(self.number))

    def begin(self, place: Cursor | None) -> None:
        """Begin a page, whose rows are not known yet.

        place: the page's own; None where cursors keep to the place before.
        """
        self._pages.append(self._page)
        if place is not None:
            self._place = place
            self._pages.clear()
        self._page, self._chain = _Copy([]), None
        self._rows, self.number = 1, 0  # what an error leaves to be read

    def take(self, found: list[Row], number: int) -> None:
        """Take the rows of the page, of which some were given already."""
        self._rows, self.number = len(found), number
        # Of one row, either none was given or the page is whole.
        if len(found) > 1 or self._pages:
            self._page, self._chain = _Copy(found), None


class _Copy:
    """Rows as they are now: who is given one may change it."""

    def __init__(self, rows: list[Row]) -> None:
        try:
            self._rows: bytes | list[Row] = marshal.dumps(rows)  # the fastest way, by far
        except ValueError:  # a subclass of a plain type
            self._rows = deepcopy(rows)

    def read(self) -> list[Row]:
        found: list[Row] = (
            marshal.loads(self._rows) if isinstance(self._rows, bytes) else self._rows
        )
        return found


class _Chain:
    """The digest of the rows up to one, then to a later one: a cursor may be wanted at each."""

    def __init__(self, pages: list[_Copy], page: _Copy) -> None:
        self._chain = Chain()
        for each in pages:
            self._chain.add(each.read())
        self._rows = iter(page.read())
        self._number = 0

    def taken(self, number: int) -> Taken:
        self._chain.add(islice(self._rows, number - self._number))
        self._number = number
        return self._chain.taken
