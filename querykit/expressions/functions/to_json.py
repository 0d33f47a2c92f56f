"""A value as a JSON string, without spaces.

Unlike JMESPath's ``to_string``, it quotes strings, so ``from_json`` returns every value again.

Returns the string 'null' for null.

Examples:

    to_json({a: `[1, true, null]`})     ->  "{\\"a\\":[1,true,null]}"
    to_json('text')                     ->  "\\"text\\""
    to_json(`null`)                     ->  "null"
"""

from __future__ import annotations

import json
from typing import Any

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature((Parameter("value", "any"),), "string")


def call(value: Any) -> str:
    """Return a value as a JSON string, without spaces."""
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ArgumentError("value", f"cannot be written as JSON: {error}") from None
