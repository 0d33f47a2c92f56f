"""The elements of a list by their keys, each key as a string."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from querykit.expressions.functions._equality import identity
from querykit.expressions.functions._signature import ArgumentError
from querykit.types.values import kind_of
from querykit.types.words import phrase_value

__all__ = ["group"]

# Above this, a number may not be exact without its fraction.
_EXACT = 2**53


def group(elements: list[Any], key: Callable[[Any], Any]) -> dict[str, list[Any]]:
    """Return the elements by the text of their keys, in the order in which keys first occur."""
    groups: dict[str, list[Any]] = {}
    keys: dict[str, Any] = {}
    for number, element in enumerate(elements, 1):
        found = key(element)
        text = _text(found, number)
        if text not in groups:
            groups[text], keys[text] = [], found
        elif identity(keys[text]) != identity(found):
            both = " and ".join(sorted((phrase_value(keys[text]), phrase_value(found))))
            what = f"returns {both}, which would be the same key"
            hint = "use not_null(Field, 'none') for nulls, or to_string()"
            raise ArgumentError("key", what, hint=hint)
        groups[text].append(element)
    return groups


def _text(key: Any, number: int) -> str:
    if isinstance(key, str):
        return key
    if kind_of(key) not in ("number", "boolean", "null"):
        what = f"returns {phrase_value(key)} for element {number}, which cannot be a key"
        raise ArgumentError("key", what, hint="convert it with to_string()")
    if isinstance(key, float) and abs(key) < _EXACT and key == int(key):
        return str(int(key))
    return json.dumps(key)
