"""An operation that its service does not have.

Fails:

    service: iam
    operation: list_acces_keys

    q.yaml:2:12: error[unknown-operation]: iam has no operation 'list_acces_keys'
        operation: list_acces_keys
                   ^ did you mean 'list_access_keys'?

Passes:

    service: iam
    operation: list_access_keys
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.checks._subject import Subject
from querykit.findings import Found, Severity

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(subject: Subject) -> Iterator[Found]:
    known = not subject.query.operation or subject.service is None or subject.method is not None
    if not known and subject.refusal:
        place = subject.places.value("operation")
        yield Found(subject.refusal.what, place, subject.refusal.hint)
