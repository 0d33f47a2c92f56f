"""The options that the commands which run a query share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import click

from querykit.cli import _bounds, _completion, _targets
from querykit.cli._shelf_option import ShelfOption
from querykit.query import Bounds
from querykit.shelf import Shelf

__all__ = ["VARIABLES", "Settings", "listing_options", "run_options", "tree_options"]

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Settings:
    """The options of a run."""

    var: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    exclude_region: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    accounts: str | None = None
    exclude_account: tuple[str, ...] = ()
    ou: tuple[str, ...] = ()
    exclude_ou: tuple[str, ...] = ()
    role: str | None = None
    external_id: str | None = None
    session_name: str | None = None
    executor: str | None = None
    scheduler: str | None = None
    max_concurrency: int | None = None
    memory: int = 256
    rate: float | None = None
    unordered: bool = False
    with_target: bool | None = None
    allow_partial: bool = False
    accept: tuple[str, ...] = ()
    fail_fast: bool = False
    summary: str | None = None
    endpoint_url: str | None = None
    page_size: int | None = None
    max_items: int | None = None
    starting_token: str | None = None
    limit: int | None = None
    max_attempts: int | None = None
    max_pages: int | None = None
    max_empty_pages: int | None = None
    page_timeout: float | None = None
    timeout: float | None = None
    mode: str | None = None
    across: bool = False
    demo: bool = False
    no_check: bool = False
    allow_writes: bool = False
    output: str | None = None
    to: str | None = None
    csv_guard: bool = False
    no_progress: bool = False
    debug: bool = False

    def variables(self) -> dict[str, Any]:
        """Return the values of --var; a name that is passed more than once has a list."""
        found: dict[str, list[Any]] = {}
        for text in self.var:
            name, value = _assignment(text)
            found.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def bounds(self) -> Bounds:
        """Return the limits of the run on time, pages and attempts."""
        return Bounds(**{each.name: getattr(self, each.name) for each in fields(Bounds)})


def _assignment(text: str) -> tuple[str, Any]:
    """Return the name and value of NAME=TEXT, or of NAME:=JSON for other types than strings."""
    name, equals, value = text.partition("=")
    if not equals or not name.rstrip(":"):
        raise click.BadParameter(f"{text!r} is not of the form NAME=VALUE", param_hint="'--var'")
    if not name.endswith(":"):
        return name, value
    try:
        return name[:-1], json.loads(value)
    except (ValueError, RecursionError) as error:
        what = f"{value!r} is not JSON, which NAME:= requires"
        if isinstance(error, RecursionError):
            what = f"the value of {name[:-1]} is nested too deeply"
        raise click.BadParameter(what, param_hint="'--var'") from None


def _writers() -> Shelf[Any]:
    from querykit.writers import WRITERS

    return WRITERS


def _format(
    otherwise: str, to: str = "Write to FILE; it is replaced only if all rows were read."
) -> tuple[Callable[[Function], Function], ...]:
    """Return the output options.

    otherwise: the default format, in words. to: the help of --to.
    """
    return (
        click.option(
            "--output",
            "-o",
            cls=ShelfOption,
            shelf=_writers,
            metavar="FORMAT",
            help=f"{{names}}. Default: the extension of the --to file, or else {otherwise}.",
        ),
        click.option(
            "--to",
            metavar="FILE",
            type=click.Path(),
            help=to,
        ),
    )


_FORMAT = _format("table on a terminal and json otherwise")
_LISTING = _format("table on a terminal and text otherwise", "Write to FILE.")
_TREE = _format("a readable tree", "Write to FILE.")
VARIABLES = click.option(
    "--var",
    metavar="NAME=VALUE",
    multiple=True,
    shell_complete=_completion.variables,
    help="Set a variable. For a list, use a,b,c or repeat the option. NAME:=JSON passes a "
    "number, boolean or null to an undeclared variable.",
)
_RUN = (
    VARIABLES,
    *_targets.OPTIONS,
    click.option("--endpoint-url", metavar="URL", help="Use this endpoint URL instead of AWS's."),
    click.option(
        "--page-size",
        type=click.IntRange(1),
        metavar="N",
        help="Items to request per page, within the operation's limits. Never changes the rows.",
    ),
    click.option(
        "--max-items",
        type=click.IntRange(1),
        metavar="N",
        help="Stop after N items of the operation's result key, before the expression is applied.",
    ),
    click.option(
        "--starting-token", metavar="TOKEN", help="Continue where an earlier run stopped."
    ),
    click.option(
        "--limit",
        type=click.IntRange(1),
        metavar="N",
        help="Stop after N rows, counted after the expression is applied.",
    ),
    *_bounds.OPTIONS,
    click.option(
        "--mode",
        type=click.Choice(("whole", "page")),
        help="Apply the expression to the whole result (the default) or to each page separately.",
    ),
    click.option(
        "--across",
        is_flag=True,
        help="Apply the expression to the result of all targets together: one answer.",
    ),
    click.option(
        "--demo", is_flag=True, help="Run against a built-in demo account instead of AWS."
    ),
    click.option(
        "--no-check",
        is_flag=True,
        help="Run even if querykit check finds errors.",
    ),
    click.option(
        "--allow-writes",
        is_flag=True,
        help="Allow a definition with 'writes: true' to run an operation that may change AWS.",
    ),
    *_FORMAT,
    click.option(
        "--csv-guard",
        is_flag=True,
        help="Put ' before cells of csv and tsv that a spreadsheet would run as formulas.",
    ),
    click.option("--no-progress", is_flag=True, help="Do not show progress."),
    click.option(
        "--debug", is_flag=True, help="Log pages, retries and where the credentials come from."
    ),
)


def run_options(function: Function) -> Function:
    """Add the options of a run to a command."""
    return _with(_RUN, function)


def listing_options(function: Function) -> Function:
    """Add the options of an output to a command that lists what querykit knows."""
    return _with(_LISTING, function)


def tree_options(function: Function) -> Function:
    """Add the options of an output to a command that shows a tree without them."""
    return _with(_TREE, function)


def _with(options: Iterable[Callable[[Function], Function]], function: Function) -> Function:
    for option in reversed([*options]):
        function = option(function)
    return function
