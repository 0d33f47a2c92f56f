"""The rows of a call: those of each page, a slice of them, or those of the whole result."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from querykit.engine.call import Call
from querykit.engine.cursor import Cursor
from querykit.engine.pages import rows
from querykit.engine.request import Request
from querykit.engine.run import World, run
from querykit.errors import QuerykitError
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.pages.fold import Folding
from querykit.redaction import Secrets, hiding
from querykit.result import Batch, Outcome
from querykit.services.operation import operation
from querykit.services.pagination.paging import several

__all__ = ["answer"]

Events = Generator[Batch | Outcome, None, None]


def answer(call: Call, world: World, start: Cursor | None = None) -> Events:
    """Make a call and yield the rows of its expression in batches, then the outcome.

    An expression that streams yields the batches of its pages; for a slice, without the rows
    outside it. One that needs the whole result yields batches without rows, and after the last
    page one with all rows.
    """
    call = replace(call, request=world.begin(call.request))
    division = call.request.division
    events = run(call, world, start)
    if isinstance(division, Fold):
        return _fold(call, division, events, start)
    if division.is_sliced:
        return _slice(call, division, events, start)
    return events


def _slice(call: Call, stream: Stream, events: Events, start: Cursor | None) -> Events:
    """Yield the rows of ``List[2:5]``."""
    # Where among the rows a token of the service's own begins is not known.
    partial = (start is not None and start.is_part) or _begins_late(call.request)
    before = start.before if start else 0
    for event in events:
        if isinstance(event, Outcome):
            yield replace(event, partial=partial)
            continue
        numbered = list(stream.slice(iter(event.found), before))
        steps = tuple(number - before for number, _ in numbered)
        last = None if stream.stop is None else stream.stop - before
        cursor = _Sliced(event.cursor, (0, *steps), len(event.found), last)
        before += len(event.found)
        found = tuple(row for _, row in numbered)
        yield replace(event, found=found, cursor=cursor, partial=partial)


@dataclass(frozen=True)
class _Sliced:
    """The cursor of a batch without some of its page's rows.

    steps: how many of the page's rows come up to each one that is kept.
    found: how many there are. last: with how many of them the slice ends.
    """

    cursor: Callable[[int], str | None]
    steps: tuple[int, ...]
    found: int
    last: int | None

    def __call__(self, taken: int) -> str | None:
        # After the last one that is kept, no other is on the page.
        step = self.steps[taken] if taken < len(self.steps) - 1 else self.found
        return None if self.last is not None and step >= self.last else self.cursor(step)


def _fold(call: Call, fold: Fold, events: Events, start: Cursor | None) -> Events:
    """Yield the rows of an expression that needs the whole result, after all pages were read."""
    request = call.request
    again = _Once(request.pagination.starting_token)
    hidden = Secrets(request.secrets)
    folding = Folding(fold, request.bind)
    ended = call.begun
    for event in events:
        if isinstance(event, Outcome):
            ended = event
            break
        ended = replace(ended, pages=event.page)
        try:
            with hiding(hidden):
                folding.add(event.found[0])
        except QuerykitError as error:
            yield _fail(replace(ended, resume_token=again(0)), error, request)
            return
        yield replace(event, found=(), cursor=again)
        if folding.enough:
            events.close()
            ended = replace(ended, status="complete", resume_token=None, all_pages=True)
            break
    # What a page says is missing concerns the elements on it, if the fold is one of elements.
    if ended.error and not (fold.by_element and ended.all_pages):
        yield replace(ended, resume_token=again(0))
        return
    yield from _whole(call, folding, ended, start)


def _whole(call: Call, folding: Folding, ended: Outcome, start: Cursor | None) -> Events:
    """Yield the rows of a fold whose pages were read, and the outcome."""
    request = call.request
    is_part = ended.resume_token is not None or start is not None or _begins_late(request)
    ended = replace(ended, partial=is_part, changes=folding.changes)
    try:
        with hiding(Secrets(request.secrets)):
            found = tuple(rows(folding.value(), request.flatten))
    except QuerykitError as error:
        yield _fail(ended, error, request)
        return
    cursor = _Once(ended.resume_token, len(found))
    yield Batch(call.number, ended.pages, found, cursor, ended.partial, ended.changes)
    yield ended


@dataclass(frozen=True)
class _Once:
    """The cursor of a batch that is taken as a whole or not at all."""

    token: str | None
    rows: int = 0

    def __call__(self, taken: int) -> str | None:
        return self.token if taken == self.rows else None


def _fail(ended: Outcome, error: QuerykitError, request: Request) -> Outcome:
    error.hide(request.secrets)
    return replace(ended, status="failed", error=error)


def _begins_late(request: Request) -> bool:
    """Return whether a parameter is the token of a later page: the pages before it are not read."""
    paging = operation(request.service, request.operation).paging
    first = (None, "", paging.counts_from)
    names = several(paging.configuration["input_token"])
    return any(request.parameters.get(name) not in first for name in names)
