"""Variables before a run: their places, what is known of their values, and their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from querykit.definitions import variables
from querykit.expressions.typing import Type, of_variable
from querykit.query import Query
from querykit.services.parameters import Open
from querykit.types.notation import parse
from querykit.types.types import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    List,
    Map,
    union,
)

__all__ = ["fill_known", "types"]

_KINDS: dict[type, Type] = {str: STRING, bool: BOOLEAN, int: INTEGER, float: NUMBER}


def fill_known(query: Query, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters with the values of the variables that have one, and ``Open`` for
    others.

    What is null is left open.
    """
    filled = _fill(
        dict(query.parameters),
        {
            name: Open(parse(variable.type), name) if values.get(name) is None else values[name]
            for name, variable in query.variables.items()
        },
    )
    return filled if isinstance(filled, dict) else {}


def types(query: Query, given: Mapping[str, Any]) -> dict[str, Type]:
    """Return the types of the variables in an expression; an undeclared one has that of its value.

    Their values do not count: a filter that is right for other values is not constant.
    """
    found = {}
    for name, variable in query.variables.items():
        found[name] = of_variable(variable)
        if variable.type == "any" and name in given:
            found[name] = _of_value(given[name])
    return found


def _of_value(value: Any) -> Type:
    """Return the type of a value that is given, as far as another value would have it as well."""
    if isinstance(value, (list, tuple)):
        return List(union(*map(_of_value, value)) if value else ANYTHING)
    if isinstance(value, Mapping):
        return Map(ANYTHING)
    return _KINDS.get(type(value), ANYTHING)


def _fill(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return _fill_text(value, values)
    if isinstance(value, Mapping):
        return {
            _fill_text(str(key), values, key=True): _fill(v, values) for key, v in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_fill(item, values) for item in value]
    return value


def _fill_text(text: str, values: Mapping[str, Any], *, key: bool = False) -> Any:
    """Return a string with the values in it; ``Open`` if one in it is not known."""
    names = [name for _, name in variables.references(text)]
    if any(name not in values for name in names):
        return Open(ANYTHING)
    unknown = [name for name in names if isinstance(values[name or ""], Open)]
    if not unknown:
        filled = variables.substitute({"": text}, values)[""]
        return str(filled) if key else filled
    alone = text in (f"${unknown[0]}", f"${{{unknown[0]}}}")
    return values[unknown[0] or ""] if alone and not key else Open(STRING)
