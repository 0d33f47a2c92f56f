"""``querykit operations``: AWS operations, and how each is paginated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from querykit.cli import _completion
from querykit.cli._arguments import split_operation
from querykit.cli._console import say
from querykit.cli._destination import Destination
from querykit.cli._options import Settings, listing_options
from querykit.result import Column

if TYPE_CHECKING:
    from querykit.services.operation import Operation
    from querykit.services.pagination.signs import Sign

__all__ = ["command"]

_KEYS = ("input_token", "output_token", "result_key", "limit_key", "more_results")
_NAMES = ("service", "operation", "paginated")
_COLUMNS = (*(Column(name, "string") for name in _NAMES), *map(Column, _KEYS))


@click.command("operations", short_help="List AWS operations and how each is paginated.")
@click.argument("service", required=False, shell_complete=_completion.services)
@click.argument("operation", required=False, shell_complete=_completion.operations)
@click.option(
    "--paginated",
    type=click.Choice(["builtin", "inferred", "none", "refused"]),
    help="Only operations paginated by botocore, by inference from their shapes, not at all, or "
    "rejected because they never end.",
)
@listing_options
def command(
    service: str | None, operation: str | None, paginated: str | None, **options: Any
) -> int:
    """List all operations, or those of one SERVICE, or show how one OPERATION is
    paginated and what is sent with it. Makes no AWS calls.

    With --output or --to, a list also has the tokens and result keys.

    \b
    querykit operations --paginated inferred
    querykit operations ec2 describe_instances
    querykit operations logs.get_log_events
    """
    from querykit.cli._format import write, write_listing
    from querykit.services.operation import operation as named

    if service:
        service, operation = split_operation(service, operation)
    if service is None or operation is None:
        rows = list(_rows(service, paginated)) if service else _rows(service, paginated)
        if options["output"] or options["to"]:
            write(rows, _COLUMNS, Settings(**options))
        else:
            few = ({name: row[name] for name in _NAMES} for row in rows)
            write_listing(few, _COLUMNS[: len(_NAMES)], Settings())
        if not rows:
            say(f"querykit: {service} has no operation with --paginated {paginated}")
        return 0
    if paginated is not None:
        raise click.UsageError("--paginated cannot be combined with an OPERATION")
    target = named(service, operation)
    if options["output"] or options["to"]:
        write([_row(target)], _COLUMNS, Settings(**options))
        return 0
    with Destination(None).open() as stream:
        stream.writelines(f"{line}\n" for line in _lines(target))
    return 0


def _rows(service: str | None, paginated: str | None) -> Iterator[dict[str, Any]]:
    from querykit.services import catalog
    from querykit.services.operation import operations

    for name in catalog.service_names() if service is None else [service]:
        for target in operations(name):
            if paginated in (None, target.paging.kind):
                yield _row(target)


def _row(target: Operation) -> dict[str, Any]:
    paging = target.paging
    known = paging.configuration if paging.pages else {"limit_key": paging.limit_key}
    row = {"service": target.service, "operation": target.method, "paginated": paging.kind}
    return {**row, **{key: known.get(key) for key in _KEYS}}


def _lines(target: Operation) -> Iterator[str]:
    paging = target.paging
    yield f"{target.service}.{target.method} ({target.name})"
    yield ""
    yield from _field("paginated", f"{paging.kind}: {paging.why}")
    if paging.kind == "refused":
        return
    yield from _field("rows", f"{target.default_expression} when a query has no expression")
    yield from _field("page size", _page_size(target))
    for name, value in paging.defaults.items():
        yield from _field("sent", f"{name}: {_written(value)} unless the query sets it")
    if paging.first_only:
        names = ", ".join(paging.first_only)
        said = f"{names}: sent with the first page only, never with a token"
        yield from _field("first page", said)
    yield from _unread(target)


def _page_size(target: Operation) -> str:
    paging = target.paging
    if paging.limit_key is None:
        return "none"
    beside = f", but not together with {', '.join(paging.sizeless)}" if paging.sizeless else ""
    return f"{paging.limit_key}{beside}"


def _unread(target: Operation) -> Iterator[str]:
    """Yield what makes a response incomplete, besides a page that cannot be read."""
    signs = target.signs
    for sign in signs.more:
        yield from _field("incomplete", _condition(sign))
    for sign in signs.capped:
        lengths = " or ".join(f"{length:,}" for length in sign.full)
        yield from _field("may be cut", f"{sign.name}, if it has {lengths} elements")
    for path in signs.undone:
        yield from _field("not done", f"{'.'.join(path)}: the response is incomplete if it is set")


def _condition(sign: Sign) -> str:
    if not sign.when:
        return f"if {sign.name} is set"
    return f"if {sign.name} is {' or '.join(_written(value) for value in sign.when)}"


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field(label: str, text: str) -> Iterator[str]:
    import textwrap

    first, *others = textwrap.wrap(text, 64, break_long_words=False, break_on_hyphens=False)
    yield f"{label:<15}{first}"
    for line in others:
        yield f"{'':<15}{line}"
