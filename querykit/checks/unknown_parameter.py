"""A parameter that the operation does not have, or a field that a parameter does not have.

Fails:

    service: iam
    operation: list_access_keys
    parameters: {UserNam: ann}

    q.yaml:3:14: error[unknown-parameter]: the operation has no parameter 'UserNam'
        parameters: {UserNam: ann}
                     ^ did you mean 'UserName'?

Passes:

    service: iam
    operation: list_access_keys
    parameters: {UserName: ann}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
