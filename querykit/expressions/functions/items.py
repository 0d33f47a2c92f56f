"""The members of an object as a list of pairs, each of a name and a value.

Behind it stands ``[*]`` for each pair; ``[]`` would take the pairs apart.

null gives an empty list.

Examples:

    items({a: `1`, b: `2`})                     ->  [["a", 1], ["b", 2]]
    items(`{"a": 1}`)[*].{name: [0], n: [1]}    ->  [{"name": "a", "n": 1}]
    items(`null`)                               ->  []
"""

from __future__ import annotations

from typing import Any

from querykit.expressions.functions import _results
from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("object", "object or null"),), "list of list", derive=_results.pairs
)


def call(object: dict[str, Any] | None) -> list[list[Any]]:
    return [[name, value] for name, value in (object or {}).items()]
