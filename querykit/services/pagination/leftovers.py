"""What a page leaves unread or undone, and says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from querykit.services.pagination.signs import Path, Signs

__all__ = ["leftovers", "undone"]


class _HasSigns(Protocol):
    @property
    def signs(self) -> Signs: ...


def leftovers(operation: _HasSigns, page: Mapping[str, Any]) -> Iterator[str]:
    """The members of a page that say there is more than its operation's paginator follows.

    >>> from querykit.services.operation import operation
    >>> list(leftovers(operation("swf", "count_pending_decision_tasks"), {"truncated": True}))
    ['truncated']
    """
    for path in operation.signs.more:
        if _at(page, path):
            yield ".".join(path)
    for path, full in operation.signs.capped:
        items = _at(page, path)
        if isinstance(items, list) and len(items) >= full:
            yield ".".join(path)


def undone(operation: _HasSigns, page: Mapping[str, Any]) -> Iterator[str]:
    """The members of a page that name what was asked for and not done, where there is any.

    >>> from querykit.services.operation import operation
    >>> page = {"Parameters": [], "InvalidParameters": ["/no/such"]}
    >>> list(undone(operation("ssm", "get_parameters"), page))
    ['InvalidParameters']
    """
    for path in operation.signs.undone:
        if _at(page, path):
            yield ".".join(path)


def _at(page: Mapping[str, Any], path: Path) -> Any:
    found: Any = page
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
