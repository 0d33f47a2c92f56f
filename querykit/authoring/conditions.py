"""A condition in words: what a filter keeps."""

from __future__ import annotations

from querykit.expressions.functions import signature
from querykit.expressions.tree import (
    And,
    Call,
    Comparison,
    Current,
    Field,
    FilterProjection,
    Flattening,
    Identity,
    Literal,
    Node,
    Not,
    Or,
    Pipe,
    Projection,
    Subexpression,
    ValueProjection,
)
from querykit.expressions.unparser import unparse
from querykit.types.types import choices, present

__all__ = ["condition", "kind"]

_COMPARED = {
    "eq": "is",
    "ne": "is not",
    "lt": "is less than",
    "lte": "is at most",
    "gt": "is more than",
    "gte": "is at least",
}
_LISTS = (Projection, FilterProjection, ValueProjection, Flattening, Pipe)
# What a value of a kind is that a filter takes for true, and one that it does not.
_TRUE = {
    "boolean": ("is true", "is false or missing"),
    "string": ("is set", "is empty or missing"),
    "timestamp": ("is set", "is missing"),
    "number": ("is set", "is missing"),
    "array": ("is not empty", "is empty or missing"),
    "object": ("is not empty", "is empty or missing"),
    "unknown": ("is set", "is false or missing"),
}


def condition(tree: Node) -> str:
    """Put a condition in words. In a tree that is typed, it says what is true of a field's kind.

    >>> from querykit.expressions import compile
    >>> condition(compile("State.Name == 'running' && (!Tags || contains(Name, 'x'))").tree)
    "State.Name is 'running', and (Tags is false or missing, or Name contains 'x')"
    """
    if isinstance(tree, (And, Or)):
        word = "and" if isinstance(tree, And) else "or"
        return f", {word} ".join(_part(part, type(tree)) for part in tree.children)
    if isinstance(tree, Not):
        return _negate(tree.operand)
    if isinstance(tree, Comparison):
        return f"{_value(tree.left)} {_COMPARED[tree.operator]} {_value(tree.right)}"
    if isinstance(tree, Call) and signature(tree.name).looks:
        left, right = tree.arguments
        return f"{_value(left)} {tree.name.replace('_', ' ')} {_value(right)}"
    if _looks_for_one(tree):
        return f"there is an item {_such(tree)}"
    return f"{_value(tree)} {_truth(tree)[0]}"


def kind(node: Node) -> str | None:
    """Return the kind of values of a field; None where it may have several, or nobody can say."""
    field = node.parts[-1] if isinstance(node, Subexpression) else node
    if not isinstance(field, Field) or field.type is None:
        return None
    known = choices(present(field.type))
    found = {getattr(choice, "format", None) or choice.kind for choice in known}
    return found.pop() if len(found) == 1 else None


def _truth(tree: Node) -> tuple[str, str]:
    if isinstance(tree, _LISTS):
        return _TRUE["array"]
    return _TRUE.get(kind(tree) or "", _TRUE["unknown"])


def _looks_for_one(tree: Node) -> bool:
    """Return whether it is a filter, the last thing that is done: it is true where something is
    left.
    """
    return isinstance(tree.right if isinstance(tree, Pipe) else tree, FilterProjection)


def _such(tree: Node) -> str:
    """Return where a filter looks, and for what."""
    within = []
    while isinstance(tree, Pipe):
        within.append(_value(tree.left))
        tree = tree.right
    if not isinstance(tree, FilterProjection):
        return ""
    if not isinstance(tree.base, (Identity, Current)) or not within:
        within.append(_value(tree.base))
    is_plain = isinstance(tree.element, (Identity, Current))
    having = "" if is_plain else f" that has {unparse(tree.element)}"
    return f"in {' | '.join(within)} where {condition(tree.condition)}{having}"


def _part(tree: Node, around: type[Node]) -> str:
    text = condition(tree)
    mixed = isinstance(tree, (And, Or)) and type(tree) is not around
    return f"({text})" if mixed else text


def _negate(inner: Node) -> str:
    if isinstance(inner, Comparison) and inner.operator == "eq":
        return f"{_value(inner.left)} is not {_value(inner.right)}"
    if _looks_for_one(inner):
        return f"there is no item {_such(inner)}"
    if isinstance(inner, (Comparison, And, Or, Call)):
        return f"it is not true that {condition(inner)}"
    return f"{_value(inner)} {_truth(inner)[1]}"


def _value(tree: Node) -> str:
    if isinstance(tree, Literal) and isinstance(tree.value, (bool, int, float, type(None))):
        return unparse(tree).strip("`")
    return "it" if isinstance(tree, (Current, Identity)) else unparse(tree)
