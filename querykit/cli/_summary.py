"""The end of a run at several targets: how many are complete, and why others are not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase

from querykit.cli._console import say
from querykit.engine.failure_classes import FAILURE_CLASSES
from querykit.result import Outcome, Result, counted

__all__ = ["are_accepted", "say_summary", "write_summary"]

_NAMED = 4
_WORDS = {"failed": "failed", "stopped": "stopped", "not-here": "not there"}


def say_summary(outcomes: Sequence[Outcome]) -> None:
    """Print how many targets are complete, and the others by what went wrong, each with its fix."""
    number: Counter[str] = Counter(outcome.status for outcome in outcomes)
    line = f"{number['complete']:,} of {counted(len(outcomes), 'target')} complete"
    others = [f"{number[each]:,} {word}" for each, word in _WORDS.items() if number[each]]
    say(f"querykit: {', '.join([line, *others])}")
    for why in sorted({outcome.why for outcome in outcomes if outcome.why}):
        group = [outcome for outcome in outcomes if outcome.why == why]
        say(f"  not there: {_named(group)}: {why}")
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    for kind, _ in Counter(outcome.failure for outcome in failed).most_common():
        _say_failures(kind or "failed", [each for each in failed if each.failure == kind])


def _say_failures(kind: str, group: Sequence[Outcome]) -> None:
    """Print the failures of a class: their targets, what AWS said of the first, and the fix."""
    say(f"  {kind}: {_named(group)}")
    error = group[0].error
    assert error is not None
    say(f"    {error.mistakes[0].what}")
    say(f"    fix: {FAILURE_CLASSES[kind].fix}")


def _named(group: Sequence[Outcome]) -> str:
    named = [str(outcome.target) or "the account" for outcome in group[:_NAMED]]
    return ", ".join([*named, *([f"{len(group) - _NAMED:,} more"] if len(group) > _NAMED else [])])


def are_accepted(outcomes: Sequence[Outcome], patterns: Sequence[str]) -> bool:
    """Return whether every failure is of a class that is accepted."""
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    return bool(patterns) and all(
        any(fnmatchcase(outcome.failure or "failed", each) for each in patterns)
        for outcome in failed
    )


def write_summary(result: Result, file: str) -> None:
    """Write every outcome as JSON. Raises OSError if the file cannot be written."""
    with open(file, "w", encoding="utf-8") as stream:
        json.dump(result.summary(), stream, indent=2)
        stream.write("\n")
