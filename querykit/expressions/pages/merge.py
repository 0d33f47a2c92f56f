"""The pages of an operation merged into the one response that it would be without pages."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from querykit.expressions.pages.joins import Join, Joined, identity
from querykit.result import Change

__all__ = ["Layout", "Merge"]

# A response has few fields; a map may have any number of keys.
_MOST_CHANGES = 20
_DIFFERS = -1


@dataclass(frozen=True)
class Layout:
    """Which fields of a page are shared out among the pages, by their paths.

    lists: the lists whose elements the pages share out, one after the other.
    maps: the maps that the pages share out; the lists in them continue.
    joins: lists whose elements continue on the next page, with what identifies an element.
    continued: the lists inside such elements that continue: ``Results[].Values``.
    sums: numbers that add up over the pages, and objects all of whose numbers do.
    pieces, blobs: strings that continue on the next page; blobs are base64 text.
    first: fields for which the first page counts, such as when the data begins.
    last: fields for which the last page counts: the token after it, and whether there is more.
    echoes: what repeats the token that was sent, or is about a single page otherwise.
    counts: numbers that count the elements of lists on the same page, and these lists.
    members: the names of the fields at a path, in the order in which a page has them.
    """

    lists: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    joins: Mapping[str, Join] = field(default_factory=dict)
    continued: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    echoes: tuple[str, ...] = ()
    counts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Merge:
    """What the pages hold at one path, page after page: the whole of it.

    Lists that the operation shares out among its pages are put one after the other, and so is any
    other list that differs between pages; a list that all pages repeat is there once. Of a field
    that is not a list the last value counts, and a change is noted.

    path: of a field, its names joined by dots; empty for the page itself; ``Results[]`` for an
        element of a list that is joined.
    """

    enough = False

    def __init__(self, path: str, layout: Layout) -> None:
        self._path = path
        self._layout = layout
        self._whole: Any = None
        self._repeats: dict[str, int] = {}
        self._joined: dict[str, Joined] = {}
        self._changes: dict[str, Change] = {}

    def add(self, value: Any) -> None:
        """Add one page's value, which stays as it is."""
        self._whole = self._merge(self._path, self._whole, value)

    def value(self) -> Any:
        """Return the whole value; None if no page had it."""
        for count, lists in self._layout.counts.items():
            self._count(count, lists)
        return self._whole

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the fields that unexpectedly had other values on later pages."""
        parts = (part for joined in self._joined.values() for part in joined.parts)
        inner = (change for part in parts if isinstance(part, Merge) for change in part.changes)
        found = {change.field: change for change in (*self._changes.values(), *inner)}
        return tuple(found.values())[:_MOST_CHANGES]

    def _merge(self, path: str, old: Any, new: Any) -> Any:
        layout = self._layout
        if path in layout.echoes:
            return None
        if path in layout.last:
            return new
        if path in layout.first:
            return new if old is None else old
        if isinstance(new, dict):
            return self._members(path, old if isinstance(old, dict) else {}, new)
        if new is None:
            return old
        if isinstance(new, list):
            return self._list(path, old, new)
        return new if old is None else self._scalar(path, old, new)

    def _scalar(self, path: str, old: Any, new: Any) -> Any:
        layout = self._layout
        if path in layout.counts:
            return new
        if isinstance(old, str) and isinstance(new, str):
            if path in layout.pieces:
                return old + new
            if path in layout.blobs:
                return _join_blobs(old, new)
        if _is_number(old) and _is_number(new) and _is_within(path, layout.sums):
            return old + new
        if old != new and (path in self._changes or len(self._changes) < _MOST_CHANGES):
            before = self._changes.get(path)
            self._changes[path] = Change(path, before.first if before else old, new)
        return new

    def _members(self, path: str, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        begin = f"{path}." if path else ""
        for name in self._names(path, old, new):
            merged = self._merge(f"{begin}{name}", old.get(name), new.get(name))
            if merged is not None or (name in new and new[name] is None):
                whole[name] = merged
        return whole

    def _names(self, path: str, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
        """Return the fields of both in the order of the shape, as one page would have them."""
        names = [*old, *(name for name in new if name not in old)]
        order = self._layout.members.get(path)
        if order is None or not old or old.keys() == new.keys():
            return names
        return sorted(names, key=lambda name: order.index(name) if name in order else len(order))

    def _list(self, path: str, old: Any, new: list[Any]) -> list[Any]:
        layout = self._layout
        if path in layout.joins:
            return self._join(path, new)
        whole: list[Any] = old if isinstance(old, list) else []
        if (
            path not in layout.lists
            and path not in layout.continued
            and not _is_within(path, layout.maps)
        ):
            new = self._drop_repeated(path, whole, new)
        whole.extend(new)
        return whole

    def _drop_repeated(self, path: str, whole: list[Any], new: list[Any]) -> list[Any]:
        """Return what a page adds to a list: nothing as long as all pages have the same one.

        Once a page has another, the pages share the list out, and so did those before it.
        """
        repeats = self._repeats.get(path, 0)
        if repeats == _DIFFERS or not whole or not new:
            return new
        if new == whole and identity(new) == identity(whole):
            self._repeats[path] = repeats + 1
            return []
        self._repeats[path] = _DIFFERS
        return [*whole * repeats, *new]

    def _join(self, path: str, new: list[Any]) -> list[Any]:
        joined = self._joined.get(path)
        if joined is None:
            joined = Joined(self._layout.joins[path], lambda: Merge(f"{path}[]", self._layout))
            self._joined[path] = joined
        joined.add(new)
        return joined.values

    def _count(self, count: str, lists: tuple[str, ...]) -> None:
        holder, name = self._within(count)
        if isinstance(holder, dict) and name in holder:
            found = (self._at(path) for path in lists)
            holder[name] = sum(len(each) for each in found if isinstance(each, list))

    def _within(self, path: str) -> tuple[Any, str]:
        above, _, name = path.rpartition(".")
        return self._at(above), name

    def _at(self, path: str) -> Any:
        """Return what is at a path of the page; None for a path outside of what is merged."""
        begin = f"{self._path}." if self._path else ""
        if path == self._path or not path:
            return self._whole if path == self._path else None
        if not path.startswith(begin):
            return None
        found = self._whole
        for name in path[len(begin) :].split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found


def _is_within(path: str, places: tuple[str, ...]) -> bool:
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in places)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _join_blobs(old: str, new: str) -> str:
    """Return two blobs as one; each is a base64 string with its own padding.

    >>> _join_blobs("YQ==", "Yg==")
    'YWI='
    """
    if not old.endswith("="):
        return old + new
    return base64.b64encode(base64.b64decode(old) + base64.b64decode(new)).decode("ascii")
