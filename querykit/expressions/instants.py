"""Timestamps compared with strings in other forms, as instants.

The engine returns every timestamp in one form, whose order as a string is its order in time. A
literal, a variable or another field may be written in any form of ISO 8601: as strings,
``2026-11-20T04:00:00-08:00`` would be earlier than ``2026-11-20T12:00:00+00:00``, and not equal.
The types of an expression tell which of its nodes compare a timestamp; these are marked, and the
interpreter reads their strings as times first. Strings that no timestamp is compared with stay
what JMESPath says they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from querykit.errors import EvaluationError, Mistake
from querykit.expressions.parser import Tree, nodes
from querykit.moments import DATE, instant

__all__ = ["MARK", "Reading", "Side", "marked", "unreadable"]

MARK = "instants"
"""The key of a node that compares timestamps; its value is a Reading."""

Side = Literal["timestamp", "time"]
"""What an operand is: a timestamp in the engine's form, or a string that must be a time."""

_HINT = f"expected {DATE}"


@dataclass(frozen=True)
class Reading:
    """How a node reads the strings that it compares.

    sides: what the operands are; None if any of them may also be a string that is not a time, and
        then only two times are compared as instants.
    text: the node as written, for messages.
    """

    sides: tuple[Side, Side] | None
    text: str

    def pair(self, left: Any, right: Any) -> tuple[Any, Any]:
        """Both operands, ready to be compared. Raises EvaluationError for what is not a time."""
        if self.sides is None and isinstance(left, (list, dict)):
            return self._inside(left), self._inside(right)
        if not (isinstance(left, str) and isinstance(right, str)):
            return left, right
        if self.sides is None:
            one, other = _perhaps(left), _perhaps(right)
            return (left, right) if one is None or other is None else (one, other)
        first, second = self.sides
        return (
            left if first == "timestamp" else self._read(left),
            right if second == "timestamp" else self._read(right),
        )

    def search(self, elements: Any, searched: Any) -> tuple[Any, Any]:
        """The arguments of contains(): where it looks in a list, all that are strings as times."""
        if not isinstance(elements, list) or not isinstance(searched, str):
            return elements, searched
        if self.sides is None:
            wanted = _perhaps(searched)
            found = [self.key(each) for each in elements]
            return (elements, searched) if wanted is None else (found, wanted)
        first, second = self.sides
        if first == "time":
            elements = [self._read(e) if isinstance(e, str) else e for e in elements]
        return elements, searched if second == "timestamp" else self._read(searched)

    def key(self, value: Any) -> Any:
        """What a value is sorted by: a time as a timestamp, anything else as it is."""
        return (_perhaps(value) or value) if isinstance(value, str) else value

    def _inside(self, value: Any) -> Any:
        """A value with all times in it in one form."""
        if isinstance(value, list):
            return [self._inside(each) for each in value]
        if isinstance(value, dict):
            return {name: self._inside(each) for name, each in value.items()}
        return self.key(value)

    def _read(self, text: str) -> str:
        try:
            return instant(text)
        except ValueError as error:
            what = f"{text!r} {error}, but is compared with a timestamp: {self.text}"
            raise EvaluationError(what, hint=_HINT) from None


def _perhaps(text: str) -> str | None:
    try:
        return instant(text)
    except ValueError:
        return None


def marked(tree: Tree, readings: Mapping[int, Reading | None]) -> Tree:
    """The tree with a reading at each node that has one, by the node's identity."""
    if not any(readings.values()):
        return tree
    children = [
        marked(child, readings) if isinstance(child, dict) else child for child in tree["children"]
    ]
    reading = readings.get(id(tree))
    mark = {MARK: reading} if reading else {}
    return {**tree, **mark, "children": children}


def unreadable(tree: Tree, values: Mapping[str, Any]) -> Iterator[Mistake]:
    """What no page can make right: literals and values of variables that are not times."""
    for node in nodes(tree):
        reading = node.get(MARK)
        if reading is None or reading.sides is None or len(node["children"]) != 2:
            continue
        for child, side in zip(node["children"], reading.sides, strict=True):
            if side == "time":
                for text in _known(child, values):
                    yield from _wrong(child, text, reading)


def _known(node: Tree, values: Mapping[str, Any]) -> list[str]:
    """The strings that an operand is, as far as that is known before the first page."""
    value = node["value"] if node["type"] == "literal" else None
    if node["type"] == "variable":
        value = values.get(node["value"])
    return [
        each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
    ]


def _wrong(node: Tree, text: str, reading: Reading) -> Iterator[Mistake]:
    try:
        instant(text)
    except ValueError as error:
        name = (
            f"the value of ${node['value']}, {text!r},"
            if node["type"] == "variable"
            else repr(text)
        )
        yield Mistake(
            f"{name} {error}, but is compared with a timestamp: {reading.text}", None, _HINT
        )
