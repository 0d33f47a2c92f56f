"""The tags of a resource as one object of keys and values, whatever form AWS returns.

The forms are those of ``tag``. A tag without a value has the value ''.

Returns an empty object for null.

Examples:

    tags(`[{"Key": "Name", "Value": "web"}, {"Key": "team"}]`)  ->  {"Name": "web", "team": ""}
    tags(`[{"Key": "Name", "Value": "web"}]`).Name              ->  "web"
    tags(`{"Name": "web"}`)                                     ->  {"Name": "web"}
    tags(`null`)                                                ->  {}
"""

from __future__ import annotations

from typing import Any

from querykit.expressions.functions._signature import Parameter, Signature
from querykit.expressions.functions._tag_shapes import read_tags

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("tags", "list of object or object or null", check=read_tags),), "map of string"
)


def call(tags: list[Any] | dict[str, Any] | None) -> dict[str, str]:
    """Return the tags of a resource as one object of keys and values."""
    return read_tags(tags)
