"""A tree back to text, to show what became of an expression: parsing it gives the tree again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from querykit.expressions import tree as of
from querykit.expressions.cases import Cases
from querykit.expressions.tree import Node

__all__ = ["COMPARATORS", "quote", "unparse"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
COMPARATORS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "lte": "<=", "gte": ">="}
_LOOSE = (of.Pipe, of.Or, of.And, of.Comparison)
_OPERATORS = (*_LOOSE, of.Not)
# What needs parentheses before what follows it, such as [0] or .name.
_NEEDS_CLOSING = (*_OPERATORS, *of.PROJECTIONS)
_TIGHT = (of.Field, of.Current, of.Literal, of.Variable, of.Call)

Kinds = tuple[type[Node], ...]


def unparse(tree: Node) -> str:
    """Write a tree as the expression that it was made of, in one way of writing it.

    >>> from querykit.expressions.parser import parse
    >>> unparse(parse("Items[?Size>`5`&&!(a.b) ] . {n:Name , \\"a-b\\":@}|[:3]"))
    'Items[?Size > `5` && !(a.b)].{n: Name, "a-b": @} | [:3]'
    """
    return _WRITTEN.of(tree)(tree)


def _parenthesize(tree: Node, kinds: Kinds) -> str:
    text = unparse(tree)
    return f"({text})" if isinstance(tree, kinds) else text


def _base(tree: Node, kinds: Kinds = _NEEDS_CLOSING) -> str:
    """Write what is before a bracket or a dot; nothing for the value itself."""
    return "" if isinstance(tree, of.Identity) else _parenthesize(tree, kinds)


def _element(tree: Node) -> str:
    """Write what a projection does with each element."""
    if isinstance(tree, of.Identity):
        return ""
    text = unparse(tree)
    is_bracket = text.startswith("[") and not isinstance(tree, of.MultiSelectList)
    return text if is_bracket else f".{text}"


def quote(name: str) -> str:
    """Write a name as in an expression: quoted if it is not a plain word."""
    return name if _NAME.fullmatch(name) else json.dumps(name)


def _literal(tree: of.Literal) -> str:
    value = tree.value
    if isinstance(value, str) and value.isprintable() and "\\" not in value and "'" not in value:
        return f"'{value}'"
    return "`" + json.dumps(value, ensure_ascii=False).replace("`", "\\`") + "`"


def _subexpression(tree: of.Subexpression) -> str:
    first, *others = tree.parts
    return ".".join([_parenthesize(first, _NEEDS_CLOSING), *map(unparse, others)])


def _index_expression(tree: of.IndexExpression) -> str:
    begin = _base(tree.base, (*_NEEDS_CLOSING, of.Subexpression))
    return begin + "".join(f"[{unparse(step)}]" for step in tree.steps)


def _slice(tree: of.Slice) -> str:
    start, stop, step = ("" if n is None else str(n) for n in (tree.start, tree.stop, tree.step))
    return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"


def _projection(tree: of.Projection) -> str:
    if isinstance(tree.base, of.Flattening) or _is_slice(tree.base):
        return f"{unparse(tree.base)}{_element(tree.element)}"
    begin = _base(tree.base, (*_NEEDS_CLOSING, of.Subexpression))
    return f"{begin}[*]{_element(tree.element)}"


def _is_slice(node: Node) -> bool:
    return isinstance(node, of.IndexExpression) and isinstance(node.steps[-1], of.Slice)


def _filter_projection(tree: of.FilterProjection) -> str:
    return f"{_base(tree.base)}[?{unparse(tree.condition)}]{_element(tree.element)}"


def _value_projection(tree: of.ValueProjection) -> str:
    begin = _base(tree.base)
    return f"{begin}{'.' if begin else ''}*{_element(tree.element)}"


def _flattening(tree: of.Flattening) -> str:
    return f"{_base(tree.base, _OPERATORS)}[]"


def _comparison(tree: of.Comparison) -> str:
    left, right = _parenthesize(tree.left, _LOOSE), _parenthesize(tree.right, _LOOSE)
    return f"{left} {COMPARATORS[tree.operator]} {right}"


def _infix(operator: str, looser: Kinds, own: type[Node]) -> Callable[[Any], str]:
    def write(tree: of.Or | of.And | of.Pipe) -> str:
        right = _parenthesize(tree.right, (*looser, own))
        return f"{_parenthesize(tree.left, looser)} {operator} {right}"

    return write


def _not(tree: of.Not) -> str:
    inner = unparse(tree.operand)
    return f"!{inner}" if isinstance(tree.operand, _TIGHT) else f"!({inner})"


def _join(parts: tuple[Node, ...]) -> str:
    return ", ".join(map(unparse, parts))


_WRITTEN: Cases[Callable[[Any], str]] = Cases(
    {
        (of.Identity, of.Current): lambda _: "@",
        of.Field: lambda tree: quote(tree.name),
        of.Variable: lambda tree: f"${tree.name}",
        of.Literal: _literal,
        of.Subexpression: _subexpression,
        of.Index: lambda tree: str(tree.number),
        of.Slice: _slice,
        of.IndexExpression: _index_expression,
        of.Projection: _projection,
        of.FilterProjection: _filter_projection,
        of.ValueProjection: _value_projection,
        of.Flattening: _flattening,
        of.Comparison: _comparison,
        of.Or: _infix("||", (of.Pipe,), of.Or),
        of.And: _infix("&&", (of.Pipe, of.Or), of.And),
        of.Not: _not,
        of.Pipe: _infix("|", (), of.Pipe),
        of.Call: lambda tree: f"{tree.name}({_join(tree.arguments)})",
        of.ExpressionReference: lambda tree: f"&{unparse(tree.expression)}",
        of.MultiSelectList: lambda tree: f"[{_join(tree.items)}]",
        of.MultiSelectObject: lambda tree: f"{{{_join(tree.pairs)}}}",
        of.Pair: lambda tree: f"{quote(tree.name)}: {unparse(tree.value)}",
    }
)
