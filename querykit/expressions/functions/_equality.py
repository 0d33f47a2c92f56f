"""Equality as JSON has it, and truth as JMESPath has it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

__all__ = ["first_of_each", "identity", "is_true"]


def identity(value: Any) -> Hashable:
    """Return something hashable that is equal for equal JSON values, and only for them.

    Python takes true for 1, and has no hash for lists and objects.

    >>> identity([1, {"a": None}]) == identity([1.0, {"a": None}])
    True
    >>> identity(1) == identity(True), identity([1]) == identity([True])
    (False, False)
    """
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, list):
        return ("array", tuple(map(identity, value)))
    if isinstance(value, dict):
        return ("object", frozenset((name, identity(member)) for name, member in value.items()))
    return value  # type: ignore[no-any-return]


def first_of_each(keyed: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Return the first element of every key, from pairs of a key and an element.

    >>> first_of_each([(1, "a"), (True, "b"), (1.0, "c")])
    ['a', 'b']
    """
    found: dict[Hashable, Any] = {}
    for key, element in keyed:
        found.setdefault(identity(key), element)
    return list(found.values())


def is_true(value: Any) -> bool:
    """Return whether a filter keeps a value: null, false and empty values are false; 0 is true."""
    return not (
        value is None or value is False or (isinstance(value, (str, list, dict)) and not value)
    )
