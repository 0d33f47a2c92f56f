"""Elements whose status says that their data is incomplete, unless a later page has the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from querykit.expressions.pages.joins import Joined
from querykit.services.operation import Operation
from querykit.services.pagination import value_at
from querykit.services.pagination.continuations import continuation

__all__ = ["Unfinished"]

# How many elements a message names.
_NAMED = 3


class Unfinished:
    """A check of each page of a call for elements that are not finished, such as
    ``PartialData``.
    """

    def __init__(self, target: Operation) -> None:
        statuses = continuation(target.service, target.name).unfinished
        self._statuses = [(status, Joined(status.join, _Last)) for status in statuses]

    def look(self, page: Mapping[str, Any]) -> None:
        """Note what a page says; the last status of an element counts."""
        for status, joined in self._statuses:
            found = [each for each in value_at(page, status.place) or () if isinstance(each, dict)]
            joined.add([{name: each.get(name) for name in status.names} for each in found])

    def sentences(self) -> Iterator[str]:
        """Return the elements that ended unfinished, one sentence per field."""
        for status, joined in self._statuses:
            key, name = status.names[0], status.names[-1]
            found = [each for each in joined.values if each.get(name) in status.unfinished]
            if found:
                named = ", ".join(f"{each[name]} for {_text(each[key])}" for each in found[:_NAMED])
                more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
                yield f"{status.path} is {named}{more}"


class _Last:
    """The last part of an element."""

    def __init__(self) -> None:
        self._value: Any = None

    def add(self, value: Any) -> None:
        self._value = value

    def value(self) -> Any:
        return self._value


def _text(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)
