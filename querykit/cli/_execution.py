"""Run a query from the command line: rows go to their destination, messages to stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, cast

import click

from querykit.cli._console import say, show_log
from querykit.cli._destination import Destination, ReaderGoneError
from querykit.cli._engines import open_engine
from querykit.cli._feed import Feed
from querykit.cli._format import choose_writer, layout, on_terminal
from querykit.cli._interrupts import Interrupted, Interrupts
from querykit.cli._options import Settings
from querykit.cli._outcome import report_outcome
from querykit.cli._preflight import reject_errors
from querykit.cli._progress import watch
from querykit.cli._summary import are_accepted, write_summary
from querykit.cli._targets import select
from querykit.definitions.drafts import Draft
from querykit.engine.plan import plan
from querykit.engine.request import Request
from querykit.errors import IncompleteError, OutputError
from querykit.origin import add_columns, add_origin, origin_names
from querykit.query import Mode, Pagination, Query
from querykit.resolved import Resolved
from querykit.result import Result, Row
from querykit.target import Selection
from querykit.writers import Writer

__all__ = ["execute"]


def execute(draft: Draft, settings: Settings) -> int:
    """Check a query, run it, write its rows and report how it ended. Returns the exit status."""
    if settings.debug:
        show_log()
    given = settings.variables()
    _warn_of_numbers(draft.query, given)
    if settings.across:
        draft = replace(draft, query=replace(draft.query, across=True))
    if settings.mode is not None:
        draft = replace(draft, query=replace(draft.query, mode=cast(Mode, settings.mode)))
    resolved = Resolved(draft, given)
    if not settings.no_check:
        reject_errors(resolved)
    writer = choose_writer(settings)
    destination = Destination(settings.to, binary=writer.FORMAT.binary)
    _guard_partial(destination, settings)
    interrupts = click.get_current_context().ensure_object(Interrupts)
    selection = select(settings)
    pagination = Pagination(settings.page_size, settings.max_items, settings.starting_token)
    request = plan(resolved, pagination=pagination, limit=settings.limit, bounds=settings.bounds())
    with ExitStack() as stack:
        names = _origin(selection, request, settings)
        page = layout(settings.to, add_columns(names, request.columns), guard=settings.csv_guard)
        engine = open_engine(draft.query.service, settings, stack)
        _note_page_size(request, settings)
        result = engine.start(
            request,
            interrupts.waiting,
            targets=selection,
            ordered=not settings.unordered,
            fail_fast=settings.fail_fast,
            partial=settings.allow_partial,
        )
        rows = _with_progress(result, request, writer, settings)
        feed = Feed(add_origin(rows, result, names) if names else rows, interrupts.waiting)
        interrupts.at_once = destination.discard
        if destination.file:  # opening a pipe waits for who reads it, and may be interrupted
            interrupts.hold()
        with _ending(feed, interrupts), destination.open() as stream:
            interrupts.hold()
            feed.wait()
            writer.write(feed, stream, page)
            destination.whole = feed.ended is None or _is_allowed(feed, settings)
            destination.supersedes = _is_everything(result, request)
        result.close()
    status = report_outcome(result, feed, destination)
    if settings.summary is not None:
        _write_summary(result, settings.summary)
    if _is_allowed(feed, settings) and interrupts.interrupted is None:
        return 0
    return (
        status if interrupts.interrupted is None else _report_signal(interrupts.interrupted, feed)
    )


def _write_summary(result: Result, file: str) -> None:
    try:
        write_summary(result, file)
    except OSError as error:
        raise OutputError(f"cannot write to {file}: {error.strerror}") from None


def _is_allowed(feed: Feed, settings: Settings) -> bool:
    """Return whether the rows are incomplete, and may be."""
    ended = feed.ended
    if not isinstance(ended, IncompleteError):
        return False
    return settings.allow_partial or are_accepted(ended.outcomes, settings.accept)


def _origin(selection: Selection, request: Request, settings: Settings) -> tuple[str, ...]:
    """Return the columns that each row begins with; none for one target."""
    wanted = False if request.across else settings.with_target
    if wanted is not None:
        return origin_names(selection) if wanted else ()
    # A row that has a region of its own needs no other one.
    own = {column.name for column in request.columns or ()}
    return tuple(name for name in origin_names(selection, unless_one=True) if name not in own)


def _report_signal(interrupted: Interrupted, feed: Feed) -> int:
    """Report a signal that came after the last row. Returns the exit status of any signal."""
    if feed.ended is None:
        say(f"querykit: {interrupted} after all rows were written")
    return interrupted.exit_status


@contextlib.contextmanager
def _ending(feed: Feed, interrupts: Interrupts) -> Iterator[None]:
    """Keep what ended the rows too early, to report it once those that came are written."""
    try:
        yield
    except (IncompleteError, Interrupted) as error:
        feed.ended = error
    except ReaderGoneError:
        if interrupts.interrupted is None:
            raise
        raise interrupts.interrupted from None  # Ctrl-C ends the other end of a pipe, too


def _note_page_size(request: Request, settings: Settings) -> None:
    """Print a note if the operation does not take the page size that was asked for."""
    if settings.page_size is not None and request.pagination.page_size != settings.page_size:
        size = request.pagination.page_size or "none"
        say(f"querykit: note: page size changed to {size} to fit {request.operation}")


def _guard_partial(destination: Destination, settings: Settings) -> None:
    """Reject a token with which the file would contain only the last rows."""
    partial = destination.partial
    if settings.starting_token is not None and partial is not None and partial.exists():
        raise click.UsageError(
            f"{os.path.relpath(partial)} has the rows before this token, and {settings.to} would "
            "have only the rest: write it to another file, or remove the one that is there"
        )


def _is_everything(result: Result, request: Request) -> bool:
    """Return whether all rows were written."""
    ended = all(outcome.status == "complete" for outcome in result.outcomes)
    return ended and request.pagination.starting_token is None


def _warn_of_numbers(query: Query, given: dict[str, Any]) -> None:
    """Print a note if an ad-hoc query compares with the string '5', which equals no number."""
    for name, value in given.items():
        declared = query.variables.get(name)
        if declared is None or declared.type != "any" or not isinstance(value, str):
            continue
        if value.isdigit() or value in ("true", "false", "null"):
            say(
                f"querykit: note: ${name} is the string '{value}'; "
                f"for a number or boolean use --var {name}:={value}"
            )


def _with_progress(
    result: Result, request: Request, writer: Writer, settings: Settings
) -> Iterable[Row]:
    """Return the rows with a progress line, if stderr is a terminal that the rows do not use
    and that can erase it.

    It ends with the rows, or with the first row if they use the same terminal.
    """
    shown = sys.stderr is not None and sys.stderr.isatty() and not settings.no_progress
    shared = writer.FORMAT.streams and on_terminal(settings.to)
    if not shown or os.environ.get("TERM") == "dumb" or (shared and request.streams):
        return result
    with contextlib.suppress(ImportError):
        return watch(result, request.operation, until_first=shared)
    return result
