"""A string that a field is compared with, or a key of a map, that the model does not list.

This is a warning because AWS may return values that the installed botocore does not list: 3% of
those in AWS's own sample responses. Values that differ only in case are pointed out. A run prints
this warning too.

Fails:

    ec2.describe_instances | Reservations[].Instances[?State.Name == 'runing'][].InstanceId

    <query>:1:66: warning[not-in-enum]: 'runing' is not a value of the enum InstanceStateName
        ...ances | Reservations[].Instances[?State.Name == 'runing'][].InstanceId
                                                           ^ did you mean 'running'?

Fails:

    iam.get_account_summary | SummaryMap.AccountMFAEnabld

    <query>:1:38: warning[not-in-enum]: 'AccountMFAEnabld' is not a value of the enum summaryKeyType
        iam.get_account_summary | SummaryMap.AccountMFAEnabld
                                             ^ did you mean 'AccountMFAEnabled'?

Passes:

    ec2.describe_instances | Reservations[].Instances[?State.Name == 'running'][].InstanceId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# The filter may let something else pass than it seems to.
THREATENS = True
