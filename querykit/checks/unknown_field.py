"""A member that is not in what it is looked up in.

A misspelt member is null, and so is everything behind it: the query gives no row, and looks like
an answer. Members are those of AWS's model, and those that botocore and querykit add.

Fails:

    service: ec2
    operation: describe_instances
    expression: >-
      Reservations[].Instances[].{
        id: InstanceId,
        name: Tags[?Key=='Name'] | [0].Valu
      }

    q.yaml:6:36: error[unknown-field]: Tag has no member 'Valu'
            name: Tags[?Key=='Name'] | [0].Valu
                                           ^ did you mean 'Value'?

Passes:

    ec2.describe_instances | Reservations[].Instances[].{id: InstanceId, vpc: VpcId}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
