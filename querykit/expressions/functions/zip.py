"""The first elements of several lists as a list, then the second ones, and so on.

The lists must be of one length. (Elsewhere the longer ones are cut, and what is left over is lost
without a word.) A projection leaves out nulls: ``zip([].A, [].B)`` may pair what does not belong
together, and ``[].[A, B]`` never does.

null is an empty list.

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
    maps=False,
    derive=_results.rows,
)


def call(list: list[Any] | None, *lists: builtins.list[Any] | None) -> builtins.list[Any]:
    found = [each or [] for each in (list, *lists)]
    lengths = [str(len(each)) for each in found]
    if len(set(lengths)) > 1:
        numbers = f"{', '.join(lengths[:-1])} and {lengths[-1]}"
        what = f"needs lists of equal length; these have {numbers} elements"
        raise ArgumentError(None, what, hint="[].[A, B] takes the fields of each element")
    return [builtins.list(each) for each in zip(*found, strict=True)]
