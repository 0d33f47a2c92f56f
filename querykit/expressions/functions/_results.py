"""The types of what functions give, as far as they depend on more than a signature writes.

Each takes the types of the arguments, and of what an argument with ``&`` returns.
"""

from __future__ import annotations

from dataclasses import replace

from querykit.types.contents import elements, inside, is_from_response, names
from querykit.types.types import (
    ANYTHING,
    INTEGER,
    MIXED,
    NOTHING,
    NULL,
    STRING,
    Anything,
    List,
    Map,
    Record,
    String,
    Type,
    choices,
    kinds,
    nullable,
    present,
    union,
)

__all__ = [
    "applied",
    "array",
    "counts",
    "first_present",
    "flat",
    "groups",
    "joined_length",
    "keys_of",
    "merged",
    "object_of_pairs",
    "one",
    "pairs",
    "rows",
    "same",
    "text",
    "type_name",
    "values_of",
]

Types = list[Type]

_NAMES = ("array", "boolean", "null", "number", "object", "string")
_PAIR = 2


def applied(values: Types, given: Type) -> Type:
    """Return a list of what the expression returns for the elements of the list after it."""
    return List(given, from_response=is_from_response(values[1]))


def text(values: Types, _: Type) -> Type:
    """Return a string; a timestamp stays as it is, and what is absent is the string ``null``."""
    texts = [each for each in choices(values[0]) if isinstance(each, String)]
    return MIXED if texts and texts[0].format in ("timestamp", "date", "mixed") else STRING


def first_present(values: Types, _: Type) -> Type:
    """Return the type of the first argument that is not null."""
    found: list[Type] = []
    for value in values:
        found.append(present(value))
        if not kinds(value) & {"null", "unknown"} and choices(value):
            return union(*found)
    return union(*found, NULL)


def same(values: Types, _: Type) -> Type:
    """Return what a list is, but for the order and the number of its elements."""
    return union(*(_unordered(choice) for choice in choices(present(values[0]))), NOTHING)


def _unordered(choice: Type) -> Type:
    if isinstance(choice, List):
        return replace(choice, items=None) if choice.items else choice
    return STRING if isinstance(choice, String) else choice


def one(values: Types, _: Type) -> Type:
    """Return what an element of a list is, or null."""
    return nullable(elements(values[0]))


def array(values: Types, _: Type) -> Type:
    """Return a list as it is, and anything else as the one element of a list."""
    return union(*(_listed(choice) for choice in choices(values[0])), NOTHING)


def _listed(choice: Type) -> Type:
    if isinstance(choice, Anything):
        return List(ANYTHING)
    return choice if isinstance(choice, List) else List(choice, (choice,))


def values_of(values: Types, _: Type) -> Type:
    """Return a list of the values of an object."""
    return List(inside(values[0]))


def keys_of(values: Types, _: Type) -> Type:
    """Return a list of the names of an object."""
    return List(names(values[0]))


def merged(values: Types, _: Type) -> Type:
    """Return an object with the members of all of them."""
    if all(isinstance(value, Record) for value in values):
        named: dict[str, Type] = {}
        for value in values:
            named |= dict(value.members) if isinstance(value, Record) else {}
        is_open = next((v.open for v in values if isinstance(v, Record) and v.open), "")
        return Record(tuple(named.items()), is_open)
    return Map(union(*(inside(value) for value in values)))


def type_name(values: Types, _: Type) -> Type:
    """Return JMESPath's names of the types that a value may have."""
    found = kinds(values[0])
    if "unknown" in found:
        return String(_NAMES, closed=True)
    return String(tuple(sorted(found)), closed=True) if found else STRING


def rows(values: Types, _: Type) -> Type:
    """Return a list with an element of each list in its rows."""
    return List(_tuple(*map(elements, values)))


def pairs(values: Types, _: Type) -> Type:
    """Return a list of the names of an object, each with its value."""
    if "unknown" in kinds(values[0]):
        return List(_tuple(STRING, ANYTHING))
    return List(_tuple(names(values[0]), inside(values[0])))


def _tuple(*parts: Type) -> Type:
    return List(union(*parts, NOTHING), parts)


def object_of_pairs(values: Types, _: Type) -> Type:
    """Return the object that has a list of pairs for its names and values."""
    pairs = choices(elements(values[0]))
    if not all(isinstance(pair, List) for pair in pairs):
        return Map(ANYTHING)
    found = [_parts(pair) for pair in pairs if isinstance(pair, List)]
    keys = union(*(name for name, _ in found), NOTHING)
    return Map(union(*(value for _, value in found), NOTHING), keys=_texts(keys))


def _parts(pair: List) -> tuple[Type, Type]:
    """Return the types of the name and the value of a pair."""
    if pair.items is not None and len(pair.items) == _PAIR:
        return pair.items[0], pair.items[1]
    return pair.of, pair.of


def flat(values: Types, _: Type) -> Type:
    """Return a list of what is in lists at every level, each type looked at once."""
    waiting, seen, found = [elements(values[0])], set[Type](), []
    while waiting:
        for choice in choices(waiting.pop()):
            if not isinstance(choice, List):
                found.append(choice)
            elif choice.of not in seen:
                seen.add(choice.of)
                waiting.append(choice.of)
    return List(union(*found, NOTHING))


def groups(values: Types, key: Type) -> Type:
    """Return lists of elements by what the expression returns."""
    return _by_key(List(elements(values[0])), key)


def counts(_: Types, key: Type) -> Type:
    """Return numbers by what the expression returns."""
    return _by_key(INTEGER, key)


def _by_key(of: Type, key: Type) -> Type:
    """Return an object whose keys are values: strings as they are, and null as ``null``."""
    keys = _texts(key)
    listed = isinstance(keys, String) and kinds(key) <= {"string", "null"}
    return Map(of, names=keys.values if listed and isinstance(keys, String) else (), keys=keys)


def _texts(type_: Type) -> Type:
    """Return what values are as keys of an object."""
    if not choices(present(type_)) or isinstance(type_, Anything):
        return STRING
    null = String(("null",), closed=True)
    found = [each if isinstance(each, String) else STRING for each in choices(present(type_))]
    return union(*found, *([null] if NULL.kind in kinds(type_) else []))


def joined_length(glue: object, texts: object) -> int:
    """Return how many characters join() returns."""
    if not (isinstance(glue, str) and isinstance(texts, list)):
        return 0
    return sum(len(text) for text in texts if isinstance(text, str)) + len(glue) * len(texts)
