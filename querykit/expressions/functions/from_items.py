"""The object of a list of pairs, each of a name and a value.

Names must be strings. A name with two different values is an error, because the object could have
only one of them; ``group_by`` keeps both.

Returns an empty object for null.

Examples:

    from_items(`[["a", 1], ["b", 2]]`)          ->  {"a": 1, "b": 2}
    from_items(items({a: `1`}))                 ->  {"a": 1}
    from_items(`null`)                          ->  {}
    from_items(`[["a", 1], ["a", 2]]`)
        -> error: argument 1 (list) of from_items() has two values for 'a'
"""

from __future__ import annotations

from typing import Any

from querykit.expressions.functions import _results
from querykit.expressions.functions._equality import identity
from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.types.words import phrase_value

__all__ = ["SIGNATURE", "call"]

_PAIR = 2


def call(list: list[list[Any]] | None) -> dict[str, Any]:
    """Return the object of a list of pairs, each of a name and a value."""
    found: dict[str, Any] = {}
    for number, pair in enumerate(list or [], 1):
        if len(pair) != _PAIR:
            raise ArgumentError(
                "list", f"is not a list of pairs: element {number} has {len(pair)} items"
            )
        name, value = pair
        if not isinstance(name, str):
            what = (
                f"has {phrase_value(name)} as the name in element {number}; names must be strings"
            )
            raise ArgumentError("list", what, hint="convert it with to_string()")
        if name in found and identity(found[name]) != identity(value):
            hint = "group_by() keeps all of them"
            raise ArgumentError("list", f"has two values for {name!r}", hint=hint)
        found[name] = value
    return found


SIGNATURE = Signature(
    (Parameter("list", "list of list or null", check=call),),
    "object",
    derive=_results.object_of_pairs,
)
