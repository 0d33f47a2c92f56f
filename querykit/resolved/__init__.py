"""A query looked up in AWS's models: what is known of it before any call.

Check, plan, explanation, schema and completion use a ``Resolved``: nothing is worked out a second
time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from querykit import rules
from querykit.definitions import faults, variables
from querykit.definitions.drafts import Draft
from querykit.definitions.faults import Reference
from querykit.definitions.places import Places
from querykit.errors import (
    DefinitionError,
    ExpressionError,
    Mistake,
    QueryError,
    QuerykitError,
    combine,
)
from querykit.expressions import Expression, read, survey
from querykit.expressions.columns import columns
from querykit.expressions.expression import missing_extras
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.parser import TOO_DEEP
from querykit.expressions.tree import Node
from querykit.expressions.typing import Typed
from querykit.query import Pagination, Query
from querykit.resolved.openings import fill_known, types
from querykit.result import Column
from querykit.services import catalog
from querykit.services.division import divide
from querykit.services.limits import doubts
from querykit.services.operation import Operation, method_name, operation
from querykit.services.parameters import fit
from querykit.services.reads import why_not_read_only
from querykit.services.typed_expression import type_expression

__all__ = ["Ready", "Resolved"]


class Ready(NamedTuple):
    """The facts that a request is made of, all of them known.

    tree: the expression's, in which nodes that compare timestamps are marked.
    """

    operation: Operation
    expression: Expression
    tree: Node
    division: Stream | Fold
    columns: tuple[Column, ...] | None


class Resolved:
    """A query looked up in AWS's models: each fact is worked out once, when it is needed.

    Only ``ready()`` and ``fitted()`` raise: what cannot be known is None, for a reason that is
    among the ``mistakes``.

    unread: what could not be read of the query's text.
    lost: the keys of what is in that text and could not be read.
    given: the known values of its variables.
    """

    def __init__(self, draft: Draft, given: Mapping[str, Any] | None = None) -> None:
        self.query: Query = draft.query
        self.unread: tuple[Mistake, ...] = draft.mistakes
        self.lost = draft.lost
        self.given = given or {}
        self.places = Places(draft.query)

    @cached_property
    def service(self) -> str | None:
        """Return the service, spelled as in boto3; None if it is unknown."""
        return catalog.service_name(self.query.service) if self.query.service else None

    @cached_property
    def method(self) -> str | None:
        """Return the operation, spelled as in boto3; None if the service does not have it."""
        return method_name(self.service, self.query.operation) if self.service else None

    @cached_property
    def _operation(self) -> Operation | QueryError:
        try:
            return operation(self.query.service, self.query.operation)
        except QueryError as error:
            return error

    @property
    def operation(self) -> Operation | None:
        """Return the operation; None if it is unknown, or returns no rows."""
        return self._operation if isinstance(self._operation, Operation) else None

    @cached_property
    def rejections(self) -> tuple[Mistake, ...]:
        """Return why the operation cannot be called."""
        found, query = self._operation, self.query
        named = "service" if self.service is None else "operation"
        unknown = rules.UNKNOWN_SERVICE if self.service is None else rules.UNKNOWN_OPERATION
        rule = rules.REFUSED_OPERATION if self.method else unknown
        if isinstance(found, QueryError):
            if self.unread and not (query.service if named == "service" else query.operation):
                return ()  # it could not be read
            place = self.places.value(named)
            return tuple(Mistake(e.what, place, e.hint, rule=rule) for e in found.mistakes)
        if found.paging.kind == "refused":
            what = f"{found.service}.{found.method} {found.paging.why}"
            return (Mistake(what, self.places.value("operation"), rule=rule),)
        return ()

    def unsuited(self, settings: Pagination) -> Iterator[Mistake]:
        """Find the pagination settings that the operation does not have."""
        target = self.operation
        if target is None or target.paging.kind == "refused":
            return
        for key, why in target.paging.unsuited(settings):
            what, place = f"{target.service}.{target.method} {why}", ("pagination", key)
            yield Mistake(what, self.places.key(*place), "remove it", rule=rules.PAGINATION_SETTING)

    @cached_property
    def _syntax(self) -> tuple[Mistake, ...]:
        """Return what is wrong with the text of the expression."""
        found = tuple(faults.syntax_mistakes(self.query, self.places))
        if not found and self.query.expression is not None and self._is_too_deep:
            found = (Mistake(TOO_DEEP, self.places.inside(0), rule=rules.SYNTAX),)
        return found

    @property
    def _is_too_deep(self) -> bool:
        """Return whether the expression parses, and is nested too deeply for all that follows."""
        return self.typed is None or (self.operation is not None and self.division is None)

    @property
    def _missing_extras(self) -> Iterator[Mistake]:
        """Yield calls of functions that need a package that is not installed."""
        if self.legible is None:
            return
        for node, error in missing_extras(self.legible):
            begin, end = map(self.places.inside, node.span)
            what = f"{node.name}() {error.what}"
            yield Mistake(what, begin, error.hint, end=end, rule=rules.UNKNOWN_FUNCTION)

    @cached_property
    def legible(self) -> Expression | None:
        """Return the expression, of which calls may be ``wrong``; the operation's own if none is
        written.
        """
        written = self.query.expression
        if written is None and "expression" in self.lost:
            return None
        if written is None:
            return read(self.operation.default_expression) if self.operation else None
        try:
            return survey(written)
        except ExpressionError:
            return None

    @property
    def expression(self) -> Expression | None:
        """Return the expression that runs; the operation's own if none is written."""
        return None if self.legible is None or self.legible.wrong else self.legible

    @cached_property
    def _typed(self) -> Typed | None:
        if self.legible is None:
            return None
        values = {name: self._known[0].get(name) for name in self.given}
        given, flatten = types(self.query, values), self.query.flatten
        try:
            return type_expression(self.legible, self.operation, variables=given, flatten=flatten)
        except ExpressionError:
            return None

    @property
    def typed(self) -> Typed | None:
        """Return the type of the expression that runs, and what was observed of it."""
        return None if self.expression is None else self._typed

    @cached_property
    def division(self) -> Stream | Fold | None:
        """Return how the expression is divided over the pages; None if it is nested too deeply."""
        target, found = self.operation, self.typed
        if target is None or found is None:
            return None
        try:
            return divide(found, target, self.query.mode, self.query.flatten)
        except ExpressionError:
            return None

    @cached_property
    def columns(self) -> tuple[Column, ...] | None:
        """Return the columns of the rows, with their types; None if rows may have any."""
        if self.expression is None or self.typed is None:
            return None
        # The text names the columns of rows that are not flattened any further.
        named = self.expression.tree if self.query.flatten == "one" else None
        return columns(named, self.typed.rows)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Return every ``$name`` in the parameters and in the expression."""
        return tuple(faults.references(self.query))

    @cached_property
    def _known(self) -> tuple[dict[str, Any], dict[str, Mistake]]:
        return variables.known(self.query, self.given)

    @property
    def ill_given(self) -> tuple[Mistake, ...]:
        """Return what is wrong with the values of the variables."""
        if self.unread and not self.query.variables:
            return ()  # the declarations may be what could not be read
        return tuple(mistake for name, mistake in self._known[1].items() if name in self.given)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters with the known values of the variables in them."""
        return fill_known(self.query, self._known[0])

    @cached_property
    def _fitted(self) -> tuple[dict[str, Any], list[Mistake]]:
        return self._fit_parameters(self.parameters)

    def _fit_parameters(
        self, parameters: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[Mistake]]:
        if self.operation is None:
            return {}, []
        return fit(self.operation, {**self.operation.paging.defaults, **parameters})

    def fit(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters as the operation takes them, with these values in them.

        Raises QueryError with what does not fit, and VariableError for a value that cannot be
        a part of its string.
        """
        fitted, misfits = self._fitted
        if any(reference.path for reference in self.references):
            fitted, misfits = self._fit_parameters(
                variables.substitute(self.query.parameters, values)
            )
        if misfits:
            raise QueryError([*map(self.places.find, misfits)])
        return fitted

    @property
    def why_write(self) -> str | None:
        """Return why a call may change something, in words that follow the operation's name."""
        return why_not_read_only(self.operation, self.parameters) if self.operation else None

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Return everything that is wrong with the query, each with the rule that reports it."""
        by_kind = self._impossible.values()
        return (
            *(mistake for found in by_kind for mistake in found),
            *map(self.places.find, self._misfits),
            *map(self.places.find, self._observations),
        )

    @cached_property
    def _by_rule(self) -> dict[str | None, list[Mistake]]:
        found: dict[str | None, list[Mistake]] = {}
        for mistake in self.mistakes:
            found.setdefault(mistake.rule, []).append(mistake)
        return found

    def mistakes_of(self, rule: str) -> list[Mistake]:
        """Return the mistakes that a rule reports."""
        return self._by_rule.get(rule, [])

    @property
    def _misfits(self) -> Iterator[Mistake]:
        """Yield what does not fit in the parameters, and what the model does not have."""
        if "parameters" in self.lost:
            return
        fitted, misfits = self._fitted
        yield from misfits
        if self.operation is not None:
            wrong = {misfit.part for misfit in misfits}
            for each in doubts(self.operation, fitted):
                if each.part not in wrong:
                    yield each

    @property
    def _observations(self) -> Iterable[Mistake]:
        """Return what the types say of the expression, also beside calls that are wrong."""
        written = self._typed if self.query.expression is not None else None
        return written.observations if written else ()

    @cached_property
    def _impossible(self) -> dict[type[QuerykitError], tuple[Mistake, ...]]:
        """Return what no values make right, so that there is no request; by the kind of error."""
        query, places, used = self.query, self.places, self.references
        declared = "variables" not in self.lost
        unread = [replace(each, rule=rules.DEFINITION) for each in self.unread]
        return {
            DefinitionError: (*unread, *faults.unclosed(places, used)),
            ExpressionError: (*self._syntax, *self._missing_extras),
            QueryError: (
                *(faults.unknown_variables(query, places, used) if declared else ()),
                *self.rejections,
                *self.unsuited(query.pagination),
            ),
        }

    def errors(self) -> Iterator[QuerykitError]:
        """Return what no values can correct, as the errors that a run raises."""
        for kind, mistakes in self._impossible.items():
            if mistakes:
                yield kind(mistakes)

    def ready(self, wrong: Sequence[QuerykitError] = ()) -> Ready:
        """Return what a request is made of.

        Raises everything that no values can correct, together with what else is wrong.
        """
        if errors := [*wrong, *self.errors()]:
            raise combine(errors) from None
        target, expression, found = self.operation, self.expression, self.typed
        division = self.division
        if target is None or expression is None or found is None or division is None:
            raise ExpressionError(TOO_DEEP)
        return Ready(target, expression, found.tree, division, self.columns)
