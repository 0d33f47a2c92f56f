"""Conditions joined by && that are never both true: ``Size > `100` && Size < `50` ``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from querykit.expressions.functions import BUILT_IN, FUNCTIONS, ArgumentError, signature
from querykit.expressions.tree import (
    And,
    Call,
    Comparison,
    Current,
    Field,
    Literal,
    Node,
    Subexpression,
)
from querykit.expressions.typing.lookup import Missing, member
from querykit.expressions.typing.timestamps import is_moment
from querykit.expressions.typing.walk import Walk
from querykit.moments import instant
from querykit.rules import NEVER_TRUE
from querykit.types.types import (
    ANYTHING,
    TIMESTAMP,
    String,
    Type,
    choices,
    present,
)

__all__ = ["check_contradictions"]

_TURNED = {"lt": "gt", "lte": "gte", "gt": "lt", "gte": "lte"}
# Any moment: what is compared are two of the same run.
_NOW = datetime(2026, 11, 20, tzinfo=timezone.utc)
_LOW, _HIGH = ("gt", "gte", "eq"), ("lt", "lte", "eq")


@dataclass(frozen=True)
class _Claim:
    """What a comparison says of a part of a value, its subject, if it is true.

    order: what values are ordered with; those of other orders are not compared with it.
    """

    node: Node
    subject: str
    operator: str
    order: str
    value: Any


def check_contradictions(walk: Walk, node: And, scope: Type) -> None:
    """Observe that the right side of && contradicts a condition on its left."""
    left, right = node.left, node.right
    for claim in _claims(walk, right, scope):
        # By itself, or after what is on its left.
        if walk.has_observed(NEVER_TRUE, claim.node):
            continue
        for other in _claims(walk, left, scope, claim.subject):
            if _contradict(claim, other):
                both = f"{walk.text(other.node)} and {walk.text(claim.node)}"
                what = f"{both} are never both true"
                walk.observe(NEVER_TRUE, node, what)
                return


def _claims(walk: Walk, node: Node, scope: Type, subject: str | None = None) -> Iterator[_Claim]:
    """Yield what the conditions joined by && say, of all subjects or of one."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, And):
            waiting += part.children
        elif isinstance(part, Comparison):
            claim = _claim(walk, part, scope, subject)
            if claim is not None:
                yield claim


def _claim(walk: Walk, node: Comparison, scope: Type, subject: str | None) -> _Claim | None:
    first, second = node.left, node.right
    operator = node.operator
    if _is_value(first):
        first, second, operator = second, first, _TURNED.get(operator, operator)
    if not _is_value(second) or not _is_plain(first):
        return None
    text = " ".join(walk.text(first).split())
    if subject not in (None, text):
        return None
    found = _order_of(second, _type(first, scope))
    return _Claim(node, text, operator, *found) if found else None


def _is_value(node: Node) -> bool:
    return isinstance(node, Literal) or _period(node) is not None


def _is_plain(node: Node) -> bool:
    """Return whether a node is a field, or a function of fields: it has one value per element."""
    if isinstance(node, (Field, Current)):
        return True
    if isinstance(node, (Subexpression, Call)):
        return all(_is_plain(child) or isinstance(child, Literal) for child in node.children)
    return False


def _type(node: Node, scope: Type) -> Type:
    """Return the type of a plain node, without observing anything: it was typed before."""
    if isinstance(node, Call):
        return ANYTHING if node.name in BUILT_IN else signature(node.name).returns
    if isinstance(node, Field):
        found = member(node.name, scope)
        return ANYTHING if isinstance(found, Missing) else found
    for child in node.children:
        scope = _type(child, scope)
    return scope


def _period(node: Node) -> float | None:
    """Return how many seconds before now a time written with ago() or now() is; None for others."""
    if not isinstance(node, Call) or not all(isinstance(each, Literal) for each in node.arguments):
        return None
    declared = signature(node.name)
    if not declared.clock or declared.returns != TIMESTAMP:
        return None
    values = [each.value for each in node.arguments if isinstance(each, Literal)]
    try:
        found = FUNCTIONS.member(node.name).call(*values, now=_NOW)
    except (ArgumentError, TypeError):
        return None
    return (_NOW - datetime.fromisoformat(found)).total_seconds()


def _order_of(node: Node, subject: Type) -> tuple[str, Any] | None:
    """Return the order that a value belongs to, and its place in it."""
    period = _period(node)
    if period is not None:
        return ("period", -period) if is_moment(subject) else None
    if not isinstance(node, Literal):
        return None
    value = node.value
    if value is None:
        return "null", None
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, (int, float)):
        return "number", value
    return _text(value, subject) if isinstance(value, str) else None


def _text(value: str, subject: Type) -> tuple[str, Any] | None:
    """Return a string as it is compared with a timestamp, or with other strings."""
    if is_moment(subject):
        try:
            return "time", datetime.fromisoformat(instant(value))
        except ValueError:
            return None
    found = choices(present(subject))
    plain = [c for c in found if isinstance(c, String) and c.format != "mixed"]
    return ("string", value) if found and len(plain) == len(found) else None


def _contradict(one: _Claim, other: _Claim) -> bool:
    if "null" in (one.order, other.order):
        return any(_is_null(a) and _is_there(b) for a, b in ((one, other), (other, one)))
    if one.order != other.order:
        return False
    operators = {one.operator, other.operator}
    if operators == {"eq", "ne"}:
        return bool(one.value == other.value)
    if one.order == "boolean":
        return operators == {"eq"} and one.value is not other.value
    return _is_empty(one, other) or _is_empty(other, one)


def _is_null(claim: _Claim) -> bool:
    return claim.order == "null" and claim.operator == "eq"


def _is_there(claim: _Claim) -> bool:
    """Return whether null does not pass: it equals nothing else, and is ordered with nothing."""
    return claim.operator == "ne" if claim.order == "null" else claim.operator != "ne"


def _is_empty(low: _Claim, high: _Claim) -> bool:
    """Return whether no value is above the one and below the other."""
    if low.operator not in _LOW or high.operator not in _HIGH:
        return False
    if low.value == high.value:
        return low.operator == "gt" or high.operator == "lt"
    return bool(low.value > high.value)
