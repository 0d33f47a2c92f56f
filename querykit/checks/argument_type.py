"""A function argument of the wrong type.

Fails:

    ec2.describe_volumes | Volumes[?starts_with(Size, '1')].VolumeId

    <query>:1:45: error[argument-type]: argument 1 of starts_with() must be a string, not an integer
        ec2.describe_volumes | Volumes[?starts_with(Size, '1')].VolumeId
                                                    ^ write to_string(Size)

Passes:

    ec2.describe_volumes | Volumes[?starts_with(VolumeType, 'gp')].VolumeId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
