"""A name in double quotes where a string may be intended, in data whose fields are not known.

Double quotes refer to a field. If the fields are known, this is reported as ``never-true``; in a
policy or other free-form JSON such a field may exist, but hardly ever does.

Fails:

    s3.get_bucket_policy {Bucket: $bucket} | policy_statements(Policy)[?Effect == "Allow"].Sid

    <query>:1:79: warning[quoted-name]: double quotes refer to a field, not a string
        ... {Bucket: $bucket} | policy_statements(Policy)[?Effect == "Allow"].Sid
                                                                     ^
        write 'Allow' for a string

Passes:

    s3.get_bucket_policy {Bucket: $bucket} | policy_statements(Policy)[?Effect == 'Allow'].Sid
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# What is compared with a member that is not there lets nothing pass.
THREATENS = True
