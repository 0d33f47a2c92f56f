"""null without backticks, which is a field name or a string, not null.

A field named null evaluates to null as long as no such field exists, so the query works by accident. true and false do not: they are reported as ``unknown-field``. The string 'null' matches only that string, not missing fields.

Fails:

    ec2.describe_instances | Reservations[].Instances[] | [?InstanceLifecycle == null].InstanceId

    <query>:1:78: warning[bare-null]: null without backticks is a field name, and Instance has no field named 'null'
        ...| Reservations[].Instances[] | [?InstanceLifecycle == null].InstanceId
                                                                 ^ write `null`
      a missing field is null, so this works by accident

Fails:

    ec2.describe_addresses | Addresses[?AssociationId == 'null'].PublicIp

    <query>:1:54: warning[bare-null]: 'null' is a string, not null
        ec2.describe_addresses | Addresses[?AssociationId == 'null'].PublicIp
                                                             ^ write `null`
      a missing AssociationId is null, which equals no string

Passes:

    ec2.describe_instances | Reservations[].Instances[] | [?InstanceLifecycle == `null`].InstanceId
"""  # noqa: E501

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# The string 'null' is not null, and a field of that name may be added.
THREATENS = True
