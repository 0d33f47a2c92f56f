"""Positions: where a run continues after each of the rows that it found."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any

from querykit.engine.cursor import Chain, Cursor, Missing, Skip, Taken, encode
from querykit.engine.pages import At
from querykit.result import Row

__all__ = ["Position", "Seal", "Trail"]


class Seal:
    """A maker of starting tokens: adds to a cursor the query that it belongs to, and its moment.

    fingerprint: called for the first token; it is slow if it hashes a secret.
    """

    def __init__(
        self, moment: datetime | None, fingerprint: Callable[[], Mapping[str, Any]]
    ) -> None:
        self._moment = moment
        self._fingerprint = fingerprint

    @cached_property
    def _query(self) -> Mapping[str, Any]:
        return self._fingerprint()

    def token(self, cursor: Cursor, missing: tuple[Missing, ...] = ()) -> str:
        """Return the starting token of a cursor.

        missing: what the pages before it said is missing.
        """
        return encode(replace(cursor, moment=self._moment, query=self._query, missing=missing))

    def __reduce__(self) -> tuple[object, ...]:
        # The request, which may hold secrets, stays here.
        return Seal, (self._moment, _Known(self._query))


@dataclass(frozen=True)
class _Known:
    """A fingerprint that was made before."""

    query: Mapping[str, Any]

    def __call__(self) -> Mapping[str, Any]:
        return self.query


class Position:
    """Where a run continues after some of the rows of one page; called with their number.

    place: the cursor of the page, or of one before it if there is more to skip.
    rows: the rows since the place: those of earlier pages, and those of the page.
    skipped: how many of the page's rows an earlier run returned.
    whole, end: after this number of the page's rows, the cursor is ``end``; None for no number.
    before: how many rows of the query came before those of the page.
    """

    def __init__(
        self,
        place: Cursor,
        seal: Seal,
        *,
        rows: Sequence[_Copy] = (),
        skipped: int = 0,
        whole: int | None = None,
        end: Cursor | None = None,
        before: int = 0,
        missing: tuple[Missing, ...] = (),
    ) -> None:
        self._place, self._seal, self._rows = place, seal, rows
        self._skipped, self._whole, self._end = skipped, whole, end
        self._before, self._missing = before, missing

    def __call__(self, taken: int) -> str | None:
        number = self._skipped + taken
        if number != self._whole:
            if self._digest.number > number:  # a digest only grows
                del self._digest
            cursor = replace(self._place, rows=self._digest.taken(number))
        elif self._end is None:
            return None
        else:
            cursor = self._end
        cursor = replace(cursor, before=self._before + taken)
        return self._seal.token(cursor, self._missing)

    @cached_property
    def _digest(self) -> _Digest:
        return _Digest(self._rows)

    def __getstate__(self) -> dict[str, Any]:
        return {name: part for name, part in self.__dict__.items() if name != "_digest"}


class Trail:
    """The rows of a run from page to page, without those that an earlier run returned.

    rows: how many rows of the query were found so far, those before the starting token too.
    """

    def __init__(self, start: Cursor, seal: Seal) -> None:
        self.rows = start.before
        self._start, self._seal = start, seal
        self._skip = Skip(start.rows, "rows")
        # A cursor, the rows that were found since on the pages before, and those of the page.
        self._place, self._earlier, self._page = start, list[_Copy](), _Copy(())
        again = start if start != Cursor() else None
        self._position = self._at(whole=0, end=again)
        self._found = 0

    @property
    def left(self) -> int:
        """Return how many rows are still to be skipped."""
        return self._skip.left

    @property
    def has_changed(self) -> bool:
        """Return whether the rows to be skipped turned out to be different."""
        return self._skip.has_changed

    @property
    def token(self) -> str | None:
        """Return the starting token after the last row that was found."""
        return self._position(self._found)

    def follow(
        self, at: At, found: Sequence[Row], missing: tuple[Missing, ...] = ()
    ) -> tuple[Sequence[Row], Position]:
        """Return the new rows of a page, and the position from which to continue after each of
        them.

        Raises CallError if the rows to be skipped have changed.
        """
        skipped = self._skip.drop(found)
        self._enter(at)
        # Of one row, either none was given or the page is whole.
        if len(found) > 1 or self._earlier:
            self._page = _Copy(found)
        whole, end = self._after(at, len(found))
        self._position = self._at(skipped=skipped, whole=whole, end=end, missing=missing)
        new = found[skipped:]
        self._found = len(new)
        self.rows += self._found
        return new, self._position

    def fail(self, at: At, missing: tuple[Missing, ...] = ()) -> None:
        """Note that the rows of a page could not be found: a run resumes at the start of
        the page.
        """
        self._enter(at)
        if not self.left:
            self._position, self._found = self._at(missing=missing), 0

    def end(self) -> None:
        """Raise CallError if the pages ended before all rows that were to be skipped."""
        self._skip.end()

    def _enter(self, at: At) -> None:
        if self.left or at.before is None:
            self._earlier.append(self._page)
        else:
            self._place = Cursor(at.tokens, at.before, is_part=self._start.is_part)
            self._earlier = []
        self._page = _Copy(())

    def _after(self, at: At, found: int) -> tuple[int | None, Cursor | None]:
        """Return the number of the page's rows, and the cursor after them: None after the last."""
        if self.left:
            return found, self._start
        if at.after is not None:
            return found, replace(self._place, items=at.after, rows=Taken(0))
        if at.following is None:
            return found, None
        if at.before is None:
            return None, None
        return found, Cursor(at.following, is_part=self._start.is_part)

    def _at(self, **page: Any) -> Position:
        rows = (*self._earlier, self._page)
        return Position(self._place, self._seal, rows=rows, before=self.rows, **page)


class _Copy:
    """Rows as they are now: who is given one may change it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        copied: Any = rows
        try:
            self._rows: bytes | Sequence[Row] = marshal.dumps(copied)  # the fastest way, by far
        except ValueError:  # a subclass of a plain type
            self._rows = deepcopy(rows)

    def read(self) -> Sequence[Row]:
        found: Sequence[Row] = (
            marshal.loads(self._rows) if isinstance(self._rows, bytes) else self._rows
        )
        return found


class _Digest:
    """The digest of the rows up to one of a page, then up to a later one."""

    def __init__(self, rows: Iterable[_Copy]) -> None:
        *earlier, page = rows
        self._chain = Chain()
        for each in earlier:
            self._chain.add(each.read())
        self._rows = iter(page.read())
        self.number = 0

    def taken(self, number: int) -> Taken:
        self._chain.add(islice(self._rows, number - self.number))
        self.number = number
        return self._chain.taken
