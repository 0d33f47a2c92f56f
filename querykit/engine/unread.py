"""Fields with data beside an empty list, which a query without an expression does not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Unread"]


class Unread:
    """A check of each page for fields with data that the rows do not show.

    watched: the names of the fields.
    """

    def __init__(self, watched: Sequence[str]) -> None:
        self._watched = watched
        self._found: dict[str, None] = {}

    def look(self, page: Mapping[str, Any]) -> None:
        """Note which of the fields a page has."""
        for name in self._watched:
            if page.get(name):
                self._found[name] = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that had data on any page, in the order of the pages."""
        return tuple(self._found)
