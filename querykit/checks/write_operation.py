"""An operation that is no read, in a definition that does not say ``writes: true``.

Whether an operation reads follows from its verb, and from a list of exceptions with their reasons:
some that are called "get" hand out credentials or change something.

Fails:

    service: sqs
    operation: purge_queue
    parameters: {QueueUrl: $url}
    variables: {url: {}}

    q.yaml:2:12: error[write-operation]: sqs.purge_queue is no read, as far as 'purge' says
        operation: purge_queue
                   ^ write 'writes: true' where that is meant

Passes:

    service: sqs
    operation: purge_queue
    parameters: {QueueUrl: $url}
    variables: {url: {}}
    writes: true
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.checks._finding import Found, Severity
from querykit.checks._subject import Subject
from querykit.definitions import adhoc
from querykit.services.reads import why_no_read

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(subject: Subject) -> Iterator[Found]:
    target = subject.operation
    if target is None or subject.query.writes:
        return
    why = why_no_read(target)
    if why is not None:
        hint = "write 'writes: true' where that is meant"
        if subject.query.source == adhoc.SOURCE:
            hint = "where that is meant, save it with 'writes: true', or give --no-check"
        what = f"{target.service}.{target.method} {why}"
        yield Found(what, subject.places.value("operation"), hint)
