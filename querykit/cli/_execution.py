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
from querykit.cli._feed import Feed
from querykit.cli._format import choose_writer, layout, on_terminal
from querykit.cli._interrupts import Interrupted, Interrupts
from querykit.cli._options import Settings
from querykit.cli._outcome import report_outcome
from querykit.cli._preflight import reject_errors
from querykit.cli._progress import watch
from querykit.definitions.drafts import Draft
from querykit.engine import Engine
from querykit.engine.plan import plan
from querykit.engine.regions import check_region, is_known
from querykit.engine.request import Request
from querykit.errors import IncompleteError
from querykit.query import Mode, Pagination, Query
from querykit.resolved import Resolved
from querykit.result import Result, Row
from querykit.writers import Writer

__all__ = ["execute"]


def execute(draft: Draft, settings: Settings) -> int:
    """Check a query, run it, write its rows and report how it ended. Returns the exit status."""
    if settings.debug:
        show_log()
    given = settings.variables()
    _warn_of_numbers(draft.query, given)
    if settings.mode is not None:
        draft = replace(draft, query=replace(draft.query, mode=cast(Mode, settings.mode)))
    resolved = Resolved(draft, given)
    if not settings.no_check:
        reject_errors(resolved)
    writer = choose_writer(settings)
    destination = Destination(settings.to, binary=writer.FORMAT.binary)
    _guard_partial(destination, settings)
    interrupts = click.get_current_context().ensure_object(Interrupts)
    pagination = Pagination(settings.page_size, settings.max_items, settings.starting_token)
    request = plan(resolved, pagination=pagination, limit=settings.limit, bounds=settings.bounds())
    with ExitStack() as stack:
        engine = _engine(draft.query, settings, stack)
        _note_page_size(request, settings)
        result = engine.start(request, interrupts.waiting)
        feed = Feed(_with_progress(result, request, writer, settings), interrupts.waiting)
        interrupts.at_once = destination.discard
        page = layout(settings.to, request.columns, guard=settings.csv_guard)
        if destination.file:  # opening a pipe waits for who reads it, and may be interrupted
            interrupts.hold()
        with _ending(feed, interrupts), destination.open() as stream:
            interrupts.hold()
            feed.wait()
            writer.write(feed, stream, page)
            destination.whole = feed.ended is None
            destination.supersedes = _is_everything(result, request)
        result.close()
    status = report_outcome(result, feed, destination)
    return (
        status if interrupts.interrupted is None else _report_signal(interrupts.interrupted, feed)
    )


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


def _engine(query: Query, settings: Settings, stack: ExitStack) -> Engine:
    if not settings.demo:
        engine = Engine(
            profile=settings.profile,
            region=settings.region,
            endpoint_url=settings.endpoint_url,
            allow_writes=settings.allow_writes,
        )
        _check_region(engine.region, settings.endpoint_url)
        return engine
    check_region(settings.region)
    for name in ("profile", "endpoint_url"):
        if getattr(settings, name) is not None:
            option = name.replace("_", "-")
            raise click.UsageError(
                f"--demo uses its own account and cannot be combined with --{option}"
            )
    from querykit import demo

    if sys.stderr is not None and sys.stderr.isatty() and not settings.no_progress:
        say("querykit: creating the demo account ...")
    account = stack.enter_context(demo.account())
    account.seed(query.service)
    return account.engine(settings.region, allow_writes=settings.allow_writes)


def _check_region(region: str | None, endpoint_url: str | None) -> None:
    """Reject a region that does not exist, and warn of one that botocore does not list."""
    check_region(region, endpoint_url)
    if region is not None and endpoint_url is None and not is_known(region):
        say(
            f"querykit: warning: botocore does not list the region {region!r}\n"
            "  check the name; a new region needs no update"
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
