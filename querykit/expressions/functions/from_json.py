"""The value of a JSON string.

Many responses contain JSON in a string: the policy of a queue, a message, a template.

Returns null for null. A string that is not JSON is an error, and so is an empty one. NaN and
Infinity are not JSON.

Examples:

    from_json('{"Size": [1, 2]}').Size          ->  [1, 2]
    from_json('"text"')                         ->  "text"
    from_json(`null`)                           ->  null
    from_json('{Size: 1}')
        -> error: argument 1 (text) of from_json() is not JSON: Expecting property name enclosed
           in double quotes at character 2
"""

from __future__ import annotations

import json
from typing import Any

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature

__all__ = ["SIGNATURE", "call"]


def call(text: str | None) -> Any:
    """Return the value of a JSON string."""
    if text is None:
        return None
    try:
        return json.loads(text, parse_constant=_reject_constant)
    except json.JSONDecodeError as error:
        what = f"is not JSON: {error.msg} at character {error.pos + 1}"
        raise ArgumentError("text", what) from None
    except ValueError as error:
        raise ArgumentError("text", f"is not JSON: {error}") from None


def _reject_constant(name: str) -> None:
    raise ValueError(f"it contains {name}")


SIGNATURE = Signature((Parameter("text", "string or null", check=call),), "any")
