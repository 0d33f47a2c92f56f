"""Rows that are lists, because a list stands in a list.

One level of lists is taken apart into rows. What is nested deeper comes as rows that are lists:
one per list, also if it is empty. A table or a CSV has a column per position, and shows an empty
list as ``[]``. ``flatten: all`` in a definition takes all levels apart.

Fails:

    ec2.describe_instances | Reservations[].Instances[*].InstanceId

    <query>:1:50: warning[nested-rows]: each row is a list of strings
        ec2.describe_instances | Reservations[].Instances[*].InstanceId
                                                         ^ write [] for [*]

Fails:

    ec2.describe_instances | Reservations[].Instances[?EbsOptimized].InstanceId

    <query>:1:50: warning[nested-rows]: each row is a list of strings
        ec2.describe_instances | Reservations[].Instances[?EbsOptimized].InstanceId
                                                         ^
        write [] | before the filter

Passes:

    ec2.describe_instances | Reservations[].Instances[].InstanceId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# There is one row per list, whatever is in it, and many may be empty.
THREATENS = True
