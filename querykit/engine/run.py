"""One call, run page by page: its rows, and how it ended."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from functools import cached_property, partial
from typing import Any, Literal

from botocore.paginate import Paginator

from querykit.checks import Finding
from querykit.engine.attempts import DEFAULTS, Attempts
from querykit.engine.completeness import Completeness
from querykit.engine.credentials import conceal
from querykit.engine.cursor import Cursor, encode
from querykit.engine.echoes import echoing
from querykit.engine.failures import FAILURES, configuration_failure, failure
from querykit.engine.fingerprint import beginning, fingerprint
from querykit.engine.pages import Pages, rows
from querykit.engine.parsers import holds_bytes, plain
from querykit.engine.request import Request
from querykit.engine.sessions import Clients
from querykit.engine.unread import Unread
from querykit.engine.verification import believing
from querykit.errors import CallError, IncompleteError, RejectedCredentialsError
from querykit.expressions import Expression, compile
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.pages.fold import Folding
from querykit.expressions.tree import Node
from querykit.query import Bounds
from querykit.redaction import Secrets, hiding
from querykit.result import Change, Outcome, Row
from querykit.services.operation import Operation, operation
from querykit.services.pagination.paging import several
from querykit.waiting import Waiting

__all__ = ["CallRun"]

log = logging.getLogger("querykit")


class CallRun:
    """A call that is being made: an iterator of rows, with the counts that a Result shows.

    Nothing is asked before the first row is. When the rows end and the call failed,
    IncompleteError is raised, and again each time a further row is asked for.
    """

    def __init__(self, call: Request, clients: Clients, waiting: Waiting | None = None) -> None:
        self.call = call
        self._secrets = Secrets(call.secrets)
        self._waiting = waiting or Waiting()
        self.rows_given = 0
        self.outcomes: tuple[Outcome, ...] = ()
        self._clients = clients
        self._operation = operation(call.service, call.operation)
        self._division = call.division
        self._start = beginning(call, self._operation, clients.region)
        # The clock is read once: all pages of a run are held against one moment.
        self._now = call.moment or datetime.now(timezone.utc)
        self._pages: Pages | None = None
        self._attempts: Attempts | None = None
        # Of rows that come with their pages, one can go on behind each of them.
        self._goes_on = isinstance(self._division, Stream)
        # The others have given nothing until all their pages were read.
        self._begins_again = not self._goes_on
        self._is_partial = False
        self._changes: tuple[Change, ...] = ()
        self._rows_left = 0
        self._rows: Generator[Row, None, None] = self._search()
        self._completeness = Completeness(
            self._operation,
            call.parameters,
            compile(call.expression).tree,
            self._start.missing if self._start else (),
        )
        self._unread = Unread(self._operation, call.expression)
        self._escaped: BaseException | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.call.findings

    @property
    def pages(self) -> int:
        return self._pages.pages if self._pages else 0

    @property
    def retries(self) -> int:
        return self._attempts.retries if self._attempts else 0

    @property
    def retrying(self) -> str | None:
        return self._attempts.retrying if self._attempts else None

    @property
    def resume_token(self) -> str | None:
        if self._pages is None or self._rows_left:
            return None
        if self._goes_on:
            cursor = self._pages.cursor
            return encode(self._signed(cursor)) if cursor else None
        return self.call.pagination.starting_token if self._begins_again else None

    def _signed(self, cursor: Cursor) -> Cursor:
        """A cursor with the query that it belongs to, and what is missing before it."""
        missing = self._completeness.missing
        if missing and self.call.secrets:
            missing = tuple(each.without(self.call.secrets) for each in missing)
        return replace(cursor, moment=self._now, query=self._fingerprint, missing=missing)

    @cached_property
    def _fingerprint(self) -> Mapping[str, Any]:
        found = self._start.query if self._start else None
        return found or fingerprint(self.call, self._operation, self._clients.region)

    def __next__(self) -> Row:
        if self._escaped is not None:
            raise self._escaped  # its generator is dead, and would say that this is the end
        try:
            if not self._secrets:
                return next(self._rows)
            with hiding(self._secrets):
                return next(self._rows)
        except StopIteration:
            if any(outcome.error for outcome in self.outcomes):
                raise IncompleteError(self.outcomes) from None
            raise
        except BaseException as error:  # a KeyboardInterrupt ends the generator, too
            self._escaped = error
            raise

    def close(self) -> None:
        self._rows.close()
        if not self.outcomes:
            self._end("stopped")

    def _search(self) -> Generator[Row, None, None]:
        """The rows up to the limit; then the outcome, whichever way it ended."""
        self._pages = self._paginate()
        limit = self.call.limit
        try:
            for row in self._rows_of(self._pages):
                self.rows_given += 1
                yield row
                # Else these are all rows, and the end of the pages tells whether they are whole.
                if self.rows_given == limit and self._is_cut:
                    self._end("stopped")
                    return
            self._completeness.refuse()
        except FAILURES as error:
            self._end("failed", self._call_error(error))
        else:
            self._end("stopped" if self._is_cut else "complete")

    def _rows_of(self, pages: Pages) -> Iterator[Row]:
        """The expression's rows: as the pages come, or once they all have."""
        division = self._division
        if isinstance(division, Fold):
            return self._folded(pages, division)
        if division.is_sliced:
            return self._sliced(pages, division)
        return pages.search(Expression.of(division.tree))

    def _sliced(self, pages: Pages, stream: Stream) -> Iterator[Row]:
        """The rows of ``List[2:5]``: no page more is read than it takes to have them."""
        # Where a token of the service's own stands among the rows is not known.
        is_part = self._start is not None and self._start.is_part
        self._is_partial = is_part or self._begins_late
        found = pages.search(Expression.of(stream.tree))
        for number, row in stream.sliced(found, pages.rows_before):
            self._goes_on = number != stream.stop
            yield row
        if pages.rows == stream.stop:  # else the pages ended, where max_items cut them
            self._goes_on = False

    def _folded(self, pages: Pages, fold: Fold) -> Iterator[Row]:
        """The rows of an expression that needs the whole: none before all pages were read."""
        folding = Folding(fold, self._bound)
        for found in pages.search(Expression.of(folding.page)):
            folding.add(found)
            if folding.enough:
                self._completeness.forget()
                break
        else:
            if not fold.by_element:
                self._completeness.refuse()
            self._goes_on = pages.cursor is not None  # where max_items cut the pages
        self._begins_again = False
        self._is_partial = self._goes_on or self._start is not None or self._begins_late
        self._changes = folding.changes
        answer = list(rows(folding.value(), self.call.flatten))
        for self._rows_left, row in zip(range(len(answer) - 1, -1, -1), answer, strict=True):
            yield row

    @property
    def _begins_late(self) -> bool:
        """Whether a parameter is the token of a later page: the pages before it are not read."""
        paging = self._operation.paging
        first = (None, "", paging.counts_from)
        names = several(paging.configuration["input_token"])
        return any(self.call.parameters.get(name) not in first for name in names)

    def _look(self, page: dict[str, Any]) -> None:
        self._completeness.look(page)
        self._unread.look(page)

    def _bound(self, tree: Node) -> Callable[[Any], Any]:
        return Expression.of(tree).bind(self.call.values, self._now).search

    @property
    def _is_cut(self) -> bool:
        """Whether there are rows that were not given."""
        return self._rows_left > 0 or self.resume_token is not None

    def _paginate(self) -> Pages:
        """The iterator of pages over a client's method, by the operation's configuration."""
        call, target = self.call, self._operation
        try:
            with self._waiting:  # for credentials
                client = self._clients.client(call.service, target.name if call.writes else None)
            configured = Bounds(max_attempts=self._clients.max_attempts)
        except (*FAILURES, ValueError) as error:
            raise configuration_failure(error, region=self._clients.region) from error
        once = Bounds(max_attempts=1) if call.why_write else Bounds()
        bounds = once.or_else(call.bounds).or_else(configured).or_else(DEFAULTS)
        method: Any = Attempts(
            believing(
                echoing(partial(_logged, target, getattr(client, target.method)), target),
                several(target.paging.configuration["input_token"]),
            ),
            target.model,
            bounds,
            renew=self._clients.renew,
            region=self._clients.region,
            secrets=lambda: self._all_secrets,
        )
        self._attempts = method
        paginator: Any = Paginator(method, dict(target.paging.configuration), target.model)
        division = self._division
        paginator.PAGE_ITERATOR_CLS = partial(
            Pages,
            start=self._start,
            paging=target.paging,
            values=call.values,
            now=self._now,
            flatten=call.flatten if isinstance(division, Stream) else "one",
            once=call.why_write is not None,
            on_page=self._look,
            prepare=plain if holds_bytes(target.model) else None,
            sent_back=target.sent_back(call.parameters),
            bounds=bounds,
            waiting=self._waiting,
        )
        settings = {
            "PageSize": call.pagination.page_size,
            "MaxItems": call.pagination.max_items,
        }
        pages: Pages = paginator.paginate(PaginationConfig=settings, **call.parameters)
        return pages

    def _call_error(self, error: Exception) -> CallError:
        """The failure as the call's own; one of the machine's configuration is raised.

        Credentials that run out behind the first page are the call's: rows have come.
        """
        with hiding(self._all_secrets):
            known = failure(error, region=self._clients.region)
        known.hide(self.call.secrets)
        conceal(known, self._clients.secrets)
        if isinstance(known, CallError):
            return known
        if self.pages:
            first = known.mistakes[0]
            return RejectedCredentialsError(first.what, hint=first.hint)
        raise known from (None if self._secrets else error)

    @property
    def _all_secrets(self) -> Secrets:
        """Those of the call, and its credentials: AWS repeats the token if a signature is wrong."""
        return Secrets((*self.call.secrets, *self._clients.secrets))

    def _end(
        self,
        status: Literal["complete", "stopped", "failed"],
        error: CallError | None = None,
    ) -> None:
        self.outcomes = (
            Outcome(
                service=self.call.service,
                operation=self.call.operation,
                region=self._clients.region,
                status=status,
                pages=self.pages,
                rows=self.rows_given,
                error=error,
                resume_token=self.resume_token,
                partial=self._is_partial,
                changes=self._changes,
                unread=() if self.rows_given else self._unread.fields,
            ),
        )


def _logged(target: Operation, method: Any, /, **parameters: Any) -> dict[str, Any]:
    begin = time.perf_counter()
    page: dict[str, Any] = method(**parameters)
    seconds = time.perf_counter() - begin
    log.debug("%s.%s: a page in %.3f s", target.service, target.method, seconds)
    return page
