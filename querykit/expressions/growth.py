"""Expressions that grow what they are applied to, and how much of that there may be.

``{a: @, b: @}`` holds its value twice, and piped through itself twenty-four times, sixteen million
times: a line of text builds more than any machine has. What an expression cannot multiply beyond
measure, as nearly all cannot, runs as it is. The others are weighed while they run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from querykit.errors import EvaluationError
from querykit.expressions import tree as of
from querykit.expressions.cases import Cases
from querykit.expressions.tree import Node

__all__ = ["MOST_VALUES", "Scale", "multiplies"]

MOST_VALUES = 1_000_000
"""How many values a growing expression may build, beyond a multiple of what it is applied to."""
_MULTIPLE = 20
# A text weighs as many values as it has of this many characters.
_CHARACTERS = 16
# What is multiplied by no more than this is not weighed.
_HARMLESS = 10_000
# The most that a function makes of each of its arguments' values, but for those that join.
_FUNCTION = 2
_ESCAPED = 6


def multiplies(tree: Node) -> bool:
    """Return whether an expression may return far more values than it is applied to.

    >>> from querykit.expressions.parser import parse
    >>> multiplies(parse("Users[].{name: UserName, id: UserId, arn: Arn}"))
    False
    >>> multiplies(parse(" | ".join(["[@, @]"] * 24)))
    True
    """
    try:
        return _factor(tree) > _HARMLESS
    except RecursionError:
        return True


def _factor(node: Node) -> float:
    """Return how many times its value an expression may return, at most."""
    return _FACTORS.of(node)(node)


def _one(_: Node) -> float:
    return 1


def _literal(node: of.Literal) -> float:
    return _values(node.value)


def _sum(node: Node) -> float:
    return 1 + sum([_factor(part) for part in node.children])


def _chain(node: Node) -> float:
    return _product([_factor(part) for part in node.children])


def _filter(node: of.FilterProjection) -> float:
    return _factor(node.base) * _factor(node.element)  # its condition adds nothing


def _largest(node: Node) -> float:
    return max([_factor(part) for part in node.children])


def _call(node: of.Call) -> float:
    arguments = [_factor(argument) for argument in node.arguments]
    if node.name == "map":
        return _product(arguments)
    if node.name == "join" and not isinstance(node.arguments[0], of.Literal):
        return float("inf")
    if node.name == "replace" and len(arguments) == 3:
        return arguments[0] * _replaced(*node.arguments[1:])
    return (_ESCAPED if node.name == "to_string" else _FUNCTION) * max(1, sum(arguments))


def _replaced(old: Node, new: Node) -> float:
    """Return how many times as long a string may become in which one part replaces another."""
    if not (isinstance(new, of.Literal) and isinstance(new.value, str)):
        return float("inf")
    text = old.value if isinstance(old, of.Literal) else None
    return max(1, len(new.value) / (len(text) if isinstance(text, str) and text else 1))


_FACTORS: Cases[Callable[[Any], float]] = Cases(
    {
        (of.Identity, of.Current, of.Field, of.Variable): _one,
        (of.Index, of.Slice, of.Comparison, of.Not): _one,
        of.Literal: _literal,
        (of.MultiSelectList, of.MultiSelectObject): _sum,
        (of.Pipe, of.Subexpression, of.IndexExpression, of.Projection, of.ValueProjection): _chain,
        of.FilterProjection: _filter,
        of.Call: _call,
        (of.Or, of.And, of.Flattening, of.ExpressionReference, of.Pair): _largest,
    }
)


def _product(factors: Sequence[float]) -> float:
    found = 1.0
    for factor in factors:
        found *= factor
    return found


def _values(literal: Any) -> float:
    if isinstance(literal, str):
        return 1 + len(literal) // _CHARACTERS
    members = literal.values() if isinstance(literal, dict) else literal
    return 1 + sum(map(_values, members)) if isinstance(literal, (list, dict)) else 1


class Scale:
    """Weighs the values of one evaluation, each once, however many ways lead to it.

    value: what the expression is applied to.
    """

    def __init__(self, value: Any) -> None:
        # A value is kept, so that no other one gets its identity.
        self._known: dict[int, tuple[Any, int]] = {}
        self._most = float("inf")
        self._most = MOST_VALUES + _MULTIPLE * self.weigh(value)

    def weigh(self, value: Any) -> int:
        """Return how many values a value contains. Raises EvaluationError if there are too many."""
        if isinstance(value, str):
            weight = 1 + len(value) // _CHARACTERS
        elif isinstance(value, (list, dict)):
            weight = self._composed(value)
        else:
            return 1
        if weight > self._most:
            raise _too_many(int(self._most))
        return weight

    def _composed(self, value: Any) -> int:
        known = self._known.get(id(value))
        if known is None:
            members = value.values() if isinstance(value, dict) else value
            weight = 1 + len(members)
            for member in members:
                if isinstance(member, (list, dict, str)):
                    weight += self.weigh(member) - 1
            known = self._known[id(value)] = (value, weight)
        return known[1]

    def allow(self, characters: int) -> None:
        """Raise EvaluationError if a string would be too long."""
        if characters > self._most * _CHARACTERS:
            raise _too_many(int(self._most))


def _too_many(most: int) -> EvaluationError:
    what = f"the expression would build more than {most:,} values"
    return EvaluationError(what, hint="use each value once: copies in a list or an object multiply")
