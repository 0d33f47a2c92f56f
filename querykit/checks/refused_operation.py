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

from collections.abc import Iterator

from querykit.findings import Found, Severity
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(resolved: Resolved) -> Iterator[Found]:
    place, target = resolved.places.value("operation"), resolved.operation
    if resolved.method and resolved.refusal:
        yield Found(resolved.refusal.what, place, resolved.refusal.hint)
    elif target and target.paging.kind == "refused":
        yield Found(f"{target.service}.{target.method} {target.paging.why}", place)
