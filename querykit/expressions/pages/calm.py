"""What no value can make fail: it may be evaluated on a page even if its result is not needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from querykit.expressions import tree as of
from querykit.expressions.cases import Cases
from querykit.expressions.functions import signature
from querykit.expressions.pages.distribution import is_never_null
from querykit.expressions.tree import Node, nodes

__all__ = ["is_calm"]


def is_calm(tree: Node) -> bool:
    """Return whether no value can make an expression fail.

    >>> from querykit.expressions.parser import parse
    >>> is_calm(parse("a == b")), is_calm(parse("a < b")), is_calm(parse("length(a)"))
    (True, False, False)
    """
    return all(_CALM.of(node)(node) for node in nodes(tree))


def _always(_: Node) -> bool:
    return True


def _comparison(node: of.Comparison) -> bool:
    return node.is_equality and not node.reading


def _call(node: of.Call) -> bool:
    counts = node.name == "length" and is_never_null(node.arguments[0])
    return counts or signature(node.name).calm


_CALM: Cases[Callable[[Any], bool]] = Cases(
    {
        (of.Identity, of.Current, of.Field, of.Variable, of.Literal): _always,
        (of.Subexpression, of.Pipe, of.Index, of.Slice, of.IndexExpression): _always,
        (of.Projection, of.FilterProjection, of.ValueProjection, of.Flattening): _always,
        (of.Or, of.And, of.Not, of.ExpressionReference): _always,
        (of.MultiSelectList, of.MultiSelectObject, of.Pair): _always,
        of.Comparison: _comparison,
        of.Call: _call,
    }
)
"""Whether a node itself can fail, whatever its parts are."""
