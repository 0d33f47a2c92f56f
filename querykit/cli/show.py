"""``querykit show``: a query, and how its expression is run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from querykit.cli import _completion
from querykit.cli._console import legible
from querykit.cli._destination import Destination
from querykit.cli._parts import division_lines, field, required, variable
from querykit.query import Query

if TYPE_CHECKING:
    from querykit.resolved import Resolved
    from querykit.services.operation import Operation

__all__ = ["command"]


@click.command("show", short_help="Show a query.")
@click.argument("name", metavar="NAME|FILE|-|AD-HOC", shell_complete=_completion.queries)
@click.option("--division", is_flag=True, help="Show how the expression is evaluated across pages.")
def command(name: str, division: bool) -> int:
    """Show a query: its operation, parameters, expression and variables.

    \b
    querykit show ec2/running-instances
    querykit show --division 's3.list_objects_v2 {Bucket: b} | sum(Contents[].Size)'
    """
    from querykit.cli._sources import read_query
    from querykit.resolved import Resolved
    from querykit.services.operation import operation

    draft = read_query(name)
    query = draft.whole()
    target = operation(query.service, query.operation)
    shown = Resolved(draft) if division else None
    with Destination(None).open() as stream:
        lines = _lines(name, query, target, shown)
        stream.writelines(f"{legible(line)}\n" for line in lines)
    return 0


def _lines(name: str, query: Query, target: Operation, resolved: Resolved | None) -> Iterator[str]:
    if query.title or query.name:
        yield query.title or str(query.name)
        if query.description:
            yield query.description
        yield ""
    yield from field("operation", f"{target.service}.{target.method} ({target.name})")
    if query.parameters:
        yield from field("parameters", json.dumps(query.parameters, indent=2, ensure_ascii=False))
    default = f"{target.default_expression}  (default)"
    yield from field("expression", query.expression or default)
    pages = "every page" if target.paging.pages else "one page: the operation is not paginated"
    yield from field("reads", pages)
    if query.mode == "page":
        yield from field("mode", "page: the expression is applied to each page separately")
    if resolved:
        yield from field("division", "\n".join(division_lines(resolved)))
    if query.limit:
        yield from field("limit", f"{query.limit} rows")
    if bounds := str(query.bounds):
        yield from field("bounds", bounds)
    if query.variables:
        yield from field(
            "variables", "\n".join(variable(*each) for each in query.variables.items())
        )
    if query.name:
        yield from field("file", query.source or "")
        yield ""
        yield f"querykit run {name}{required(query)}"
