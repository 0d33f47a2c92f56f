"""Corrections of comparisons that are never true, or that fail."""

from __future__ import annotations

import re

from querykit.expressions.tree import Comparison, Literal
from querykit.expressions.typing import suggestions
from querykit.expressions.typing.walk import Walk
from querykit.types import shapes
from querykit.types.types import (
    List,
    Map,
    Null,
    String,
    Structure,
    Type,
    choices,
    kinds,
    present,
)
from querykit.types.types import literal as of_value

__all__ = ["suggest_correction"]

_EMPTY = ("", "[]", "{}", "null", "NULL", "None", "nil")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}")


def suggest_correction(walk: Walk, node: Comparison, left: Type, right: Type) -> str | None:
    """Return how to write the literal side of a comparison; None if unknown."""
    for side, own, other in (
        (node.left, left, right),
        (node.right, right, left),
    ):
        if isinstance(side, Literal) and (found := _suggest_for(walk, node, side, own, other)):
            return found
    return None


def _suggest_for(walk: Walk, node: Comparison, side: Literal, own: Type, other: Type) -> str | None:
    value, wanted = side.value, _kind(other)
    equality = node.is_equality
    text = walk.text(node.right if node.left is side else node.left)
    if wanted == "number" and isinstance(value, str):
        if _DATE.match(value):
            return f"write to_date({text})"
        return f"write `{value}`" if suggestions.is_number(value) else None
    if wanted == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
        return f"write `{value.lower()}`"
    if wanted == "boolean" and equality and not isinstance(value, bool) and value in (0, 1):
        return f"write `{str(bool(value)).lower()}`"
    if wanted == "number" and isinstance(value, bool):
        return f"write `{int(value)}`"
    if wanted == "string" and isinstance(value, (int, float)):
        return _suggest_string(text, value, other, equality)
    if wanted in ("array", "object") and value in _EMPTY and equality:
        return f"write {'!' if node.operator == 'eq' else ''}{_parenthesize(text)}"
    if wanted == "array" and value is not None:
        if not equality:
            return f"compare length({text})"
        return _suggest_contains(walk, side, text, other)
    if wanted == "object" and isinstance(value, str) and _is_map_of_texts(other):
        return f"write contains(values({text})[], {walk.text(side)})"
    return _suggest_field(text, other, own, value)


def _suggest_string(text: str, value: float, other: Type, equality: bool) -> str | None:
    """Return how to write a number or a boolean that is compared with a string."""
    texts = [choice for choice in choices(other) if isinstance(choice, String)]
    if isinstance(value, bool):
        written = str(value).lower()
        listed = next((text.values for text in texts if text.values), ())
        return suggestions.suggest_value(written, listed) if listed else f"write '{written}'"
    if any(text.format or _is_dated(text) for text in texts):
        return "timestamps are strings: write '2026-01-31' or ago('90d')"
    return f"write '{value}'" if equality else f"write to_number({text})"


def _is_dated(text: String) -> bool:
    """Return whether a string is a time that the model does not call a timestamp."""
    name = str(getattr(text.shape, "name", "")).lower()
    return name.endswith(("timestamp", "datetime"))


def _parenthesize(text: str) -> str:
    """Return a part of an expression with parentheses if ! needs them."""
    return text if re.fullmatch(r"\w+(?:\(.*\))?", text) else f"({text})"


def _suggest_contains(walk: Walk, side: Literal, text: str, other: Type) -> str | None:
    """Return how to look for a value in a list that it is compared with, or in its elements."""
    value, inner = side.value, next(c.of for c in choices(other) if isinstance(c, List))
    literal = walk.text(side)
    if any(isinstance(choice, Null) and choice.reason for choice in choices(other)):
        text = f"not_null({text}, `[]`)"
    if isinstance(value, str) and suggestions.is_number(value) and kinds(inner) == {"number"}:
        return f"write contains({text}, `{value}`)"
    if _kind(of_value(value)) in kinds(inner):
        return f"write contains({text}, {literal})"
    objects = [choice for choice in choices(inner) if choice.kind == "object"]
    names = suggestions.members_of(objects, "string") if isinstance(value, str) else []
    return f"write contains({suggestions.each(text, names[0])}, {literal})" if names else None


def _is_map_of_texts(type_: Type) -> bool:
    """Return whether a map has lists of strings, as the principals of a policy do."""
    found = [choice.of for choice in choices(present(type_)) if isinstance(choice, Map)]
    lists = [each for of in found for each in choices(of) if isinstance(each, List)]
    return bool(lists) and all(kinds(each.of) == {"string"} for each in lists)


def _suggest_field(text: str, other: Type, own: Type, value: object) -> str | None:
    """Return the field of an object that was most likely meant: State.Name for State.

    The one that may have the value, or the only one of its kind.
    """
    for choice in choices(present(other)):
        if isinstance(choice, Structure):
            found = suggestions.members_of([choice], _kind(own) or "")
            listing = [name for name in found if _lists(shapes.members(choice)[name], value)]
            found = listing or found
            return f"write {text}.{found[0]}" if len(found) == 1 else None
    return None


def _lists(type_: Type, value: object) -> bool:
    return any(isinstance(choice, String) and value in choice.values for choice in choices(type_))


def _kind(type_: Type) -> str | None:
    found = kinds(present(type_))
    return next(iter(found)) if len(found) == 1 else None
