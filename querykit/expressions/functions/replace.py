"""A string with every occurrence of one part replaced by another.

Returns null for null. The part to replace is not a regular expression, and must not be empty.

Examples:

    replace('a-b-c', '-', '/')          ->  "a/b/c"
    replace('vol-0123', 'vol-', '')     ->  "0123"
    replace(`null`, '-', '/')           ->  null
    replace('abc', '', '/')             ->  error: argument 2 (old) of replace() is empty
"""

from __future__ import annotations

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature

__all__ = ["SIGNATURE", "call"]


def call(text: str | None, old: str, new: str) -> str | None:
    """Return a string with every occurrence of one part replaced by another."""
    _check(old)
    return None if text is None else text.replace(old, new)


def _check(old: str) -> None:
    if not old:
        raise ArgumentError("old", "is empty")


def _length(text: object, old: object, new: object) -> int:
    if not (isinstance(text, str) and isinstance(old, str) and isinstance(new, str)):
        return 0
    return len(text) + text.count(old) * (len(new) - len(old))


SIGNATURE = Signature(
    (
        Parameter("text", "string or null"),
        Parameter("old", "string", check=_check),
        Parameter("new", "string"),
    ),
    "string or null",
    length=_length,
)
