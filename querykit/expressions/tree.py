"""The tree of an expression: a class for each kind of node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from querykit.expressions.instants import Reading
from querykit.expressions.node import KINDS, Node, Span

__all__ = [
    "CURRENT",
    "EMPTY_LIST",
    "EMPTY_OBJECT",
    "KINDS",
    "PROJECTIONS",
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

    @property
    def is_equality(self) -> bool:
        """Return whether it asks whether both sides are equal, or whether they differ."""
        return self.operator in ("eq", "ne")


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
PROJECTIONS = (Projection, FilterProjection, ValueProjection)


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
