"""What the pages themselves say is missing from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from querykit.errors import PartialFailureError, TruncatedError
from querykit.services.operation import Operation
from querykit.services.pagination import leftovers, undone

__all__ = ["Completeness"]

_LONGEST = 200


class Completeness:
    """Looks at each page of a call for members that say there is more, or what was not done."""

    def __init__(self, target: Operation, parameters: Mapping[str, Any]) -> None:
        self._target = target
        self._parameters = parameters
        self._more: dict[str, Any] = {}
        self._undone: dict[str, list[Any]] = {}

    def look(self, page: Mapping[str, Any]) -> None:
        """Note what a page says."""
        for path in leftovers(self._target, page):
            self._more[path] = _at(page, path)
        for path in undone(self._target, page):
            found = _at(page, path)
            items = list(found.items()) if isinstance(found, dict) else found
            self._undone.setdefault(path, []).extend(items if isinstance(items, list) else [found])

    def forget(self) -> None:
        """What was noted no longer matters: the answer was found without the rest."""
        self._more.clear()
        self._undone.clear()

    def refuse(self) -> None:
        """Raise what was noted: TruncatedError or PartialFailureError; nothing of whole pages."""
        for name, default in self._target.paging.defaults.items():
            # logs.get_log_events, read from its end, gives one page and the token that ends it.
            if default is True and self._parameters.get(name) is False:
                what = f"{name}: false gives the newest page alone"
                raise TruncatedError(what, hint=f"leave {name} out, to read from the beginning")
        for path, value in self._more.items():
            if isinstance(value, list):
                what = f"{path} has {len(value):,} elements, the most that one answer can have"
                hint = "there may be more, and the operation has no way to go on: narrow the query"
            else:
                what = f"the answer goes on ({path} is set), and there is no known way to follow it"
                hint = "narrow the query, or see what the operation takes to go on"
            raise TruncatedError(what, hint=hint)
        if self._undone:
            told = "; ".join(_told(path, items) for path, items in self._undone.items())
            raise PartialFailureError(f"the answer names what was not done: {told}")


def _told(path: str, items: list[Any]) -> str:
    first = json.dumps(items[0], default=str, ensure_ascii=False)
    shown = first if len(first) <= _LONGEST else f"{first[:_LONGEST]}..."
    return f"{path} has {shown}" + (f" and {len(items) - 1:,} more" if len(items) > 1 else "")


def _at(page: Mapping[str, Any], path: str) -> Any:
    found: Any = page
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found
