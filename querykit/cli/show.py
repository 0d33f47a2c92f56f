"""``querykit show``: what one query asks, and how its expression is run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from os.path import isfile as is_file
from typing import TYPE_CHECKING, Any

import click

from querykit.cli import _completion
from querykit.cli._destination import Destination
from querykit.cli.run import definition
from querykit.query import Query, Variable
from querykit.result import counted

if TYPE_CHECKING:
    from querykit.services.operation import Operation

__all__ = ["command"]


# What no name of a saved query or of a file looks like.
_AD_HOC = re.compile(r"\s*[\w-]+\.[\w-]+\s*([{|].*)?", re.DOTALL)


@click.command("show", short_help="Show what a query asks.")
@click.argument("name", metavar="NAME|FILE|-|AD-HOC", shell_complete=_completion.saved_queries)
@click.option("--plan", "planned", is_flag=True, help="Show how the expression is run over pages.")
def command(name: str, planned: bool) -> int:
    """Show what a query asks: operation, parameters, expression, and its variables.

    \b
    querykit show ec2/running-instances
    querykit show --plan 's3.list_objects_v2 {Bucket: b} | Contents[].Size | sum(@)'
    """
    query = _asked(name)
    with Destination(None).open() as stream:
        stream.writelines(f"{line}\n" for line in _lines(name, query, planned))
    return 0


def _asked(name: str) -> Query:
    if _AD_HOC.fullmatch(name) and not name.endswith((".yaml", ".yml")) and not is_file(name):
        from querykit.definitions import adhoc

        return adhoc.query(name)
    return definition(name)


def _lines(name: str, query: Query, planned: bool) -> Iterator[str]:
    from querykit.services.operation import operation

    target = operation(query.service, query.operation)
    if query.title or query.name:
        yield query.title or str(query.name)
        if query.description:
            yield query.description
        yield ""
    yield from _field("operation", f"{target.service}.{target.method} ({target.name})")
    if query.parameters:
        yield from _field("parameters", json.dumps(query.parameters, indent=2, ensure_ascii=False))
    default = f"{target.default_expression}  (none is written)"
    yield from _field("expression", query.expression or default)
    pages = "every page" if target.paging.pages else "one page, as the operation has it"
    yield from _field("reads", pages)
    if query.mode == "page":
        yield from _field("mode", "page: the expression is applied to each page by itself")
    if planned:
        yield from _field("plan", "\n".join(_plan(query, target)))
    if query.limit:
        yield from _field("limit", f"{query.limit} rows")
    if query.variables:
        yield from _field("variables", "\n".join(map(_variable, query.variables.items())))
    if query.name:
        yield from _field("file", query.source or "")
        yield ""
        yield f"querykit run {name}{_required(query)}"


def _plan(query: Query, target: Operation) -> Iterator[str]:
    """Which part of the expression streams, and what is kept for the rest of it."""
    from querykit.engine.dividing import divided
    from querykit.expressions import compile
    from querykit.expressions.splitting import Stream
    from querykit.expressions.unparsing import unparse

    expression = compile(query.expression or target.default_expression)
    division = divided(expression, target, query.mode)
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


def _field(label: str, text: str) -> Iterator[str]:
    first, *others = text.strip().splitlines() or [""]
    yield f"{label:<12}{first}"
    for line in others:
        yield f"{'':<12}{line}"


def _variable(item: tuple[str, Variable]) -> str:
    name, variable = item
    return f"{name}: {variable.type}, {_default(variable)}" + (
        f". {variable.description}" if variable.description else ""
    )


def _default(variable: Variable) -> str:
    if variable.required:
        return "must be given"
    if variable.default is None:
        return "may be left out"
    shown: Any = "***" if variable.secret else variable.default
    return f"default {', '.join(shown) if isinstance(shown, list) else shown}"


def _required(query: Query) -> str:
    names = (name for name, variable in query.variables.items() if variable.required)
    return "".join(f" --var {name}=..." for name in names)
