"""``querykit show``: what one saved query asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from querykit.cli import _completion
from querykit.cli._destination import Destination
from querykit.cli.run import definition
from querykit.query import Query, Variable

__all__ = ["command"]


@click.command("show", short_help="Show what a saved query asks.")
@click.argument("name", metavar="NAME|FILE|-", shell_complete=_completion.saved_queries)
def command(name: str) -> int:
    """Show what a saved query asks: operation, parameters, expression, and its variables."""
    query = definition(name)
    with Destination(None).open() as stream:
        stream.writelines(f"{line}\n" for line in _lines(name, query))
    return 0


def _lines(name: str, query: Query) -> Iterator[str]:
    from querykit.services.operation import operation

    target = operation(query.service, query.operation)
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
    if query.limit:
        yield from _field("limit", f"{query.limit} rows")
    if query.variables:
        yield from _field("variables", "\n".join(map(_variable, query.variables.items())))
    yield from _field("file", query.source or "")
    yield ""
    yield f"querykit run {name}{_required(query)}"


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
