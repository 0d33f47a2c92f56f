"""Timestamps compared with strings in other forms, as instants.

The engine returns every timestamp in one form, whose order as a string is its order in time. A
literal, a variable or another field may be written in any form of ISO 8601: as strings,
``2026-11-20T04:00:00-08:00`` would be earlier than ``2026-11-20T12:00:00+00:00``, and not equal.
The types of an expression tell which of its nodes compare a timestamp; these are marked, and the
interpreter reads their strings as times first. Strings that no timestamp is compared with stay
what JMESPath says they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from querykit.errors import EvaluationError
from querykit.moments import DATE, instant

__all__ = ["EXPECTED", "Reading", "Side"]

Side = Literal["timestamp", "time"]
"""What an operand is: a timestamp in the engine's form, or a string that must be a time."""

EXPECTED = f"expected {DATE}"


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
        """Return both operands, ready to compare. Raises EvaluationError for what is not a time."""
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
        """Return the arguments of contains(), with the strings of the list read as times."""
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
        """Return what a value is sorted by: a time as a timestamp, anything else as it is."""
        return (_perhaps(value) or value) if isinstance(value, str) else value

    def _inside(self, value: Any) -> Any:
        """Return a value with all times in it in one form."""
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
            raise EvaluationError(what, hint=EXPECTED) from None


def _perhaps(text: str) -> str | None:
    try:
        return instant(text)
    except ValueError:
        return None
