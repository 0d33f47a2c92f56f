"""Planning: a resolved query and values into a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from querykit.definitions import variables
from querykit.engine.cursor import decode
from querykit.engine.request import Request
from querykit.errors import QueryError, QuerykitError, VariableError
from querykit.expressions.times import find_unreadable
from querykit.expressions.tree import Node
from querykit.findings import Finding
from querykit.query import Bounds, Pagination, Query, reject_limit
from querykit.resolved import Resolved
from querykit.services.operation import Operation
from querykit.services.reads import why_not_read_only

__all__ = ["plan"]


def plan(
    resolved: Resolved,
    *,
    pagination: Pagination | None = None,
    limit: int | None = None,
    bounds: Bounds | None = None,
    findings: Sequence[Finding] = (),
) -> Request:
    """Return the request for a query and the values of its variables.

    pagination, limit, bounds: those of the run, which override the query's own.
    findings: what a check of the query reported.

    Raises VariableError for wrong values, ExpressionError for a wrong expression, and QueryError
    for what AWS's models do not know: all mistakes at once.
    """
    reject_limit(limit)
    query = resolved.query
    settings = (pagination or Pagination()).or_else(query.pagination)
    moment = _moment(settings.starting_token)
    values, wrong = _values(resolved, moment)
    secrets = {*variables.secrets(query, resolved.given), *variables.secrets(query, values)}
    try:
        ready = resolved.ready([*wrong, *_unsuited(resolved, settings)])
        parameters = resolved.fit(values)
        _reject_unreadable(query, ready.tree, values)
    except QuerykitError as error:
        error.hide(secrets)
        raise error from None
    target, names = ready.operation, ready.expression.variables
    return Request(
        service=target.service,
        operation=target.name,
        parameters=parameters,
        expression=ready.expression.text,
        values={name: values[name] for name in names},
        pagination=replace(settings, page_size=_page_size(target, parameters, settings.page_size)),
        limit=limit if limit is not None else query.limit,
        flatten=query.flatten,
        columns=ready.columns,
        mode=query.mode,
        division=ready.division,
        bounds=(bounds or Bounds()).or_else(query.bounds),
        why_write=why_not_read_only(target, parameters),
        writes=query.writes,
        across=query.across,
        types={
            name: each.type
            for name, each in query.variables.items()
            if name in names or each.secret
        },
        findings=tuple(findings),
        secrets=tuple(sorted(secrets)),
        private={name: values[name] for name, each in query.variables.items() if each.secret},
        moment=moment,
    )


def _moment(token: str | None) -> datetime:
    """Return now; for a run that is resumed, what was now when it began."""
    begun = decode(token).moment if token is not None else None
    return begun or datetime.now(timezone.utc)


def _values(
    resolved: Resolved, moment: datetime
) -> tuple[Mapping[str, Any], tuple[VariableError, ...]]:
    try:
        return variables.bind(resolved.query, resolved.given, moment), ()
    except VariableError as error:
        return {}, (error,)


def _unsuited(resolved: Resolved, settings: Pagination) -> list[QueryError]:
    """Return what the operation does not have of the run's settings. A page size is a wish."""
    own = resolved.query.pagination.starting_token
    token = settings.starting_token if settings.starting_token != own else None
    mistakes = [*resolved.unsuited(Pagination(starting_token=token))]
    return [QueryError(mistakes)] if mistakes else []


def _reject_unreadable(query: Query, tree: Node, values: Mapping[str, Any]) -> None:
    """Reject literals and values that are compared with a timestamp and are not times."""
    place = query.place("expression")
    mistakes = [mistake.within(place) for mistake in find_unreadable(tree, values)]
    if mistakes:
        raise QueryError(mistakes)


def _page_size(target: Operation, parameters: Mapping[str, Any], wish: int | None) -> int | None:
    """Return the size of a page that AWS takes: a wish, which never changes the rows.

    None if the operation accepts none, or rejects one beside the parameters (ids, for which it
    returns all on one page).
    """
    key, shape = target.paging.limit_key, target.input_shape
    if wish is None or key is None or shape is None or key not in shape.members:
        return None
    if any(name in parameters for name in target.paging.sizeless):
        return None
    member = shape.members[key]
    allowed = member.metadata if member.type_name in ("integer", "long") else {}
    return int(max(allowed.get("min", wish), min(wish, allowed.get("max", wish))))
