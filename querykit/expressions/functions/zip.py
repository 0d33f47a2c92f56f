"""Lists of the first elements of several lists, of the second ones, and so on.

The lists must have equal length; otherwise elements would be lost. A projection drops nulls, so
``zip([].A, [].B)`` may pair elements that do not belong together; ``[].[A, B]`` never does.

null counts as an empty list.

Examples:

    zip(`["a", "b"]`, `[1, 2]`)             ->  [["a", 1], ["b", 2]]
    zip(`["a"]`, `[1]`, `[true]`)           ->  [["a", 1, true]]
    zip(`null`, `[]`)                       ->  []
    zip(`["a", "b"]`, `[1]`)
        -> error: zip() needs lists of equal length; these have 2 and 1 elements
"""

from __future__ import annotations

import builtins
from typing import Any

from querykit.expressions.functions import _results
from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("list", "list or null"), Parameter("lists", "list or null", variadic=True)),
    "list of list",
    derive=_results.rows,
)


def call(list: list[Any] | None, *lists: builtins.list[Any] | None) -> builtins.list[Any]:
    """Return lists of the first elements of several lists, of the second ones, and so on."""
    found = [each or [] for each in (list, *lists)]
    lengths = [str(len(each)) for each in found]
    if len(set(lengths)) > 1:
        numbers = f"{', '.join(lengths[:-1])} and {lengths[-1]}"
        what = f"needs lists of equal length; these have {numbers} elements"
        raise ArgumentError(None, what, hint="[].[A, B] takes the fields of each element")
    return [builtins.list(each) for each in zip(*found, strict=True)]
