"""Items that are cut out of pages: those before a starting token, those after max_items."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from querykit.engine.cursor import Chain, Skip, Taken

__all__ = ["Cut", "Cutter", "sliced"]

Page = dict[str, Any]


@dataclass(frozen=True)
class Cut:
    """A page with the elements that are left, and what was taken of it.

    before: by result key, what was taken before the page since the cursor; None while there is
        something to skip.
    after: the same with this page; None unless max_items leaves some of the page.
    is_full: whether max_items is reached.
    """

    page: Page
    before: Mapping[str, Taken] | None
    after: Mapping[str, Taken] | None = None
    is_full: bool = False


class Cutter:
    """Cuts the elements of result keys out of pages, however AWS cut the pages themselves.

    keys: the result keys, compiled; max_items counts the elements of the first.
    skipped: what an earlier run took, by result key.
    most: max_items.
    """

    def __init__(
        self, keys: Sequence[Any], skipped: Mapping[str, Taken], most: int | None = None
    ) -> None:
        self._keys = {key.expression: key for key in keys}
        self._skipped = dict(skipped)
        self._skips = {key: Skip(taken, "items") for key, taken in skipped.items()}
        # botocore's tokens count the first key's elements, and mean all of the other ones.
        self._empties = any(taken.digest is None for taken in skipped.values())
        self._left = most
        self._chains = {key: Chain() for key in self._keys}
        self._has_skipped = not skipped

    @property
    def has_changed(self) -> bool:
        """Return whether the items before the cursor turned out to be different."""
        return any(skip.has_changed for skip in self._skips.values())

    def cut(self, page: Page, covered: Callable[[Page, str, int], int]) -> Cut:
        """Return the page with the elements that are left.

        covered: how many of a page's elements, by the page, a key and their number, had only rows
            before the cursor; max_items does not count them.
        """
        if self._has_skipped and self._left is None:
            return Cut(page, {})
        found = {key: _elements(compiled.search(page)) for key, compiled in self._keys.items()}
        begin = {key: self._drop(key, elements) for key, elements in found.items()}
        page = self._slice(page, {key: (n, None) for key, n in begin.items() if n})
        self._has_skipped = not any(skip.left for skip in self._skips.values())
        if self._has_skipped:
            self._chains = {key: Chain() for key in self._keys}
        self._note(found, dict.fromkeys(found, 0), begin)
        before = self._taken() if self._has_skipped else None
        end = self._ends(page, found, begin, covered)
        primary = next(iter(found))
        is_inside = end[primary] < len(found[primary])
        if is_inside or not self._has_skipped:
            self._note(found, begin, end)
        if not is_inside:
            return Cut(page, before, is_full=self._left == 0)
        page = self._slice(page, {primary: (0, end[primary] - begin[primary])})
        return Cut(page, before, self._taken(), is_full=True)

    def end(self) -> None:
        """Raise CallError if the pages ended before everything to be skipped was found."""
        for skip in self._skips.values():
            skip.end()

    def _drop(self, key: str, elements: Sequence[Any]) -> int:
        if key in self._skips:
            return self._skips[key].drop(elements)
        return len(elements) if self._empties and not self._has_skipped else 0

    def _ends(
        self,
        page: Page,
        found: Mapping[str, Sequence[Any]],
        begin: Mapping[str, int],
        covered: Callable[[Page, str, int], int],
    ) -> dict[str, int]:
        """Return how far each list is taken: all of it, but for the first one at max_items."""
        ends = {key: len(elements) for key, elements in found.items()}
        if self._left is None:
            return ends
        primary = next(iter(found))
        number = ends[primary] - begin[primary]
        free = covered(page, primary, number)
        taken = min(number, free + self._left)
        self._left -= max(0, taken - free)
        return {**ends, primary: begin[primary] + taken}

    def _note(
        self,
        found: Mapping[str, Sequence[Any]],
        begin: Mapping[str, int],
        end: Mapping[str, int],
    ) -> None:
        for key, elements in found.items():
            self._chains[key].add(elements[begin[key] : end[key]])

    def _taken(self) -> dict[str, Taken]:
        found = {
            key: self._skipped[key] if self._is_left(key) else chain.taken
            for key, chain in self._chains.items()
        }
        return {key: taken for key, taken in found.items() if taken.count}

    def _is_left(self, key: str) -> bool:
        return key in self._skips and self._skips[key].left > 0

    def _slice(self, page: Page, bounds: Mapping[str, tuple[int, int | None]]) -> Page:
        for key, (begin, end) in bounds.items():
            page = sliced(page, key, begin, end)
        return page


def sliced(page: Page, key: str, begin: int, end: int | None) -> Page:
    """Return the page with a part of the list, map or string of a key; the page does not change."""
    name, _, rest = key.partition(".")
    value = page[name]
    if rest:
        return {**page, name: sliced(value, rest, begin, end)}
    if isinstance(value, dict):
        return {**page, name: dict(islice(value.items(), begin, end))}
    return {**page, name: value[begin:end]}


def _elements(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.items())
    return value if isinstance(value, (list, str)) else ()
