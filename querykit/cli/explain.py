"""``querykit explain``: a query in plain words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from querykit.cli import _completion
from querykit.cli._console import legible
from querykit.cli._destination import Destination
from querykit.cli._parts import COLUMN, field, variable
from querykit.result import counted

if TYPE_CHECKING:
    from querykit.resolved import Resolved
    from querykit.services.operation import Operation

__all__ = ["command"]

_WIDTH = 80
# A column's name and its path stay on one line.
_KEPT = ":\N{NO-BREAK SPACE}"


@click.command("explain", short_help="Explain in words what a query does.")
@click.argument("name", metavar="NAME|FILE|-|AD-HOC", shell_complete=_completion.queries)
def command(name: str) -> int:
    """Explain in plain words what a query does: what it calls and how it is paginated, what happens
    to the response, what is kept in memory, the columns of the rows, and the IAM permissions it
    needs. Makes no AWS calls.

    \b
    querykit explain ec2/running-instances
    querykit explain 's3.list_objects_v2 {Bucket: logs} | length(Contents)'
    """
    from querykit.cli._preflight import reject_errors
    from querykit.cli._sources import read_query
    from querykit.resolved import Resolved
    from querykit.services.operation import operation

    draft = read_query(name)
    resolved = Resolved(draft)
    reject_errors(resolved)
    target = operation(draft.query.service, draft.query.operation)
    with Destination(None).open() as stream:
        stream.writelines(f"{legible(line)}\n" for line in _lines(resolved, target))
    return 0


def _lines(resolved: Resolved, target: Operation) -> Iterator[str]:
    from querykit.services.documentation import first_line
    from querykit.services.required import flow

    query = resolved.query
    if query.title:
        yield from textwrap.wrap(query.title, _WIDTH)
        yield from textwrap.wrap(query.description, _WIDTH)
        yield ""
    said = first_line(target.model.documentation)
    yield from _wrap("calls", f"{target.service}.{target.method} ({target.name}): {said}")
    yield from _wrap("scope", _scope(target, query.parameters))
    yield from _wrap("changes", _changes(target))
    if query.parameters:
        yield from _wrap("with", flow(query.parameters).removeprefix("{").removesuffix("}"))
    for number, each in enumerate(query.variables.items()):
        yield from _wrap("" if number else "variables", f"${variable(*each)}")
    yield from _wrap("pages", target.paging.why)
    yield ""
    yield from _steps(resolved, target)
    yield from _wrap("limit", f"stops after {counted(query.limit, 'row')}" if query.limit else "")
    yield from _wrap("bounds", str(query.bounds))
    if query.across:
        yield from _wrap("across", "one answer of all targets of a run, not one for each")
    if query.flatten == "all":
        yield from _wrap("flatten", "nested lists are flattened into rows at every level")
    yield ""
    yield from _memory(resolved, target)
    yield from _columns(resolved)
    yield ""
    yield from _wrap("needs", _needs(target))


def _changes(target: Operation) -> str:
    from querykit.services.reads import why_not_read_only

    reason = why_not_read_only(target)
    if reason is None:
        return "nothing (read-only)"
    return f"this operation {reason}"


def _scope(target: Operation, parameters: Mapping[str, Any]) -> str:
    """Return how often the operation is to be called, and where, if not once per region."""
    from querykit.services.scopes import scope

    found = scope(target, parameters)
    if found.kind == "region":
        return f"per region; {found.repeats}" if found.repeats else ""
    places = found.places.get("aws", ("any region",))
    where = "in each region" if found.each_region else f"in {' or '.join(places)}"
    who = ", through the management or a delegated account" if found.kind == "organization" else ""
    return f"once per {found.kind}, {where}{who}"


def _steps(resolved: Resolved, target: Operation) -> Iterator[str]:
    from querykit.authoring.explanation import steps

    query = resolved.query
    if query.expression is None:
        rows = f"the elements of {target.default_expression}"
        if target.default_expression == "@":
            rows = "the response itself" if not target.paging.pages else "the whole result"
        yield from _wrap("rows", f"{rows}: the query has no expression")
        return
    if resolved.expression is None or resolved.typed is None:
        return
    label = "each page" if query.mode == "page" else "rows"
    found = steps(resolved.typed.tree) or ["the response itself"]
    for number, step in enumerate(found, 1):
        begin = f"{number}. " if len(found) > 1 else ""
        yield from _wrap("" if begin and number > 1 else label, step, begin)


def _memory(resolved: Resolved, target: Operation) -> Iterator[str]:
    """Yield what streams, and what is kept in memory."""
    from querykit.cli._memory import memory

    if not target.paging.pages:
        yield from field("memory", "there is one page")
        return
    lines = memory(resolved.division) if resolved.division else ()
    for number, line in enumerate(lines):
        yield from _wrap("" if number else "memory", line)


def _columns(resolved: Resolved) -> Iterator[str]:
    from querykit.cli._expression_views import row_lines
    from querykit.cli._trees import tree

    if resolved.typed is None or resolved.expression is None:
        return
    lines = list(row_lines(resolved.expression, resolved.typed, 1))
    shown = [line for line in tree(lines, _WIDTH - COLUMN) if line.strip()]
    yield ""
    yield from field("columns", "\n".join(line.removeprefix("  ") for line in shown))


def _needs(target: Operation) -> str:
    from querykit.services.actions import needed_actions

    found = needed_actions(target)
    if not found.actions:
        return f"no permissions: {found.note}"
    actions = ", ".join(found.actions)
    if found.sure:
        return f"the IAM action{'s' * (len(found.actions) > 1)} {actions}"
    guess = "inferred from the operation's name; not in AWS's reference"
    return f"probably the IAM action {actions} ({guess})"


def _wrap(label: str, text: str, begin: str = "") -> Iterator[str]:
    """Yield a label and, beside it, a wrapped text, which may begin with a number."""
    if not text:
        return
    lines = textwrap.wrap(
        text.replace(": ", _KEPT),
        _WIDTH - COLUMN,
        initial_indent=begin,
        subsequent_indent=" " * len(begin),
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from field(label, "\n".join(lines).replace(_KEPT, ": "))
