"""A definition that says ``writes: true``, so that it may change something.

It runs with ``--allow-writes`` only, or in ``Engine(allow_writes=True)``. No comment in the file
can ignore this, so that ``querykit check --strict`` can forbid write operations in a project; its
configuration can allow them, by path.

Fails:

    service: sqs
    operation: purge_queue
    parameters: {QueueUrl: $url}
    variables: {url: {}}
    writes: true

    q.yaml:5:9: warning[declared-write]: sqs.purge_queue is allowed to change something
        writes: true
                ^ remove it, unless that is intended
      sqs.purge_queue is not read-only: its verb is 'purge'

Fails:

    service: sqs
    operation: list_queues
    writes: true

    q.yaml:3:9: warning[declared-write]: sqs.list_queues is read-only
        writes: true
                ^ remove it

Passes:

    service: sqs
    operation: list_queues
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.findings import Severity
from querykit.mistakes import Mistake
from querykit.resolved import Resolved

__all__ = ["GUARDS", "SEVERITY", "findings"]

SEVERITY: Severity = "warning"
GUARDS = True


def findings(resolved: Resolved) -> Iterator[Mistake]:
    """Yield a mistake for ``writes: true``, whether or not the operation writes."""
    target = resolved.operation
    if target is None or not resolved.query.writes:
        return
    place = resolved.places.value("writes")
    name = f"{target.service}.{target.method}"
    why = resolved.why_write
    if why is None:
        yield Mistake(f"{name} is read-only", place, "remove it")
    else:
        what, hint = f"{name} is allowed to change something", "remove it, unless that is intended"
        yield Mistake(what, place, hint, f"{name} {why}")
