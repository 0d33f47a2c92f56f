"""An expression that is not JMESPath.

Fails:

    service: ec2
    operation: describe_volumes
    expression: Volumes[?State = 'available'].VolumeId

    q.yaml:3:28: error[syntax]: '=' is not an operator
        expression: Volumes[?State = 'available'].VolumeId
                                   ^ write ==

Passes:

    service: ec2
    operation: describe_volumes
    expression: Volumes[?State == 'available'].VolumeId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
