"""Data that a query without an expression does not show: fields beside an empty list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from querykit.services.operation import Operation

__all__ = ["Unread"]

_TOKEN = re.compile("(?:token|marker|requestid)$", re.IGNORECASE)


class Unread:
    """Looks at each page for fields with data beside the list that the rows are the elements of.

    expression: the one that runs; only the operation's own, for a query without one, is of use.
    """

    def __init__(self, target: Operation, expression: str) -> None:
        default = target.default_expression
        taken = target.input_shape.members if target.input_shape else {}
        own = {path.partition(".")[0] for path in (default, *target.paging.tokens)}
        self._watched: tuple[str, ...] = ()
        if expression == default != "@" and target.output_shape is not None:
            self._watched = tuple(
                name
                for name, member in target.output_shape.members.items()
                if name not in own
                and name not in taken
                and member.type_name != "boolean"
                and not _TOKEN.search(name)
            )
        self._found: dict[str, None] = {}

    def look(self, page: Mapping[str, Any]) -> None:
        """Note which of the fields a page has."""
        for name in self._watched:
            if page.get(name):
                self._found[name] = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that had data on any page, in the order of the pages."""
        return tuple(self._found)
