"""An operation that has no rows: its answer is a stream of bytes or of events, or never ends.

Fails:

    s3.get_object {Bucket: logs, Key: a}

    <query>:1:4: error[refused-operation]: s3.get_object answers with a stream of bytes, which has no rows
        s3.get_object {Bucket: logs, Key: a}
           ^ querykit reads the operations that answer with data

Passes:

    s3.head_object {Bucket: logs, Key: a}
"""  # noqa: E501

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
