"""Which answer a request gets: the page its token leads to, or what a function computes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any

from querykit.testing.continuation import put
from tests.wire.answers import Answer, Endless, Entry, Once, Page, entered, refuse
from tests.wire.continuation import continued, continued_answer, frozen, sent, successors
from tests.wire.delivery import Delivery, delivery
from tests.wire.models import Operation
from tests.wire.requests import Request

Answerer = Callable[[Request], Delivery]


class Listed:
    """Hand out the pages of a list, each for the request with the token of the one before."""

    def __init__(self, operation: Operation, entries: Sequence[Entry]) -> None:
        if not entries:
            raise ValueError(f"{operation}: serve at least one page")
        if len(entries) > 1 and operation.pagination is None:
            raise ValueError(f"{operation} does not page: serve one page, or pagination={{...}}")
        self.operation = operation
        self.last = entries[-1].page if isinstance(entries[-1], Endless) else None
        self.ready: list[Callable[[], Delivery]] = []
        self.place: dict[str, int] = {}
        for number, entry in enumerate(entries[:-1] if self.last else entries, 1):
            self._append(entered(entry), number if number < len(entries) else None)
        self.numbers = itertools.count(len(self.ready) + 1)

    def __call__(self, request: Request) -> Delivery:
        """Answer with the entry at the place that the request's token leads to."""
        place = 0
        if self.operation.pagination:
            tokens = sent(self.operation.pagination, request.parameters)
            place = self.place.get(frozen(tokens), -1) if tokens else 0
        if 0 <= place < len(self.ready):
            return self.ready[place]()
        if self.last and place >= 0:
            return self._another(self.last, place)
        return unknown_token(self.operation, request)

    def _append(self, entry: Answer | Once, following: int | None) -> None:
        entry = continued(self.operation, entry, following)
        self.ready.append(prepared(self.operation, entry))
        for tokens in successors(self.operation, entry):
            # A token that comes again leads to where it led the first time.
            self.place.setdefault(tokens, len(self.ready))

    def _another(self, page: Page, place: int) -> Delivery:
        entry = continued_answer(self.operation, Answer(page), next(self.numbers))
        for tokens in successors(self.operation, entry):
            self.place[tokens] = place
        return delivery(self.operation, entry)


class Items:
    """Page a list of items of the first result key by the limit that a request names."""

    def __init__(self, operation: Operation, items: Iterable[Any], default_page: int) -> None:
        self.operation = operation
        self.pagination = operation.paging
        self.items = list(items)
        self.default_page = default_page
        self.start: dict[str, int] = {}

    def __call__(self, request: Request) -> Delivery:
        """Answer with the items from where the request's token leads, up to its limit."""
        tokens = sent(self.pagination, request.parameters)
        start = self.start.get(frozen(tokens)) if tokens else 0
        if start is None:
            return unknown_token(self.operation, request)
        limit = request.parameters.get(self.pagination.limit_key or "")
        end = start + (self.default_page if limit is None else int(limit))
        page = Page(put({}, self.pagination.result_key[0], self.items[start:end]))
        following = end if end < len(self.items) else None
        entry = continued_answer(self.operation, Answer(page), following)
        for given in successors(self.operation, entry):
            self.start[given] = end
        return delivery(self.operation, entry)


class Computed:
    """Answer with what a function of the request returns; tokens are its own business."""

    def __init__(self, operation: Operation, function: Callable[[Request], Entry]) -> None:
        self.operation = operation
        self.function = function

    def __call__(self, request: Request) -> Delivery:
        """Ask the function."""
        entry = continued(self.operation, entered(self.function(request)), None)
        return prepared(self.operation, entry)()


class Turns:
    """Answer with the fault the first time, with the other from then on."""

    def __init__(self, fault: Callable[[], Delivery], then: Callable[[], Delivery]) -> None:
        self.fault: Callable[[], Delivery] | None = fault
        self.then = then
        self.lock = Lock()

    def __call__(self) -> Delivery:
        """Take the turn."""
        with self.lock:
            turn, self.fault = self.fault or self.then, None
        return turn()


def prepared(operation: Operation, entry: Answer | Once) -> Callable[[], Delivery]:
    """Serialize an entry now, so that a page that does not fit fails where it is served."""
    if isinstance(entry, Once):
        return Turns(prepared(operation, entry.fault), prepared(operation, entry.then))
    ready = delivery(operation, entry)
    return lambda: ready


def unknown_token(operation: Operation, request: Request) -> Delivery:
    """Refuse a token that no page gave, as AWS does."""
    return delivery(
        operation, refuse("InvalidNextToken", f"no page follows the token {request.token!r}")
    )
