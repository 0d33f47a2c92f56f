"""The tree of an expression: a class for each kind of node.

Nodes are frozen, pickle, and are equal if they give the same values: where they are written and
what typing found out of them does not count. A class names its parts in ``PARTS``: this is what
``children``, ``with_children``, ``nodes`` and ``rewrite`` go by.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import islice
from typing import Any, ClassVar, TypeVar

from querykit.expressions.instants import Reading
from querykit.types.types import Type

__all__ = [
    "CURRENT",
    "EMPTY_LIST",
    "EMPTY_OBJECT",
    "KINDS",
    "And",
    "Call",
    "Comparison",
    "Current",
    "ExpressionReference",
    "Field",
    "FilterProjection",
    "Flattening",
    "Identity",
    "Index",
    "IndexExpression",
    "Literal",
    "MultiSelectList",
    "MultiSelectObject",
    "Node",
    "Not",
    "Or",
    "Pair",
    "Pipe",
    "Projection",
    "Slice",
    "Span",
    "Subexpression",
    "ValueProjection",
    "Variable",
    "nodes",
    "rewrite",
    "variables",
]

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


@dataclass(frozen=True, slots=True, eq=False)
class Identity(Node):
    """The value itself, where nothing is written: before ``[0]``, after ``[*]``."""


@dataclass(frozen=True, slots=True, eq=False)
class Current(Node):
    """``@``"""


@dataclass(frozen=True, slots=True, eq=False)
class Field(Node):
    """A name that is looked up in an object."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Variable(Node):
    """``$name``"""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Node):
    """A value that is written in the expression, or that was bound to a variable."""

    value: Any

    def own(self) -> tuple[Any, ...]:
        """Return the value with its types: `1` and `true` are equal in Python, not in JMESPath."""
        # `1` and `true` are equal for Python, and not for JMESPath.
        return (_exact(self.value),)


def _exact(value: Any) -> tuple[object, ...]:
    if isinstance(value, dict):
        return (dict, *((name, _exact(member)) for name, member in value.items()))
    if isinstance(value, (list, tuple)):
        return (list, *map(_exact, value))
    return (type(value), value)


@dataclass(frozen=True, slots=True, eq=False)
class Subexpression(Node):
    """``a.b.c``: each part is applied to what the one before it returns."""

    PARTS: ClassVar = ("parts",)
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Index(Node):
    """The number in ``List[0]``."""

    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Slice(Node):
    """``2:5`` in ``List[2:5]``."""

    start: int | None
    stop: int | None
    step: int | None


@dataclass(frozen=True, slots=True, eq=False)
class IndexExpression(Node):
    """``List[0]``, ``List[0][1]``; the base of the projection that ``List[2:5]`` is."""

    PARTS: ClassVar = ("base", "steps")
    base: Node
    steps: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Projection(Node):
    """``List[*].element``, ``List[].element`` and ``List[2:5].element``."""

    PARTS: ClassVar = ("base", "element")
    base: Node
    element: Node


@dataclass(frozen=True, slots=True, eq=False)
class FilterProjection(Node):
    """``List[?condition].element``"""

    PARTS: ClassVar = ("base", "element", "condition")
    base: Node
    element: Node
    condition: Node


@dataclass(frozen=True, slots=True, eq=False)
class ValueProjection(Node):
    """``Object.*.element``"""

    PARTS: ClassVar = ("base", "element")
    base: Node
    element: Node


@dataclass(frozen=True, slots=True, eq=False)
class Flattening(Node):
    """``[]``; the base of the projection that ``List[].element`` is."""

    PARTS: ClassVar = ("base",)
    base: Node


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Node):
    """``left == right``; the operator by jmespath.py's name: eq, ne, lt, lte, gt, gte.

    reading: how strings are compared as times, where one side is a timestamp.
    """

    PARTS: ClassVar = ("left", "right")
    operator: str
    left: Node
    right: Node
    reading: Reading | None = field(default=None, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class Or(Node):
    """``left || right``"""

    PARTS: ClassVar = ("left", "right")
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class And(Node):
    """``left && right``"""

    PARTS: ClassVar = ("left", "right")
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Pipe(Node):
    """``left | right``"""

    PARTS: ClassVar = ("left", "right")
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Not(Node):
    """``!operand``"""

    PARTS: ClassVar = ("operand",)
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """``name(arguments)``

    reading: how it compares strings as times, where these may be timestamps.
    fills: whether it is a ``not_null()`` that nobody wrote: it puts something empty for null.
    """

    PARTS: ClassVar = ("arguments",)
    name: str
    arguments: tuple[Node, ...]
    reading: Reading | None = field(default=None, repr=False, kw_only=True)
    fills: bool = field(default=False, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class ExpressionReference(Node):
    """``&expression``: an argument that a function applies to each element."""

    PARTS: ClassVar = ("expression",)
    expression: Node


@dataclass(frozen=True, slots=True, eq=False)
class MultiSelectList(Node):
    """``[a, b]``"""

    PARTS: ClassVar = ("items",)
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MultiSelectObject(Node):
    """``{a: A, b: B}``"""

    PARTS: ClassVar = ("pairs",)
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pair(Node):
    """``a: A`` in ``{a: A}``."""

    PARTS: ClassVar = ("value",)
    name: str
    value: Node


CURRENT = Current()
EMPTY_LIST = Literal([])
EMPTY_OBJECT = Literal({})


def nodes(tree: Node) -> Iterator[Node]:
    """Yield every node of a tree, from the root down."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children)


def rewrite(tree: Node, change: Callable[[Node, Node], Node]) -> Node:
    """Return the tree with every node changed, from the leaves up.

    change: gets a node with its new parts, and the node as it was.
    """
    parts = tuple([rewrite(part, change) for part in tree.children])
    return change(tree.with_children(parts), tree)


def variables(tree: Node) -> frozenset[str]:
    """Return the names of the variables in a tree."""
    return frozenset(node.name for node in nodes(tree) if isinstance(node, Variable))
