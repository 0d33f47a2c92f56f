"""One call, run page by page: a batch per page, and finally the outcome."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from functools import partial
from typing import Any

from botocore.paginate import Paginator

from querykit.engine.access import Access
from querykit.engine.attempts import DEFAULTS
from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.completeness import Completeness
from querykit.engine.credentials import conceal
from querykit.engine.cursor import Cursor, Missing
from querykit.engine.failures import FAILURES, configuration_failure, failure
from querykit.engine.fingerprint import fingerprint
from querykit.engine.limits import Limits
from querykit.engine.pages import At, Pages, data_of, rows
from querykit.engine.positions import Seal, Trail
from querykit.engine.request import Request
from querykit.engine.truncation import sliced
from querykit.engine.unread import Unread
from querykit.errors import (
    CallError,
    QuerykitError,
    RejectedCredentialsError,
    VariableError,
)
from querykit.expressions import compile
from querykit.expressions.pages.division import Stream
from querykit.query import Flatten
from querykit.redaction import Secrets, hiding
from querykit.result import Batch, Outcome, Row
from querykit.services.needs import needs
from querykit.services.operation import operation
from querykit.waiting import Retries, Waiting

__all__ = ["World", "run"]


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class World:
    """What calls are made with, wherever they are made.

    waiting: where an interrupt may break in. clock: what now is, for a request without a moment.
    limits: the rate limits that all calls share; None for no limits but those of AWS.
    """

    access: Access
    waiting: Waiting = field(default_factory=Waiting)
    retries: Retries = field(default_factory=Retries)
    clock: Callable[[], datetime] = _now
    limits: Limits | None = None

    def begin(self, request: Request) -> Request:
        """Return a request with its moment: all pages of a run are compared with the same now."""
        if request.moment is not None:
            return request
        return replace(request, moment=self.clock())


def run(
    call: Call, world: World, start: Cursor | None = None
) -> Generator[Batch | Outcome, None, None]:
    """Yield a batch per page, and finally exactly one outcome, however the call ended.

    Each batch has what was found on its page: rows, or, for an expression that needs the whole
    result, what is folded into it. The next page is requested when the next batch is.

    start: where to begin; None at the first page.

    Raises only for bugs and interrupts.
    """
    if names := call.request.withheld:
        yield replace(call.begun, status="failed", error=_without(names))
        return
    secrets = Secrets(call.request.secrets)
    events = _Reading(call, world, start or Cursor()).events()
    try:
        while True:
            with hiding(secrets):
                event = next(events, None)
            if event is None:
                return
            yield event
    finally:
        events.close()


def _without(names: tuple[str, ...]) -> VariableError:
    listed = ", ".join(f"${name}" for name in names)
    return VariableError(
        f"no value for {listed}: the values of secret variables are removed from a request that is "
        "sent or stored",
        hint="pass them with request.with_secrets({name: value})",
    )


class _Reading:
    """The reading of one call's pages."""

    def __init__(self, call: Call, world: World, start: Cursor) -> None:
        request = self._request = world.begin(call.request)
        call = replace(call, request=request)
        self._call, self._world, self._start = call, world, start
        self._operation = operation(request.service, request.operation)
        self._division = request.division
        self._trail = Trail(start, Seal(request.moment, self._fingerprint))
        division = self._division
        self._page = division.tree if isinstance(division, Stream) else division.page
        self._needs = needs(
            self._operation,
            compile(request.expression).tree,
            page=self._page,
            parameters=request.parameters,
            items=bool(request.pagination.max_items or start.items),
        )
        self._completeness = Completeness(
            self._operation, request.parameters, self._needs, start.missing
        )
        self._unread = Unread(self._needs.beside)
        self._clients: Clients | None = None
        self._pages: Pages | None = None
        # The last page whose rows were found, and whether no further one is to be read.
        self._at: At | None = None
        self._is_over = False

    def events(self) -> Generator[Batch | Outcome, None, None]:
        try:
            finder = self._finder()
            pages = self._pages = self._open(finder)
            # search() takes a list apart, and leaves a tuple whole: so there is one per page.
            for found in pages.search(finder):
                yield self._batch(pages, found)
                if self._is_enough:
                    break
            else:
                if pages.at is not None and pages.at.following is None:
                    self._trail.end()
            self._is_over = True
            self._completeness.reject()
        except FAILURES as error:
            yield self._fail(error)
        else:
            yield self._end()

    def _finder(self) -> _Finder:
        flatten = self._request.flatten if isinstance(self._division, Stream) else "one"
        return _Finder(self._request.bind(self._page), flatten, self._look)

    def _look(self, page: dict[str, Any]) -> None:
        self._completeness.look(page)
        self._unread.look(page)

    def _open(self, finder: _Finder) -> Pages:
        """Return the pages of the call's method, by the operation's configuration."""
        request, target, world = self._request, self._operation, self._world
        with world.waiting:  # for a role
            clients = self._clients = world.access.clients(self._call.target)
        try:
            with world.waiting:  # for credentials
                method: Any = clients.method(self._call, self._needs, world.retries, world.limits)
        except (*FAILURES, ValueError) as error:
            known = configuration_failure(error, region=self._call.target.region)
            raise known from (None if known is error else error)
        paginator: Any = Paginator(method, dict(target.paging.configuration), target.model)
        paginator.PAGE_ITERATOR_CLS = partial(
            Pages,
            start=self._start,
            paging=target.paging,
            token_to_send=target.token_to_send(request.parameters),
            covered=partial(_count_covered, self._trail, finder),
            once=request.why_write is not None,
            bounds=request.bounds.or_else(DEFAULTS),
            waiting=world.waiting,
        )
        settings = {
            "PageSize": request.pagination.page_size,
            "MaxItems": request.pagination.max_items,
        }
        pages: Pages = paginator.paginate(PaginationConfig=settings, **request.parameters)
        return pages

    def _batch(self, pages: Pages, found: tuple[Row, ...]) -> Batch:
        assert pages.at is not None
        new, position = self._trail.follow(pages.at, found, self._missing)
        self._at = pages.at
        return Batch(self._call.number, pages.pages, new, position)

    @property
    def _is_enough(self) -> bool:
        """Return whether a slice has all of its rows."""
        stop = self._division.stop if isinstance(self._division, Stream) else None
        return stop is not None and self._trail.rows >= stop

    @property
    def _missing(self) -> tuple[Missing, ...]:
        missing, secrets = self._completeness.missing, self._request.secrets
        return tuple(each.without(secrets) for each in missing) if secrets else missing

    def _fingerprint(self) -> Mapping[str, Any]:
        known = self._start.query
        return known or fingerprint(self._request, self._operation, self._call.target.region)

    def _end(self) -> Outcome:
        outcome = self._outcome()
        return replace(outcome, status="stopped" if outcome.resume_token else "complete")

    def _fail(self, error: Exception) -> Outcome:
        at = self._pages.at if self._pages else None
        if at is not None and at is not self._at:
            self._trail.fail(at, self._missing)
        return replace(self._outcome(), status="failed", error=self._known(error))

    def _outcome(self) -> Outcome:
        pages, rows_found = self._pages, self._trail.rows - self._start.before
        has_changed = self._trail.has_changed or (pages is not None and pages.has_changed)
        return replace(
            self._call.begun,
            pages=pages.pages if pages else 0,
            rows=rows_found,
            resume_token=None if has_changed or self._is_enough else self._trail.token,
            unread=() if rows_found else self._unread.fields,
            all_pages=self._is_over,
        )

    def _known(self, error: Exception) -> QuerykitError:
        """Return the failure as the call's own, or as one of the machine's configuration.

        Credentials that expire after the first page are the call's: there are rows.
        """
        secrets, region = self._request.secrets, self._call.target.region
        own = self._clients.secrets if self._clients else set()
        with hiding(Secrets((*secrets, *own))):
            known = failure(error, region=region)
        known.hide(secrets)
        conceal(known, own)
        if isinstance(known, CallError):
            return known
        if self._pages is not None and self._pages.pages:
            first = known.mistakes[0]
            return RejectedCredentialsError(first.what, hint=first.hint)
        if known is not error and not secrets:
            known.__cause__ = error
        return known


class _Finder:
    """Finds the rows of pages: what search() is given."""

    def __init__(
        self,
        find: Callable[[dict[str, Any]], Any],
        flatten: Flatten,
        look: Callable[[dict[str, Any]], None],
    ) -> None:
        self._find = find
        self._flatten: Flatten = flatten
        self._look = look

    def search(self, page: dict[str, Any]) -> tuple[Row, ...]:
        """Return the rows of a page, which is looked at first."""
        self._look(page)
        return self.find(page)

    def find(self, page: dict[str, Any]) -> tuple[Row, ...]:
        return tuple(rows(self._find(page), self._flatten))


def _count_covered(
    trail: Trail, finder: _Finder, page: dict[str, Any], key: str, number: int
) -> int:
    """Return how many of a page's first elements gave only rows that are to be skipped."""
    left = trail.left
    if not left:
        return 0

    def count_given(count: int) -> int:
        part = sliced(page, key, 0, count) if number else page
        return len(finder.find(data_of(part)))

    count = bisect_left(range(number + 1), left, key=count_given)
    if count > number:
        return number
    return count if count_given(count) == left else count - 1
