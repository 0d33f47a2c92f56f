"""Elements that continue on the next page, put together by what identifies them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Element", "Join", "Joined", "identity"]


@dataclass(frozen=True)
class Join:
    """How an element of a list is recognized on a later page.

    by: the fields that identify it.
    apart: fields that distinguish elements with the same identity.
    open: a field and the value that it has, if any, while the element continues; None if an
        element may always continue.
    """

    by: tuple[str, ...]
    apart: tuple[str, ...] = ()
    open: tuple[str, Any] | None = None


class Element(Protocol):
    """One element, page after page."""

    def add(self, value: Any) -> None:
        """Add the element as it is on one page."""

    def value(self) -> Any:
        """Return the element of all pages."""


class Joined:
    """A list whose elements continue on later pages, each element once.

    Two elements of one page are never the same element, whatever identifies them. Where several
    have one identity, the first of them that is still open continues.

    make: makes what merges the parts of one element.
    """

    def __init__(self, join: Join, make: Callable[[], Element]) -> None:
        self._join = join
        self._make = make
        self._parts: list[Element] = []
        self.values: list[Any] = []
        self._known: dict[str, list[int]] = {}
        self._exact: dict[str, list[int]] = {}

    @property
    def parts(self) -> list[Element]:
        """Return what merges each element."""
        return self._parts

    def add(self, elements: list[Any]) -> None:
        """Add the elements of one page, which stay as they are."""
        keys = [self._key(element, self._join.by) for element in elements]
        taken: set[int] = set()
        for element, key in zip(elements, keys, strict=True):
            place = None
            if key is not None:
                place = self._place(element, key, taken, alone=keys.count(key) == 1)
            if place is None:
                place = self._begin(element, key)
            taken.add(place)
            self._parts[place].add(element)
            self.values[place] = self._parts[place].value()

    def _begin(self, element: Any, key: str | None) -> int:
        place = len(self._parts)
        self._parts.append(self._make())
        self.values.append(None)
        if key is not None:
            self._known.setdefault(key, []).append(place)
            self._exact.setdefault(self._full(element), []).append(place)
        return place

    def _place(self, element: Any, key: str, taken: set[int], *, alone: bool) -> int | None:
        """Return the index of the element that this one continues; None if it is new."""
        same = [place for place in self._exact.get(self._full(element), ()) if place not in taken]
        found = next((place for place in same if self._is_open(place)), None)
        if found is not None or self._join.open is None:
            return found
        # A label may be computed from the data of its page.
        known = self._known.get(key, [])
        is_only = alone and len(known) == 1 and known[0] not in taken
        return known[0] if is_only and self._is_open(known[0]) else None

    def _is_open(self, place: int) -> bool:
        if self._join.open is None:
            return True
        name, value = self._join.open
        return self.values[place].get(name) in (None, value)

    def _full(self, element: Any) -> str:
        return str(self._key(element, (*self._join.by, *self._join.apart)))

    def _key(self, element: Any, names: tuple[str, ...]) -> str | None:
        """Return what identifies an element; None if nothing does."""
        if not isinstance(element, Mapping) or all(element.get(name) is None for name in names):
            return None
        return identity([element.get(name) for name in names])


def identity(value: Any) -> str:
    """Return a string that is the same for equal values, and only for them."""
    return json.dumps(value, sort_keys=True, default=str)
