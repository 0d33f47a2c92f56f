"""A field of a string, number or boolean, which have no fields: the result is null.

``!`` binds more tightly than a dot: ``!a.b`` is ``(!a).b``.

Fails:

    ec2.describe_instances | Reservations[].Instances[?!State.Name][].InstanceId

    <query>:1:59: error[field-of-scalar]: !State is a boolean and has no fields
        ec2.describe_instances | Reservations[].Instances[?!State.Name][].InstanceId
                                                                  ^
        write !(State.Name)
      !State.Name means (!State).Name: ! binds tighter than the dot

Passes:

    ec2.describe_instances | Reservations[].Instances[?!(State.Name)][].InstanceId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
