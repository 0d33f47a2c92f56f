"""The parts of a string between separators.

With a limit, there are at most this many cuts, and the last part is the rest. An empty separator
cuts between all characters. An empty string is one part, which is empty.

Returns null for null, not an empty list.

Examples:

    split('a/b/c', '/')                 ->  ["a", "b", "c"]
    split('a/b/c', '/', `1`)            ->  ["a", "b/c"]
    split('a/b/c', '/')[-1]             ->  "c"
    split('', '/')                      ->  [""]
    split('abc', '')                    ->  ["a", "b", "c"]
    split(`null`, '/')                  ->  null
    split('a/b', '/', `-1`)
        -> error: argument 3 (limit) of split() must not be negative: -1
"""

from __future__ import annotations

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature

__all__ = ["SIGNATURE", "call"]


def call(text: str | None, separator: str, limit: int | float | None = None) -> list[str] | None:
    """Return the parts of a string between separators."""
    if limit is not None:
        _check(limit)
    if text is None:
        return None
    most = -1 if limit is None else int(limit)
    if separator:
        return text.split(separator, most)
    if most < 0 or most >= len(text):
        return list(text)
    return [*text[:most], text[most:]]


def _check(limit: int | float) -> None:
    if limit < 0:
        raise ArgumentError("limit", f"must not be negative: {limit}")


SIGNATURE = Signature(
    (
        Parameter("text", "string or null"),
        Parameter("separator", "string"),
        Parameter("limit", "integer", optional=True, check=_check),
    ),
    "list of string or null",
)
