"""Rows that are lists, because a list stands in a list.

One level of lists is taken apart into rows. What is nested deeper comes as rows that are lists,
which a table or a CSV shows in one cell. ``flatten: all`` in a definition takes all levels apart.

Fails:

    ec2.describe_instances | Reservations[].Instances[*].InstanceId

    <query>:1:50: warning[nested-rows]: each row is a list of string
        ec2.describe_instances | Reservations[].Instances[*].InstanceId
                                                         ^ write [] for [*]

Passes:

    ec2.describe_instances | Reservations[].Instances[].InstanceId
"""

from __future__ import annotations

from collections.abc import Iterable

from querykit.checks._finding import Found, Severity
from querykit.checks._subject import Subject

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "warning"


def findings(subject: Subject) -> Iterable[Found]:
    return subject.observed("nested-rows")
