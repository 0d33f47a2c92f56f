"""Elements whose status says that their data is incomplete, unless a later page has the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
        own = continuation(target.service, target.name)
        self._fields: list[_Field] = []
        for path, statuses in own.unfinished.items():
            place, _, name = path.partition("[].")
            join = own.joins[place]
            names = (*join.by, *join.apart, name)
            self._fields.append(
                _Field(path, tuple(place.split(".")), names, statuses, Joined(join, _Last))
            )

    def look(self, page: Mapping[str, Any]) -> None:
        """Note what a page says; the last status of an element counts."""
        for field in self._fields:
            found = [each for each in value_at(page, field.place) or () if isinstance(each, dict)]
            field.joined.add([{name: each.get(name) for name in field.names} for each in found])

    def sentences(self) -> Iterator[str]:
        """Return the elements that ended unfinished, one sentence per field."""
        for field in self._fields:
            status, name = field.names[-1], field.names[0]
            found = [each for each in field.joined.values if each.get(status) in field.statuses]
            if found:
                named = ", ".join(
                    f"{each[status]} for {_text(each[name])}" for each in found[:_NAMED]
                )
                more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
                yield f"{field.path} is {named}{more}"


@dataclass(frozen=True)
class _Field:
    """A status: its path, the list that it is in, and the fields to keep of each element."""

    path: str
    place: tuple[str, ...]
    names: tuple[str, ...]
    statuses: tuple[str, ...]
    joined: Joined


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
