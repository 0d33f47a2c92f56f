"""An operation that may change something, in a query without ``writes: true``.

It is rejected, with ``--no-check`` too, and no comment in the file can ignore it. With ``writes:
true`` it runs only with ``--allow-writes``, or in ``Engine(allow_writes=True)``. Whether an
operation is read-only is judged by its verb and a list of exceptions: some "get" operations issue
credentials or change something.

Fails:

    service: sqs
    operation: purge_queue
    parameters: {QueueUrl: $url}
    variables: {url: {}}

    q.yaml:2:12: error[write-operation]: sqs.purge_queue is not read-only: its verb is 'purge'
        operation: purge_queue
                   ^ if intended, add 'writes: true' and pass --allow-writes

Passes:

    service: sqs
    operation: get_queue_attributes
    parameters: {QueueUrl: $url}
    variables: {url: {}}
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.definitions import adhoc
from querykit.findings import Severity
from querykit.mistakes import Mistake
from querykit.resolved import Resolved

__all__ = ["GUARDS", "SEVERITY", "findings"]

SEVERITY: Severity = "error"
GUARDS = True


def findings(resolved: Resolved) -> Iterator[Mistake]:
    """Yield a mistake if the operation is not read-only and the query does not say that it
    writes.
    """
    target = resolved.operation
    if target is None or resolved.query.writes:
        return
    why = resolved.why_write
    if why is not None:
        hint = "if intended, add 'writes: true' and pass --allow-writes"
        if resolved.query.source == adhoc.SOURCE:
            hint = "if intended, save it with 'writes: true' and pass --allow-writes"
        what = f"{target.service}.{target.method} {why}"
        yield Mistake(what, resolved.places.value("operation"), hint)
