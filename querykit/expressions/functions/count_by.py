"""The number of elements of a list for every key, as an object of numbers.

Keys are named as in ``group_by``: elements without a key are counted as "null".

Returns an empty object for null.

Examples:

    count_by(`[{"t": "a"}, {"t": "b"}, {"t": "a"}, {}]`, &t)    ->  {"a": 2, "b": 1, "null": 1}
    count_by(`["x", "y", "x"]`, &@)                             ->  {"x": 2, "y": 1}
    count_by(`null`, &t)                                        ->  {}
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
    "map of integer",
    explained=("count", "them by {}"),
    derive=_results.counts,
)


def call(list: list[Any] | None, key: Callable[[Any], Any]) -> dict[str, int]:
    """Return the number of elements of a list for every key, as an object of numbers."""
    return {name: len(group) for name, group in group(list or [], key).items()}
