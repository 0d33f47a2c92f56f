"""The distinct elements of a list, in the order in which they first occur.

Elements are compared as JSON: 1 equals 1.0, but not true, and the order of an object's fields does
not matter. null is an element like any other.

Returns an empty list for null.

Examples:

    unique(`["b", "a", "b"]`)                       ->  ["b", "a"]
    unique(`[1, true, 1.0, "1"]`)                   ->  [1, true, "1"]
    unique(`[{"a": 1, "b": [2]}, {"b": [2], "a": 1}]`)  ->  [{"a": 1, "b": [2]}]
    unique(`null`)                                  ->  []
"""

from __future__ import annotations

from typing import Any

from querykit.expressions.functions._equality import first_of_each
from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("list", "list of T or null"),),
    "list of T",
    condenses=True,
    gives="elements",
    explained=("keep", "distinct values"),
)


def call(list: list[Any] | None) -> list[Any]:
    """Return the distinct elements of a list, in the order in which they first occur."""
    return first_of_each((element, element) for element in list or [])
