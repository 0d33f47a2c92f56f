"""A comparison whose result is always the same, usually false, whatever AWS returns.

A number never equals a string. A name in double quotes is a field, not a string. In a filter, such
a comparison matches nothing, and an audit reports that all is well.

A timestamp is compared with a string as a time: ISO 8601 with any offset, in UTC without one; a
date means its midnight. A string that is not a time is rejected. Functions look in the text of a
timestamp, which always has the form 2026-01-31T12:00:00+00:00.

Fails:

    logs.describe_log_groups | logGroups[?storedBytes=='365'].logGroupName

    <query>:1:50: error[never-true]: storedBytes (an integer) and the string '365' are never equal
        logs.describe_log_groups | logGroups[?storedBytes=='365'].logGroupName
                                                         ^ write `365`

Fails:

    ec2.describe_volumes | Volumes[?CreateTime < '90d'].VolumeId

    <query>:1:46: error[never-true]: '90d' is not a timestamp, but CreateTime is
        ec2.describe_volumes | Volumes[?CreateTime < '90d'].VolumeId
                                                     ^ write ago('90d')
      timestamps are strings like '2026-01-31T12:00:00+00:00'

Fails:

    ec2.describe_volumes | Volumes[?ends_with(CreateTime, 'Z')].VolumeId

    <query>:1:55: error[never-true]: CreateTime is a timestamp, which never ends with 'Z'
        ec2.describe_volumes | Volumes[?ends_with(CreateTime, 'Z')].VolumeId
                                                              ^
      timestamps are strings like '2026-01-31T12:00:00+00:00'

Fails:

    ec2.describe_volumes | Volumes[?Size > `100` && Size < `50`].VolumeId

    <query>:1:46: error[never-true]: Size > `100` and Size < `50` are never both true
        ec2.describe_volumes | Volumes[?Size > `100` && Size < `50`].VolumeId
                                                     ^

Passes:

    logs.describe_log_groups | logGroups[?retentionInDays==`365`].logGroupName
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
