"""``querykit plan``: the calls that a run would make, and the permissions that they need."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from querykit.cli import _completion, _targets
from querykit.cli._console import say
from querykit.cli._options import VARIABLES, Settings, listing_options
from querykit.result import Column, Outcome, counted
from querykit.target import Selection, is_pattern

if TYPE_CHECKING:
    from querykit.engine.call import Call
    from querykit.engine.request import Request

__all__ = ["command"]

_COLUMNS = tuple(
    Column(name, "string") for name in ("account", "name", "region", "profile", "role", "operation")
)


def _with_targets(function: Any) -> Any:
    for option in reversed((VARIABLES, *_targets.SELECTING)):
        function = option(function)
    return function


@click.command("plan", short_help="List the calls that a run would make, and their permissions.")
@click.argument("name", metavar="NAME|FILE|-|AD-HOC", shell_complete=_completion.queries)
@_with_targets
@click.option("--demo", is_flag=True, help="Plan for the built-in demo organization.")
@click.option("--iam", is_flag=True, help="Print the IAM policy that the run needs, as JSON.")
@listing_options
def command(name: str, iam: bool, output: str | None, **options: Any) -> int:
    """List the calls that a run with the same options would make: accounts and regions are looked
    up, the query itself is not run.

    \b
    querykit plan ec2/running-instances --accounts org --region all
    """
    from querykit.cli._engines import open_engine
    from querykit.cli._format import write_listing
    from querykit.cli._preflight import reject_errors
    from querykit.cli._sources import read_query
    from querykit.engine.plan import plan
    from querykit.resolved import Resolved

    settings = Settings(output=output, **options)
    selection = _targets.select(settings)
    resolved = Resolved(read_query(name), settings.variables())
    reject_errors(resolved)
    request = plan(resolved)
    if iam:
        click.echo(json.dumps(_policy(request, selection), indent=2))
        return 0
    with ExitStack() as stack:
        found = open_engine(None, settings, stack).calls_of(request, selection)
    rows = [_row(each) for each in found if not isinstance(each, Outcome)]
    write_listing(rows, _COLUMNS, settings)
    failed = [each for each in found if isinstance(each, Outcome) and each.error]
    for outcome in failed:
        say(f"querykit: {outcome.target}: {outcome.error and outcome.error.mistakes[0].what}")
    for line in _notes(request, found):
        say(f"querykit: {line}")
    return 3 if failed else 0


def _row(call: Call) -> dict[str, Any]:
    target, request = call.target, call.request
    named = {name: getattr(target, name) or "" for name in ("account", "name", "region")}
    reached = {"profile": target.profile or "", "role": target.role or ""}
    return {**named, **reached, "operation": f"{request.service}.{request.operation}"}


def _notes(request: Request, found: Sequence[Call | Outcome]) -> Iterator[str]:
    """Yield how many calls there are, what is called once, and how fast it may be called."""
    from querykit.services.operation import operation
    from querykit.services.rates import buckets
    from querykit.services.scopes import scope

    called = operation(request.service, request.operation)
    yield f"{counted(sum(not isinstance(each, Outcome) for each in found), 'call')}"
    for outcome in found:
        if isinstance(outcome, Outcome) and outcome.why:
            yield f"not there: {outcome.target}: {outcome.why}"
    known = scope(called, request.parameters)
    if not known.each_region:
        yield f"{request.operation} is called once per {known.kind}, not in each region"
    for bucket in buckets(called, request.parameters):
        if bucket.rate is not None:
            sure = "" if bucket.sure else ", which AWS does not document"
            yield f"{bucket.key}: {bucket.rate:g} requests per second for each {bucket.scope}{sure}"


def _policy(request: Request, selection: Selection) -> dict[str, Any]:
    """Return the policy that allows the calls, and what is looked up before them."""
    from querykit.services.actions import needed_actions
    from querykit.services.operation import operation

    needed = needed_actions(operation(request.service, request.operation))
    lookups = [*_lookups(selection)]
    statements = [_statement("Query" if needed.sure else "ProbablyQuery", needed.actions)]
    if lookups:
        statements.append(_statement("FindTargets", lookups))
    if selection.accounts or selection.source:
        role = selection.role or "OrganizationAccountAccessRole"
        arn = role if role.startswith("arn:") else f"arn:aws:iam::{{account}}:role/{role}"
        resource = arn.replace("{account}", "*")
        statements.append({**_statement("AssumeRoles", ["sts:AssumeRole"]), "Resource": resource})
    return {"Version": "2012-10-17", "Statement": [each for each in statements if each["Action"]]}


def _lookups(selection: Selection) -> Iterator[str]:
    if any(map(is_pattern, selection.regions)):
        yield "account:ListRegions"
    if selection.source == "org":
        yield "organizations:ListAccounts"
    if selection.ous or selection.exclude_ous:
        yield "organizations:ListAccountsForParent"
        yield "organizations:ListOrganizationalUnitsForParent"


def _statement(sid: str, actions: Sequence[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": [*actions], "Resource": "*"}
