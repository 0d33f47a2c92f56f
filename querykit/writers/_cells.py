"""One value as text: JSON for what is nested."""

from __future__ import annotations

import base64
import json
import math
from datetime import date, time
from typing import Any

from querykit.invisible import escape_json
from querykit.result import Row

__all__ = ["cell", "compact", "indented", "plain"]


def plain(value: object) -> str:
    """Convert a value without a JSON type, which only a row made by Python code can contain.

    >>> from decimal import Decimal
    >>> plain(b"key"), plain(date(2026, 11, 20)), plain(Decimal("1.10"))
    ('a2V5', '2026-11-20', '1.10')
    """
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _encoder(**options: Any) -> json.JSONEncoder:
    # Plain data has no circles, and looking for them is a quarter of the time of a row.
    return json.JSONEncoder(
        ensure_ascii=False, allow_nan=False, check_circular=False, default=plain, **options
    )


_in_one_line = _encoder(separators=(",", ":")).encode
_in_lines = _encoder(indent=2).encode


def compact(value: Row) -> str:
    """Return a value as JSON on one line; NaN and infinity, which JSON lacks, as text.

    >>> compact({"a": [1, None, "ä"], "b": float("inf")})
    '{"a":[1,null,"ä"],"b":"Infinity"}'
    """
    # Said twice, here and below: a call more for each of a million rows can be measured.
    try:
        text = _in_one_line(value)
    except ValueError:
        text = _in_one_line(_finite(value))
    return text if text.isascii() and "\x7f" not in text else escape_json(text)


def indented(value: Row) -> str:
    """Return a value as JSON in lines, for a reader; otherwise as ``compact`` has it."""
    try:
        text = _in_lines(value)
    except ValueError:
        text = _in_lines(_finite(value))
    return escape_json(text)


def _finite(value: Row) -> Row:
    """Return the same data with NaN and infinity as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: _finite(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def cell(value: Row) -> str:
    """Return a value in one cell of a table: empty for None, strings unchanged, otherwise JSON.

    >>> [cell(value) for value in (None, True, 1.5, "a,b", {"k": [1]})]
    ['', 'true', '1.5', 'a,b', '{"k":[1]}']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list, tuple)):
        return compact(value)
    # Quotes are round NaN and infinity alone, which are text in JSON.
    return compact(value).strip('"') if isinstance(value, (int, float)) else plain(value)
