"""A field of a list. Only the elements of a list have fields, so the result is null.

Fails:

    ec2.describe_volumes | Volumes.VolumeId

    <query>:1:32: error[field-of-list]: Volumes is a list of Volume objects, not a single one
        ec2.describe_volumes | Volumes.VolumeId
                                       ^ write Volumes[].VolumeId

Passes:

    ec2.describe_volumes | Volumes[].VolumeId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
