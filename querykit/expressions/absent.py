"""Members that AWS leaves out when they are empty, seen as empty by the functions over them.

An empty bucket has no ``Contents``: ``length(Contents)`` would be a type error, in the middle of
the rows. Where the output's shape says that a function's argument is a list or a map, the
argument is written ``not_null(Contents, `[]`)`` in the tree; nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jmespath import functions

from querykit.expressions.parser import Tree

__all__ = ["fill", "is_filling"]

Shape = Any
"""A shape of botocore's model, a list of such, or None where nothing is known."""

_EMPTY: dict[str, Any] = {"list": [], "map": {}, "structure": {}}
_TAKES = {"list": "array", "map": "object", "structure": "object"}
# What these give has the shape of what they take.
_KEEPING = frozenset(("sort", "sort_by", "reverse", "not_null", "unique", "unique_by"))
_PICKING = frozenset(("max_by", "min_by", "max", "min", "find_first"))


@dataclass(frozen=True)
class _ListOf:
    """The list that a projection gives."""

    member: Shape
    type_name: str = "list"


def fill(tree: Tree, shape: Shape) -> Tree:
    """The expression with absent lists and maps as empty ones where a function takes them.

    shape: the one that the expression is applied to: a structure of botocore's model.
    """
    filled, _ = _walk(tree, shape)
    return filled


def is_filling(node: Tree) -> bool:
    """Whether a node of a filled expression was put there: what it holds is seen as never null."""
    if node["type"] != "function_expression" or node["value"] != "not_null":
        return False
    last = node["children"][-1]
    return last["type"] == "literal" and any(last["value"] is empty for empty in _EMPTY.values())


def _walk(node: Tree, scope: Shape) -> tuple[Tree, Shape]:
    """The node filled, and the shape of what it gives."""
    kind = node["type"]
    if kind in ("identity", "current"):
        return node, scope
    if kind == "field":
        return node, _member(scope, node["value"])
    if kind == "function_expression":
        return _function(node, scope)
    if kind == "subexpression":
        return _chain(node, scope)
    if kind == "pipe":
        return _pipe(node, scope)
    if kind in ("projection", "filter_projection", "value_projection"):
        return _projection(node, scope)
    if kind == "flatten":
        base, shape = _walk(node["children"][0], scope)
        return {**node, "children": [base]}, _flat(shape)
    if kind == "index_expression":
        base, shape = _walk(node["children"][0], scope)
        for step in node["children"][1:]:
            shape = _element(shape) if step["type"] == "index" else shape
        return {**node, "children": [base, *node["children"][1:]]}, shape
    children = [
        _walk(child, scope) if isinstance(child, dict) else (child, None)
        for child in node["children"]
    ]
    shape = children[0][1] if kind == "or_expression" else None
    return {**node, "children": [child for child, _ in children]}, shape


def _chain(node: Tree, scope: Shape) -> tuple[Tree, Shape]:
    children = []
    for child in node["children"]:
        filled, scope = _walk(child, scope)
        children.append(filled)
    return {**node, "children": children}, scope


def _pipe(node: Tree, scope: Shape) -> tuple[Tree, Shape]:
    left, between = _walk(node["children"][0], scope)
    right, shape = _walk(node["children"][1], between)
    first = right["children"][0] if right["type"] == "subexpression" else right
    # What is made of a null is null, whatever its members would count.
    if first["type"] in ("multi_select_dict", "multi_select_list"):
        left = _filled(left, between, ["array"])
    return {**node, "children": [left, right]}, shape


def _projection(node: Tree, scope: Shape) -> tuple[Tree, Shape]:
    base, shape = _walk(node["children"][0], scope)
    element = shape.value if _is(shape, "map") else _element(shape)
    right, given = _walk(node["children"][1], element)
    condition = [_walk(child, element)[0] for child in node["children"][2:]]
    whole = _ListOf(given) if shape is not None else None
    return {**node, "children": [base, right, *condition]}, whole


def _function(node: Tree, scope: Shape) -> tuple[Tree, Shape]:
    name = node["value"]
    walked = [
        (child, None) if child["type"] == "expref" else _walk(child, scope)
        for child in node["children"]
    ]
    lists = [shape for _, shape in walked if _is(shape, "list")]
    element = _element(lists[0]) if lists else None
    signature = functions.Functions.FUNCTION_TABLE.get(name, {}).get("signature", [])
    children = []
    mapped = None
    for number, (child, shape) in enumerate(walked):
        if child["type"] == "expref":
            inner, mapped = _walk(child["children"][0], element)
            children.append({**child, "children": [inner]})
        else:
            takes = signature[min(number, len(signature) - 1)]["types"] if signature else []
            children.append(_filled(child, shape, takes))
    given = walked[0][1] if name in _KEEPING and walked else None
    if name in _PICKING:
        given = element
    if name == "map":
        given = _ListOf(mapped)
    return {**node, "children": children}, given


def _filled(node: Tree, shape: Shape, takes: list[str]) -> Tree:
    """``not_null(node, `[]`)`` where null would be refused and the shape says what is absent."""
    kind = getattr(shape, "type_name", None)
    if kind not in _EMPTY or "null" in takes:
        return node
    if not any(each.split("-")[0] == _TAKES[kind] for each in takes) or _is_never_null(node):
        return node
    empty = {"type": "literal", "value": _EMPTY[kind], "children": []}
    return {"type": "function_expression", "value": "not_null", "children": [node, empty]}


def _is_never_null(node: Tree) -> bool:
    giving = _KEEPING - {"not_null"} | {"map"}
    return node["type"] == "function_expression" and node["value"] in giving


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
