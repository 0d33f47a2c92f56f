"""Say at once, and with the place, when a page cannot be an output of its operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from tests.wire.models import Operation, Shape

# What a page may hold for a shape; a string may be a policy document or a template,
# which botocore turns into a dict after parsing.
TYPES: dict[str, tuple[type, ...]] = {
    "structure": (Mapping,),
    "map": (Mapping,),
    "list": (list, tuple),
    "string": (str, Mapping, list),
    "character": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (datetime, str, int, float),
    "blob": (bytes, str),
}


def check(operation: Operation, output: Mapping[str, Any]) -> None:
    """Raise ValueError naming every place where `output` does not fit the output shape."""
    shape = operation.model.output_shape
    if shape is None:
        wrong = [f"it has no output, not {output!r}"] if output else []
    else:
        wrong = list(mistakes(shape, output, ""))
    if wrong:
        raise ValueError(f"{operation}: " + "; ".join(wrong))


def mistakes(shape: Shape, value: Any, place: str) -> Iterator[str]:
    """Yield what is wrong with a value of a shape, each with its place."""
    if value is None or getattr(shape, "is_document_type", False):
        return
    if not any(isinstance(value, type_) for type_ in TYPES[shape.type_name]):
        yield f"{place or 'the page'} is a {shape.type_name}, not {value!r}"
    elif shape.type_name == "structure":
        yield from _in_members(shape, value, place)
    elif shape.type_name == "list":
        for index, element in enumerate(value):
            yield from mistakes(shape.member, element, f"{place}[{index}]")
    elif shape.type_name == "map":
        for key, element in value.items():
            yield from mistakes(shape.value, element, f"{place}.{key}")


def _in_members(shape: Shape, value: Mapping[str, Any], place: str) -> Iterator[str]:
    if shape.is_tagged_union and len(value) != 1:
        yield f"{place} is a union: it has exactly one member, not {sorted(value)}"
    for name, member in value.items():
        inner = f"{place}.{name}" if place else name
        if name in shape.members:
            yield from mistakes(shape.members[name], member, inner)
        else:
            near = get_close_matches(name, shape.members, n=3) or list(shape.members)[:5]
            yield f"no member {inner!r} ({shape.name} has {', '.join(near)})"
