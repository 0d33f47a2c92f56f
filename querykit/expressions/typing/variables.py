"""The types of variables, as definitions declare them."""

from __future__ import annotations

from querykit.expressions.typing.types import (
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
from querykit.query import Variable

__all__ = ["of_variable"]

_TYPES: dict[str, Type] = {
    "string": STRING,
    "integer": INTEGER,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "date": String(format="timestamp"),
    "duration": INTEGER,
    "account_id": STRING,
    "any": ANYTHING,
}


def of_variable(variable: Variable) -> Type:
    """The type of a variable's value; null as well where it may be left out.

    >>> of_variable(Variable("list of integer", required=True))
    List(of=Number(integer=True), items=None, sparse=False)
    """
    name = variable.type.removeprefix("list of ")
    type_ = _TYPES.get(name, ANYTHING)
    type_ = List(type_) if name != variable.type else type_
    may_be_null = variable.default is None and not variable.required
    return nullable(type_) if may_be_null else type_
