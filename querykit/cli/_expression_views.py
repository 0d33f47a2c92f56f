"""What ``querykit schema`` shows of expressions: their type over the shape of a response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from querykit.checks import report, severity
from querykit.cli._preflight import reject_errors
from querykit.cli._sources import read_query
from querykit.cli._trees import Line, line_of, tree
from querykit.cli._views import MEMBER_COLUMNS, MOST_MEMBERS, View, heading
from querykit.definitions.document import locate
from querykit.definitions.drafts import Draft
from querykit.errors import CheckError
from querykit.expressions import Expression, read
from querykit.expressions import tree as of
from querykit.expressions.columns import columns
from querykit.expressions.typing import Type, Typed
from querykit.expressions.unparser import quote
from querykit.resolved import Resolved
from querykit.services.documentation import first_line, plain
from querykit.services.operation import operation
from querykit.services.shapes import DEEPEST, legible_depth, walk
from querykit.services.typed_expression import type_expression
from querykit.types.types import List, Map, Record, String, Structure, choices, present
from querykit.types.words import name_type

__all__ = ["path", "row_lines", "rows"]

_SOURCE = "<expression>"


def path(service: str, method: str, text: str, depth: int | None) -> View:
    """Return the fields of what an expression returns over the responses of an operation.

    Raises CheckError if it can return nothing, with the findings of the check.
    """
    target = operation(service, method)
    expression = read(text)
    found = type_expression(expression, target)
    _reject_errors(text, found)

    def lines(width: int | None) -> Iterator[str]:
        yield from heading(target, width)
        yield ""
        yield f"{text}: {name_type(found.type)}"
        yield from tree(list(row_lines(expression, found, depth)), width)

    def rows() -> list[dict[str, Any]]:
        below = row_lines(expression, found, depth or DEEPEST, _prefix(expression, found))
        return [line.row("row") for line in below]

    return View(MEMBER_COLUMNS, rows, lines)


def rows(name: str) -> View:
    """Return the columns of the rows that a query returns, with their types."""
    draft: Draft = read_query(name)
    resolved = Resolved(draft)
    reject_errors(resolved)
    given, expression = resolved.typed, resolved.expression

    def lines(width: int | None) -> Iterator[str]:
        yield draft.query.title or f"{draft.query.service}.{draft.query.operation}"
        yield ""
        if expression and given:
            yield from tree(list(row_lines(expression, given, None)), width)

    def found() -> list[dict[str, Any]]:
        if not expression or not given:
            return []
        return [line.row("row") for line in row_lines(expression, given, 1)]

    return View(MEMBER_COLUMNS, found, lines)


def _reject_errors(text: str, found: Typed) -> None:
    errors = [
        report(replace(each, location=locate(_SOURCE, text, each.span[0])))
        for each in found.observations
        if severity(each.rule) == "error"
    ]
    if errors:
        raise CheckError(errors)


def _prefix(expression: Expression, found: Typed) -> str:
    """Return the prefix of a field's path: the expression, if names can follow it."""
    last = expression.tree
    while isinstance(last, of.Pipe):
        last = last.right
    if isinstance(last, (of.Or, of.And, of.Not, of.Comparison)):
        return ""
    is_list = isinstance(present(found.type), List)
    return expression.text + ("[]" if is_list and not isinstance(last, of.PROJECTIONS) else "")


def row_lines(
    expression: Expression, found: Typed, depth: int | None, prefix: str = ""
) -> Iterator[Line]:
    """Yield the fields of one row."""
    for choice in choices(present(found.rows)):
        if isinstance(choice, Structure):
            opened = depth or legible_depth(choice.shape, MOST_MEMBERS)
            below = walk(choice.shape, opened, prefix)
            yield from (line_of(member, deepest=opened) for member in below)
        elif isinstance(choice, Record):
            yield from (_line(quote(name), type_, prefix) for name, type_ in choice.members)
        elif isinstance(choice, List) and choice.items is not None:
            named = zip(columns(expression.tree, found.rows) or (), choice.items, strict=False)
            yield from (_line(column.name, type_, prefix) for column, type_ in named)
        else:
            yield _line("*" if isinstance(choice, Map) else "value", choice, prefix)


def _line(step: str, type_: Type, prefix: str) -> Line:
    shapes = [choice.shape for choice in choices(present(type_)) if hasattr(choice, "shape")]
    said = shapes[0].documentation if shapes and shapes[0] is not None else ""
    values = [
        value
        for choice in choices(present(type_))
        if isinstance(choice, String)
        for value in choice.values
    ]
    return Line(
        step=step,
        path=f"{prefix}.{step}" if prefix else step,
        depth=1,
        type=name_type(type_),
        values=tuple(values),
        title=first_line(said),
        documentation=plain(said),
    )
