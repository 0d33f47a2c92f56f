"""The fields of an object as a list of pairs, each with a name and a value.

Use ``[*]`` after it for each pair; ``[]`` would flatten the pairs.

Returns an empty list for null.

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
    """Return the fields of an object as a list of pairs, each with a name and a value."""
    return [[name, value] for name, value in (object or {}).items()]
