"""Types and values in words, the same in every message: object, list, string, integer, number ...

``describe`` is short, for lists of fields and columns: ``list of string``. ``phrase`` is part of a
sentence: ``a list of strings``. ``of_value`` says what a value is: ``the string 'many'``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from querykit.types.shapes import members
from querykit.types.types import (
    Anything,
    Applied,
    List,
    Map,
    Number,
    Record,
    Shape,
    String,
    Structure,
    Type,
    choices,
    present,
)

__all__ = [
    "columns",
    "describe",
    "name_shape",
    "name_type",
    "noun",
    "phrase",
    "phrase_value",
    "with_article",
]

_MOST_VALUES = 6
_MOST_MEMBERS = 8
_DEEPEST = 3
_SHOWN = 60
_NOUNS = {"array": "list", "expref": "expression with &", "unknown": "value"}
_FORMATS = {"timestamp": "timestamp", "date": "timestamp", "blob": "base64 string"}
# What botocore's models call what has another word here; the rest is called as it is.
_SHAPES = {"character": "string", "long": "integer", "float": "number", "double": "number"}


def noun(choice: Type) -> str:
    """Return the one word for values of a type that is not a union, without what is in them."""
    if isinstance(choice, Number) and choice.integer:
        return "integer"
    if isinstance(choice, String):
        return _FORMATS.get(choice.format or "", "string")
    return _NOUNS.get(choice.kind, choice.kind)


def describe(type_: Type, depth: int = 0) -> str:
    """Return a type as a short text; that a value may be null goes without saying.

    depth: how many lists it is inside of; the elements of a list in many are left out.

    >>> from querykit.types.types import INTEGER, String, nullable
    >>> describe(List(nullable(INTEGER))), describe(String(("pending", "running")))
    ('list of integer', 'string: pending | running')
    """
    found = dict.fromkeys(_describe(choice, depth) for choice in choices(present(type_)))
    if not found:
        return "null" if choices(type_) else "nothing"
    return " or ".join(found)


def _describe(choice: Type, depth: int) -> str:
    if isinstance(choice, Anything):
        return "anything"
    if isinstance(choice, String) and choice.values:
        return _values(choice)
    if isinstance(choice, List):
        return _list(choice, depth + 1)
    if isinstance(choice, Map):
        return f"map of {describe(choice.of, depth + 1)}" if depth < _DEEPEST else "map"
    if isinstance(choice, Structure):
        return choice.name
    return _record(choice) if isinstance(choice, Record) else noun(choice)


def _values(choice: String) -> str:
    values = [value for value in choice.values if value]
    more = " | ..." if len(values) > _MOST_VALUES else ""
    return f"string: {' | '.join(values[:_MOST_VALUES])}{more}" if values else "empty string"


def _list(choice: List, depth: int) -> str:
    if depth > _DEEPEST:
        return "list"
    if choice.items:
        items = (describe(item, depth) for item in choice.items[:_MOST_MEMBERS])
        return f"[{', '.join(items)}]"
    return f"list of {describe(choice.of, depth)}" if choice.items is None else "empty list"


def _record(choice: Record) -> str:
    names = [name for name, _ in choice.members]
    more = ", ..." if len(names) > _MOST_MEMBERS else ""
    return f"object {{{', '.join(names[:_MOST_MEMBERS])}{more}}}"


def name_type(type_: Type) -> str:
    """Return a type in a few words, as ``of_shape`` does: no values, and of objects their size.

    >>> from querykit.types.types import STRING
    >>> name_type(List(Record((("id", STRING),))))
    'list of object, 1 field'
    """
    return " or ".join(dict.fromkeys(map(_name_type, choices(present(type_))))) or "null"


def _name_type(choice: Type) -> str:
    if isinstance(choice, Anything):
        return "any"
    if isinstance(choice, String) and choice.format != "mixed":
        return choice.format or "string"
    if isinstance(choice, List):
        return "list" if choice.items is not None else f"list of {name_type(choice.of)}"
    if isinstance(choice, Map):
        return f"map of {name_type(choice.of)}"
    if isinstance(choice, (Structure, Record)):
        count = len(members(choice))
        return f"object, {count:,} field{'' if count == 1 else 's'}"
    return noun(choice)


def name_shape(shape: Shape) -> str:
    """Return what a shape of AWS's model is, in a word or a few: ``list of string``, ``blob``."""
    kind = shape.type_name
    if getattr(shape, "is_document_type", False):
        return "any"
    if kind == "list":
        return f"list of {name_shape(shape.member)}"
    if kind == "map":
        return f"map of {name_shape(shape.value)}"
    return str(_SHAPES.get(kind, kind))


def phrase(type_: Type) -> str:
    """Return a type as a part of a sentence: ``a list of strings``, ``an object (Volume)``.

    That a value may be null goes without saying.

    >>> from querykit.types.notation import parse
    >>> phrase(parse("list of integer or string or null"))
    'a list of integers or a string'
    """
    found = dict.fromkeys(map(_phrase, choices(present(type_))))
    return " or ".join(found) if found else "null"


def _phrase(choice: Type) -> str:
    if isinstance(choice, Anything):
        return "anything"
    if isinstance(choice, Structure):
        return f"an object ({choice.name})"
    if isinstance(choice, List) and choice.of.kind not in ("union", "unknown"):
        return f"a list of {_plural(choice.of)}"
    if isinstance(choice, Applied):
        return f"{with_article(noun(choice))} that returns {phrase(choice.gives)}"
    return with_article(noun(choice))


def _plural(type_: Type) -> str:
    return f"{type_.name} objects" if isinstance(type_, Structure) else f"{noun(type_)}s"


def phrase_value(value: Any) -> str:
    """Return what a value is: a scalar itself, and of lists and objects only that they are one.

    >>> phrase_value(5), phrase_value(None), phrase_value([1]), phrase_value("many")
    ('the number 5', 'null', 'a list', "the string 'many'")
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (str, int, float)):
        text = repr(value)
        kind = "string" if isinstance(value, str) else "number"
        return f"the {kind} {text if len(text) <= _SHOWN else f'{text[:_SHOWN]}...'}"
    if isinstance(value, (list, tuple)):
        return "a list"
    return with_article("object" if isinstance(value, Mapping) else type(value).__name__)


def with_article(words: str) -> str:
    """Return a noun with its article: ``a list``, ``an object``."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def columns(rows: Type) -> Mapping[str, Type] | None:
    """Return the columns of rows and their types, if all rows are objects with the same members."""
    objects = choices(present(rows))
    found = [members(choice) for choice in objects]
    if not found or any(isinstance(choice, Record) and choice.open for choice in objects):
        return None
    first = found[0]
    return first if first and all(list(each) == list(first) for each in found) else None
