"""The elements of a list grouped by a key: an object with a list of elements for every key.

Keys come in the order in which they first occur, and elements keep their order. No element is
dropped: a key that is null, a number or a boolean becomes a string, "null" or "443". If that string
is also the key of other elements, the two would be mixed up, which is an error. So is a key that is
a list or an object.

Returns an empty object for null.

Examples:

    group_by(`[{"t": "a", "n": 1}, {"t": "b", "n": 2}, {"t": "a", "n": 3}]`, &t).a[].n
        -> [1, 3]
    group_by(`[{"p": 443}, {}]`, &p)            ->  {"443": [{"p": 443}], "null": [{}]}
    group_by(`null`, &t)                        ->  {}
    group_by(`[5, "5"]`, &@)
        -> error: argument 2 (key) of group_by() returns the number 5 and the string '5', which
           would be the same key
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from querykit.expressions.functions import _results
from querykit.expressions.functions._groups import group
from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (
        Parameter("list", "list of T or null"),
        Parameter("key", "expression(T -> string or number or boolean or null)"),
    ),
    "map of list of T",
    explained=("group", "them by {}"),
    derive=_results.groups,
)


def call(list: list[Any] | None, key: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the elements of a list grouped by a key."""
    return {} if list is None else group(list, key)
