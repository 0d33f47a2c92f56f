"""What is kept of lists that come page by page, so that the rest need not be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from querykit.expressions.pages.sums import RunningSum

__all__ = ["Average", "Condensed", "Every", "First", "Found", "Length", "Reducer", "Total"]

Apply = Callable[[Any], Any]
"""An expression, to be applied to a value; it raises what JMESPath rejects."""


class Reducer(Protocol):
    """Takes what each page has, and returns what the rest of an expression is applied to.

    enough: whether no further page can change it.
    """

    @property
    def enough(self) -> bool: ...
    def add(self, found: Any) -> None:
        """Add what one page has."""

    def value(self) -> Any:
        """Return what the rest of the expression is applied to."""


class Every:
    """Every element; None when no page had a list."""

    enough = False

    def __init__(self) -> None:
        self._kept: list[Any] | None = None

    def add(self, found: Any) -> None:
        """Add the elements of one page; None if it has no list."""
        if found is not None:
            if self._kept is None:
                self._kept = []
            self._kept.extend(found)

    def value(self) -> Any:
        """Return what the rest of the expression is applied to."""
        return self._kept


class Condensed:
    """The elements that are left when a list is condensed: the last three, the largest, each once.

    condense: returns a shorter list that can replace a list, also before further elements.
    """

    @property
    def enough(self) -> bool:
        """Return False: each page may change what is kept."""
        return False

    def __init__(self, condense: Callable[[list[Any]], list[Any]]) -> None:
        self._condense = condense
        self._kept: list[Any] | None = None

    def add(self, found: Any) -> None:
        """Add the elements of one page; None if it has no list."""
        if found is not None:
            self._kept = self._condense(found if self._kept is None else self._kept + found)

    def value(self) -> Any:
        """Return what the rest of the expression is applied to."""
        return self._kept


class First(Condensed):
    """The first elements, and no more pages than it takes to have them."""

    def __init__(self, number: int) -> None:
        super().__init__(lambda elements: elements[:number])
        self._number = number

    @property
    def enough(self) -> bool:
        """Return whether there are as many elements as needed."""
        return self._kept is not None and len(self._kept) >= self._number


class Found(Condensed):
    """The first element of which a function says true, and no more pages than it takes to have it.

    is_it: the function, of a list of one element.
    """

    def __init__(self, is_it: Apply) -> None:
        super().__init__(lambda elements: [each for each in elements if is_it([each])][:1])

    @property
    def enough(self) -> bool:
        """Return whether the element was found."""
        return bool(self._kept)


class Length:
    """How many elements there are.

    length: what is said to a list that no page had.
    """

    enough = False

    def __init__(self, length: Apply) -> None:
        self._length = length
        self._count: int | None = None

    def add(self, found: Any) -> None:
        """Add the elements of one page; None if it has no list."""
        if found is not None:
            self._count = (self._count or 0) + len(found)

    def value(self) -> Any:
        """Return what the rest of the expression is applied to."""
        return self._length(None) if self._count is None else self._count


class Total:
    """The sum of the elements, added one by one: it is the same however the pages are cut.

    add_up: the function of a page, which rejects what is not a number.
    """

    enough = False

    def __init__(self, add_up: Apply) -> None:
        self._add_up = add_up
        self._sum = RunningSum()
        self._count: int | None = None

    def add(self, found: Any) -> None:
        """Add the elements of one page; None if it has no list."""
        if found is not None:
            self._add_up(found)
            self._count = (self._count or 0) + len(found)
            self._sum.add(found)

    def value(self) -> Any:
        """Return what the rest of the expression is applied to."""
        return self._add_up(None) if self._count is None else self._sum.value


class Average(Total):
    """The mean of the elements; None of none."""

    def value(self) -> Any:
        """Return the mean of the elements; None if there are none."""
        return self._sum.mean if self._count else self._add_up(self._none())

    def _none(self) -> list[Any] | None:
        return None if self._count is None else []
