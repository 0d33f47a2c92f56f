"""null without backticks, which is the name of a member or a text, and no null.

The name finds what was meant as long as nothing has a member of that name, for what is not there is
null. true and false without backticks never do: they are ``unknown-field``. The text 'null' finds
what AWS has written so, and not what is absent.

Fails:

    ec2.describe_instances | Reservations[].Instances[] | [?InstanceLifecycle == null].InstanceId

    <query>:1:78: warning[bare-null]: null is the name of a member here, and Instance has none called 'null'
        ...| Reservations[].Instances[] | [?InstanceLifecycle == null].InstanceId
                                                                 ^ write `null`
      it finds what was meant as long as there is no such member

Fails:

    ec2.describe_addresses | Addresses[?AssociationId == 'null'].PublicIp

    <query>:1:54: warning[bare-null]: 'null' is a text, and no null
        ec2.describe_addresses | Addresses[?AssociationId == 'null'].PublicIp
                                                             ^ write `null`
      where AssociationId is absent, it does not equal a text

Passes:

    ec2.describe_instances | Reservations[].Instances[] | [?InstanceLifecycle == `null`].InstanceId
"""  # noqa: E501

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# The string 'null' is not null, and a field of that name may be added.
THREATENS = True
