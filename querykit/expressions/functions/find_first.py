"""The first element of a list for which an expression is true, or null if there is none.

Same as ``List[?...] | [0]``, but stops at the first match. True means the same as in a filter:
everything but null, false, and an empty string, list or object. To find a string in a string, use
``contains`` or ``matches``.

Returns null for null.

Examples:

    find_first(`[{"n": 1}, {"n": 5}, {"n": 9}]`, &n > `3`)      ->  {"n": 5}
    find_first(`[{"n": 1}]`, &n > `3`)                          ->  null
    find_first(`null`, &n)                                      ->  null
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from querykit.expressions.functions._equality import is_true
from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("list", "list of T or null"), Parameter("predicate", "expression(T -> any)")),
    "T or null",
    passes=True,
    explained=("take", "the first where {}"),
)


def call(list: list[Any] | None, predicate: Callable[[Any], Any]) -> Any:
    """Return the first element for which an expression is true, or null if there is none."""
    return next((element for element in list or [] if is_true(predicate(element))), None)
