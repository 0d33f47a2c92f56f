"""A setting of the pagination that the operation does not have.

A page size where it takes none, a starting token where there is one page, a number of items where
its answer has no list to count.

Fails:

    service: sts
    operation: get_caller_identity
    pagination: {PageSize: 5}

    q.yaml:3:14: error[pagination-setting]: sts.get_caller_identity takes no page size
        pagination: {PageSize: 5}
                     ^ leave it out

Passes:

    service: iam
    operation: list_users
    pagination: {PageSize: 5}
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
