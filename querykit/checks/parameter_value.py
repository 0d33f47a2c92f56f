"""A parameter value that AWS's model does not allow: not in an enum, or above a maximum.

botocore sends it, and most services reject it. This is a warning because AWS adds values and raises
limits before the installed botocore knows them. A pattern only has to match somewhere in the
string, and is skipped if it uses Java-specific syntax or could be slow.

Fails:

    ec2.describe_instance_attribute {InstanceId: i-1, Attribute: instancetype}

    <query>:1:62: warning[parameter-value]: 'instancetype' is not a valid value for Attribute
        ec2.describe_instance_attribute {InstanceId: i-1, Attribute: instancetype}
                                                                     ^
        did you mean 'instanceType'? Case matters

Passes:

    ec2.describe_instance_attribute {InstanceId: i-1, Attribute: instanceType}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# A filter with a value that AWS does not have may return nothing.
THREATENS = True
