"""The value of a tag, or null where there is no such tag.

The tags may be of every shape that AWS has: a list of Key and Value, key and value, TagKey and
TagValue, tagKey and tagValue; an object of keys and values; CloudFront's ``{Items: [...]}``. Keys
are told apart by capital and small letters, as AWS does.

A tag without a value gives '', and null says that there is none. ``[?!tag(Tags, 'Owner')]`` has
what is untagged and what has an empty tag; ``[?tag(Tags, 'Owner') == `null`]`` has the untagged.

null tags give null. What are no tags is an error, and so are two values for one key.

Examples:

    tag(`[{"Key": "Name", "Value": "web"}]`, 'Name')        ->  "web"
    tag(`[{"tagKey": "Name", "tagValue": "web"}]`, 'Name')  ->  "web"
    tag(`{"Name": "web"}`, 'Name')                          ->  "web"
    tag(`[{"Key": "Name", "Value": "web"}]`, 'name')        ->  null
    tag(`[{"Key": "Name"}]`, 'Name')                        ->  ""
    tag(`null`, 'Name')                                     ->  null
    tag(`[{"Name": "web"}]`, 'Name')
        -> error: argument 1 (tags) of tag() is not a list of tags: element 1 has no Key
"""

from __future__ import annotations

from typing import Any

from querykit.expressions.functions._signature import Parameter, Signature
from querykit.expressions.functions._tag_shapes import tagged

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (
        Parameter("tags", "list of object or object or null", check=tagged),
        Parameter("name", "string"),
    ),
    "string or null",
)


def call(tags: list[Any] | dict[str, Any] | None, name: str) -> str | None:
    return tagged(tags).get(name)
