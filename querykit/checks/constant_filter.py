"""A filter, or an alternative, that is always the same, whatever AWS returns.

Fails:

    ec2.describe_volumes | Volumes[?Size || `true`].VolumeId

    <query>:1:41: warning[constant-filter]: this filter matches every element
        ec2.describe_volumes | Volumes[?Size || `true`].VolumeId
                                                ^
      `true` is always true

Fails:

    ec2.describe_volumes | Volumes[?VolumeType == ('gp2' || 'gp3')].VolumeId

    <query>:1:48: warning[constant-filter]: 'gp2' is always true, so 'gp3' is never evaluated
        ec2.describe_volumes | Volumes[?VolumeType == ('gp2' || 'gp3')].VolumeId
                                                       ^
        write VolumeType == 'gp2' || VolumeType == 'gp3'

Passes:

    ec2.describe_volumes | Volumes[?Encrypted].VolumeId
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# The filter may let something else pass than it seems to.
THREATENS = True
