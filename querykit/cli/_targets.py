"""The options that say where a query runs: regions, profiles and accounts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, TypeVar

import click

from querykit.cli import _completion
from querykit.cli._shelf_option import ShelfOption
from querykit.errors import ConfigurationError, Mistake, nearest
from querykit.shelf import Shelf
from querykit.target import Selection, is_pattern

if TYPE_CHECKING:
    from querykit.cli._options import Settings

__all__ = ["OPTIONS", "SELECTING", "select"]

Function = TypeVar("Function", bound=Callable[..., Any])


def _executors() -> Shelf[Any]:
    from querykit.engine.executors import EXECUTORS

    return EXECUTORS


SELECTING = (
    click.option(
        "--profile",
        multiple=True,
        shell_complete=_completion.profiles,
        help="AWS profile to use. Repeat it, or pass a pattern such as 'prod-*', for several "
        "accounts.",
    ),
    click.option(
        "--region",
        multiple=True,
        shell_complete=_completion.regions,
        help="AWS Region to query. Repeat it, or pass a pattern such as 'eu-*', or all for those "
        "that are enabled in each account. Default: AWS_REGION, then AWS_DEFAULT_REGION, then the "
        "profile's.",
    ),
    click.option(
        "--exclude-region", multiple=True, metavar="REGION", help="Region or pattern to exclude."
    ),
    click.option("--account", multiple=True, metavar="ID", help="Account to query by a role."),
    click.option(
        "--accounts",
        metavar="org|FILE",
        help="Query the active accounts of the organization, or those in a YAML or CSV file.",
    ),
    click.option("--exclude-account", multiple=True, metavar="ID", help="Account to exclude."),
    click.option(
        "--ou",
        multiple=True,
        metavar="ID",
        help="Organizational unit whose accounts to query, with those below it.",
    ),
    click.option("--exclude-ou", multiple=True, metavar="ID", help="Unit to exclude."),
    click.option(
        "--role",
        metavar="NAME|ARN",
        help="Role to assume in each account: its name, or an ARN with {account} in it. Default: "
        "OrganizationAccountAccessRole.",
    ),
    click.option("--external-id", metavar="ID", help="External ID that the role requires."),
    click.option("--session-name", metavar="NAME", help="Name of the roles' sessions."),
)
"""Which targets there are."""

OPTIONS = (
    *SELECTING,
    click.option(
        "--executor",
        cls=ShelfOption,
        shelf=_executors,
        metavar="NAME",
        help="Who makes the calls, if there are several targets: {names}. Default: threads.",
    ),
    click.option(
        "--scheduler", metavar="URL", help="Scheduler of the Dask cluster that makes the calls."
    ),
    click.option(
        "--max-concurrency",
        type=click.IntRange(1),
        metavar="N",
        help="Calls to make at the same time, if there are several targets.",
    ),
    click.option(
        "--memory",
        type=click.IntRange(1),
        metavar="MIB",
        default=256,
        show_default=True,
        help="Memory for rows that wait for those of targets before them; others wait in a "
        "temporary file.",
    ),
    click.option(
        "--rate",
        type=click.FloatRange(0, min_open=True),
        metavar="N",
        help="Requests per second for each account and region. Default: AWS's documented rates.",
    ),
    click.option(
        "--unordered", is_flag=True, help="Write rows as they come, not target by target."
    ),
    click.option(
        "--with-target/--no-target",
        default=None,
        help="Begin each row with its account and region. Default: if there are several targets.",
    ),
    click.option(
        "--allow-partial",
        is_flag=True,
        help="Exit with 0 even if some targets could not be read; they are still reported.",
    ),
    click.option(
        "--accept",
        multiple=True,
        metavar="CLASS",
        help="Class of failures that do not change the exit status, such as denied-by-scp or "
        "'denied-*'.",
    ),
    click.option("--fail-fast", is_flag=True, help="Stop at the first target that fails."),
    click.option(
        "--summary",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        help="Write how each target ended to FILE, as JSON.",
    ),
)


def select(settings: Settings) -> Selection:
    """Return the targets that the options select. Raises all their mistakes at once."""
    from querykit.engine.targets import check_selection

    selection = Selection(
        regions=settings.region,
        exclude_regions=settings.exclude_region,
        # One profile is whose credentials reach everything else.
        profiles=settings.profile if _names_several(settings.profile) else (),
        accounts=settings.account,
        source=settings.accounts,
        role=settings.role,
        external_id=settings.external_id,
        session_name=settings.session_name,
        exclude_accounts=settings.exclude_account,
        ous=settings.ou,
        exclude_ous=settings.exclude_ou,
    )
    mistakes = [*_accept_mistakes(settings), *_summary_mistakes(settings)]
    try:
        check_selection(selection, settings.endpoint_url)
    except ConfigurationError as error:
        mistakes = [*error.mistakes, *mistakes]
    if mistakes:
        raise ConfigurationError(mistakes)
    return selection


def _names_several(profiles: tuple[str, ...]) -> bool:
    return len(profiles) > 1 or any(map(is_pattern, profiles))


def _summary_mistakes(settings: Settings) -> Iterable[Mistake]:
    if settings.summary is not None and settings.to is not None:
        to, summary = os.path.realpath(settings.to), os.path.realpath(settings.summary)
        if to == summary and settings.to:
            what = f"--summary and --to are the same file: {settings.summary}"
            yield Mistake(what, hint="write the summary to another file")


def _accept_mistakes(settings: Settings) -> Iterable[Mistake]:
    from querykit.engine.failure_classes import FAILURE_CLASSES

    for pattern in settings.accept:
        if not any(fnmatchcase(each, pattern) for each in FAILURE_CLASSES):
            hint = nearest(pattern, FAILURE_CLASSES) or f"classes: {', '.join(FAILURE_CLASSES)}"
            yield Mistake(f"--accept: no class of failures matches {pattern!r}", hint=hint)
    if settings.accept and settings.fail_fast:
        yield Mistake(
            "--fail-fast and --accept cannot be combined: an accepted failure would end the run",
            hint="omit one of them",
        )
