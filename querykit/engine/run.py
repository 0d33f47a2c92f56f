"""One call, run page by page: its rows, and how it ended."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from functools import partial
from typing import Any, Literal

from botocore.paginate import Paginator

from querykit.engine.failures import FAILURES, configuration_failure, failure
from querykit.engine.pages import Pages
from querykit.engine.parsing import holds_bytes, plain
from querykit.engine.plan import Call
from querykit.engine.sessions import Clients
from querykit.errors import (
    CallError,
    IncompleteError,
    QuerykitError,
    RejectedCredentialsError,
    TruncatedError,
)
from querykit.result import Outcome, Row
from querykit.services.operation import Operation, operation
from querykit.services.pagination import leftovers

__all__ = ["CallRun"]

log = logging.getLogger("querykit")


class CallRun:
    """A call that is being made: an iterator of rows, with the counts that a Result shows.

    Nothing is asked before the first row is. When the rows end and the call failed,
    IncompleteError is raised, and again each time a further row is asked for.
    """

    def __init__(self, call: Call, clients: Clients) -> None:
        self.call = call
        self.rows_given = 0
        self.outcomes: tuple[Outcome, ...] = ()
        self._clients = clients
        self._operation = operation(call.service, call.operation)
        self._pages: Pages | None = None
        self._rows: Generator[Row, None, None] = self._search()
        self._leftover: str | None = None
        self._escaped: Exception | None = None

    @property
    def pages(self) -> int:
        return self._pages.pages if self._pages else 0

    @property
    def resume_token(self) -> str | None:
        return self._pages.cursor if self._pages else None

    def __next__(self) -> Row:
        if self._escaped is not None:
            raise self._escaped  # its generator is dead, and would say that this is the end
        try:
            return next(self._rows)
        except StopIteration:
            if any(outcome.error for outcome in self.outcomes):
                raise IncompleteError(self.outcomes) from None
            raise
        except Exception as error:
            self._escaped = error
            raise

    def close(self) -> None:
        self._rows.close()
        if not self.outcomes:
            self._end("stopped")

    def _search(self) -> Generator[Row, None, None]:
        """The rows up to the limit; then the outcome, whichever way it ended."""
        pages = self._pages = self._paginate()
        limit = self.call.limit
        try:
            for row in pages.search(self.call.expression):
                self.rows_given += 1
                yield row
                if self.rows_given == limit:
                    self._end("stopped" if pages.cursor else "complete")
                    return
            if self._leftover:
                raise _truncated(self._leftover)
        except FAILURES as error:
            self._end("failed", self._call_error(error))
        else:
            self._end("stopped" if pages.cursor else "complete")

    def _paginate(self) -> Pages:
        """The iterator of pages over a client's method, by the operation's configuration."""
        call, target = self.call, self._operation
        try:
            client = self._clients.client(call.service)
        except (*FAILURES, ValueError) as error:
            raise configuration_failure(error, region=self._clients.region) from error
        method: Any = partial(_logged, target, getattr(client, target.method))
        paginator: Any = Paginator(method, dict(target.paging.configuration), target.model)
        paginator.PAGE_ITERATOR_CLS = partial(
            Pages,
            values=call.values,
            flatten=call.flatten,
            on_page=self._look_for_more,
            prepare=plain if holds_bytes(target.model) else None,
        )
        settings = {
            "PageSize": call.pagination.page_size,
            "MaxItems": call.pagination.max_items,
            "StartingToken": call.pagination.starting_token,
        }
        pages: Pages = paginator.paginate(PaginationConfig=settings, **call.parameters)
        return pages

    def _look_for_more(self, page: dict[str, Any]) -> None:
        if not self._operation.paging.pages:
            self._leftover = next(leftovers(self._operation.input_shape, page), None)

    def _call_error(self, error: Exception) -> CallError:
        """The failure as the call's own; one of the machine's configuration is raised.

        Credentials that run out behind the first page are the call's: rows have come.
        """
        known = failure(error, region=self._clients.region)
        known.hide(self.call.secrets)
        if isinstance(known, CallError):
            return known
        if self.pages:
            first = known.mistakes[0]
            return RejectedCredentialsError(first.what, hint=first.hint)
        raise known from error

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
                per_page=not self.call.distributes and self.pages > 1,
            ),
        )


def _truncated(member: str) -> QuerykitError:
    what = f"the answer goes on ({member} is set), and botocore knows no way to follow it"
    return TruncatedError(what, hint="give the token as a parameter to read the next page")


def _logged(target: Operation, method: Any, **parameters: Any) -> dict[str, Any]:
    begin = time.perf_counter()
    page: dict[str, Any] = method(**parameters)
    seconds = time.perf_counter() - begin
    log.debug("%s.%s: a page in %.3f s", target.service, target.method, seconds)
    return page
