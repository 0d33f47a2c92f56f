"""A parameter value that botocore would reject: wrong type, or below a minimum.

A variable is checked with its default, or as any value of its type if it has none. Integers and
booleans are converted to strings where the operation expects strings, so those are fine.

Fails:

    service: ec2
    operation: describe_instances
    parameters: {MaxResults: $most}
    variables:
      most: {type: date}

    q.yaml:3:26: error[parameter-type]: MaxResults cannot be $most, of type date
        parameters: {MaxResults: $most}
                                 ^ expected an integer

Fails:

    iam.list_users {MaxItems: 0}

    <query>:1:27: error[parameter-type]: MaxItems is 0
        iam.list_users {MaxItems: 0}
                                  ^ the minimum is 1

Passes:

    ec2.describe_instances {Filters: [{Name: tag:Port, Values: [443]}]}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
