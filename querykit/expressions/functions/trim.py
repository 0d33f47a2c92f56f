"""A string without whitespace at its ends, or without the characters that you pass.

Returns null for null. An empty set of characters is an error.

Examples:

    trim('  web 01 ')           ->  "web 01"
    trim('/aws/lambda/', '/')   ->  "aws/lambda"
    trim('xyabyx', 'xy')        ->  "ab"
    trim(`null`)                ->  null
"""

from __future__ import annotations

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature

__all__ = ["SIGNATURE", "call"]


def call(text: str | None, chars: str | None = None) -> str | None:
    """Return a string without whitespace, or the characters passed, at its ends."""
    if chars is not None:
        _check(chars)
    return None if text is None else text.strip(chars)


def _check(chars: str) -> None:
    if not chars:
        raise ArgumentError("chars", "is empty", hint="trim(text) removes whitespace")


SIGNATURE = Signature(
    (
        Parameter("text", "string or null"),
        Parameter("chars", "string", optional=True, check=_check),
    ),
    "string or null",
)
