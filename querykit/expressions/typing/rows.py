"""The type of one row, and rows that are lists by mistake."""

from __future__ import annotations

from querykit.expressions.functions import signature
from querykit.expressions.tree import (
    PROJECTIONS,
    Call,
    ExpressionReference,
    Field,
    FilterProjection,
    Node,
    Pipe,
    Subexpression,
)
from querykit.expressions.typing.walk import Walk
from querykit.query import Flatten
from querykit.rules import NESTED_ROWS
from querykit.types.types import (
    NOTHING,
    List,
    Type,
    choices,
    kinds,
    present,
    union,
)
from querykit.types.words import phrase

__all__ = ["check_nested", "row"]


def row(type_: Type, flatten: Flatten) -> Type:
    """Return the type of one row: null is none, a list is its elements; ``all`` flattens fully."""
    found = [_elements(choice) for choice in choices(present(type_))]
    rows = union(*found, NOTHING)
    if flatten == "one" or "array" not in kinds(rows):
        return rows
    return union(*(row(choice, flatten) for choice in choices(rows)))


def _elements(choice: Type) -> Type:
    if not isinstance(choice, List):
        return choice
    return union(*choice.items) if choice.items else choice.of


def check_nested(walk: Walk, tree: Node, rows: Type) -> None:
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
    start, end = place.span
    text = walk.expression.text[start:end]
    if isinstance(place, Call):
        hint = f"put [] after {place.name}(...)"
    elif isinstance(place, Field):
        hint = f"write {text}[]"
    elif isinstance(place, FilterProjection):
        hint = "put [] | before the filter"
    elif text == "[*]":
        hint = "write [] instead of [*]"
    what = f"each row is {phrase(lists[0])}, not a single value"
    walk.observe(NESTED_ROWS, place, what, hint)


def _origin(node: Node) -> Node | None:
    """Return the part of an expression that makes lists of what should be rows."""
    if isinstance(node, Pipe):
        return _origin(node.right) or _origin(node.left)
    if isinstance(node, Subexpression):
        return _origin(node.parts[-1])
    if isinstance(node, PROJECTIONS):
        return _tail(node.element)
    if isinstance(node, Call) and signature(node.name).gives in ("elements", "argument"):
        return _origin(node.arguments[0])
    if isinstance(node, Call) and node.name == "map":
        applied = node.arguments[0]  # a [] in it would not flatten what map() makes of it
        makes = isinstance(applied, ExpressionReference) and _tail(applied.expression)
        return node if makes else None
    return None


def _tail(node: Node) -> Node | None:
    if isinstance(node, Subexpression):
        return _tail(node.parts[-1])
    return node if isinstance(node, (Field, *PROJECTIONS)) else None
