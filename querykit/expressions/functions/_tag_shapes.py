"""The tags of a resource, from every shape in which AWS has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from querykit.expressions.functions._signature import ArgumentError
from querykit.types.words import phrase_value

__all__ = ["read_tags"]

_MEMBERS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"), ("tagKey", "tagValue"))


def read_tags(tags: list[Any] | dict[str, Any] | None) -> dict[str, str]:
    """Return the tags as one object. Raises ArgumentError for values that are not tags."""
    found: dict[str, str] = {}
    for key, value in _pairs(tags):
        # AWS omits empty values: a tag without a value is there, and its value is empty.
        value = "" if value is None else value
        if not isinstance(value, str):
            what = f"is not a list of tags: the value of {key!r} is {phrase_value(value)}"
            raise ArgumentError("tags", what)
        if found.setdefault(key, value) != value:
            what = f"has two values for {key!r}: {found[key]!r} and {value!r}"
            raise ArgumentError("tags", what, hint="pass the tags of a single resource")
    return found


def _pairs(tags: list[Any] | dict[str, Any] | None) -> Iterator[tuple[str, Any]]:
    if isinstance(tags, dict):
        if isinstance(tags.get("Items"), list) and set(tags) <= {"Items", "Quantity"}:
            tags = tags["Items"]  # CloudFront wraps its lists
        else:
            yield from tags.items()
            return
    for number, element in enumerate(tags or [], 1):
        for key, value in _MEMBERS:
            if isinstance(element.get(key), str):
                yield element[key], element.get(value)
                break
        else:
            what = f"is not a list of tags: element {number} has no Key"
            raise ArgumentError("tags", what, hint="expected elements like {Key: ..., Value: ...}")
