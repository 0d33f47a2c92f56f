"""Rows that are lists, because a list contains lists.

One level of lists becomes rows. Deeper lists stay lists, which a table or CSV shows in a single
cell. ``flatten: all`` in a definition flattens every level.

Fails:

    ec2.describe_instances | Reservations[].Instances[*].InstanceId

    <query>:1:50: warning[nested-rows]: each row is a list of strings, not a single value
        ec2.describe_instances | Reservations[].Instances[*].InstanceId
                                                         ^ write [] instead of [*]

Fails:

    ec2.describe_instances | Reservations[].Instances[?EbsOptimized].InstanceId

    <query>:1:50: warning[nested-rows]: each row is a list of strings, not a single value
        ec2.describe_instances | Reservations[].Instances[?EbsOptimized].InstanceId
                                                         ^
        put [] | before the filter

Passes:

    ec2.describe_instances | Reservations[].Instances[].InstanceId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# There is one row per list, whatever is in it, and many may be empty.
THREATENS = True
