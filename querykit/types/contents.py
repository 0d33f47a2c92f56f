"""What is inside of lists and objects: elements, values and names."""

from __future__ import annotations

from querykit.types.shapes import members
from querykit.types.types import (
    ANYTHING,
    NOTHING,
    STRING,
    Anything,
    Document,
    List,
    Map,
    Record,
    String,
    Structure,
    Type,
    choices,
    present,
    union,
)

__all__ = ["elements", "inside", "is_from_response", "names"]


def elements(type_: Type) -> Type:
    """Return what the elements of a list may be; anything if it is not known to be a list."""
    found = [choice for choice in choices(type_) if choice.kind != "null"]
    lists = [choice for choice in found if isinstance(choice, List)]
    if any(isinstance(choice, Anything) for choice in found):
        return ANYTHING
    return union(*(choice.of for choice in lists), NOTHING)


def inside(value: Type) -> Type:
    """Return what the values of an object may be."""
    found: list[Type] = []
    for choice in choices(value):
        if isinstance(choice, Anything):
            return ANYTHING
        if isinstance(choice, Map):
            found.append(choice.of)
        elif isinstance(choice, Record):
            found += [ANYTHING] * bool(choice.open)
            found += [member for _, member in choice.members]
        else:
            found += members(choice).values()
    return union(*found, NOTHING)


def names(value: Type) -> Type:
    """Return the type of the names of an object's members."""
    return union(*(_names(choice) for choice in choices(present(value))), NOTHING)


def _names(choice: Type) -> Type:
    if isinstance(choice, Map):
        return choice.keys or STRING
    if isinstance(choice, Record) and choice.members and not choice.open:
        return String(tuple(name for name, _ in choice.members), closed=True)
    return STRING


def is_from_response(type_: Type) -> bool:
    """Return whether a list or an object is of the response, in which AWS omits empty ones."""
    found = next(iter(choices(present(type_))), None)
    if isinstance(found, List):
        return found.from_response
    if isinstance(found, Document):
        return True
    return isinstance(found, (Structure, Map)) and found.shape is not None
