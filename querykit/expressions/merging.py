"""The pages of an operation merged into the one answer that it would be without pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Layout", "Merge"]


@dataclass(frozen=True)
class Layout:
    """Which members of a page are shared out among the pages, by their paths.

    lists: the lists whose elements the pages share out, one behind the other.
    sums: numbers that add up over the pages, texts that are joined, maps whose lists go on.
    last: what the last page says for the whole: the token behind it, and whether there is more.
    echoes: what repeats the token that was sent, or is about a single page otherwise.
    counts: numbers that count the elements of lists on the same page, and these lists.
    members: the names of the members at a path, in the order in which a page has them.
    """

    lists: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    echoes: tuple[str, ...] = ()
    counts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Merge:
    """What the pages hold at one path, page after page: the whole of it.

    Lists that the operation shares out among its pages are put one behind the other. A member
    that is not shared out is the first that came; of a list that is not, later pages add the
    elements that were not there yet, since some pages bring a table of what their rows refer to.

    path: of a member, its names joined by dots; empty for the page itself.
    """

    enough = False

    def __init__(self, path: str, layout: Layout) -> None:
        self._path = path
        self._layout = layout
        self._whole: Any = None
        self._known: dict[str, set[str]] = {}

    def add(self, value: Any) -> None:
        """One page's value, which stays as it is."""
        self._whole = self._merged(self._path, self._whole, value)

    def value(self) -> Any:
        """The whole; None when no page had it."""
        for count, lists in self._layout.counts.items():
            self._count(count, lists)
        return self._whole

    def _merged(self, path: str, old: Any, new: Any) -> Any:
        layout = self._layout
        if path in layout.echoes:
            return None
        if path in layout.last:
            return new
        if isinstance(new, dict):
            return self._members(path, old if isinstance(old, dict) else {}, new)
        if new is None:
            return old
        if isinstance(new, list):
            return self._list(path, old, new)
        if self._adds_up(path) and old is not None and isinstance(new, (int, float, str)):
            return old + new
        return new if old is None else old

    def _members(self, path: str, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        begin = f"{path}." if path else ""
        for name in self._names(path, old, new):
            merged = self._merged(f"{begin}{name}", old.get(name), new.get(name))
            if merged is not None or (name in new and new[name] is None):
                whole[name] = merged
        return whole

    def _names(self, path: str, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
        """The members of both as one page would have them: in the order of the shape."""
        names = [*old, *(name for name in new if name not in old)]
        order = self._layout.members.get(path)
        if order is None or not old or old.keys() == new.keys():
            return names
        return sorted(names, key=lambda name: order.index(name) if name in order else len(order))

    def _list(self, path: str, old: Any, new: list[Any]) -> list[Any]:
        if path in self._layout.lists or self._adds_up(path):
            whole: list[Any] = old if isinstance(old, list) else []
            whole.extend(new)
            return whole
        if not isinstance(old, list):
            self._known[path] = {_identity(element) for element in new}
            return list(new)
        known = self._known[path]
        added = [(_identity(element), element) for element in new]
        old.extend(element for identity, element in added if identity not in known)
        known.update(identity for identity, _ in added)
        return old

    def _adds_up(self, path: str) -> bool:
        return any(path == each or path.startswith(f"{each}.") for each in self._layout.sums)

    def _count(self, count: str, lists: tuple[str, ...]) -> None:
        holder, name = self._within(count)
        if isinstance(holder, dict) and name in holder:
            found = (self._at(path) for path in lists)
            holder[name] = sum(len(each) for each in found if isinstance(each, list))

    def _within(self, path: str) -> tuple[Any, str]:
        above, _, name = path.rpartition(".")
        return self._at(above), name

    def _at(self, path: str) -> Any:
        """What is at a path of the page, as far as it is below the one that is merged."""
        begin = f"{self._path}." if self._path else ""
        if path == self._path or not path:
            return self._whole if path == self._path else None
        if not path.startswith(begin):
            return None
        found = self._whole
        for name in path[len(begin) :].split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found


def _identity(element: Any) -> str:
    return json.dumps(element, sort_keys=True, default=str)
