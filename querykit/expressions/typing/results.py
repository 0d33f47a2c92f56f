"""What JMESPath's own functions give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from querykit.expressions.typing.signatures import elements
from querykit.types.shapes import members
from querykit.types.types import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    MIXED,
    NOTHING,
    NULL,
    NUMBER,
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
    kinds,
    nullable,
    present,
    union,
)

__all__ = ["given", "inside", "is_from_response", "names"]

_NAMES = ("array", "boolean", "null", "number", "object", "string")


def given(name: str, values: list[Type], applied: Type) -> Type:
    """The type of a call's result, from those of its arguments.

    applied: what an argument with ``&`` gives for each element.
    """
    if name in _PLAIN:
        return _PLAIN[name]
    if name == "to_string":
        return _written(values[0])
    if name == "map":
        return List(applied, from_response=is_from_response(values[1]))
    if name == "not_null":
        return _first_present(values)
    return _MADE[name](values[0] if name != "merge" else union(*values), values)


def is_from_response(type_: Type) -> bool:
    """Whether a list or an object is one of the response, which AWS leaves out if it is empty."""
    found = next(iter(choices(present(type_))), None)
    if isinstance(found, List):
        return found.from_response
    if isinstance(found, Document):
        return True
    return isinstance(found, (Structure, Map)) and found.shape is not None


def _written(value: Type) -> Type:
    """A timestamp stays as it is; what is absent becomes the string ``null``."""
    texts = [each for each in choices(value) if isinstance(each, String)]
    return MIXED if texts and texts[0].format in ("timestamp", "date", "mixed") else STRING


def _first_present(values: list[Type]) -> Type:
    found: list[Type] = []
    for value in values:
        found.append(present(value))
        if not kinds(value) & {"null", "unknown"} and choices(value):
            return union(*found)
    return union(*found, NULL)


def _same(value: Type, _: list[Type]) -> Type:
    return union(*(_unordered(choice) for choice in choices(present(value))), NOTHING)


def _unordered(choice: Type) -> Type:
    if isinstance(choice, List):
        return replace(choice, items=None) if choice.items else choice
    return STRING if isinstance(choice, String) else choice


def _one(value: Type, _: list[Type]) -> Type:
    return nullable(elements(value))


def _to_array(value: Type, _: list[Type]) -> Type:
    return union(*(_listed(choice) for choice in choices(value)), NOTHING)


def _listed(choice: Type) -> Type:
    if isinstance(choice, Anything):
        return List(ANYTHING)
    return choice if isinstance(choice, List) else List(choice, (choice,))


def _values(value: Type, _: list[Type]) -> Type:
    return List(inside(value))


def inside(value: Type) -> Type:
    """What the members of an object may be."""
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


def _keys(value: Type, _: list[Type]) -> Type:
    return List(names(value))


def names(value: Type) -> Type:
    """The type of the names of an object's members."""
    return union(*(_names(choice) for choice in choices(present(value))), NOTHING)


def _names(choice: Type) -> Type:
    if isinstance(choice, Map):
        return choice.keys or STRING
    if isinstance(choice, Record) and choice.members and not choice.open:
        return String(tuple(name for name, _ in choice.members), closed=True)
    return STRING


def _merged(_: Type, values: list[Type]) -> Type:
    if all(isinstance(value, Record) for value in values):
        named: dict[str, Type] = {}
        for value in values:
            named |= dict(value.members) if isinstance(value, Record) else {}
        is_open = next((v.open for v in values if isinstance(v, Record) and v.open), "")
        return Record(tuple(named.items()), is_open)
    return Map(union(*(inside(value) for value in values)))


def _type(value: Type, _: list[Type]) -> Type:
    if "unknown" in kinds(value):
        return String(_NAMES, closed=True)
    return String(tuple(sorted(kinds(value))), closed=True) if choices(value) else STRING


_PLAIN: dict[str, Type] = {
    "avg": nullable(NUMBER),
    "sum": NUMBER,
    "ceil": INTEGER,
    "floor": INTEGER,
    "abs": NUMBER,
    "length": INTEGER,
    "contains": BOOLEAN,
    "starts_with": BOOLEAN,
    "ends_with": BOOLEAN,
    "join": STRING,
    "to_number": nullable(NUMBER),
}
_MADE: dict[str, Callable[[Type, list[Type]], Type]] = {
    "max": _one,
    "min": _one,
    "max_by": _one,
    "min_by": _one,
    "sort": _same,
    "sort_by": _same,
    "reverse": _same,
    "to_array": _to_array,
    "values": _values,
    "keys": _keys,
    "merge": _merged,
    "type": _type,
}
