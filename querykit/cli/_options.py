"""The options that the commands which run a query share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import click

from querykit.cli import _bounds, _completion
from querykit.cli._shelf_option import ShelfOption
from querykit.query import Bounds
from querykit.shelf import Shelf

__all__ = ["Settings", "format_options", "run_options", "tree_options"]

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Settings:
    """What the options of a run say."""

    var: tuple[str, ...] = ()
    profile: str | None = None
    region: str | None = None
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
    demo: bool = False
    no_check: bool = False
    allow_writes: bool = False
    output: str | None = None
    to: str | None = None
    csv_guard: bool = False
    no_progress: bool = False
    debug: bool = False

    def variables(self) -> dict[str, Any]:
        """The values given with --var; a name given more than once has a list of them."""
        found: dict[str, list[Any]] = {}
        for text in self.var:
            name, value = _assignment(text)
            found.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def bounds(self) -> Bounds:
        """How much time, how many pages and how many attempts the run may take."""
        return Bounds(**{each.name: getattr(self, each.name) for each in fields(Bounds)})


def _assignment(text: str) -> tuple[str, Any]:
    """NAME=TEXT, or NAME:=JSON for a value that is no text."""
    name, equals, value = text.partition("=")
    if not equals or not name.rstrip(":"):
        raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="'--var'")
    if not name.endswith(":"):
        return name, value
    try:
        return name[:-1], json.loads(value)
    except ValueError:
        what = f"{value!r} is not JSON, as behind NAME:= it should be"
        raise click.BadParameter(what, param_hint="'--var'") from None


def _writers() -> Shelf[Any]:
    from querykit.writers import WRITERS

    return WRITERS


def _format(otherwise: str) -> tuple[Callable[[Function], Function], ...]:
    """The options of an output, and what it is without them."""
    return (
        click.option(
            "--output",
            "-o",
            cls=ShelfOption,
            shelf=_writers,
            metavar="FORMAT",
            help="{names}. Without it: what the name of --to's file ends with; else "
            f"{otherwise}.",
        ),
        click.option(
            "--to",
            metavar="FILE",
            type=click.Path(),
            help="Write to a file, whole or not at all.",
        ),
    )


_FORMAT = _format("a table on a terminal and json elsewhere")
_TREE = _format("a tree to look through")
_RUN = (
    click.option(
        "--var",
        metavar="NAME=VALUE",
        multiple=True,
        shell_complete=_completion.variables,
        help="Give a variable its value. A list: a,b,c, or the option several times. NAME:=JSON "
        "gives a number, a boolean or null where no type is declared.",
    ),
    click.option("--profile", shell_complete=_completion.profiles, help="The profile to use."),
    click.option(
        "--region",
        shell_complete=_completion.regions,
        help="The region to ask. Without it AWS_REGION, AWS_DEFAULT_REGION, the profile's.",
    ),
    click.option("--endpoint-url", metavar="URL", help="Another endpoint than AWS's."),
    click.option(
        "--page-size",
        type=click.IntRange(1),
        metavar="N",
        help="Items that AWS shall put on a page, as far as the operation allows.",
    ),
    click.option(
        "--max-items",
        type=click.IntRange(1),
        metavar="N",
        help="Stop after N items of the operation's result key, counted before the expression.",
    ),
    click.option("--starting-token", metavar="TOKEN", help="Go on where an earlier run stopped."),
    click.option(
        "--limit",
        type=click.IntRange(1),
        metavar="N",
        help="Stop after N rows, counted behind the expression.",
    ),
    *_bounds.OPTIONS,
    click.option(
        "--mode",
        type=click.Choice(("whole", "page")),
        help="What the expression means: the whole result (unless the query says otherwise), or "
        "each page by itself.",
    ),
    click.option("--demo", is_flag=True, help="Ask an account inside the program, not AWS."),
    click.option(
        "--no-check",
        is_flag=True,
        help="Run a query in spite of the errors that querykit check finds.",
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
    click.option("--no-progress", is_flag=True, help="No progress line on the terminal."),
    click.option("--debug", is_flag=True, help="Show pages, retries and the credentials' source."),
)


def run_options(function: Function) -> Function:
    """Add the options of a run to a command."""
    return _with(_RUN, function)


def format_options(function: Function) -> Function:
    """Add the options of an output to a command."""
    return _with(_FORMAT, function)


def tree_options(function: Function) -> Function:
    """Add the options of an output to a command that shows a tree without them."""
    return _with(_TREE, function)


def _with(options: Iterable[Callable[[Function], Function]], function: Function) -> Function:
    for option in reversed([*options]):
        function = option(function)
    return function
