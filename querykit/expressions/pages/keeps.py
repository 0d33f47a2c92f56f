"""What is kept of a list or a field while pages come: plain data, from which reducers are made.

A division is sent to other processes, so that nothing here holds a function of Python's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from querykit.expressions.functions import signature
from querykit.expressions.pages import reducers
from querykit.expressions.pages.merge import Layout, Merge
from querykit.expressions.pages.reducers import Reducer
from querykit.expressions.tree import CURRENT, Call, Node
from querykit.expressions.unparser import unparse

__all__ = ["Bind", "Condensed", "Counted", "Every", "First", "Found", "Keep", "Merged", "One"]

Bind = Callable[[Node], Callable[[Any], Any]]
"""A tree, made ready to be applied to values."""


class Keep(Protocol):
    """What is kept.

    grows: whether that is all of it, however much the pages have, and another expression over
        the same list would keep less.
    """

    @property
    def grows(self) -> bool: ...
    @property
    def text(self) -> str: ...
    def reducer(self, bind: Bind) -> Reducer:
        """Return a new reducer, which keeps this."""
        ...


@dataclass(frozen=True)
class Every:
    """Every element."""

    grows: ClassVar[bool] = True
    text: ClassVar[str] = "all elements"

    def reducer(self, _: Bind) -> Reducer:
        """Return a new reducer, which keeps this."""
        return reducers.Every()


@dataclass(frozen=True)
class One:
    """One element, which shows that the list is not empty."""

    grows: ClassVar[bool] = False
    text: ClassVar[str] = "the first"

    def reducer(self, _: Bind) -> Reducer:
        """Return a new reducer, which keeps this."""
        return reducers.First(1)


@dataclass(frozen=True)
class First:
    """The first elements, or the last ones.

    order: the list sorted, where ``@`` is the list; ``@`` if it is not.
    """

    grows: ClassVar[bool] = False
    number: int
    at_end: bool = False
    order: Node = CURRENT

    @property
    def text(self) -> str:
        """Return what is kept, in words."""
        first = f"the {'last' if self.at_end else 'first'} {self.number}"
        return first if self.order == CURRENT else f"{first} of {unparse(self.order)}"

    def reducer(self, bind: Bind) -> Reducer:
        """Return a new reducer, which keeps this."""
        if self.order == CURRENT and not self.at_end:
            return reducers.First(self.number)
        kept = slice(-self.number, None) if self.at_end else slice(self.number)
        sort = bind(self.order)
        return reducers.Condensed(lambda elements: sort(elements)[kept])


@dataclass(frozen=True)
class Found:
    """The first element of which a function is true; in the function ``@`` is the list."""

    grows: ClassVar[bool] = False
    function: Call

    @property
    def text(self) -> str:
        """Return what is kept, in words."""
        return f"the first for which {unparse(self.function)} is true"

    def reducer(self, bind: Bind) -> Reducer:
        """Return a new reducer, which keeps this."""
        return reducers.Found(bind(self.function))


_COUNTERS: dict[str, tuple[str, Callable[[Any], Reducer]]] = {
    "number": ("their number", reducers.Length),
    "sum": ("their sum", reducers.Total),
    "average": ("their sum and number", reducers.Average),
}


@dataclass(frozen=True)
class Counted:
    """What a function counts or adds up: ``length(@)``, ``sum(@)``, ``avg(@)``."""

    grows: ClassVar[bool] = False
    function: Call

    @property
    def text(self) -> str:
        """Return what is kept, in words."""
        return _COUNTERS[signature(self.function.name).reduces][0]

    def reducer(self, bind: Bind) -> Reducer:
        """Return a new reducer, which keeps this."""
        return _COUNTERS[signature(self.function.name).reduces][1](bind(self.function))


@dataclass(frozen=True)
class Condensed:
    """What a function leaves of the list ``@``, or the one element that it picks."""

    grows: ClassVar[bool] = False
    function: Call
    picks: bool

    @property
    def text(self) -> str:
        """Return what is kept, in words."""
        return f"what {unparse(self.function)} {'picks' if self.picks else 'leaves'}"

    def reducer(self, bind: Bind) -> Reducer:
        """Return a new reducer, which keeps this."""
        apply = bind(self.function)
        if self.picks:
            return reducers.Condensed(lambda elements: [apply(elements)] if elements else [])
        return reducers.Condensed(apply)


@dataclass(frozen=True)
class Merged:
    """All of a field of the page, or of the page: the path is empty then."""

    path: str
    layout: Layout

    @property
    def grows(self) -> bool:
        """Return whether all of the field is kept."""
        return self.path not in self.layout.joins

    @property
    def text(self) -> str:
        """Return what is kept, in words."""
        if self.path in self.layout.joins:
            by = " and ".join(self.layout.joins[self.path].by)
            return f"all of it, its elements joined by {by}"
        return "all of it, merged" if self.path else "all fields, merged"

    def reducer(self, _: Bind) -> Reducer:
        """Return a new reducer, which keeps this."""
        return Merge(self.path, self.layout)
