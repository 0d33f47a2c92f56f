"""A name in double quotes where text may be meant, in data whose members are not known.

Double quotes name a member. Where the members are known, such a name is ``never-true``; in a
policy, or in other JSON, there may be one of that name, and hardly ever is.

Fails:

    s3.get_bucket_policy {Bucket: $bucket} | policy_statements(Policy)[?Effect == "Allow"].Sid

    <query>:1:79: warning[quoted-name]: double quotes name a member, and no text
        ... {Bucket: $bucket} | policy_statements(Policy)[?Effect == "Allow"].Sid
                                                                     ^
        text is written 'Allow'

Passes:

    s3.get_bucket_policy {Bucket: $bucket} | policy_statements(Policy)[?Effect == 'Allow'].Sid
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# What is compared with a member that is not there lets nothing pass.
THREATENS = True
