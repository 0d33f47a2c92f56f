"""The types of AWS's shapes and their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from querykit.types.types import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    STRING,
    Document,
    Known,
    List,
    Map,
    Null,
    Record,
    Shape,
    String,
    Structure,
    Type,
    Union,
    nullable,
    present,
)

__all__ = ["find_field", "members", "of_shape"]

_PLAIN = {
    "integer": INTEGER,
    "long": INTEGER,
    "short": INTEGER,
    "byte": INTEGER,
    "float": NUMBER,
    "double": NUMBER,
    "bigdecimal": NUMBER,
    "biginteger": INTEGER,
    "boolean": BOOLEAN,
    "char": STRING,
}
_FORMATS = {"timestamp": "timestamp", "blob": "blob"}
_ADDED = {"string": STRING, "integer": INTEGER, "boolean": BOOLEAN, "list": List(ANYTHING)}
# Lists of lists and maps of maps may be infinite; structures are looked into when needed.
_DEEPEST = 12

# Most fields are not called required although they are always there. These are really omitted.
_LEFT_OUT = re.compile(
    r"(?:^|[a-z])(?:description|comments?|notes?|reason|reason_?code|reason_?message"
    r"|message|error_?message|status_?message|last_?used(?:_?date)?|key_?name"
    r"|public_?(?:ip(?:_?address)?|dns_?name))$",
    re.IGNORECASE,
)
# These are empty strings if they have no value.
_THERE = frozenset({("Snapshot", "Description")})
_SAYS_SO = re.compile(
    r"\bif (?:applicable|any|one|assigned|attached|associated|available|known|set|there is)\b"
    r"|\bonly (?:if|when|returned|present|applicable|applies|available)\b"
    r"|\b(?:not|n't) (?:return(?:ed)?|present|included|appear)\b"
    r"|\bis (?:null|blank|empty)\b|\bnull if\b|^\W*optional\b|\(optional\)",
    re.IGNORECASE,
)


def of_shape(shape: Shape, known: Known = Known(), depth: int = 0) -> Type:  # noqa: B008
    """Return the type of a value of a shape of botocore's model."""
    kind = shape.type_name
    if depth > _DEEPEST or shape.name in known.documents:
        return ANYTHING
    if kind == "structure":
        return Document() if shape.is_document_type else Structure(shape, known)
    if kind == "list":
        return List(of_shape(shape.member, known, depth + 1), from_response=True)
    if kind == "map":
        return Map(of_shape(shape.value, known, depth + 1), shape, known.enumeration(shape.key))
    if kind == "string":
        # A header may contain JSON, which botocore reads. In a body it stays a string.
        if shape.serialization.get("jsonvalue") and shape.serialization.get("location") == "header":
            return ANYTHING
        return String(known.enumeration(shape), shape=shape)
    if kind in _FORMATS:
        return String(format=_FORMATS[kind], shape=shape)
    return _PLAIN.get(kind, ANYTHING)


def members(type_: Type) -> Mapping[str, Type]:
    """Return the fields of objects and their types, without null."""
    if isinstance(type_, Union):
        found = [members(choice) for choice in type_.of]
        return {name: type_ for each in found for name, type_ in each.items()}
    if isinstance(type_, Record):
        return {name: present(member) for name, member in type_.members}
    if not isinstance(type_, Structure):
        return {}
    names = [*type_.shape.members, *_added(type_.shape, type_.known)]
    return {name: present(find_field(type_, name) or ANYTHING) for name in names}


def find_field(type_: Structure | Record, name: str) -> Type | None:
    """Return the type of a field, with null if it may be missing; None if it is unknown."""
    if isinstance(type_, Record):
        return dict(type_.members).get(name)
    for narrowed, member in type_.narrowed:
        if narrowed == name:
            return member
    return _member(type_.shape, type_.known, name)


@lru_cache(maxsize=32768)
def _member(shape: Shape, known: Known, name: str) -> Type | None:
    member = shape.members.get(name)
    if member is None:
        return _added(shape, known).get(name)
    return nullable(of_shape(member, known), _absence(shape, name, member))


def _added(shape: Shape, known: Known) -> Mapping[str, Type]:
    """Return the fields that are not in the model."""
    found = {name: _ADDED.get(kind, ANYTHING) for name, kind in known.added(shape.name)}
    if shape.is_tagged_union:
        # What botocore says of a member that is younger than its model.
        found["SDK_UNKNOWN_MEMBER"] = Record((("name", STRING),))
    return {name: nullable(type_) for name, type_ in found.items()}


def _absence(shape: Shape, name: str, member: Shape) -> Null:
    """Return why AWS may omit a field, as far as its model says."""
    if name in shape.required_members:
        return NULL
    if member.type_name in ("structure", "list", "map"):
        return NULL
    # An event is its message.
    is_event = name.lower() == "message" and "event" in str(shape.name).lower()
    if is_event or (shape.name, name) in _THERE:
        return NULL
    said = member.documentation
    if _LEFT_OUT.search(name) or _SAYS_SO.search(_first_sentences(said)):
        return Null(f"AWS omits {name} when it has no value")
    return NULL


def _first_sentences(documentation: str) -> str:
    """Return the first sentences without tags; later ones are about other things."""
    return re.sub(r"<[^>]*>", "", documentation[:600])[:300]
