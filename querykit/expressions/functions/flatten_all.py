"""The elements of a list and of all the lists in it, at every level, as one list.

JMESPath's ``[]`` flattens one level. Nulls stay; lists inside objects are kept as they are.

Returns an empty list for null.

Examples:

    flatten_all(`[1, [2, [3, [4]]], [], [[]]]`)     ->  [1, 2, 3, 4]
    flatten_all(`[null, [{"a": [1]}]]`)             ->  [null, {"a": [1]}]
    flatten_all(`null`)                             ->  []
"""

from __future__ import annotations

import builtins
from typing import Any

from querykit.expressions.functions import _results
from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("list", "list or null"),),
    "list",
    condenses=True,
    passes=True,
    explained=("flatten", "nested lists at every level"),
    derive=_results.flat,
)


def call(list: list[Any] | None) -> list[Any]:
    """Return the elements of a list and of all the lists in it, at every level, as one list."""
    found: builtins.list[Any] = []
    # A stack instead of a recursion: data may be nested deeper than calls.
    waiting = [iter(list or [])]
    while waiting:
        for element in waiting[-1]:
            if isinstance(element, builtins.list):
                waiting.append(iter(element))
                break
            found.append(element)
        else:
            waiting.pop()
    return found
