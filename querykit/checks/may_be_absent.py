"""A function applied to a field that AWS may omit; if it is missing, the run fails.

Fails:

    ec2.describe_security_groups | SecurityGroups[].IpPermissions[].IpRanges[?starts_with(Description, 'x')][].CidrIp

    <query>:1:87: warning[may-be-absent]: starts_with() fails when Description is missing
        ...ps[].IpPermissions[].IpRanges[?starts_with(Description, 'x')][].CidrIp
                                                      ^
        write not_null(Description, '')
      AWS omits Description when it has no value

Passes:

    ec2.describe_security_groups | SecurityGroups[].IpPermissions[].IpRanges[?Description && starts_with(Description, 'x')][].CidrIp
"""  # noqa: E501

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "warning"
