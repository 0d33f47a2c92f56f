"""The end of a run whose pages are empty and never stop coming."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from querykit.errors import BoundReachedError

__all__ = ["Emptiness"]


class Emptiness:
    """A counter of consecutive pages without elements.

    A page has elements if one of its result keys has a value: the list of the operation, or how
    many items a scan read. Without result keys, any list or map that is not empty counts.
    """

    def __init__(self, result_keys: Sequence[Any], most: int | None) -> None:
        self._result_keys = result_keys
        self._most = most
        self._empty = 0

    def look(self, page: Mapping[str, Any]) -> None:
        """Count a page that another one follows. Raises BoundReachedError if it is one too many."""
        self._empty = self._empty + 1 if self._is_empty(page) else 0
        if self._empty == self._most:
            raise BoundReachedError(
                f"{self._empty:,} consecutive pages were empty, and the last one has a token",
                hint="pass a higher --max-empty-pages (max_empty_pages) to continue",
            )

    def _is_empty(self, page: Mapping[str, Any]) -> bool:
        if self._result_keys:
            return not any(key.search(page) for key in self._result_keys)
        members = (value for name, value in page.items() if name != "ResponseMetadata")
        return not any(isinstance(value, (list, dict)) and value for value in members)
