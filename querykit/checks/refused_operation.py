"""An operation that cannot return rows: its response is a byte or event stream, or never ends.

Fails:

    s3.get_object {Bucket: logs, Key: a}

    <query>:1:4: error[refused-operation]: s3.get_object returns a byte stream, which has no rows
        s3.get_object {Bucket: logs, Key: a}
           ^ querykit supports operations that return structured data

Passes:

    s3.head_object {Bucket: logs, Key: a}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
