"""The end of a run, on stderr: what is missing, where the rows are, and the token to resume."""

from __future__ import annotations

import json
import os
from typing import Any

from querykit.cli._console import say
from querykit.cli._destination import Destination
from querykit.cli._feed import Feed
from querykit.cli._interrupts import Interrupted
from querykit.cli._summary import say_summary
from querykit.result import Result, counted

__all__ = ["report_outcome"]

_LONGEST = 80


def report_outcome(result: Result, feed: Feed, destination: Destination) -> int:
    """Report on stderr how a run ended whose rows are written. Returns the exit status."""
    ended = feed.ended
    if any(outcome.partial for outcome in result.outcomes):
        say(
            "querykit: warning: --starting-token, --max-items, --max-pages or a token among the\n"
            "  parameters limited the run, so the expression was applied to part of the\n"
            "  result only"
        )
    _say_what_changed(result)
    if result.rows == 0 and ended is None:
        say(f"querykit: no rows ({counted(result.pages, 'page')} read)")
        _say_what_is_unread(result)
    if isinstance(ended, Interrupted):
        _say_interrupted(ended, result, feed)
    elif ended is not None and len(result.outcomes) == 1:
        say(f"querykit: {str(ended).removeprefix('error: ')}")
    partial = None if destination.whole else destination.partial
    if ended is not None and feed.written and partial is not None:
        say(f"  the rows read so far are in {os.path.relpath(partial)}")
    if len(result.outcomes) > 1:
        say_summary(result.outcomes)
        return ended.exit_status if ended else 0
    _say_where_to_go_on(result, feed, destination)
    return ended.exit_status if ended else 0


def _say_what_changed(result: Result) -> None:
    for change in (each for outcome in result.outcomes for each in outcome.changes):
        first, last = _json(change.first), _json(change.last)
        say(
            f"querykit: warning: {change.field} changed between pages, from {first} to {last};\n"
            "  the last value is used"
        )


def _say_what_is_unread(result: Result) -> None:
    for outcome in result.outcomes:
        if outcome.unread:
            say(f"  the response has data in {', '.join(outcome.unread)}: add the expression '| @'")


def _json(value: Any) -> str:
    """Return a value as JSON, shortened if it is long."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _say_interrupted(ended: Interrupted, result: Result, feed: Feed) -> None:
    say(f"querykit: {ended} after {counted(feed.written, 'row')}")
    if result.resume_token is None:
        say("  there is no token to resume from: run it again")


def _say_where_to_go_on(result: Result, feed: Feed, destination: Destination) -> None:
    if result.rows != feed.written:
        return  # the token would continue after a row that was not written
    for outcome in result.outcomes:
        if outcome.resume_token is None or outcome.status == "complete":
            continue
        if result.resume_token is None:  # no run over regions and accounts begins with a token
            if feed.ended is None:
                say(f"querykit: {outcome.status} after {counted(outcome.rows, 'row')}")
            continue
        if feed.ended is None:
            say(f"querykit: {outcome.status} after {counted(outcome.rows, 'row')}; to resume:")
        elif destination.file is not None and feed.written:
            say("  to resume, write the rest to another file:")
        else:
            say("  to resume:")
        say(f"  --starting-token {outcome.resume_token}")
