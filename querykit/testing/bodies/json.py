"""JSON bodies, of the json and rest-json protocols."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from querykit.testing.bodies import scalars
from querykit.types.types import Shape


def data(shape: Shape, value: Any) -> Any:
    """Turn a value as botocore parses it into what `json.dumps` writes for its shape."""
    kind = shape.type_name
    if value is None or getattr(shape, "is_document_type", False):
        return value
    if kind == "structure":
        return members(shape, value.items())
    if kind == "list":
        return [data(shape.member, element) for element in value]
    if kind == "map":
        return {key: data(shape.value, element) for key, element in value.items()}
    if kind == "timestamp":
        return scalars.timestamp(shape, value, "unixtimestamp")
    if kind == "blob":
        return scalars.blob(value)
    return scalars.string(shape, value) if kind == "string" else value


def members(shape: Shape, items: Iterable[tuple[str, Any]]) -> Mapping[str, Any]:
    """Turn members of a structure into an object, under the names the wire has for them."""
    return {
        shape.members[name].serialization.get("name", name): data(shape.members[name], value)
        for name, value in items
        if value is not None
    }
