"""``querykit schema``: parameters and responses of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from querykit.cli import _completion
from querykit.cli._arguments import split_operation
from querykit.cli._console import say
from querykit.cli._options import Settings, tree_options

if TYPE_CHECKING:
    from querykit.cli._views import View

__all__ = ["command"]


@click.command("schema", short_help="Browse parameters and responses of operations.")
@click.argument("service", required=False, shell_complete=_completion.services)
@click.argument("operation", required=False, shell_complete=_completion.operations)
@click.argument("path", required=False, shell_complete=_completion.paths)
@click.option("--depth", type=click.IntRange(1), metavar="N", help="Show N levels of fields.")
@click.option(
    "--find",
    "word",
    metavar="WORD",
    help="List fields and parameters whose names contain WORD.",
)
@click.option("--docs", is_flag=True, help="With --find: also search the documentation.")
@click.option("--all", "everything", is_flag=True, help="Include operations that write.")
@click.option(
    "--of",
    "name",
    metavar="NAME|FILE|AD-HOC",
    shell_complete=_completion.queries,
    help="The columns of a query's rows, with their types.",
)
@click.option("--definition", is_flag=True, help="The JSON Schema of the definition file.")
@tree_options
def command(
    service: str | None,
    operation: str | None,
    path: str | None,
    word: str | None,
    name: str | None,
    definition: bool,
    **options: Any,
) -> int:
    """Show the operations of a SERVICE, the parameters and response of an OPERATION, or the fields
    at a PATH in that response. A PATH can be any JMESPath expression. Makes no AWS calls.

    \b
    querykit schema ec2 describe-instances
    querykit schema ec2 describe-instances 'Reservations[].Instances[]'
    querykit schema ec2 --find Encrypted
    querykit schema --of ec2/running-instances
    querykit schema --definition > querykit.schema.json
    """
    from querykit.cli import _expression_views as expression_views
    from querykit.cli import _views as views

    if service:
        service, operation = split_operation(service, operation)
    _reject_conflicts(click.get_current_context().params)
    if definition:
        _write_definition(options["to"])
        return 0
    view: View
    if name is not None:
        view = expression_views.rows(name)
    elif word is not None:
        view = views.search(word, service, operation, options)
    elif service is None:
        raise click.UsageError("pass a SERVICE, or one of --find, --of, --definition")
    elif operation is None:
        view = views.service(service, options["everything"])
    elif path is None:
        view = views.operation(service, operation, options["depth"])
    else:
        view = expression_views.path(service, operation, path, options["depth"])
    _show(view, options)
    return 0


def _reject_conflicts(given: dict[str, Any]) -> None:
    """Reject options that would have no effect together."""
    views = {"--definition": "definition", "--of": "name", "--find": "word", "--depth": "depth"}
    named = [option for option, name in views.items() if given[name]]
    if len(named) > 1:
        raise click.UsageError(f"{named[0]} cannot be combined with {named[1]}")
    if (given["definition"] or given["name"]) and given["service"]:
        raise click.UsageError(f"{named[0]} cannot be combined with a SERVICE")
    if given["word"] and given["path"]:
        raise click.UsageError("--find searches a SERVICE or an OPERATION, not a PATH")
    if given["docs"] and not given["word"]:
        raise click.UsageError("--docs requires --find")


def _show(view: View, options: dict[str, Any]) -> None:
    """Print a view as lines for people, or as rows in the requested format."""
    from querykit.cli._destination import Destination
    from querykit.cli._format import layout, write

    settings = Settings(output=options["output"], to=options["to"])
    if settings.output or settings.to:
        write(view.rows(), view.columns, settings)
    else:
        width = layout(None, None).width
        with Destination(None).open() as stream:
            stream.writelines(f"{line}\n" for line in view.lines(width))
    for note in view.notes:
        say(f"querykit: {note}")


def _write_definition(to: str | None) -> None:
    import json

    from querykit.authoring.json_schema import json_schema
    from querykit.cli._destination import Destination

    with Destination(to).open() as stream:
        stream.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
