"""Whether a page is a response of its operation: mistakes in it are found before it is served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from botocore.utils import parse_timestamp

from querykit.errors import Mistake, nearest
from querykit.types.types import Shape

__all__ = ["mistakes", "words"]

_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "structure": ((Mapping,), "an object"),
    "map": ((Mapping,), "an object"),
    "list": ((list, tuple), "a list"),
    "string": ((str,), "a string"),
    "character": ((str,), "a string"),
    "boolean": ((bool,), "a boolean"),
    "integer": ((int,), "an integer"),
    "long": ((int,), "an integer"),
    "float": ((int, float), "a number"),
    "double": ((int, float), "a number"),
    "timestamp": ((datetime, str, int, float), "a timestamp"),
    "blob": ((bytes, bytearray, str), "bytes"),
}
_MOST_FIELDS = 5
_ALL = "the response"


def mistakes(
    shape: Shape, value: Any, place: str, documents: frozenset[str] = frozenset()
) -> Iterator[Mistake]:
    """Yield what a value of a shape cannot be in a response of boto3, each with its place.

    place: such as ``Volumes[0].Size``; empty for the response.
    documents: the names of shapes of strings that botocore decodes to data.
    """
    kind = shape.type_name
    if value is None:
        yield Mistake(f"{place or _ALL} is None", hint="AWS omits fields without a value")
    elif getattr(shape, "is_document_type", False) or shape.name in documents:
        return
    elif not _has_type(kind, value):
        yield Mistake(f"{place or _ALL} must be {_TYPES[kind][1]}, not {words(value)}")
    elif kind == "structure":
        yield from _in_fields(shape, value, place, documents)
    elif kind == "list":
        for number, element in enumerate(value):
            yield from mistakes(shape.member, element, f"{place}[{number}]", documents)
    elif kind == "map":
        for key, element in value.items():
            yield from mistakes(shape.value, element, f"{place}.{key}", documents)


def _has_type(kind: str, value: Any) -> bool:
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, _TYPES[kind][0]) and (kind != "timestamp" or _is_timestamp(value))


def _is_timestamp(value: Any) -> bool:
    try:
        return isinstance(value, datetime) or bool(parse_timestamp(value))
    except (ValueError, RuntimeError):
        return False


def words(value: Any) -> str:
    """Return what a value is, to follow "must be a list, not".

    >>> words({}), words("a"), words(1)
    ('an object', "the string 'a'", '1')
    """
    names = {Mapping: "an object", list: "a list", str: f"the string {value!r}"}
    return next((name for type_, name in names.items() if isinstance(value, type_)), repr(value))


def _in_fields(
    shape: Shape, value: Mapping[str, Any], place: str, documents: frozenset[str]
) -> Iterator[Mistake]:
    if shape.is_tagged_union and len(value) != 1:
        fields = ", ".join(map(repr, value)) or "none"
        yield Mistake(f"{place or _ALL} must have exactly one field (a union), not {fields}")
    for name, member in value.items():
        if name in shape.members:
            yield from mistakes(
                shape.members[name], member, f"{place}.{name}".lstrip("."), documents
            )
            continue
        known = list(shape.members)
        more = ", ..." if len(known) > _MOST_FIELDS else ""
        hint = nearest(name, known) or f"its fields are {', '.join(known[:_MOST_FIELDS])}{more}"
        yield Mistake(f"{place or _ALL} ({shape.name}) has no field {name!r}", hint=hint)
