"""The parts of a query as lines: its fields, and how its expression is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from querykit.query import Query, Variable
from querykit.result import counted

if TYPE_CHECKING:
    from querykit.resolved import Resolved

__all__ = ["COLUMN", "division_lines", "field", "required", "variable"]

COLUMN = 12


def division_lines(resolved: Resolved) -> Iterator[str]:
    """Yield which part of the expression streams, and what is kept for the rest."""
    from querykit.expressions.pages.division import Stream
    from querykit.expressions.unparser import unparse

    division, expression = resolved.division, resolved.expression
    if division is None or expression is None:
        return
    if isinstance(division, Stream):
        yield "streams: rows are written page by page"
        if unparse(division.tree) != unparse(expression.tree):
            yield f"on each page   {unparse(division.tree)}"
        if division.start:
            yield f"skips the first {counted(division.start, 'row')}"
        if division.stop is not None:
            yield f"stops after row {division.stop:,}"
        return
    yield "no rows until the end: the expression needs the whole result"
    for name, part in division.parts.items():
        yield f"on each page   {name} = {unparse(part.tree)}"
        yield f"               kept: {part.keep.text}"
    yield f"then, once     {unparse(division.rest)}"


def field(label: str, text: str) -> Iterator[str]:
    """Yield a label and, beside it, the lines of a text in one column."""
    first, *others = text.strip().splitlines() or [""]
    yield f"{label:<{COLUMN}}{first}"
    for line in others:
        yield f"{'':<{COLUMN}}{line}"


def variable(name: str, meant: Variable) -> str:
    """Return a variable with its type, default and description."""
    said = f". {meant.description}" if meant.description else ""
    return f"{name}: {meant.type}, {_default(meant)}{said}"


def _default(meant: Variable) -> str:
    if meant.required:
        return "required"
    if meant.default is None:
        return "optional"
    shown: Any = "***" if meant.secret else meant.default
    return f"default {', '.join(shown) if isinstance(shown, list) else shown}"


def required(query: Query) -> str:
    """Return the options that set the required variables."""
    names = (name for name, each in query.variables.items() if each.required)
    return "".join(f" --var {name}=..." for name in names)
