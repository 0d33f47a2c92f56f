"""The sum of what an expression returns for the elements of a list.

Null counts as 0, as in ``sum(List[].Size)``. Anything else that is not a number is an error:
convert strings with ``to_number()``.

Returns 0 for null and for an empty list.

Examples:

    sum_by(`[{"Size": 8}, {"Size": 100}, {}]`, &Size)       ->  108
    sum_by(`[{"Size": "8"}]`, &to_number(Size))             ->  8
    sum_by(`null`, &Size)                                   ->  0
    sum_by(`[{"Size": "8"}]`, &Size)
        -> error: argument 2 (number) of sum_by() returns the string '8' for element 1, not a
           number
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.types.values import kind_of
from querykit.types.words import phrase_value

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (
        Parameter("list", "list of T or null"),
        Parameter("number", "expression(T -> number or null)"),
    ),
    "number",
)


def call(list: list[Any] | None, number: Callable[[Any], Any]) -> int | float:
    """Return the sum of what an expression returns for the elements of a list."""
    return sum(_numbers(list or [], number))


def _numbers(elements: list[Any], number: Callable[[Any], Any]) -> Iterator[int | float]:
    for at, element in enumerate(elements, 1):
        found = number(element)
        if found is None:
            continue
        if kind_of(found) != "number":
            what = f"returns {phrase_value(found)} for element {at}, not a number"
            raise ArgumentError("number", what, hint="convert strings with to_number()")
        yield found
