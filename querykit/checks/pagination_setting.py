"""A setting of the pagination that the operation does not have.

A page size that the operation does not accept, a starting token for an operation that is not
paginated, or MaxItems where the response has no list to count.

Fails:

    service: sts
    operation: get_caller_identity
    pagination: {PageSize: 5}

    q.yaml:3:14: error[pagination-setting]: sts.get_caller_identity does not accept a page size
        pagination: {PageSize: 5}
                     ^ remove it

Passes:

    service: iam
    operation: list_users
    pagination: {PageSize: 5}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
