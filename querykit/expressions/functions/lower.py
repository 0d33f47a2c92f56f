"""A string in lowercase.

Returns null for null.

Examples:

    lower('Web-01')             ->  "web-01"
    lower(`null`)               ->  null
    lower(`5`)
        -> error: argument 1 (text) of lower() must be a string, not the number 5
"""

from __future__ import annotations

from string import ascii_uppercase

from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("text", "string or null"),), "string or null", lacks=(ascii_uppercase, "uppercase")
)


def call(text: str | None) -> str | None:
    """Return a string in lowercase."""
    return None if text is None else text.lower()
