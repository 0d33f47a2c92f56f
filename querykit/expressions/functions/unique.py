"""The elements of a list, each once, in the order in which they are first found.

Elements are the same where they are equal as JSON: 1 and 1.0 are, 1 and true are not, and objects
are in whatever order their members are. null is an element as any other.

A null list gives an empty list.

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
    maps=False,
    condenses=True,
    gives="elements",
    explained="keep distinct values",
)


def call(list: list[Any] | None) -> list[Any]:
    return first_of_each((element, element) for element in list or [])
