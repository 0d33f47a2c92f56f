"""The parts of a query as lines: what its fields are, and how its expression is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from querykit.query import Query, Variable
from querykit.result import counted

if TYPE_CHECKING:
    from querykit.services.operation import Operation

__all__ = ["COLUMN", "divide", "field", "required", "variable"]

COLUMN = 12


def divide(query: Query, target: Operation) -> Iterator[str]:
    """Return which part of the expression streams, and what is kept for the rest of it."""
    from querykit.expressions import read
    from querykit.expressions.pages.division import Stream
    from querykit.expressions.unparser import unparse
    from querykit.services.division import divided

    expression = read(query.expression or target.default_expression)
    division = divided(expression, target, query.mode, query.flatten)
    if isinstance(division, Stream):
        yield "streams: each page gives its rows as it comes"
        if unparse(division.tree) != unparse(expression.tree):
            yield f"on each page   {unparse(division.tree)}"
        if division.start:
            yield f"without the first {counted(division.start, 'row')}"
        if division.stop is not None:
            yield f"ends behind row {division.stop:,}"
        return
    yield "no row before the end: the expression needs the whole result"
    for name, part in division.parts.items():
        yield f"on each page   {name} = {unparse(part.tree)}"
        yield f"               is kept: {part.keeps}"
    yield f"then, once     {unparse(division.rest)}"


def field(label: str, text: str) -> Iterator[str]:
    """A label and a text of one line or more, which stand in one column."""
    first, *others = text.strip().splitlines() or [""]
    yield f"{label:<{COLUMN}}{first}"
    for line in others:
        yield f"{'':<{COLUMN}}{line}"


def variable(name: str, meant: Variable) -> str:
    """A variable, its type, its default, and what it is for."""
    said = f". {meant.description}" if meant.description else ""
    return f"{name}: {meant.type}, {_default(meant)}{said}"


def _default(meant: Variable) -> str:
    if meant.required:
        return "must be given"
    if meant.default is None:
        return "may be left out"
    shown: Any = "***" if meant.secret else meant.default
    return f"default {', '.join(shown) if isinstance(shown, list) else shown}"


def required(query: Query) -> str:
    """The options that give the variables which must be given."""
    names = (name for name, each in query.variables.items() if each.required)
    return "".join(f" --var {name}=..." for name in names)
