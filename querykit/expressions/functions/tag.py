"""The value of a tag, or null if there is no such tag.

The tags may have every form that AWS uses: a list of Key and Value, key and value, TagKey and
TagValue, tagKey and tagValue; an object of keys and values; CloudFront's ``{Items: [...]}``. Keys
are case-sensitive, as in AWS.

The value is '' for a tag without a value, and null only if there is no tag.
``[?!tag(Tags, 'Owner')]`` finds what is untagged and what has an empty tag;
``[?tag(Tags, 'Owner') == `null`]`` finds only what is untagged.

Returns null for null. Anything that is not tags is an error, and so are two values for one key.

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
from querykit.expressions.functions._tag_shapes import read_tags

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (
        Parameter("tags", "list of object or object or null", check=read_tags),
        Parameter("name", "string"),
    ),
    "string or null",
)


def call(tags: list[Any] | dict[str, Any] | None, name: str) -> str | None:
    """Return the value of a tag, or null if there is no such tag."""
    return read_tags(tags).get(name)
