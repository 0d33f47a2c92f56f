"""What a run returns: its rows, and how each of its calls ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from querykit.errors import CallError, IncompleteError, QuerykitError
from querykit.findings import Finding
from querykit.target import Target
from querykit.waiting import Retries

__all__ = ["Batch", "Change", "Column", "ColumnType", "Outcome", "Result", "Row", "counted"]

Row = Any
"""Plain data as JSON has it: dict, list, str, int, float, bool or None."""


ColumnType = Literal["string", "integer", "number", "boolean", "timestamp", "list", "object", "any"]
"""What the values of a column are; null is always possible. A timestamp is an ISO 8601 string."""


@dataclass(frozen=True)
class Column:
    """A column of the rows: its name, and the type of its values as far as it is known."""

    name: str
    type: ColumnType = "any"


@dataclass(frozen=True)
class Change:
    """A field whose value was different on a later page.

    field: its path, such as ``Status`` or ``Results[].Label``.
    first, last: its value on the first and on the last page that had it.
    """

    field: str
    first: Any
    last: Any


@dataclass(frozen=True)
class Batch:
    """What was found on one page of a call.

    call, page: the number of the call in its plan, and of the page, from 1.
    found: the rows; of an expression that needs the whole result, none before the last page.
    cursor: maps how many of these rows were taken to the starting token of a run that continues
        after them; None where nothing is left or known.
    partial, changes: those of the outcome if the call were stopped here.
    target: where it was found.
    """

    call: int
    page: int
    found: Sequence[Row]
    cursor: Callable[[int], str | None]
    partial: bool = False
    changes: tuple[Change, ...] = ()
    target: Target | None = None


@dataclass(frozen=True)
class Outcome:
    """How one call ended.

    status: ``complete``, every page was read; ``stopped``, a limit that was passed was
        reached; ``failed``, some page could not be read, and ``error`` says why; ``not-here``, the
        service or feature does not exist there or is not enabled, and ``why`` says so.
    pages, rows: how far it got.
    resume_token: where another run can resume; None if nothing is left or known.
    partial: whether an expression that needs the whole result was applied to only a part of it,
        which a starting token, a token among the parameters, max_items or max_pages cut out: such
        as the length of a list, or a slice of the rows after a token of the service's own.
    changes: the fields that the expression reads and that had other values on later pages, such
        as the status of a job; the rows have the last value.
    unread: the fields that had data, if a query without an expression returned no rows.
    target: the account and the region.
    call: the number of the call in its plan.
    failure: the class of the error, such as ``denied-by-scp``, if there are several targets.
    all_pages: whether the last page was read, so that an error is about what the pages say.
    """

    service: str
    operation: str
    target: Target
    status: Literal["complete", "stopped", "failed", "not-here"]
    pages: int = 0
    rows: int = 0
    error: QuerykitError | None = None
    resume_token: str | None = None
    partial: bool = False
    changes: tuple[Change, ...] = ()
    unread: tuple[str, ...] = ()
    call: int = 1
    all_pages: bool = False
    why: str | None = None
    failure: str | None = None

    @property
    def region(self) -> str | None:
        """Return the region of the target; None if nothing sets one."""
        return self.target.region

    def __str__(self) -> str:
        where = f"{self.service}.{self.operation}" + (
            f" in {self.target}" if str(self.target) else ""
        )
        if self.status == "not-here":
            return f"{where}: {self.why}"
        read, given = counted(self.pages, "page"), counted(self.rows, "row")
        if self.error is None:
            return f"{where}: {self.status} after {read} and {given}"
        reasons = "; ".join(mistake.what for mistake in self.error.mistakes)
        return f"{where} failed after {read} and {given}: {reasons}"


def _entry(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain data, without what it does not have."""
    target, error = outcome.target, outcome.error
    entry = {
        **{name: getattr(target, name) for name in ("account", "name", "region", "profile")},
        "service": outcome.service,
        "operation": outcome.operation,
        "status": outcome.status,
        "class": outcome.failure,
        "error": error.mistakes[0].what if error else outcome.why,
        "pages": outcome.pages,
        "rows": outcome.rows,
        "resume_token": outcome.resume_token,
    }
    return {name: value for name, value in entry.items() if value is not None}


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number and its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


class Result(Iterator[Row]):
    """The rows of a run, read page by page as they are consumed.

    An iterator: ``next(result)`` returns a row, ``for`` continues where it
    stopped, and consumed rows are not kept. No AWS call is made before the first row is requested.

    If the rows end because a page could not be read, IncompleteError is raised instead of
    StopIteration, every time: an incomplete result never looks complete.
    """

    def __init__(
        self,
        events: Generator[Batch | Outcome, None, None],
        begun: Callable[[], Sequence[Outcome]],
        *,
        is_one: bool = False,
        limit: int | None = None,
        fail_fast: bool = False,
        findings: tuple[Finding, ...] = (),
        retries: Retries | None = None,
    ) -> None:
        """Take rows out of batches, and keep how each call ended.

        events: the batches of all calls, each call's outcome after its batches.
        begun: returns, for each call that is known by then, in the order of the plan, the outcome
            that it has before its first page.
        is_one: whether there is one call only, whose failure is that of the run.
        limit: the number of rows after which the run is stopped.
        fail_fast: whether the first failure stops the other calls.
        """
        self._events = events
        self._begun, self._is_one = begun, is_one
        self._ended: dict[int, Outcome] = {}
        self._limit, self._fail_fast = limit, fail_fast
        self._findings = findings
        self._retries = retries or Retries()
        self._rows = self._take()
        self._is_stopped = False
        # Numbers of their own, which another thread may read at any time.
        self._number = self._pages_read = 0
        # The batch that rows are taken of, how many were, and those of each call before it.
        self._batch: Batch | None = None
        self._taken = 0
        self._before: dict[int, int] = {}
        self._pages: dict[int, int] = {}
        self._escaped: BaseException | None = None

    def __iter__(self) -> Result:
        return self

    def __next__(self) -> Row:
        if self._escaped is not None:
            raise self._escaped  # its generator is dead, and would say that this is the end
        try:
            return next(self._rows)
        except StopIteration:
            if any(outcome.error for outcome in self.outcomes):
                raise IncompleteError(self.outcomes) from None
            raise
        except BaseException as error:  # a KeyboardInterrupt ends the generator, too
            self._escaped = error
            raise

    def _take(self) -> Generator[Row, None, None]:
        """Yield the rows of all batches, up to the limit."""
        for event in self._events:
            if isinstance(event, Outcome):
                self._end(event)
                if self._number == self._limit or (self._fail_fast and event.error):
                    self._stop()
                    return
                continue
            self._begin(event)
            for row in event.found:
                self._number += 1
                self._taken += 1
                yield row
                # Else these are all rows, and the outcome tells whether they are whole.
                if self._number == self._limit and self._is_cut(event):
                    self._stop()
                    return

    def _begin(self, batch: Batch) -> None:
        self._leave()
        self._batch, self._taken = batch, 0
        self._pages_read += batch.page - self._pages.get(batch.call, 0)
        self._pages[batch.call] = batch.page

    def _leave(self) -> None:
        """Note how many rows were taken of the batch."""
        if self._batch is not None:
            call = self._batch.call
            self._before[call] = self._before.get(call, 0) + self._taken
        self._batch, self._taken = None, 0

    def _is_cut(self, batch: Batch) -> bool:
        """Return whether its call has rows that were not given."""
        return self._taken < len(batch.found) or batch.cursor(self._taken) is not None

    def _end(self, outcome: Outcome) -> None:
        """Note how a call ended. Raises what is wrong with the machine, not with the call."""
        self._leave()
        self._ended[outcome.call] = replace(outcome, rows=self._before.pop(outcome.call, 0))
        self._pages_read += outcome.pages - self._pages.pop(outcome.call, 0)
        if self._is_one and outcome.error and not isinstance(outcome.error, CallError):
            raise outcome.error

    def _stop(self) -> None:
        """Ask for no more pages of any call."""
        if self._is_stopped:
            return
        self._is_stopped = True
        self._events.close()
        calls = {outcome.call: outcome for outcome in self._begun()}
        if self._batch is not None and self._batch.call in calls:
            call = self._batch.call
            self._ended[call] = self._stopped(calls[call], self._batch)
        self._batch = None
        for call, outcome in calls.items():
            read, taken = self._pages.get(call, 0), self._before.get(call, 0)
            self._ended.setdefault(call, replace(outcome, pages=read, rows=taken))

    def _stopped(self, begun: Outcome, batch: Batch) -> Outcome:
        return replace(
            begun,
            pages=batch.page,
            rows=self._before.get(batch.call, 0) + self._taken,
            resume_token=batch.cursor(self._taken),
            partial=batch.partial,
            changes=batch.changes,
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the warnings of the query's check; none if it was not checked.

        A finding of the rule ``nested-rows``, for example: each row is a list, and may be empty.
        """
        return self._findings

    @property
    def pages(self) -> int:
        """Return how many pages were read so far."""
        return self._pages_read

    @property
    def rows(self) -> int:
        """Return how many rows were taken so far."""
        return self._number

    @property
    def retries(self) -> int:
        """Return how many attempts failed and were repeated so far."""
        return self._retries.count

    @property
    def retrying(self) -> str | None:
        """Return what the run is waiting for before the next attempt; None if it is not waiting."""
        return self._retries.reason

    @property
    def ended(self) -> tuple[int, int]:
        """Return how many calls have ended so far, and how many are known."""
        return len(self._ended), max(len(self._ended), len(self._begun()))

    @property
    def resume_token(self) -> str | None:
        """Return the token with which a run resumes after the last row that was consumed.

        Before the first page, the token that the run was started with, if any. None when nothing is
        left, and for a run of several calls, whose outcomes have one each.
        """
        if not self._is_one:
            return None
        if self._batch is not None:
            return self._batch.cursor(self._taken)
        (outcome,) = self._ended.values() or self._begun()
        return outcome.resume_token

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return how each call ended, for those that have ended."""
        return tuple(self._ended[call] for call in sorted(self._ended))

    @property
    def complete(self) -> bool:
        """Return whether every call read all that it asked for, as far as they have ended."""
        return not any(outcome.error for outcome in self.outcomes)

    def summary(self) -> dict[str, Any]:
        """Return how many calls ended how, and each of them, as plain data."""
        found: dict[str, Any] = {"targets": len(self.outcomes)}
        found.update(Counter(outcome.status for outcome in self.outcomes))
        return {**found, "outcomes": [_entry(outcome) for outcome in self.outcomes]}

    def raise_if_incomplete(self) -> None:
        """Raise IncompleteError if a call that has ended failed."""
        if not self.complete:
            raise IncompleteError(self.outcomes)

    @property
    def target(self) -> Target:
        """Return the target of the row that was taken last."""
        return (self._batch and self._batch.target) or Target()

    def with_targets(self) -> Iterator[tuple[Target, Row]]:
        """Yield each row that is left with the target that it is of."""
        for row in self:
            yield self.target, row

    def to_list(self) -> list[Row]:
        """Return all rows that are left, in memory. Raises IncompleteError if they are not all."""
        return list(self)

    def for_each(self, callback: Callable[[Row], object]) -> int:
        """Call ``callback`` with each row that is left; return the number of rows."""
        count = 0
        for row in self:
            callback(row)
            count += 1
        return count

    def close(self) -> None:
        """Stop requesting pages."""
        self._rows.close()
        self._stop()
