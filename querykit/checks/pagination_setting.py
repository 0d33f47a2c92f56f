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

from collections.abc import Iterator

from querykit.findings import Found, Severity
from querykit.resolved import Resolved
from querykit.services.operation import Operation

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(resolved: Resolved) -> Iterator[Found]:
    target = resolved.operation
    if target is None or target.paging.kind == "refused":
        return
    for key, what in _wrong(resolved, target):
        place = resolved.places.key("pagination", key)
        yield Found(f"{target.service}.{target.method} {what}", place, "leave it out")


def _wrong(resolved: Resolved, target: Operation) -> Iterator[tuple[str, str]]:
    settings, paging = resolved.query.pagination, target.paging
    if settings.page_size is not None and paging.limit_key is None:
        yield "PageSize", "takes no page size"
    if settings.starting_token is not None and not paging.pages:
        yield "StartingToken", "answers in one page, and takes no starting token"
    if settings.max_items is not None and not paging.result_keys and not paging.pages:
        yield "MaxItems", "answers without a list whose items could be counted"
