"""A comparison that is never true, whatever AWS answers.

A number equals no text. A name in double quotes is a member, and no text. Where such a comparison
stands in a filter, the filter lets nothing pass, and an audit says that there is nothing wrong.

Fails:

    logs.describe_log_groups | logGroups[?retentionInDays=='365'].logGroupName

    <query>:1:54: error[never-true]: retentionInDays (a number) and the text '365' are never equal
        logs.describe_log_groups | logGroups[?retentionInDays=='365'].logGroupName
                                                             ^ write `365`

Passes:

    logs.describe_log_groups | logGroups[?retentionInDays==`365`].logGroupName
"""

from __future__ import annotations

from collections.abc import Iterable

from querykit.checks._finding import Found, Severity
from querykit.checks._subject import Subject

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(subject: Subject) -> Iterable[Found]:
    return subject.observed("never-true")
