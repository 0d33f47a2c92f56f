"""A node of an expression's tree: its place, its parts, how it is changed and compared.

Nodes are frozen, pickle, and are equal if they give the same values: where they are written and
what typing found out of them does not count. A class names its parts in ``PARTS``: this is what
``children`` and ``with_children`` go by.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import islice
from typing import Any, ClassVar, TypeVar

from querykit.types.types import Type

__all__ = ["KINDS", "Node", "Span"]

Span = tuple[int, int]  # from one offset of the text up to another

KINDS: dict[str, type[Node]] = {}  # by the names of the classes
N = TypeVar("N", bound="Node")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Node:
    """A part of an expression.

    span: the token that makes the node what it is: the name of a field or a function, a literal,
        an operator; of a filter, an index or a selection all of its brackets. What is not written,
        such as the omitted ``@`` before a bracket, is at the beginning.
    extent: all of the node's text, parentheses included.
    type: what it gives; None before the tree is typed.
    empty: what the function that takes the node sees where it is null, an empty list or object.
    """

    PARTS: ClassVar[tuple[str, ...]] = ()
    """The names of the fields that are nodes, or tuples of nodes, in the order of evaluation."""

    span: Span = field(default=(0, 0), compare=False, repr=False)
    extent: Span = field(default=(0, 0), compare=False, repr=False)
    type: Type | None = field(default=None, compare=False, repr=False)
    empty: Node | None = field(default=None, repr=False)

    def __init_subclass__(cls) -> None:
        KINDS[cls.__name__] = cls

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the parts of the node, in the order of jmespath.py's trees."""
        found: list[Node] = []
        for name in self.PARTS:
            part = getattr(self, name)
            if isinstance(part, tuple):
                found += part
            else:
                found.append(part)
        return tuple(found)

    def with_children(self: N, children: Iterator[Node] | tuple[Node, ...]) -> N:
        """Return the node with other parts, as many as it has; itself if they are the same."""
        left = iter(children)
        parts = [(name, getattr(self, name)) for name in self.PARTS]
        new: dict[str, Any] = {
            name: tuple(islice(left, len(part))) if isinstance(part, tuple) else next(left)
            for name, part in parts
        }
        same = all(_is_same(new[name], part) for name, part in parts)
        return self if same else self.changed(new)

    def changed(self: N, changes: Mapping[str, Any]) -> N:
        """Return the node with other values of some fields.

        It is what dataclasses.replace() does in a third of the time: a tree is annotated at once.
        """
        kind = type(self)
        made = object.__new__(kind)
        put = object.__setattr__
        for name in _names(kind.__name__):
            put(made, name, changes[name] if name in changes else getattr(self, name))
        return made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node):
            return NotImplemented
        waiting: list[tuple[Node, Node]] = [(self, other)]
        while waiting:
            one, two = waiting.pop()
            if one is two:
                continue
            parts, others = one.children, two.children
            if type(one) is not type(two) or len(parts) != len(others) or one.own() != two.own():
                return False
            waiting.extend(zip(parts, others, strict=True))
        return True

    def __hash__(self) -> int:
        # No deeper than the kinds of its parts: trees may be deep, and share their parts.
        return hash((type(self), self.own(), tuple(map(type, self.children))))

    def own(self) -> tuple[Any, ...]:
        """Return what the node is besides its parts: its name, its operator, its number."""
        return tuple([getattr(self, name) for name in _own(type(self).__name__)])

    def __deepcopy__(self: N, _: object) -> N:
        return self


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple):
        return all(map(operator.is_, one, other))
    return one is other


@cache
def _names(kind: str) -> tuple[str, ...]:
    return tuple(each.name for each in fields(KINDS[kind]))


@cache
def _own(kind: str) -> tuple[str, ...]:
    """Return the names of the fields in which a node differs from another, besides its parts."""
    parts = KINDS[kind].PARTS
    return tuple(
        each.name for each in fields(KINDS[kind]) if each.compare and each.name not in parts
    )
