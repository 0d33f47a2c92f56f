"""What is known of a value after a condition: ``[?Name && contains(Name, 'x')]``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from querykit.expressions.functions import signature
from querykit.expressions.tree import (
    And,
    Call,
    Comparison,
    Current,
    Field,
    Identity,
    Literal,
    Node,
    Not,
    Or,
    Subexpression,
)
from querykit.expressions.typing.truth import truthy
from querykit.types.shapes import find_field
from querykit.types.types import (
    Record,
    String,
    Structure,
    Type,
    choices,
    present,
    union,
)

__all__ = ["narrow"]

_ORDERS = ("lt", "lte", "gt", "gte")

Path = tuple[str, ...]


def narrow(scope: Type, condition: Node, truth: bool = True) -> Type:
    """Return the type of the values for which a condition is true, or false."""
    if isinstance(condition, Not):
        return narrow(scope, condition.operand, not truth)
    if isinstance(condition, And if truth else Or):
        for part in condition.children:
            scope = narrow(scope, part, truth)
        return scope
    if isinstance(condition, Comparison):
        return _narrow_comparison(scope, condition, truth)
    if not truth:
        return scope
    # What is looked through is not null if something is found there.
    if isinstance(condition, Call) and signature(condition.name).looks:
        condition, change = condition.arguments[0], present
    else:
        change = truthy
    path = _path(condition)
    return scope if path is None else _change(scope, path, change)


def _narrow_comparison(scope: Type, condition: Comparison, truth: bool) -> Type:
    """Return the type of the values for which a comparison is true, or false."""
    operator = condition.operator
    is_equal = operator == ("eq" if truth else "ne")
    is_other = operator == ("ne" if truth else "eq")
    for side, other in ((condition.left, condition.right), (condition.right, condition.left)):
        path = _path(side)
        if path is None:
            continue
        against_null = isinstance(other, Literal) and other.value is None
        is_value = isinstance(other, Literal) and not against_null
        ordered = operator in _ORDERS and truth
        if ordered or (is_equal and is_value) or (is_other and against_null):
            scope = _change(scope, path, present)
        if is_equal and isinstance(other, Literal) and isinstance(other.value, str):
            scope = _change(scope, path, partial(_equal_to, other.value))
    return scope


def _equal_to(text: str, type_: Type) -> Type:
    """Return the type of a value that is known to equal a string."""
    found = [choice for choice in choices(type_) if isinstance(choice, String)]
    if found and found[0].format in ("timestamp", "date", "mixed"):
        return found[0]  # what equals the text as an instant may be written otherwise
    return String((text,), closed=True, shape=found[0].shape) if found else type_


def _path(node: Node) -> Path | None:
    """Return the names of a chain of fields, empty for the value itself; None for anything else."""
    if isinstance(node, (Current, Identity)):
        return ()
    if isinstance(node, Field):
        return (node.name,)
    if isinstance(node, Subexpression):
        names = tuple(part.name for part in node.parts if isinstance(part, Field))
        return names if len(names) == len(node.parts) else None
    return None


def _change(scope: Type, path: Path, change: Callable[[Type], Type]) -> Type:
    """Return the scope with the field at a path changed, and with the objects on the way there."""
    if not path:
        return change(scope)
    return union(*(_within(choice, path, change) for choice in choices(present(scope))))


def _within(choice: Type, path: Path, change: Callable[[Type], Type]) -> Type:
    if not isinstance(choice, (Structure, Record)):
        return choice
    name, rest = path[0], path[1:]
    member = find_field(choice, name)
    if member is None:
        return choice
    inner = _change(member, rest, change)
    if isinstance(choice, Record):
        named = [(each, inner if each == name else known) for each, known in choice.members]
        return Record(tuple(named), choice.open)
    others = tuple(pair for pair in choice.narrowed if pair[0] != name)
    return Structure(choice.shape, choice.known, (*others, (name, inner)), choice.root)
