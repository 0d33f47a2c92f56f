"""A field that does not exist.

A misspelled field is null, and so is everything after it: the query returns no rows and looks as if
it had worked. Fields are those of AWS's model plus those that botocore and querykit add.

Fails:

    service: ec2
    operation: describe_instances
    expression: >-
      Reservations[].Instances[].{
        id: InstanceId,
        name: Tags[?Key=='Name'] | [0].Valu
      }

    q.yaml:6:36: error[unknown-field]: Tag has no field 'Valu'
            name: Tags[?Key=='Name'] | [0].Valu
                                           ^ did you mean 'Value'?

Passes:

    ec2.describe_instances | Reservations[].Instances[].{id: InstanceId, vpc: VpcId}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
