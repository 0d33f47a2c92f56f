"""XML bodies, of the ec2, query and rest-xml protocols."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from querykit.testing.bodies import scalars
from querykit.types.types import Shape

# A parser would read a bare carriage return as a line feed.
ENTITIES = {"\r": "&#13;"}


def wrap(tag: str, content: str, attributes: str = "") -> str:
    """Write one element around content that is XML already."""
    return f"<{tag}{attributes}>{content}</{tag}>"


def leaf(tag: str, content: str) -> str:
    """Write one element around plain text."""
    return wrap(tag, escape(content, ENTITIES))


def namespace(uri: str | None) -> str:
    """Write the attribute that names a document's namespace, or nothing."""
    return f" xmlns={quoteattr(uri)}" if uri else ""


def element(tag: str, shape: Shape, value: Any) -> str:
    """Write a value of a shape as one element of its own."""
    kind = shape.type_name
    if kind == "structure":
        return wrap(tag, members(shape, value.items()), attributes(shape, value))
    if kind == "list":
        name = shape.member.serialization.get("name", "member")
        return wrap(tag, "".join(element(name, shape.member, each) for each in value))
    if kind == "map":
        return wrap(tag, "".join(wrap("entry", pair(shape, *each)) for each in value.items()))
    return leaf(tag, scalars.text(shape, value, "iso8601"))


def members(shape: Shape, items: Iterable[tuple[str, Any]]) -> str:
    """Write members of a structure one after the other, without an element around them."""
    return "".join(
        member(name, shape.members[name], value)
        for name, value in items
        if value is not None and not shape.members[name].serialization.get("xmlAttribute")
    )


def member(name: str, shape: Shape, value: Any) -> str:
    """Write one member of a structure; a flattened one has an element for each item."""
    tag = shape.serialization.get("name", name)
    if not shape.serialization.get("flattened"):
        return element(tag, shape, value)
    if shape.type_name == "map":
        return "".join(wrap(tag, pair(shape, *each)) for each in value.items())
    tag = shape.member.serialization.get("name", tag)
    return "".join(element(tag, shape.member, each) for each in value)


def pair(shape: Shape, key: str, value: Any) -> str:
    """Write a key and a value of a map."""
    key_tag = shape.key.serialization.get("name") or "key"
    value_tag = shape.value.serialization.get("name") or "value"
    return element(key_tag, shape.key, key) + element(value_tag, shape.value, value)


def attributes(shape: Shape, value: Any) -> str:
    """Write the attributes of a structure's element: its namespace, and members kept there."""
    declared = shape.serialization.get("xmlNamespace")
    written = []
    if isinstance(declared, dict):
        prefix = f":{declared['prefix']}" if declared.get("prefix") else ""
        written.append(f"xmlns{prefix}={quoteattr(declared['uri'])}")
    for name, each in value.items():
        traits = shape.members[name].serialization
        if traits.get("xmlAttribute") and each is not None:
            written.append(f"{traits['name']}={quoteattr(each)}")
    return "".join(f" {each}" for each in written)
