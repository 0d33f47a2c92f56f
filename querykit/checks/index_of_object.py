"""An index into an object. Objects have fields, not elements, so the result is null.

Fails:

    ec2.describe_volumes | Volumes[].Attachments[].[@[0]]

    <query>:1:50: error[index-of-object]: this value is an object (VolumeAttachment), not a list
        ec2.describe_volumes | Volumes[].Attachments[].[@[0]]
                                                         ^

Passes:

    ec2.describe_volumes | Volumes[].Attachments[0].InstanceId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
