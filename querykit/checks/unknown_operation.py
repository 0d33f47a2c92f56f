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

from querykit.findings import Found, Severity
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(resolved: Resolved) -> Iterator[Found]:
    known = not resolved.query.operation or resolved.service is None or resolved.method is not None
    if not known and resolved.refusal:
        place = resolved.places.value("operation")
        yield Found(resolved.refusal.what, place, resolved.refusal.hint)
