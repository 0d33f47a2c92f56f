"""What a run gives back: its rows, and how each of its calls ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from querykit.errors import CallError

if TYPE_CHECKING:
    from querykit.findings import Finding

__all__ = ["Change", "Column", "ColumnType", "Outcome", "Result", "Row", "Run"]

Row = Any
"""Plain data as JSON has it: dict, list, str, int, float, bool or None."""

ColumnType = Literal["string", "integer", "number", "boolean", "timestamp", "list", "object", "any"]
"""What the values of a column are; null is always possible. A timestamp is an ISO 8601 string."""


@dataclass(frozen=True)
class Column:
    """A column of the rows: its name, and what its values are as far as that is known."""

    name: str
    type: ColumnType = "any"


@dataclass(frozen=True)
class Change:
    """A field that had another value on a later page.

    field: its path, such as ``Status`` or ``Results[].Label``.
    first, last: its value on the first and on the last page that had it.
    """

    field: str
    first: Any
    last: Any


@dataclass(frozen=True)
class Outcome:
    """How one call ended.

    status: ``complete``, every page was read; ``stopped``, a limit that was asked for was
        reached; ``failed``, some page could not be read, and ``error`` says why.
    pages, rows: how far it got.
    resume_token: from where another run could go on; None where nothing is left or known.
    partial: whether an expression that means the whole result was applied to a part of it alone,
        which a starting token, a token among the parameters, max_items or max_pages cut out: such
        as the length of a list, or a slice of the rows after a token of the service's own.
    changes: the fields that the expression reads and that had other values on later pages, such
        as the status of a job; the rows have the last value.
    unread: the fields that had data, if a query without an expression returned no rows.
    """

    service: str
    operation: str
    region: str | None
    status: Literal["complete", "stopped", "failed"]
    pages: int = 0
    rows: int = 0
    error: CallError | None = None
    resume_token: str | None = None
    partial: bool = False
    changes: tuple[Change, ...] = ()
    unread: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.service}.{self.operation}" + (f" in {self.region}" if self.region else "")
        read, given = counted(self.pages, "page"), counted(self.rows, "row")
        if self.error is None:
            return f"{where}: {self.status} after {read} and {given}"
        reasons = "; ".join(mistake.what for mistake in self.error.mistakes)
        return f"{where}, after {read} and {given}: {reasons}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number and its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


class Run(Protocol):
    """The run that a result is the outside of: rows, and counts that grow as rows are taken."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def pages(self) -> int: ...
    @property
    def rows_given(self) -> int: ...
    @property
    def retries(self) -> int: ...
    @property
    def retrying(self) -> str | None: ...
    @property
    def resume_token(self) -> str | None: ...
    @property
    def outcomes(self) -> tuple[Outcome, ...]: ...
    def __next__(self) -> Row: ...
    def close(self) -> None: ...


class Result(Iterator[Row]):
    """The rows of a run, read page by page as they are taken.

    An iterator in the full sense: ``next(result)`` gives a row, ``for`` goes on where it
    stopped, and what was taken is not kept. Nothing is asked of AWS before the first row is.

    When the rows end although a page could not be read, IncompleteError is raised in place of
    StopIteration, each time it is asked: an incomplete result never looks like a whole one.
    """

    def __init__(self, run: Run) -> None:
        self._run = run

    def __iter__(self) -> Result:
        return self

    def __next__(self) -> Row:
        return next(self._run)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the check of the query warned of; nothing if it was not checked.

        A finding of the rule ``nested-rows``, for example: each row is a list, and may be empty.
        """
        return self._run.findings

    @property
    def pages(self) -> int:
        """How many pages were read so far."""
        return self._run.pages

    @property
    def rows(self) -> int:
        """How many rows were taken so far."""
        return self._run.rows_given

    @property
    def retries(self) -> int:
        """How many attempts failed and were made again so far."""
        return self._run.retries

    @property
    def retrying(self) -> str | None:
        """What the run is waiting for before the next attempt; None if it is not waiting."""
        return self._run.retrying

    @property
    def resume_token(self) -> str | None:
        """Where a run with this starting token goes on: behind the last row that was taken.

        None before the first page and when nothing is left.
        """
        return self._run.resume_token

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """How each call ended, of those that have ended."""
        return self._run.outcomes

    def to_list(self) -> list[Row]:
        """All rows that are left, in memory. Raises IncompleteError if they are not all."""
        return list(self)

    def for_each(self, callback: Callable[[Row], object]) -> int:
        """Call ``callback`` with each row that is left; gives the number of rows."""
        count = 0
        for row in self:
            callback(row)
            count += 1
        return count

    def close(self) -> None:
        """Ask for no more pages."""
        self._run.close()
