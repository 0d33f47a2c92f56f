"""An expression made ready to run: parsed once, then bound to values, then applied to pages."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from jmespath import visitor
from jmespath.exceptions import JMESPathTypeError

from querykit.errors import EvaluationError, ExpressionError, Location, Mistake
from querykit.expressions.functions import FUNCTIONS
from querykit.expressions.functions._calls import BUILT_IN, Calls
from querykit.expressions.parsing import JMESPathSyntaxError, Tree, nodes, parse, variables

__all__ = ["Bound", "Expression", "compile"]

_LONGEST = 300


@dataclass(frozen=True)
class Expression:
    """A JMESPath expression, and the variables that stand in it."""

    text: str
    tree: Tree
    variables: frozenset[str]

    def bind(self, values: Mapping[str, Any], now: datetime | None = None) -> Bound:
        """The expression with each variable as the literal of its value.

        The value goes into the tree, never into the text: whatever it holds, it is one value.
        ``now`` is the moment that ``now()``, ``ago()`` and ``age_days()`` go by, the present one
        where there is none: bind all that belongs to one run with the same.

        >>> found = compile("[?name == $who]").bind({"who": "' || `true` || '"})
        >>> found.search([{"name": "ann"}, {"name": "' || `true` || '"}])
        [{'name': "' || `true` || '"}]
        """
        return Bound(_with_literals(self.tree, values) if self.variables else self.tree, now)


class _Interpreter(visitor.TreeInterpreter):  # type: ignore[misc]
    """jmespath.py's interpreter, which gives a list or mapping of the expression itself anew.

    Else all rows would share the one that is in the tree, and so would all queries with that
    expression: who changes a row would change what later queries find.
    """

    def __init__(self, nested: frozenset[int], calls: Calls | None) -> None:
        super().__init__(visitor.Options(custom_functions=calls))
        self._nested = nested

    def visit_literal(self, node: Tree, value: Any) -> Any:  # noqa: ARG002
        literal = node["value"]
        if not isinstance(literal, (list, dict)):
            return literal
        return deepcopy(literal) if id(literal) in self._nested else literal.copy()


class Bound:
    """An expression with nothing left open. One thread at a time; bind again for another."""

    def __init__(self, tree: Tree, now: datetime | None = None) -> None:
        self._tree = tree
        literals = [node["value"] for node in nodes(tree) if node["type"] == "literal"]
        nested = frozenset(id(literal) for literal in literals if _holds_more(literal))
        used = _added_functions(tree)
        calls = Calls(used, _in_utc(now)) if used else None
        self._interpreter = _Interpreter(nested, calls)

    def search(self, value: Any) -> Any:
        """What the expression finds in a value, by jmespath.py's own interpreter.

        Raises EvaluationError where the value is nothing that it can be applied to.
        """
        try:
            return self._interpreter.visit(self._tree, value)
        except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
            raise _unsuited(error) from error


def _added_functions(tree: Tree) -> set[str]:
    """The names of the functions in a tree that are not JMESPath's own."""
    calls = (node["value"] for node in nodes(tree) if node["type"] == "function_expression")
    return {name for name in calls if name not in BUILT_IN}


def _in_utc(now: datetime | None) -> datetime:
    """A moment in UTC, the present one if none is given; without a zone, it is in UTC."""
    if now is None:
        return datetime.now(timezone.utc)
    return now.astimezone(timezone.utc) if now.tzinfo else now.replace(tzinfo=timezone.utc)


def _holds_more(literal: Any) -> bool:
    members = literal.values() if isinstance(literal, dict) else literal
    return isinstance(literal, (list, dict)) and any(
        isinstance(member, (list, dict)) for member in members
    )


def _unsuited(error: Exception) -> EvaluationError:
    if isinstance(error, RecursionError):
        return EvaluationError("the expression is nested too deeply to be applied")
    if isinstance(error, TypeError) and "not supported between" in str(error):
        # jmespath.py compares with Python's own operators, which refuse a number and a text.
        what = "the expression orders a number against a text"
        return EvaluationError(what, hint="a number is written `5`, a text '5'")
    if isinstance(error, TypeError) and "left operand" in str(error):
        return EvaluationError("contains() looks in a text for what is no text")
    hint = None
    if isinstance(error, JMESPathTypeError) and error.actual_type == "null":
        hint = "AWS leaves out what is empty: not_null(Member, `[]`) stands for a list that may be"
        if "array" not in error.expected_types:
            hint = "AWS leaves out what is empty: List[?Member] has the elements that have one"
    return EvaluationError(f"the expression cannot be applied: {_shortened(error)}", hint=hint)


def _shortened(error: Exception) -> str:
    """jmespath.py's message, without the whole of a long value in it."""
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


@lru_cache(maxsize=512)
def compile(text: str) -> Expression:
    """The expression that a text is. Raises ExpressionError with the place in the text.

    Raises MissingExtraError where a function in it needs an optional dependency.

    >>> sorted(compile("Items[?Size > $least && Owner == $owner]").variables)
    ['least', 'owner']
    """
    try:
        tree = parse(text)
    except JMESPathSyntaxError as mistake:
        line = text.count("\n", 0, mistake.offset)
        begin = text.rfind("\n", 0, mistake.offset) + 1
        place = Location(
            "<expression>", line + 1, mistake.offset - begin + 1, text[begin:].split("\n")[0]
        )
        raise ExpressionError([Mistake(mistake.what, place, mistake.hint)]) from None
    for name in _added_functions(tree):
        if extra := FUNCTIONS.member(name).SIGNATURE.needs:
            extra.imported()
    return Expression(text, tree, variables(tree))


def _with_literals(node: Tree, values: Mapping[str, Any]) -> Tree:
    if node["type"] == "variable":
        return {"type": "literal", "value": values[node["value"]], "children": []}
    children = [
        _with_literals(child, values) if isinstance(child, dict) else child
        for child in node["children"]
    ]
    return {**node, "children": children}
