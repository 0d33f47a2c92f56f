"""One value as text: JSON for what is nested, and control characters that cannot act."""

from __future__ import annotations

import base64
import json
import math
import re
from datetime import date
from decimal import Decimal
from typing import Any

from querykit.result import Row

__all__ = ["cell", "compact", "finite", "printable"]

# C0 and C1 controls, and DEL: ESC and CSI among them, which a terminal obeys.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _plain(value: Any) -> Any:
    """What JSON has no type for: only a row that Python code made can hold it."""
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
)
_encode = _ENCODER.encode


def compact(value: Row) -> str:
    """A value as JSON in one line; NaN and infinity, which JSON has not, as text.

    >>> compact({"a": [1, None, "ä"], "b": float("inf")})
    '{"a":[1,null,"ä"],"b":"Infinity"}'
    """
    try:
        text = _encode(value)
    except ValueError:
        text = _encode(finite(value))
    # JSON escapes C0 by itself; DEL and C1 are legal in it, and a terminal obeys them.
    return text if text.isascii() and "\x7f" not in text else _CONTROLS.sub(_escaped, text)


def finite(value: Row) -> Row:
    """The same data with numbers that are none as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: finite(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return value


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def cell(value: Row) -> str:
    """A value in one cell of a table: nothing for None, text as it is, JSON for the rest.

    >>> [cell(value) for value in (None, True, 1.5, "a,b", {"k": [1]})]
    ['', 'true', '1.5', 'a,b', '{"k":[1]}']
    """
    if value is None:
        return ""
    return value if isinstance(value, str) else compact(value).strip('"')


def printable(text: str, *, keep: str = "") -> str:
    """Text with its control characters shown, not obeyed; those in ``keep`` stay.

    >>> print(printable("a\\tb" + chr(27) + "[31m"))
    a\\tb\\x1b[31m
    """
    if text.isprintable():
        return text

    def shown(match: re.Match[str]) -> str:
        character = match[0]
        if character in keep:
            return character
        return _SHORT.get(character, f"\\x{ord(character):02x}")

    return _CONTROLS.sub(shown, text)
