"""An ignore comment that suppresses nothing, names no rule, or names a rule that cannot be ignored.

``# querykit: ignore[rule]`` at the end of a line applies to that line; on a line of its own, to the
next one. Remove it once it suppresses nothing, or it may hide the next mistake.

Fails:

    service: iam
    operation: list_users
    expression: Users[].UserName  # querykit: ignore[full-merge]

    q.yaml:3:50: warning[unused-silence]: nothing to ignore here for full-merge
        expression: Users[].UserName  # querykit: ignore[full-merge]
                                                         ^ remove it

Fails:

    service: sqs
    operation: list_queues  # querykit: ignore[write-operation]

    q.yaml:2:44: warning[unused-silence]: no comment can ignore write-operation
        operation: list_queues  # querykit: ignore[write-operation]
                                                   ^ remove it

Passes:

    service: iam
    operation: list_users
    expression: sort_by(Users, &UserName)[].Arn  # querykit: ignore[full-merge]
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from querykit.checks._rules import guards, members
from querykit.definitions.silences import Silence
from querykit.errors import nearest
from querykit.findings import Finding, Severity
from querykit.mistakes import Mistake

__all__ = ["SEVERITY", "find_unused"]

SEVERITY: Severity = "warning"


def find_unused(silences: Iterable[Silence], found: Iterable[Finding]) -> Iterator[Mistake]:
    """Return the ignore comments that cover none of the findings of all other rules."""
    lines: dict[str, set[int]] = {}
    for each in found:
        if each.location:
            lines.setdefault(each.rule, set()).add(each.location.line)
    used = {rule: sorted(numbers) for rule, numbers in lines.items()}
    for silence in silences:
        if silence.rule not in members():
            what = f"unknown rule {silence.rule!r}"
            yield Mistake(what, silence.location, nearest(silence.rule, members()))
        elif guards(silence.rule):
            yield Mistake(f"no comment can ignore {silence.rule}", silence.location, "remove it")
        elif not _is_used(silence, used.get(silence.rule, [])):
            yield Mistake(
                f"nothing to ignore here for {silence.rule}", silence.location, "remove it"
            )


def _is_used(silence: Silence, lines: list[int]) -> bool:
    """Return whether an ignore comment covers one of these lines, which are in order."""
    at = bisect_left(lines, silence.first)
    return at < len(lines) and lines[at] <= silence.last
