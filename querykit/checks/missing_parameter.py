"""A required parameter that is missing.

Fails:

    s3.list_objects_v2 | Contents[].Key

    <query>:1:4: error[missing-parameter]: missing required parameter 'Bucket'
        s3.list_objects_v2 | Contents[].Key
           ^

Passes:

    s3.list_objects_v2 {Bucket: $bucket} | Contents[].Key
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
