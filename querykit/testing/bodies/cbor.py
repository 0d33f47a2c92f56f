"""CBOR bodies (RFC 8949), of the smithy-rpc-v2-cbor protocol."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from querykit.testing.bodies import scalars
from querykit.types.types import Shape

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)
EPOCH = 1
FALSE, TRUE, NULL, DOUBLE = 20, 21, 22, 27


def encode(shape: Shape, value: Any) -> bytes:
    """Encode a value as botocore parses it, by its shape."""
    kind = shape.type_name
    if value is None:
        return plain(None)
    if kind == "structure":
        return structure(shape, value)
    if kind == "map":
        return head(MAP, len(value)) + b"".join(
            plain(key) + encode(shape.value, each) for key, each in value.items()
        )
    if kind == "list":
        return head(ARRAY, len(value)) + b"".join(encode(shape.member, each) for each in value)
    if kind == "timestamp":
        return head(TAG, EPOCH) + plain(scalars.timestamp(shape, value, "unixtimestamp"))
    if kind == "blob" and isinstance(value, str):
        value = value.encode()
    return plain(scalars.string(shape, value) if kind == "string" else value)


def structure(shape: Shape, value: Mapping[str, Any]) -> bytes:
    """Encode a structure as a map of the members it has."""
    members = {name: each for name, each in value.items() if each is not None}
    return head(MAP, len(members)) + b"".join(
        plain(name) + encode(shape.members[name], each) for name, each in members.items()
    )


def plain(value: str | bytes | bool | int | float | None) -> bytes:
    """Encode a scalar by what it is in Python."""
    if value is None or isinstance(value, bool):
        return head(SIMPLE, NULL if value is None else TRUE if value else FALSE)
    if isinstance(value, int):
        return head(UNSIGNED, value) if value >= 0 else head(NEGATIVE, -1 - value)
    if isinstance(value, float):
        return bytes([SIMPLE << 5 | DOUBLE]) + struct.pack(">d", value)
    major, raw = (BYTES, value) if isinstance(value, bytes) else (TEXT, value.encode())
    return head(major, len(raw)) + raw


def head(major: int, count: int) -> bytes:
    """Encode the head of a data item: its major type and its argument, as short as can be.

    >>> head(TEXT, 3).hex(), head(UNSIGNED, 500).hex()
    ('63', '1901f4')
    """
    if count < 24:
        return bytes([major << 5 | count])
    size = next(size for size in (1, 2, 4, 8) if count < 1 << 8 * size)
    return bytes([major << 5 | (23 + size.bit_length())]) + count.to_bytes(size, "big")
