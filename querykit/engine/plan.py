"""A query made ready: every mistake found that can be found before the first call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from querykit.definitions import variables
from querykit.engine.cursor import decode
from querykit.engine.request import Request
from querykit.errors import (
    DefinitionError,
    ExpressionError,
    Mistake,
    QueryError,
    QuerykitError,
    VariableError,
    nearest,
)
from querykit.expressions import Expression, compile
from querykit.expressions.columns import columns
from querykit.expressions.pages.division import Stream
from querykit.expressions.times import unreadable
from querykit.expressions.tree import Node
from querykit.expressions.typing import of_variable
from querykit.query import Bounds, Pagination, Query, reject_limit
from querykit.result import Column
from querykit.services.division import divided, timed
from querykit.services.operation import Operation, operation
from querykit.services.parameters import fit
from querykit.services.reads import why_no_read
from querykit.services.typed_expression import typed

__all__ = ["plan"]


def plan(
    query: Query,
    given: Mapping[str, Any] | None = None,
    *,
    pagination: Pagination | None = None,
    limit: int | None = None,
    bounds: Bounds | None = None,
) -> Request:
    """Return the request that a query and its variables' values make.

    Raises VariableError for wrong values, ExpressionError for a wrong expression, and QueryError
    for what AWS's models do not know: all mistakes at once.
    """
    reject_limit(limit)
    wrong = _Mistakes(variables.secrets(query, given or {}))
    settings = (pagination or Pagination()).or_else(query.pagination)
    moment = _moment(settings.starting_token)
    values: dict[str, Any] = {}
    with wrong.kept():
        values = variables.bind(query, given or {}, moment)
        wrong.secrets += variables.secrets(query, values)
    with wrong.kept():
        compile(query.expression or "@")
        _know_variables(query)
    with wrong.kept():
        target = _operation(query)
        _allow_pagination(query, target, settings)
    wrong.refuse()
    parameters = _parameters(query, target, values, wrong)
    wrong.refuse()
    settings = replace(settings, page_size=_page_size(target, parameters, settings.page_size))
    expression = compile(query.expression or target.default_expression)
    types = {name: query.variables[name].type for name in expression.variables}
    with wrong.kept():
        _refuse_no_times(query, timed(expression, target, types), values)
    wrong.refuse()
    return Request(
        service=target.service,
        operation=target.name,
        parameters=parameters,
        expression=expression.text,
        values={name: values[name] for name in expression.variables},
        pagination=settings,
        limit=limit if limit is not None else query.limit,
        flatten=query.flatten,
        columns=_columns(query, target, expression),
        mode=query.mode,
        streams=isinstance(divided(expression, target, query.mode, query.flatten, types), Stream),
        bounds=(bounds or Bounds()).or_else(query.bounds),
        why_write=why_no_read(target, parameters),
        writes=query.writes,
        types=types,
        secrets=wrong.secrets,
        moment=moment,
    )


def _moment(token: str | None) -> datetime:
    """Now; of a run that is resumed, what was now when it began."""
    begun = decode(token).moment if token is not None else None
    return begun or datetime.now(timezone.utc)


# The errors that are made of mistakes alone; of others, two are told as an error of the query.
_JOINED: frozenset[type[QuerykitError]] = frozenset(
    (DefinitionError, ExpressionError, QueryError, VariableError)
)


class _Mistakes:
    """Collects what is wrong, so that it is told together."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self.secrets = secrets
        self._errors: list[QuerykitError] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        try:
            yield
        except QuerykitError as error:
            self._errors.append(error)

    def refuse(self) -> None:
        """Raise everything that was kept: as what it is when it is all of one kind."""
        if not self._errors:
            return
        error = self._errors[0]
        if len(self._errors) > 1:
            kinds = {type(each) for each in self._errors}
            kind = kinds.pop() if len(kinds) == 1 and kinds <= _JOINED else QueryError
            error = kind([mistake for each in self._errors for mistake in each.mistakes])
        error.hide(self.secrets)
        raise error from None


def _know_variables(query: Query) -> None:
    """Refuse ``$name`` where there is no such variable: a query that the API built may have it."""
    mistakes = []
    used: set[tuple[str, tuple[str | int, ...]]] = {
        (name, ("expression",)) for name in compile(query.expression or "@").variables
    }
    for path, text in variables.strings(query.parameters, ("parameters",)):
        used.update((name or "${", path) for _, name in variables.references(text))
    for name, path in sorted(used, key=str):
        if name not in query.variables:
            hint = nearest(name, query.variables) or "declare it, or write $$ for a dollar"
            what = f"there is no variable {name!r}"
            mistakes.append(Mistake(what, query.place(*path), hint))
    if mistakes:
        raise QueryError(mistakes)


def _operation(query: Query) -> Operation:
    try:
        return operation(query.service, query.operation)
    except QueryError as error:
        wrong = "service" if "no service" in error.mistakes[0].what else "operation"
        place = query.places.get((wrong,))
        raise QueryError([mistake.within(place) for mistake in error.mistakes]) from None


def _allow_pagination(query: Query, target: Operation, settings: Pagination) -> None:
    name = f"{target.service}.{target.method}"
    place = query.places.get(("pagination",))
    mistakes = []
    if target.paging.kind == "refused":
        mistakes.append(Mistake(f"{name} {target.paging.why}", query.places.get(("operation",))))
    if query.pagination.page_size is not None and target.paging.limit_key is None:
        mistakes.append(Mistake(f"{name} takes no page size", place))
    if settings.starting_token is not None and not target.paging.pages:
        mistakes.append(Mistake(f"{name} answers in one page, and takes no starting token", place))
    if mistakes:
        raise QueryError(mistakes)


def _parameters(
    query: Query, target: Operation, values: Mapping[str, Any], wrong: _Mistakes
) -> dict[str, Any]:
    fitted: dict[str, Any] = {}
    with wrong.kept():
        given = variables.substitute(query.parameters, values)
        fitted, misfits = fit(target, {**target.paging.defaults, **given})
        mistakes = [
            Mistake(misfit.what, query.place("parameters", *misfit.path), misfit.hint)
            for misfit in misfits
        ]
        if mistakes:
            raise QueryError(mistakes)
    return fitted


def _refuse_no_times(query: Query, tree: Node, values: Mapping[str, Any]) -> None:
    """Refuse literals and values that are compared with a timestamp and are not times."""
    place = query.place("expression")
    mistakes = [mistake.within(place) for mistake in unreadable(tree, values)]
    if mistakes:
        raise QueryError(mistakes)


def _columns(query: Query, target: Operation, expression: Expression) -> tuple[Column, ...] | None:
    types = {name: of_variable(variable) for name, variable in query.variables.items()}
    rows = typed(expression, target, variables=types, flatten=query.flatten).rows
    # The text names the columns of rows that are not flattened any further.
    return columns(expression.tree if query.flatten == "one" else None, rows)


def _page_size(target: Operation, parameters: Mapping[str, Any], wish: int | None) -> int | None:
    """The size of a page that AWS takes: a wish, which never changes the rows.

    None where the operation takes none, or refuses one beside the parameters (ids, of which it
    gives all on one page).
    """
    key, shape = target.paging.limit_key, target.input_shape
    if wish is None or key is None or shape is None or key not in shape.members:
        return None
    if any(name in parameters for name in target.paging.sizeless):
        return None
    member = shape.members[key]
    allowed = member.metadata if member.type_name in ("integer", "long") else {}
    return int(max(allowed.get("min", wish), min(wish, allowed.get("max", wish))))
