"""An expression that always fails when evaluated, such as comparing a number with a string.

Fails:

    ec2.describe_volumes | Volumes[?Size > '100'].VolumeId

    <query>:1:38: error[would-raise]: > fails here: Size (an integer) and the string '100' cannot be compared
        ec2.describe_volumes | Volumes[?Size > '100'].VolumeId
                                             ^ write `100`

Passes:

    ec2.describe_volumes | Volumes[?Size > `100`].VolumeId
"""  # noqa: E501

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
