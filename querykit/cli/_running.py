"""A query run from the command line: the rows to their destination, what else to stderr."""

from __future__ import annotations

import contextlib
import itertools
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, cast

import click

from querykit.cli._checking import refuse
from querykit.cli._console import say, show_log
from querykit.cli._destination import PARTIAL, Destination
from querykit.cli._options import Settings
from querykit.cli._progress import watched
from querykit.cli._writing import layout_of, on_terminal, writer_of
from querykit.definitions.drafts import Draft
from querykit.engine import Engine
from querykit.engine.plan import Call
from querykit.errors import IncompleteError
from querykit.query import Mode, Query
from querykit.result import Outcome, Result, Row, counted

__all__ = ["give"]


def give(draft: Draft, settings: Settings) -> int:
    """Check a query and run it, write its rows, say how it ended; the exit status."""
    if settings.debug:
        show_log()
    given = settings.variables()
    _warn_of_numbers(draft.query, given)
    if not settings.no_check:
        refuse(draft, given)
    query = draft.whole()
    writer, destination = writer_of(settings), Destination(settings.to)
    options: dict[str, Any] = {
        "limit": settings.limit,
        "page_size": settings.page_size,
        "max_items": settings.max_items,
        "starting_token": settings.starting_token,
    }
    if settings.mode is not None:
        query = replace(query, mode=cast(Mode, settings.mode))
    with ExitStack() as stack:
        engine = _engine(query, settings, stack)
        call = engine.plan(query, given, check=False, **options)
        if settings.page_size is not None and call.pagination.page_size != settings.page_size:
            asked = call.pagination.page_size or "none"
            say(f"querykit: note: the page size is {asked}, as {call.operation} allows")
        result = engine.start(call)
        rows = _Rows(_with_progress(result, call, writer, settings))
        try:
            with destination.open() as stream:
                rows.wait()
                writer.write(rows, stream, layout_of(settings.to, call.columns))
                destination.whole = rows.incomplete is None
        except IncompleteError as error:
            rows.incomplete = error
        except KeyboardInterrupt:
            result.close()
            _say_where_to_go_on(result.outcomes)
            raise
    return _say_how_it_ended(result, rows.incomplete, settings)


def _warn_of_numbers(query: Query, given: dict[str, Any]) -> None:
    """Say so where an ad-hoc query compares with the text '5': it equals no number."""
    for name, value in given.items():
        declared = query.variables.get(name)
        if declared is None or declared.type != "any" or not isinstance(value, str):
            continue
        if value.isdigit() or value in ("true", "false", "null"):
            say(f"querykit: note: ${name} is the text '{value}'; --var {name}:={value} is no text")


def _engine(query: Query, settings: Settings, stack: ExitStack) -> Engine:
    if not settings.demo:
        return Engine(
            profile=settings.profile, region=settings.region, endpoint_url=settings.endpoint_url
        )
    for name in ("profile", "endpoint_url"):
        if getattr(settings, name) is not None:
            option = name.replace("_", "-")
            raise click.UsageError(f"--demo has its own account: it goes without --{option}")
    from querykit import demo

    if sys.stderr is not None and sys.stderr.isatty() and not settings.no_progress:
        say("querykit: making the demo account ...")
    account = stack.enter_context(demo.account())
    account.seed(query.service)
    return account.engine(settings.region)


class _Rows:
    """Rows for a writer, which end when a page could not be read: the writer finishes its text."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._waiting: list[Row] = []
        self.incomplete: IncompleteError | None = None

    def wait(self) -> None:
        """Wait for the first row. Raises IncompleteError where none came.

        Nothing is written then, not even ``[]`` or a header: that would look like no rows.
        """
        self._waiting = list(itertools.islice(self._rows, 1))

    def __iter__(self) -> Iterator[Row]:
        yield from self._waiting
        try:
            yield from self._rows
        except IncompleteError as error:
            self.incomplete = error


def _with_progress(result: Result, call: Call, writer: Any, settings: Settings) -> Iterable[Row]:
    """The rows under a progress line, where there is a terminal that the rows leave free.

    They leave it free to their end, or to the first one where that needs the whole result.
    """
    shown = sys.stderr is not None and sys.stderr.isatty() and not settings.no_progress
    shared = writer.STREAMS and on_terminal(settings.to)
    if not shown or (shared and call.streams):
        return result
    with contextlib.suppress(ImportError):
        return watched(result, call.operation, until_first=shared)
    return result


def _say_how_it_ended(
    result: Result, incomplete: IncompleteError | None, settings: Settings
) -> int:
    if any(outcome.partial for outcome in result.outcomes):
        say(
            "querykit: warning: the expression was applied to a part of the result alone, which\n"
            "  --starting-token or --max-items cut out; without them it means the whole"
        )
    if result.rows == 0 and incomplete is None:
        say(f"querykit: no rows ({counted(result.pages, 'page')} read)")
    if incomplete is not None:
        say(f"querykit: {incomplete}")
        if settings.to is not None and result.rows:
            say(f"  the rows so far are in {settings.to}{PARTIAL}")
    _say_where_to_go_on(result.outcomes)
    return incomplete.exit_status if incomplete else 0


def _say_where_to_go_on(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.resume_token is not None and outcome.status != "complete":
            say(
                f"querykit: {outcome.status} after {counted(outcome.rows, 'row')}; the rest with\n"
                f"  --starting-token {outcome.resume_token}"
            )
