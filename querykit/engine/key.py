"""The hash of plain data: equal for equal data, however it is written."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from querykit.engine.withheld import Withheld
from querykit.moments import as_text

__all__ = ["key_of"]

# Of this process alone: whoever has a key cannot try secrets against it.
_SALT = secrets.token_bytes(16)
_KEY_BYTES = 16


def key_of(value: Any, hidden: tuple[str, ...] = ()) -> str:
    """Return the hash of plain data, whatever the order of its keys.

    hidden: strings that are hashed with a salt of this process, wherever they are in a string.

    >>> key_of({"a": 1, "b": [True]}) == key_of({"b": [True], "a": 1}) != key_of({"a": 1, "b": [1]})
    True
    """
    text = json.dumps(_canonical(value, tuple(filter(None, hidden))), separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest()


def _canonical(value: Any, hidden: tuple[str, ...]) -> Any:
    """Return a value as JSON that says what type it is of."""
    if isinstance(value, Mapping):
        members = (
            [_canonical(key, hidden), _canonical(each, hidden)] for key, each in value.items()
        )
        return {"map": sorted(members, key=json.dumps)}
    if isinstance(value, (list, tuple)):
        return [_canonical(each, hidden) for each in value]
    if isinstance(value, datetime):
        kind, text = "datetime", as_text(value)
    elif isinstance(value, (bytes, bytearray)):
        kind, text = "bytes", bytes(value).decode("utf-8", "surrogateescape")
    elif isinstance(value, Withheld):
        kind, text = "withheld", f"{value.parts} {value.kind}"
    else:
        kind, text = type(value).__name__, str(value)
    if any(each in text for each in hidden):
        data = text.encode("utf-8", "backslashreplace")
        kind, text = f"secret {kind}", hashlib.blake2b(data, key=_SALT, digest_size=16).hexdigest()
    return {kind: text}
