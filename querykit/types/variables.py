"""The types of variables, as definitions declare them."""

from __future__ import annotations

from querykit.query import Variable
from querykit.types.types import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    List,
    String,
    Type,
    nullable,
)

__all__ = ["of_name", "of_variable"]

_TYPES: dict[str, Type] = {
    "string": STRING,
    "integer": INTEGER,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "date": String(format="date"),
    "duration": INTEGER,
    "account_id": STRING,
    "any": ANYTHING,
}


def of_variable(variable: Variable) -> Type:
    """The type of a variable's value; null as well where it may be left out.

    >>> of_variable(Variable("list of integer", required=True))
    List(of=Number(integer=True), items=None, sparse=False)
    """
    type_ = of_name(variable.type)
    may_be_null = variable.default is None and not variable.required
    return nullable(type_) if may_be_null else type_


def of_name(name: str) -> Type:
    """The type of a value of a type that a definition names, null left out."""
    element = name.removeprefix("list of ")
    type_ = _TYPES.get(element, ANYTHING)
    return List(type_) if element != name else type_
