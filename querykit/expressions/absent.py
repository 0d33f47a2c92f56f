"""Members that AWS leaves out when they are empty, seen as empty by the functions over them.

An empty bucket has no ``Contents``: ``length(Contents)`` would be a type error, in the middle of
the rows. Where the output's shape says that a function's argument is a list or a map, the
argument is written ``not_null(Contents, `[]`)`` in the tree; nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jmespath import functions

from querykit.expressions import tree as of
from querykit.expressions.tree import EMPTY_LIST, EMPTY_OBJECT, Call, Node

__all__ = ["fill", "is_filling"]

Shape = Any
"""A shape of botocore's model, a list of such, or None where nothing is known."""

_EMPTY: dict[str, Node] = {"list": EMPTY_LIST, "map": EMPTY_OBJECT, "structure": EMPTY_OBJECT}
_TAKES = {"list": "array", "map": "object", "structure": "object"}
# What these give has the shape of what they take.
_KEEPING = frozenset(("sort", "sort_by", "reverse", "not_null", "unique", "unique_by"))
_PICKING = frozenset(("max_by", "min_by", "max", "min", "find_first"))


@dataclass(frozen=True)
class _ListOf:
    """The list that a projection gives."""

    member: Shape
    type_name: str = "list"


def fill(tree: Node, shape: Shape) -> Node:
    """The expression with absent lists and maps as empty ones where a function takes them.

    shape: the one that the expression is applied to: a structure of botocore's model.
    """
    filled, _ = _walk(tree, shape)
    return filled


def is_filling(node: Node) -> bool:
    """Whether a node of a filled expression was put there: what it holds is seen as never null."""
    return isinstance(node, Call) and node.fills


def _walk(node: Node, scope: Shape) -> tuple[Node, Shape]:
    """The node filled, and the shape of what it gives."""
    if isinstance(node, (of.Identity, of.Current)):
        return node, scope
    if isinstance(node, of.Field):
        return node, _member(scope, node.name)
    if isinstance(node, Call):
        return _function(node, scope)
    if isinstance(node, of.Subexpression):
        return _chain(node, scope)
    if isinstance(node, of.Pipe):
        return _pipe(node, scope)
    if isinstance(node, (of.Projection, of.FilterProjection, of.ValueProjection)):
        return _projection(node, scope)
    if isinstance(node, of.Flattening):
        base, shape = _walk(node.base, scope)
        return node.with_children((base,)), _flat(shape)
    if isinstance(node, of.IndexExpression):
        base, shape = _walk(node.base, scope)
        for step in node.steps:
            shape = _element(shape) if isinstance(step, of.Index) else shape
        return node.with_children((base, *node.steps)), shape
    walked = [_walk(part, scope) for part in node.children]
    shape = walked[0][1] if isinstance(node, of.Or) else None
    return node.with_children(tuple([part for part, _ in walked])), shape


def _chain(node: of.Subexpression, scope: Shape) -> tuple[Node, Shape]:
    parts = []
    for part in node.parts:
        filled, scope = _walk(part, scope)
        parts.append(filled)
    return node.with_children(tuple(parts)), scope


def _pipe(node: of.Pipe, scope: Shape) -> tuple[Node, Shape]:
    left, between = _walk(node.left, scope)
    right, shape = _walk(node.right, between)
    first = right.parts[0] if isinstance(right, of.Subexpression) else right
    # What is made of a null is null, whatever its members would count.
    if isinstance(first, (of.MultiSelectObject, of.MultiSelectList)):
        left = _filled(left, between, ["array"])
    return node.with_children((left, right)), shape


def _projection(
    node: of.Projection | of.FilterProjection | of.ValueProjection, scope: Shape
) -> tuple[Node, Shape]:
    base, shape = _walk(node.base, scope)
    element = shape.value if _is(shape, "map") else _element(shape)
    right, given = _walk(node.element, element)
    condition = [_walk(part, element)[0] for part in node.children[2:]]
    whole = _ListOf(given) if shape is not None else None
    return node.with_children((base, right, *condition)), whole


def _function(node: Call, scope: Shape) -> tuple[Node, Shape]:
    name = node.name
    walked = [
        (part, None) if isinstance(part, of.ExpressionReference) else _walk(part, scope)
        for part in node.arguments
    ]
    lists = [shape for _, shape in walked if _is(shape, "list")]
    element = _element(lists[0]) if lists else None
    signature = functions.Functions.FUNCTION_TABLE.get(name, {}).get("signature", [])
    arguments: list[Node] = []
    mapped = None
    for number, (part, shape) in enumerate(walked):
        if isinstance(part, of.ExpressionReference):
            inner, mapped = _walk(part.expression, element)
            arguments.append(part.with_children((inner,)))
        else:
            takes = signature[min(number, len(signature) - 1)]["types"] if signature else []
            arguments.append(_filled(part, shape, takes))
    given = walked[0][1] if name in _KEEPING and walked else None
    if name in _PICKING:
        given = element
    if name == "map":
        given = _ListOf(mapped)
    return node.with_children(tuple(arguments)), given


def _filled(node: Node, shape: Shape, takes: list[str]) -> Node:
    """``not_null(node, `[]`)`` where null would be refused and the shape says what is absent."""
    kind = getattr(shape, "type_name", None)
    if kind not in _EMPTY or "null" in takes:
        return node
    if not any(each.split("-")[0] == _TAKES[kind] for each in takes) or _is_never_null(node):
        return node
    return Call("not_null", (node, _EMPTY[kind]), fills=True)


def _is_never_null(node: Node) -> bool:
    giving = _KEEPING - {"not_null"} | {"map"}
    return isinstance(node, Call) and node.name in giving


def _is(shape: Shape, kind: str) -> bool:
    return getattr(shape, "type_name", None) == kind


def _member(shape: Shape, name: str) -> Shape:
    if _is(shape, "structure"):
        return shape.members.get(name)
    return shape.value if _is(shape, "map") else None


def _element(shape: Shape) -> Shape:
    return shape.member if _is(shape, "list") else None


def _flat(shape: Shape) -> Shape:
    if not _is(shape, "list"):
        return None
    return _ListOf(shape.member.member) if _is(shape.member, "list") else _ListOf(shape.member)
