"""An expression made ready to run: parsed once, then bound to values, then applied to pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from jmespath import visitor
from jmespath.exceptions import JMESPathTypeError

from querykit.errors import (
    EvaluationError,
    ExpressionError,
    Location,
    MissingExtraError,
    Mistake,
)
from querykit.expressions.functions import FUNCTIONS
from querykit.expressions.functions._calls import BUILT_IN, Calls
from querykit.expressions.growth import Scale, multiplies
from querykit.expressions.instants import MARK, Reading
from querykit.expressions.parser import (
    JMESPathSyntaxError,
    Places,
    Tree,
    nodes,
    parsed,
    variables,
)
from querykit.moments import in_utc
from querykit.redaction import cut

__all__ = ["Bound", "Expression", "compile", "read"]

_LONGEST = 300


@dataclass(frozen=True)
class Expression:
    """A JMESPath expression, and the variables that stand in it."""

    text: str
    tree: Tree
    variables: frozenset[str]
    places: Places = field(default_factory=Places, repr=False, compare=False)

    def __reduce__(self) -> tuple[object, ...]:
        # The places are those of this tree's nodes, by their identity.
        return read, (self.text,)

    def place(self, node: Tree) -> tuple[int, int]:
        """From where to where in the text the token stands that makes a node what it is.

        The name of a member or function, a literal, an operator; of a filter, an index or a
        selection all of its brackets. A node that has no text, such as the ``@`` that is left out
        before a bracket, stands at the beginning.

        >>> found = compile("Items[?Size > `5`]")
        >>> [found.place(node) for node in found.tree["children"] if node["type"] != "identity"]
        [(0, 5), (12, 13)]
        """
        return self.places.own.get(id(node), (0, 0))

    def extent(self, node: Tree) -> tuple[int, int]:
        """From where to where in the text all of a node stands, parentheses included."""
        return self.places.extents.get(id(node)) or self.place(node)

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
    expression: who changes a row would change what later queries find. Nodes that are marked as
    comparing timestamps compare instants.
    """

    def __init__(self, nested: frozenset[int], calls: Calls | None) -> None:
        super().__init__(visitor.Options(custom_functions=calls))
        self._nested = nested

    def visit_literal(self, node: Tree, value: Any) -> Any:  # noqa: ARG002
        literal = node["value"]
        if not isinstance(literal, (list, dict)):
            return literal
        return deepcopy(literal) if id(literal) in self._nested else literal.copy()

    def visit_comparator(self, node: Tree, value: Any) -> Any:
        reading = node.get(MARK)
        if reading is None:
            return super().visit_comparator(node, value)
        left, right = (self.visit(child, value) for child in node["children"])
        pair = [{"type": "literal", "value": side} for side in reading.pair(left, right)]
        return super().visit_comparator({**node, "children": pair}, value)

    def visit_function_expression(self, node: Tree, value: Any) -> Any:
        reading = node.get(MARK)
        if reading is None:
            return super().visit_function_expression(node, value)
        arguments = [self.visit(child, value) for child in node["children"]]
        if node["value"] == "contains":
            arguments = list(reading.search(*arguments))
        elif len(arguments) == 2:
            key = visitor._Expression(arguments[1].expression, _Keyed(self, reading.key))
            arguments = [arguments[0], key]
        elif isinstance(arguments[0], list):
            return self._by_time(node["value"], arguments[0], reading)
        return self._functions.call_function(node["value"], arguments)

    def _by_time(self, name: str, elements: list[Any], reading: Reading) -> Any:
        """sort(), min() or max() of a list of times in several forms."""
        if not all(isinstance(element, str) for element in elements):
            return self._functions.call_function(name, [elements])
        key = visitor._Expression({"type": "current", "children": []}, _Keyed(self, reading.key))
        return self._functions.call_function(f"{name}_by", [elements, key])


@dataclass(frozen=True)
class _Keyed:
    """An interpreter whose results are read as times where they are."""

    interpreter: _Interpreter
    key: Callable[[Any], Any]

    def visit(self, node: Tree, value: Any) -> Any:
        return self.key(self.interpreter.visit(node, value))


class _Weighing(_Interpreter):
    """The same, for an expression that may build more than there is room for."""

    scale: Scale

    def visit_function_expression(self, node: Tree, value: Any) -> Any:
        if node["value"] == "join":
            found = [self.visit(child, value) for child in node["children"]]
            self.scale.join(*found)
            literals = [{"type": "literal", "value": each, "children": []} for each in found]
            node = {**node, "children": literals}
        return self._weighed(super().visit_function_expression(node, value))

    def visit_multi_select_list(self, node: Tree, value: Any) -> Any:
        return self._weighed(super().visit_multi_select_list(node, value))

    def visit_multi_select_dict(self, node: Tree, value: Any) -> Any:
        return self._weighed(super().visit_multi_select_dict(node, value))

    def visit_flatten(self, node: Tree, value: Any) -> Any:
        return self._weighed(super().visit_flatten(node, value))

    def visit_projection(self, node: Tree, value: Any) -> Any:
        return self._weighed(super().visit_projection(node, value))

    def visit_filter_projection(self, node: Tree, value: Any) -> Any:
        return self._weighed(super().visit_filter_projection(node, value))

    def visit_value_projection(self, node: Tree, value: Any) -> Any:
        return self._weighed(super().visit_value_projection(node, value))

    def _weighed(self, found: Any) -> Any:
        self.scale.weigh(found)
        return found


class Bound:
    """An expression with nothing left open. One thread at a time; bind again for another."""

    def __init__(self, tree: Tree, now: datetime | None = None) -> None:
        self._tree = tree
        literals = [node["value"] for node in nodes(tree) if node["type"] == "literal"]
        nested = frozenset(id(literal) for literal in literals if _holds_more(literal))
        used = _added_functions(tree)
        calls = Calls(used, _in_utc(now)) if used else None
        self._interpreter = (_Weighing if multiplies(tree) else _Interpreter)(nested, calls)

    def search(self, value: Any) -> Any:
        """What the expression finds in a value, by jmespath.py's own interpreter.

        Raises EvaluationError where the value is nothing that it can be applied to.
        """
        try:
            if isinstance(self._interpreter, _Weighing):
                self._interpreter.scale = Scale(value)
            return self._interpreter.visit(self._tree, value)
        except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
            raise _unsuited(error) from error


def _added_functions(tree: Tree) -> set[str]:
    """The names of the functions in a tree that are not JMESPath's own."""
    calls = (node["value"] for node in nodes(tree) if node["type"] == "function_expression")
    return {name for name in calls if name not in BUILT_IN}


def _in_utc(now: datetime | None) -> datetime:
    """A moment in UTC, the present one if none is given; without a zone, it is in UTC."""
    return datetime.now(timezone.utc) if now is None else in_utc(now)


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
    return cut(" ".join(str(error).split()), _LONGEST)


def compile(text: str) -> Expression:
    """The expression that a text is, ready to run. Raises ExpressionError with its place.

    Raises MissingExtraError where a function in it needs an optional dependency.

    >>> sorted(compile("Items[?Size > $least && Owner == $owner]").variables)
    ['least', 'owner']
    """
    found = read(text)
    for _, error in missing_extras(found):
        raise error
    return found


def missing_extras(expression: Expression) -> Iterator[tuple[Tree, MissingExtraError]]:
    """The calls of functions that need an optional dependency that is not installed."""
    for node in nodes(expression.tree):
        if node["type"] != "function_expression" or node["value"] in BUILT_IN:
            continue
        if extra := FUNCTIONS.member(node["value"]).SIGNATURE.needs:
            try:
                extra.load()
            except MissingExtraError as error:
                yield node, error


@lru_cache(maxsize=512)
def read(text: str) -> Expression:
    """The expression that a text is, to be looked at: what it needs to run need not be there.

    Raises ExpressionError with the place of everything that is wrong.
    """
    try:
        tree, places = parsed(text)
    except JMESPathSyntaxError as error:
        found = [_mistake(text, each) for each in (error, *error.others)]
        raise ExpressionError(found) from None
    return Expression(text, tree, variables(tree), places)


def _mistake(text: str, error: JMESPathSyntaxError) -> Mistake:
    line = text.count("\n", 0, error.offset)
    begin = text.rfind("\n", 0, error.offset) + 1
    place = Location(
        "<expression>", line + 1, error.offset - begin + 1, text[begin:].split("\n")[0]
    )
    return Mistake(error.what, place, error.hint)


def _with_literals(node: Tree, values: Mapping[str, Any]) -> Tree:
    if node["type"] == "variable":
        return {"type": "literal", "value": values[node["value"]], "children": []}
    children = [
        _with_literals(child, values) if isinstance(child, dict) else child
        for child in node["children"]
    ]
    return {**node, "children": children}
