"""The first element of a list for every key, in order.

Keys are compared as JSON. All elements whose key is null have the same key, and only the first is
returned: use ``List[?Key]`` to skip them.

Returns an empty list for null.

Examples:

    unique_by(`[{"t": "a", "n": 1}, {"t": "b", "n": 2}, {"t": "a", "n": 3}]`, &t)[].n
        -> [1, 2]
    unique_by(`[{"n": 1}, {"n": 2}]`, &t)           ->  [{"n": 1}]
    unique_by(`null`, &t)                           ->  []
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from querykit.expressions.functions._equality import first_of_each
from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("list", "list of T or null"), Parameter("key", "expression(T -> any)")),
    "list of T",
    condenses=True,
    gives="elements",
    passes=True,
    explained=("keep", "one for each {}"),
)


def call(list: list[Any] | None, key: Callable[[Any], Any]) -> list[Any]:
    """Return the first element of a list for every key, in order."""
    return first_of_each((key(element), element) for element in list or [])
