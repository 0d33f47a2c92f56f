"""Calls of functions: what is wrong with one before it runs, and running it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from jmespath import functions, visitor

from querykit.errors import EvaluationError, MissingExtraError, UnknownNameError, nearest
from querykit.expressions.functions import (
    BUILT_IN,
    FUNCTIONS,
    ArgumentError,
    Function,
    Signature,
    signature,
)
from querykit.expressions.functions._signature import arity
from querykit.expressions.tree import Call, ExpressionReference, Literal, Node
from querykit.mistakes import EXPRESSION, Mistake, Part
from querykit.rules import ARGUMENT_TYPE, UNKNOWN_FUNCTION, WRONG_ARITY
from querykit.types.values import classes

__all__ = ["Calls", "check_call", "given_values"]

_OPTIONAL = "AWS omits empty values: not_null(Field, ...) supplies a default"


def check_call(call: Call) -> Mistake | None:
    """Return what no value can make right in a call, the node of a tree."""
    name = call.name
    try:
        declared = signature(name)
    except UnknownNameError:
        hint = nearest(name, [*BUILT_IN, *FUNCTIONS.names()])
        return _mistake(call, UNKNOWN_FUNCTION, f"unknown function {name}()", hint)
    exprefs = [parameter.is_expref for parameter in declared.parameters]
    found = _misshapen(call, declared.least, declared.most, exprefs)
    if found or name in BUILT_IN:  # the types of JMESPath's own are for the check
        return found
    return next(_ill_literals(call, declared), None)


def given_values(call: Call, wrong: Mistake) -> tuple[Node, ...]:
    """Return the arguments of a wrong call that are values and not expressions.

    What a function applies to elements is not a value, even if the & before it is missing.
    """
    is_known = wrong.rule != UNKNOWN_FUNCTION
    declared = signature(call.name).parameters if is_known else ()
    applied = [parameter.is_expref for parameter in declared] or [False]
    return tuple(
        argument
        for at, argument in enumerate(call.arguments)
        if not isinstance(argument, ExpressionReference) and not applied[min(at, len(applied) - 1)]
    )


def _mistake(
    call: Call, rule: str, what: str, hint: str | None = None, argument: int | None = None
) -> Mistake:
    """Return a mistake in a call, or in one of its arguments."""
    begin = call.span[0] if argument is None else call.arguments[argument].extent[0]
    return Mistake(what, hint=hint, rule=rule, part=Part(EXPRESSION, begin))


def _misshapen(call: Call, least: int, most: int | None, exprefs: list[bool]) -> Mistake | None:
    name, arguments = call.name, call.arguments
    given = len(arguments)
    if given < least or (most is not None and given > most):
        return _mistake(call, WRONG_ARITY, f"{name}() takes {arity(least, most)}, not {given}")
    written = [isinstance(argument, ExpressionReference) for argument in arguments]
    if len(set(exprefs)) == 2 and written == exprefs[::-1]:
        what = f"the arguments of {name}() are in the wrong order"
        hint = f"the argument with & comes {'first' if exprefs[0] else 'second'}"
        return _mistake(call, ARGUMENT_TYPE, what, hint)
    for at, argument in enumerate(arguments):
        applied = exprefs[min(at, len(exprefs) - 1)]
        if applied and not isinstance(argument, ExpressionReference):
            what = f"argument {at + 1} of {name}() must be an expression reference"
            return _mistake(call, ARGUMENT_TYPE, what, "put & before it", at)
        if not applied and isinstance(argument, ExpressionReference):
            what = f"argument {at + 1} of {name}() is a value: remove the &"
            return _mistake(call, ARGUMENT_TYPE, what, None, at)
    return None


def _ill_literals(call: Call, signature: Signature) -> Iterator[Mistake]:
    """Find what is wrong with literal arguments, which no data changes."""
    name = call.name
    for at, argument in enumerate(call.arguments):
        if not isinstance(argument, Literal):
            continue
        subject = signature.subject(name, at)
        if what := signature.misfit(at, argument.value):
            yield _mistake(call, ARGUMENT_TYPE, f"{subject} {what}", None, at)
        elif check := signature.parameter(at).check:
            try:
                check(argument.value)
            except ArgumentError as error:
                yield _mistake(call, ARGUMENT_TYPE, f"{subject} {error.what}", error.hint, at)
            except MissingExtraError:
                # Whoever only reads an expression, say to list it, need not be able to run it.
                continue


class Calls(functions.Functions):  # type: ignore[misc]
    """JMESPath's own functions and those members of the shelf that an expression uses."""

    def __init__(self, names: Collection[str], now: datetime) -> None:
        super().__init__()
        added = [name for name in names if name not in BUILT_IN]
        self._added = {name: _ready(name, FUNCTIONS.member(name), now) for name in added}
        own = {name: BUILT_IN[name] for name in names if name in BUILT_IN}
        self._unlimited = {name: each for name, each in own.items() if each.most is None}

    def call_function(self, function_name: str, resolved_args: list[Any]) -> Any:
        """Call one of JMESPath's functions, or one of the shelf."""
        added = self._added.get(function_name)
        if added is not None:
            return added(resolved_args)
        if function_name in self._unlimited:
            self._check_others(function_name, resolved_args)
        return super().call_function(function_name, resolved_args)

    def _check_others(self, name: str, values: list[Any]) -> None:
        """Check all arguments of merge(): jmespath.py checks the first, and merges pairs, too."""
        declared = self._unlimited[name]
        for at, value in enumerate(values):
            if what := declared.misfit(at, value):
                if at < len(declared.parameters):
                    return  # jmespath.py says so
                hint = _OPTIONAL if value is None else None
                raise EvaluationError(f"{declared.subject(name, at)} {what}", hint=hint)


def _ready(name: str, function: Function, now: datetime) -> Callable[[list[Any]], Any]:
    """Return a function that takes a list of arguments and checks them."""
    signature = function.SIGNATURE
    call = partial(function.call, now=now) if signature.clock else function.call
    parameters = signature.parameters
    # Most arguments are of a class that needs no further look.
    known = [classes(parameter.accepts) for parameter in parameters]
    last = len(parameters) - 1

    def run(arguments: list[Any]) -> Any:
        for at, value in enumerate(arguments):
            if type(value) not in known[min(at, last)] and (what := signature.misfit(at, value)):
                hint = _OPTIONAL if value is None else None
                raise EvaluationError(f"{signature.subject(name, at)} {what}", hint=hint)
            if isinstance(value, visitor._Expression):
                arguments[at] = partial(value.visit, value.expression)
        try:
            return call(*arguments)
        except ArgumentError as error:
            raise signature.explain(name, error) from None

    return run
