"""A tree back to text, to show what became of an expression: parsing it gives the tree again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from querykit.expressions.parser import Tree

__all__ = ["quoted", "unparse"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PROJECTIONS = frozenset(("projection", "filter_projection", "value_projection"))
_OPERATORS = frozenset(("pipe", "or_expression", "and_expression", "comparator", "not_expression"))
_COMPARATORS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "lte": "<=", "gte": ">="}
# What needs parentheses in front of what goes on behind it, such as [0] or .name.
_NEEDS_CLOSING = _OPERATORS | _PROJECTIONS


def unparse(tree: Tree) -> str:
    """The expression that a tree was made of, in one way of writing it.

    >>> from querykit.expressions.parser import parse
    >>> unparse(parse("Items[?Size>`5`&&!(a.b) ] . {n:Name , \\"a-b\\":@}|[:3]"))
    'Items[?Size > `5` && !(a.b)].{n: Name, "a-b": @} | [:3]'
    """
    return _WRITTEN[tree["type"]](tree)


def _closed(tree: Tree, kinds: frozenset[str]) -> str:
    text = unparse(tree)
    return f"({text})" if tree["type"] in kinds else text


def _base(tree: Tree, kinds: frozenset[str] = _NEEDS_CLOSING) -> str:
    """What stands before a bracket or a dot; nothing for the value itself."""
    return "" if tree["type"] == "identity" else _closed(tree, kinds)


def _behind(tree: Tree) -> str:
    """What a projection does with each element."""
    if tree["type"] == "identity":
        return ""
    text = unparse(tree)
    return text if text.startswith("[") and tree["type"] != "multi_select_list" else f".{text}"


def quoted(name: str) -> str:
    """A name as an expression has it: quoted where it is no plain word."""
    return name if _NAME.fullmatch(name) else json.dumps(name)


def _literal(tree: Tree) -> str:
    value = tree["value"]
    if isinstance(value, str) and value.isprintable() and "\\" not in value and "'" not in value:
        return f"'{value}'"
    return "`" + json.dumps(value, ensure_ascii=False).replace("`", "\\`") + "`"


def _subexpression(tree: Tree) -> str:
    first, *others = tree["children"]
    return ".".join([_closed(first, _NEEDS_CLOSING), *map(unparse, others)])


def _index_expression(tree: Tree) -> str:
    base, *others = tree["children"]
    begin = _base(base, _NEEDS_CLOSING | {"subexpression"})
    return begin + "".join(f"[{unparse(other)}]" for other in others)


def _slice(tree: Tree) -> str:
    start, stop, step = ("" if part is None else str(part) for part in tree["children"])
    return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"


def _projection(tree: Tree) -> str:
    base, element = tree["children"]
    if base["type"] == "flatten":
        return f"{unparse(base)}{_behind(element)}"
    if _is_slice(base):
        return f"{unparse(base)}{_behind(element)}"
    begin = _base(base, _NEEDS_CLOSING | {"subexpression"})
    return f"{begin}[*]{_behind(element)}"


def _is_slice(node: Tree) -> bool:
    return bool(node["type"] == "index_expression" and node["children"][-1]["type"] == "slice")


def _filter_projection(tree: Tree) -> str:
    base, element, condition = tree["children"]
    return f"{_base(base)}[?{unparse(condition)}]{_behind(element)}"


def _value_projection(tree: Tree) -> str:
    base, element = tree["children"]
    begin = _base(base)
    return f"{begin}{'.' if begin else ''}*{_behind(element)}"


def _flatten(tree: Tree) -> str:
    return f"{_base(tree['children'][0], _OPERATORS)}[]"


def _comparator(tree: Tree) -> str:
    loose = frozenset(("pipe", "or_expression", "and_expression", "comparator"))
    left, right = (_closed(child, loose) for child in tree["children"])
    return f"{left} {_COMPARATORS[tree['value']]} {right}"


def _infix(operator: str, looser: tuple[str, ...], own: str) -> Callable[[Tree], str]:
    def write(tree: Tree) -> str:
        left, right = tree["children"]
        begin = _closed(left, frozenset(looser))
        return f"{begin} {operator} {_closed(right, frozenset((*looser, own)))}"

    return write


def _not(tree: Tree) -> str:
    inner = tree["children"][0]
    tight = inner["type"] in ("field", "current", "literal", "variable", "function_expression")
    return f"!{unparse(inner)}" if tight else f"!({unparse(inner)})"


def _function(tree: Tree) -> str:
    return f"{tree['value']}({', '.join(map(unparse, tree['children']))})"


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "identity": lambda _: "@",
    "current": lambda _: "@",
    "field": lambda tree: quoted(tree["value"]),
    "variable": lambda tree: f"${tree['value']}",
    "literal": _literal,
    "subexpression": _subexpression,
    "index": lambda tree: str(tree["value"]),
    "slice": _slice,
    "index_expression": _index_expression,
    "projection": _projection,
    "filter_projection": _filter_projection,
    "value_projection": _value_projection,
    "flatten": _flatten,
    "comparator": _comparator,
    "or_expression": _infix("||", ("pipe",), "or_expression"),
    "and_expression": _infix("&&", ("pipe", "or_expression"), "and_expression"),
    "not_expression": _not,
    "pipe": _infix("|", (), "pipe"),
    "function_expression": _function,
    "expref": lambda tree: f"&{unparse(tree['children'][0])}",
    "multi_select_list": lambda tree: f"[{', '.join(map(unparse, tree['children']))}]",
    "multi_select_dict": lambda tree: f"{{{', '.join(map(unparse, tree['children']))}}}",
    "key_val_pair": lambda tree: f"{quoted(tree['value'])}: {unparse(tree['children'][0])}",
}
