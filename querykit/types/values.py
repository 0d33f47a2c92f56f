"""Values checked against types: whether one fits, and what is wrong with it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jmespath import visitor

from querykit.types.types import List, Map, Number, Type, choices
from querykit.types.words import phrase_value

__all__ = ["classes", "kind_of", "misfit"]

_CLASSES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "expref": (visitor._Expression,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
# bool before int, which it is a subclass of.
_ORDER = ("boolean", "string", "null", "object", "array", "number", "expref")


def kind_of(value: Any) -> str:
    """Return JMESPath's name of a value's type; ``unknown`` for what JSON does not have."""
    return next((name for name in _ORDER if isinstance(value, _CLASSES[name])), "unknown")


@lru_cache(maxsize=256)
def classes(type_: Type) -> frozenset[type]:
    """Return the classes of Python all values of which are of a type."""
    return frozenset(
        class_ for choice in choices(type_) if _is_whole(choice) for class_ in _CLASSES[choice.kind]
    )


def _is_whole(choice: Type) -> bool:
    """Return whether all values of a choice's kind are of it."""
    if isinstance(choice, (List, Map)):
        return choice.of.kind == "unknown"
    return choice.kind in _CLASSES and not (isinstance(choice, Number) and choice.integer)


def misfit(type_: Type, value: Any) -> str | None:
    """Return what a value is, in words, if it is not of a type; None if it is.

    >>> from querykit.types.notation import parse
    >>> misfit(parse("list of string"), ["a", 5])
    'a list whose element 2 is the number 5'
    """
    found = choices(type_)
    if type(value) in classes(type_) or any(choice.kind == "unknown" for choice in found):
        return None
    actual = kind_of(value)
    inside = None
    for choice in found:
        if choice.kind != actual:
            continue
        if isinstance(choice, Number):  # an integer: any number is one of its classes
            if value == value // 1:
                return None
            continue
        inside = _inside(choice, value)
        if inside is None:
            return None
    return inside or phrase_value(value)


def _inside(choice: Type, value: Any) -> str | None:
    if not isinstance(choice, (List, Map)):
        return None
    known = classes(choice.of)
    if isinstance(value, list) and all(type(element) in known for element in value):
        return None
    named = value.items() if isinstance(value, dict) else enumerate(value, 1)
    for name, each in named:
        if actual := misfit(choice.of, each):
            is_list = isinstance(choice, List)
            what = f"a list whose element {name}" if is_list else f"an object whose field {name!r}"
            return f"{what} is {actual}"
    return None
