"""The required parameters of a request, with variables in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from querykit.services.operation import Operation
from querykit.services.shapes import walk

__all__ = ["Blank", "Blanks", "blank", "blanks", "flow", "named", "variable_type"]

_TYPES = {
    "string": "string",
    "character": "string",
    "blob": "string",
    "boolean": "boolean",
    "integer": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "timestamp": "date",
}
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# Only what holds itself is nested deeper.
_DEEPEST = 16
_MOST_ELEMENTS = 10


@dataclass(frozen=True)
class Blank:
    """A required value: the variable for it, its type, and the parameter's shape."""

    variable: str
    type: str
    shape: Any
    path: tuple[str, ...]


@dataclass(frozen=True)
class Blanks:
    """Parameters with ``$name`` for each required value, and the list of these values."""

    parameters: dict[str, Any]
    blanks: tuple[Blank, ...]


def blanks(operation: Operation) -> Blanks:
    """Return the required parameters of an operation, each a variable.

    >>> from querykit.services.operation import operation
    >>> found = blanks(operation("ce", "get_cost_and_usage"))
    >>> flow(found.parameters)
    '{TimePeriod: {Start: $start, End: $end}, Granularity: $granularity, Metrics: $metrics}'
    >>> [blank.type for blank in found.blanks]
    ['string', 'string', 'string', 'list of string']
    """
    maker = _Maker()
    shape = operation.input_shape
    parameters = {} if shape is None else maker.structure(shape, (), operation.paging.defaults)
    return Blanks(parameters, tuple(maker.found))


def blank(path: str) -> str:
    """Return a parameter by its path, with a variable for its value, as YAML's flow style has it.

    >>> blank("Filters[].Name"), blank("DryRun")
    ('{Filters: [{Name: $name}]}', '{DryRun: $dry_run}')
    """
    value: Any = f"${named((path.rstrip('[]').rpartition('.')[2],))}"
    for name in reversed(path.removesuffix("[]").split(".")):
        plain = name.rstrip("[]")
        for _ in range((len(name) - len(plain)) // 2):
            value = [value]
        value = {plain: value}
    return flow(value)


def flow(value: Any) -> str:
    """Return parameters in one line, as YAML's flow style has them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    return str(value)


class _Maker:
    """Makes parameters, and keeps the variables in them."""

    def __init__(self) -> None:
        self.found: list[Blank] = []

    def structure(self, shape: Any, path: tuple[str, ...], known: Any = ()) -> dict[str, Any]:
        """Return a structure with its required members, or with one of those that it takes one
        of.
        """
        names = [name for name in shape.required_members if name not in known]
        if getattr(shape, "is_tagged_union", False):
            names = [_simplest(shape)]
        if len(path) > _DEEPEST:
            return {}
        return {name: self.value(shape.members[name], (*path, name)) for name in names}

    def value(self, shape: Any, path: tuple[str, ...]) -> Any:
        type_ = variable_type(shape)
        if type_ is not None:
            return self._blank(type_, shape, path)
        if shape.type_name == "list":
            number = min(shape.metadata.get("min") or 1, _MOST_ELEMENTS)
            return [self.value(shape.member, path) for _ in range(max(number, 1))]
        if shape.type_name == "map":
            key = self._blank("string", shape.key, (*path, "key"))
            return {key: self.value(shape.value, (*path, "value"))}
        return self.structure(shape, path)

    def _blank(self, type_: str, shape: Any, path: tuple[str, ...]) -> str:
        taken = {blank.variable for blank in self.found}
        name = next(name for name in _names(path) if name not in taken)
        self.found.append(Blank(name, type_, shape, path))
        return f"${name}"


def _simplest(union: Any) -> str:
    """Return the first member of a union that does not hold the union again."""
    for name, member in union.members.items():
        if all(found.inner.name != union.name for found in walk(member)):
            return str(name)
    return str(next(iter(union.members)))


def variable_type(shape: Any) -> str | None:
    """Return the type of a variable for a value of a shape; None if no type fits."""
    if getattr(shape, "is_document_type", False):
        return None
    if shape.type_name == "list":
        inner = _TYPES.get(shape.member.type_name)
        return f"list of {inner}" if inner else None
    return _TYPES.get(shape.type_name)


def _names(path: tuple[str, ...]) -> Iterator[str]:
    """Yield what a variable may be called: the name of the parameter, longer and longer."""
    for begin in range(len(path) - 1, -1, -1):
        yield named(path[begin:])
    number = 2
    while True:
        yield f"{named(path)}_{number}"
        number += 1


def named(path: tuple[str, ...]) -> str:
    """Return names of fields as one name of a variable or column: DBInstanceArn is
    db_instance_arn.
    """
    words = [word.lower() for name in path for word in _WORDS.findall(name)]
    name = "_".join(words) or "value"
    return name if name[0].isalpha() else f"_{name}"
