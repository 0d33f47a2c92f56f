"""A timestamp compared with a date by == or !=: the date means its midnight, not the whole day.

Fails:

    ec2.describe_volumes | Volumes[?CreateTime == '2026-01-31'].VolumeId

    <query>:1:47: warning[equals-midnight]: '2026-01-31' equals only timestamps at midnight
        ec2.describe_volumes | Volumes[?CreateTime == '2026-01-31'].VolumeId
                                                      ^
        write starts_with(CreateTime, '2026-01-31')

Passes:

    ec2.describe_volumes | Volumes[?starts_with(CreateTime, '2026-01-31')].VolumeId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# The filter drops the rest of the day.
THREATENS = True
