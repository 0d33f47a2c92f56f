"""Strings that are compared with timestamps but are not times, found before the first page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from querykit.expressions.instants import EXPECTED, Reading
from querykit.expressions.tree import Call, Comparison, Literal, Node, Variable, nodes
from querykit.mistakes import Mistake
from querykit.moments import instant

__all__ = ["find_unreadable"]


def find_unreadable(tree: Node, values: Mapping[str, Any]) -> Iterator[Mistake]:
    """Find what no page can make right: literals and values of variables that are not times."""
    for node in nodes(tree):
        if not isinstance(node, (Comparison, Call)):
            continue
        reading, operands = node.reading, node.children
        if reading is None or reading.sides is None or len(operands) != 2:
            continue
        for operand, side in zip(operands, reading.sides, strict=True):
            if side == "time":
                for text in _strings(operand, values):
                    yield from _check(operand, text, reading)


def _strings(node: Node, values: Mapping[str, Any]) -> list[str]:
    """Return the strings that an operand is, as far as that is known before the first page."""
    value = node.value if isinstance(node, Literal) else None
    if isinstance(node, Variable):
        value = values.get(node.name)
    return [
        each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
    ]


def _check(node: Node, text: str, reading: Reading) -> Iterator[Mistake]:
    try:
        instant(text)
    except ValueError as error:
        name = repr(text)
        if isinstance(node, Variable):
            name = f"the value of ${node.name}, {name},"
        what = f"{name} {error}, but is compared with a timestamp: {reading.text}"
        yield Mistake(what, None, EXPECTED)
