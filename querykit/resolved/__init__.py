"""A query looked up in AWS's models: what is known of it before any call.

Check, plan, explanation and schema ask a ``Resolved``; nobody works out any of it a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from querykit.definitions import variables
from querykit.definitions.drafts import Draft
from querykit.definitions.places import Places
from querykit.errors import ExpressionError, Location, Mistake, QueryError
from querykit.expressions import Expression, read
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.parser import JMESPathSyntaxError, parse, references
from querykit.expressions.typing import Typed
from querykit.findings import Found
from querykit.query import Query
from querykit.resolved.openings import opened, types, used
from querykit.services import catalog
from querykit.services.division import divided
from querykit.services.limits import doubts
from querykit.services.operation import Operation, method_name, operation
from querykit.services.parameters import Misfit, fit
from querykit.services.typed_expression import typed

__all__ = ["Resolved"]


class Resolved:
    """A query looked up in AWS's models: each fact is worked out once, when it is asked for.

    Nothing here raises: what cannot be known is None, and the reason is among the mistakes.

    mistakes: what could not be read of the query's text.
    given: the values of its variables that are known already.
    """

    def __init__(self, draft: Draft, given: Mapping[str, Any] | None = None) -> None:
        self.query: Query = draft.query
        self.mistakes: tuple[Mistake, ...] = draft.mistakes
        self.given = given or {}
        self.places = Places(draft.query)

    @cached_property
    def service(self) -> str | None:
        """The service, spelt as boto3 does; None where there is none of that name."""
        return catalog.service_name(self.query.service) if self.query.service else None

    @cached_property
    def method(self) -> str | None:
        """The operation, spelt as boto3 does; None where the service has none of that name."""
        return method_name(self.service, self.query.operation) if self.service else None

    @cached_property
    def _operation(self) -> Operation | QueryError:
        try:
            return operation(self.query.service, self.query.operation)
        except QueryError as error:
            return error

    @property
    def operation(self) -> Operation | None:
        """The operation; None where there is none, or where it has no rows."""
        return self._operation if isinstance(self._operation, Operation) else None

    @property
    def refusal(self) -> Mistake | None:
        """Why there is no operation."""
        return None if self.operation else self._operation.mistakes[0]  # type: ignore[union-attr]

    @cached_property
    def syntax_errors(self) -> tuple[JMESPathSyntaxError, ...]:
        """What is wrong with the text of the expression."""
        if self.query.expression is None:
            return ()
        if self.expression is not None:
            too_deep = JMESPathSyntaxError("the expression is nested too deeply", 0)
            return (too_deep,) if self._is_too_deep else ()
        try:
            parse(self.query.expression)
        except JMESPathSyntaxError as error:
            return (error, *error.others)
        return ()

    @cached_property
    def expression(self) -> Expression | None:
        """The expression that runs, the operation's own where none is written."""
        written = self.query.expression
        if written is None:
            return read(self.operation.default_expression) if self.operation else None
        try:
            return read(written)
        except ExpressionError:
            return None

    @cached_property
    def typed(self) -> Typed | None:
        """What the expression gives, and what was observed of it."""
        if self.expression is None:
            return None
        given = types(self.query, self.given)
        flatten = self.query.flatten
        try:
            return typed(self.expression, self.operation, variables=given, flatten=flatten)
        except ExpressionError:
            return None

    @cached_property
    def division(self) -> Stream | Fold | None:
        """How the expression is divided over the pages; None without pages, or if it is wrong."""
        target, expression = self.operation, self.expression
        if target is None or expression is None or self.is_wrong or not target.paging.pages:
            return None
        try:
            types = {name: each.type for name, each in self.query.variables.items()}
            return divided(expression, target, self.query.mode, self.query.flatten, types)
        except ExpressionError:
            return None

    @property
    def _is_too_deep(self) -> bool:
        """Whether the expression parses, and is nested too deeply for all that follows."""
        if self.typed is None:
            return True
        pages = self.operation is not None and self.operation.paging.pages
        return bool(pages) and not self.is_wrong and self.division is None

    @property
    def is_wrong(self) -> bool:
        """Whether the expression cannot be right, so that nothing else is worth being told."""
        return self.typed is None or any(
            each.severity == "error" for each in self.typed.observations
        )

    def observed(self, rule: str) -> Iterator[Found]:
        """What was observed of the parameters and of the expression that is about one rule."""
        for misfit in self.misfits:
            if misfit.rule == rule:
                yield Found(misfit.what, self._place_of(misfit), misfit.hint)
        for error in self.syntax_errors:
            if error.rule == rule:
                yield Found(error.what, self.places.inside(error.offset), error.hint)
        if self.typed is None or self.query.expression is None:
            return
        for each in self.typed.observations:
            if each.rule == rule:
                begin, end = map(self.places.inside, (each.start, each.end))
                yield Found(each.what, begin, each.hint, each.why, end)

    @cached_property
    def references(self) -> tuple[tuple[str | None, tuple[str | int, ...], int], ...]:
        """Every ``$name``: the name, the path of the text that it stands in, and its offset there.

        The path is empty for the expression.
        """
        return tuple(used(self.query.parameters)) + tuple(
            (name, (), offset) for offset, name in references(self.query.expression or "")
        )

    @cached_property
    def _known(self) -> tuple[dict[str, Any], dict[str, Mistake]]:
        return variables.known(self.query, self.given)

    @property
    def ill_given(self) -> tuple[Mistake, ...]:
        """What is wrong with the values that are given."""
        if self.mistakes and not self.query.variables:
            return ()  # the declarations may be what could not be read
        return tuple(mistake for name, mistake in self._known[1].items() if name in self.given)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The parameters with what is known of the variables' values in them."""
        return opened(self.query, self._known[0])

    @cached_property
    def misfits(self) -> tuple[Misfit, ...]:
        """What does not fit in the parameters, and what the model does not have."""
        if self.operation is None:
            return ()
        parameters = {**self.operation.paging.defaults, **self.parameters}
        fitted, misfits = fit(self.operation, parameters)
        wrong = {misfit.path for misfit in misfits}
        doubtful = (each for each in doubts(self.operation, fitted) if each.path not in wrong)
        return (*misfits, *doubtful)

    def _place_of(self, misfit: Misfit) -> Location | None:
        path = ("parameters", *misfit.path)
        if misfit.rule == "unknown-parameter":
            return self.places.key(*path)
        if misfit.rule == "missing-parameter" and path not in self.query.places:
            return self.places.value("operation")
        return self.places.value(*path)
