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

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
