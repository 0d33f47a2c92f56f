"""A parameter with a value that botocore would not send: of another type, or below a limit.

A variable in it has the value of its default, and without one any value of its type. Whole numbers
and booleans become text where the operation wants text, so these are right.

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
                                  ^ it takes at least 1

Passes:

    ec2.describe_instances {Filters: [{Name: tag:Port, Values: [443]}]}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
