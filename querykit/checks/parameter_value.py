"""A parameter with a value that AWS's model does not have: not in an enum, or above a limit.

botocore sends it, and most services refuse it. It is a warning, since AWS adds values and raises
limits before the installed botocore has them. A pattern counts as kept where it matches anywhere
in the text, and is not looked at where it is written in Java's own way, or could take long.

Fails:

    ec2.describe_instance_attribute {InstanceId: i-1, Attribute: instancetype}

    <query>:1:62: warning[parameter-value]: Attribute is 'instancetype'
        ec2.describe_instance_attribute {InstanceId: i-1, Attribute: instancetype}
                                                                     ^
        'instanceType' differs by case alone

Passes:

    ec2.describe_instance_attribute {InstanceId: i-1, Attribute: instanceType}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# A filter with a value that AWS does not have may return nothing.
THREATENS = True
