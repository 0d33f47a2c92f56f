"""What one row of a result is, and rows that are lists where that is hardly meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from querykit.expressions.parser import Tree
from querykit.query import Flatten
from querykit.types.types import (
    NOTHING,
    List,
    Type,
    choices,
    kinds,
    present,
    union,
)
from querykit.types.words import described

if TYPE_CHECKING:
    from querykit.expressions.typing.inference import Inference

__all__ = ["nested", "row"]

_PROJECTIONS = ("projection", "filter_projection", "value_projection")
_KEEPING = ("sort_by", "sort", "reverse", "unique", "unique_by", "not_null")


def row(type_: Type, flatten: Flatten = "one") -> Type:
    """The type of one row: nulls give none, a list gives its elements, at every level with all."""
    found = [_elements(choice) for choice in choices(present(type_))]
    rows = union(*found, NOTHING)
    if flatten == "one" or "array" not in kinds(rows):
        return rows
    return union(*(row(choice, flatten) for choice in choices(rows)))


def _elements(choice: Type) -> Type:
    if not isinstance(choice, List):
        return choice
    return union(*choice.items) if choice.items else choice.of


def nested(walk: Inference, tree: Tree, rows: Type) -> None:
    """Observe rows that are lists of any length: a [] is missing.

    A list that is written as such, ``[Id, Size]``, is a row like another.
    """
    lists = [choice for choice in choices(present(rows)) if isinstance(choice, List)]
    if len(lists) != 1 or lists[0].items is not None or len(choices(present(rows))) > 1:
        return
    place = _origin(tree)
    if place is None:
        return
    hint: str | None = None
    start, end = walk.expression.place(place)
    text = walk.expression.text[start:end]
    if place["type"] == "field":
        hint = f"write {text}[]"
    elif place["type"] == "filter_projection":
        hint = "write [] | before the filter"
    elif text == "[*]":
        hint = "write [] for [*]"
    what = f"each row is a {described(lists[0])}"
    walk.observe("nested-rows", place, what, hint, severity="warning")


def _origin(node: Tree) -> Tree | None:
    """The part of an expression that makes lists of what was to be rows."""
    kind = node["type"]
    if kind == "pipe":
        return _origin(node["children"][1]) or _origin(node["children"][0])
    if kind == "function_expression" and node["value"] in _KEEPING:
        return _origin(node["children"][0])
    if kind == "subexpression":
        return _origin(node["children"][-1])
    if kind in _PROJECTIONS:
        return _tail(node["children"][1])
    if kind == "function_expression" and node["value"] == "map":
        expref = next((each for each in node["children"] if each["type"] == "expref"), None)
        return _tail(expref["children"][0]) if expref else None
    return None


def _tail(node: Tree) -> Tree | None:
    kind = node["type"]
    if kind == "subexpression":
        return _tail(node["children"][-1])
    if kind in ("field", *_PROJECTIONS):
        return node
    return None
