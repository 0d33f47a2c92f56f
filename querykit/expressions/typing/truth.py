"""Whether a value is true in a filter, ``&&``, ``||`` and ``!``, as far as its type shows."""

from __future__ import annotations

from querykit.types.types import (
    NOTHING,
    NULL,
    Anything,
    Boolean,
    List,
    Map,
    Number,
    Record,
    String,
    Structure,
    Type,
    choices,
    union,
)

__all__ = ["falsy", "truth", "truthy"]

_EMPTY_LIST = List(NOTHING, ())
_EMPTY_TEXT = String(("",), closed=True)
_EMPTY_RECORD = Record(())


def truth(type_: Type) -> bool | None:
    """Return whether every value of a type is true, or none is; None if it depends on the value.

    Null, false, and what is empty are not true. Every number is, 0 too.
    """
    found = {_truth(choice) for choice in choices(type_)}
    return found.pop() if len(found) == 1 else None


def _truth(choice: Type) -> bool | None:
    if choice.kind == "null":
        return False
    if isinstance(choice, Boolean):
        return choice.value
    if isinstance(choice, Number):
        return True
    if isinstance(choice, String) and choice.closed:
        return None if len({bool(text) for text in choice.values}) > 1 else bool(choice.values[0])
    if isinstance(choice, List) and choice.items is not None:
        return bool(choice.items)
    return bool(choice.members) if isinstance(choice, Record) else None


def truthy(type_: Type) -> Type:
    """Return the type of a value that is known to be true."""
    return union(*(_true(choice) for choice in choices(type_)), NOTHING)


def _true(choice: Type) -> Type:
    if _truth(choice) is False:
        return NOTHING
    if isinstance(choice, Boolean):
        return Boolean(True)
    if isinstance(choice, String) and choice.closed:
        return String(tuple(filter(None, choice.values)), closed=True)
    return choice


def falsy(type_: Type) -> Type:
    """Return the type of a value that is known not to be true."""
    return union(*(_false(choice) for choice in choices(type_)), NOTHING)


def _false(choice: Type) -> Type:
    if isinstance(choice, Anything) or _truth(choice) is False:
        return choice
    if _truth(choice) is True:
        return NOTHING
    if isinstance(choice, Boolean):
        return Boolean(False)
    if isinstance(choice, String):
        return _EMPTY_TEXT
    if isinstance(choice, List):
        return _EMPTY_LIST
    return _EMPTY_RECORD if isinstance(choice, (Structure, Map)) else NULL
