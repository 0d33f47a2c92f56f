"""A string in uppercase.

Returns null for null.

Examples:

    upper('Web-01')             ->  "WEB-01"
    upper(`null`)               ->  null
    upper(`5`)
        -> error: argument 1 (text) of upper() must be a string, not the number 5
"""

from __future__ import annotations

from string import ascii_lowercase

from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("text", "string or null"),), "string or null", lacks=(ascii_lowercase, "lowercase")
)


def call(text: str | None) -> str | None:
    """Return a string in uppercase."""
    return None if text is None else text.upper()
