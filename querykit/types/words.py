"""Types in words, for messages and for who looks through them."""

from __future__ import annotations

from collections.abc import Mapping

from querykit.types.shapes import members
from querykit.types.types import (
    Anything,
    Boolean,
    List,
    Map,
    Number,
    Record,
    String,
    Structure,
    Type,
    choices,
    present,
)

__all__ = ["columns", "described", "told"]

_MOST_VALUES = 6
_MOST_MEMBERS = 8
_DEEPEST = 3


def described(type_: Type, depth: int = 0) -> str:
    """A type as a short text; that a value may be null goes without saying.

    depth: how many lists it is inside of; the elements of a list in many are left out.

    >>> from querykit.types.types import INTEGER, String, nullable
    >>> described(List(nullable(INTEGER))), described(String(("pending", "running")))
    ('list of integer', 'string: pending | running')
    """
    found = dict.fromkeys(_described(choice, depth) for choice in choices(present(type_)))
    if not found:
        return "null" if choices(type_) else "nothing"
    return " or ".join(found)


def _described(choice: Type, depth: int) -> str:
    if isinstance(choice, Boolean):
        return "boolean"
    if isinstance(choice, Number):
        return "integer" if choice.integer else "number"
    if isinstance(choice, String):
        return _text(choice)
    if isinstance(choice, List):
        return _list(choice, depth + 1)
    if isinstance(choice, Map):
        return f"map of {described(choice.of, depth + 1)}" if depth < _DEEPEST else "map"
    if isinstance(choice, Structure):
        return choice.name
    return _record(choice) if isinstance(choice, Record) else "anything"


def _text(choice: String) -> str:
    if not choice.values:
        said = {"blob": "base64 text", "date": "timestamp", "mixed": "string"}
        return said.get(choice.format or "", choice.format or "string")
    values = [value for value in choice.values if value]
    more = " | ..." if len(values) > _MOST_VALUES else ""
    return f"string: {' | '.join(values[:_MOST_VALUES])}{more}" if values else "empty string"


def _list(choice: List, depth: int) -> str:
    if depth > _DEEPEST:
        return "list"
    if choice.items:
        items = (described(item, depth) for item in choice.items[:_MOST_MEMBERS])
        return f"[{', '.join(items)}]"
    return f"list of {described(choice.of, depth)}" if choice.items is None else "empty list"


def _record(choice: Record) -> str:
    names = [name for name, _ in choice.members]
    more = ", ..." if len(names) > _MOST_MEMBERS else ""
    return f"object {{{', '.join(names[:_MOST_MEMBERS])}{more}}}"


def told(type_: Type) -> str:
    """A type behind "is" in a message: ``a list``, ``a number``, ``the structure Volume``."""
    found = dict.fromkeys(map(_told, choices(present(type_))))
    return " or ".join(found) if found else "null"


def _told(choice: Type) -> str:
    if isinstance(choice, Structure):
        return f"the structure {choice.name}"
    if isinstance(choice, String) and choice.format and choice.format != "mixed":
        return "base64 text" if choice.format == "blob" else "a timestamp"
    if isinstance(choice, List):
        return "a list" if choice.of.kind == "union" else f"a list of {_plural(choice.of)}"
    if isinstance(choice, Anything):
        return "anything"
    words = {"boolean": "true or false", "number": "a number", "string": "text"}
    return words.get(choice.kind, "a map" if isinstance(choice, Map) else "an object")


def _plural(type_: Type) -> str:
    if isinstance(type_, Structure):
        return f"{type_.name} structures"
    words = {"string": "texts", "number": "numbers", "array": "lists", "object": "objects"}
    return words.get(type_.kind, "values")


def columns(rows: Type) -> Mapping[str, Type] | None:
    """The columns of rows and their types, where all rows are objects with the same members."""
    found = [members(choice) for choice in choices(present(rows))]
    if not found or any(map(_has_any, choices(rows))):
        return None
    first = found[0]
    return first if first and all(list(each) == list(first) for each in found) else None


def _has_any(choice: Type) -> bool:
    """Whether an object may have members that are not known."""
    return isinstance(choice, (Map, Anything)) or (isinstance(choice, Record) and bool(choice.open))
