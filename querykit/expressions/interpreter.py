"""Trees evaluated by jmespath.py's own interpreter, which runs on dicts.

A tree is made jmespath.py's once, when it is bound. Its nodes that compare timestamps have how they
read strings under ``reading``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from jmespath import visitor
from jmespath.exceptions import JMESPathTypeError

from querykit.errors import EvaluationError
from querykit.expressions import tree as of
from querykit.expressions.calls import Calls
from querykit.expressions.cases import Cases
from querykit.expressions.functions import signature
from querykit.expressions.growth import Scale, multiplies
from querykit.expressions.instants import Reading
from querykit.expressions.tree import Node, nodes
from querykit.moments import in_utc
from querykit.redaction import cut

__all__ = ["Bound", "thaw"]

_LONGEST = 300
Thawed = dict[str, Any]
"""A node of jmespath.py's."""


_NAMES: Cases[tuple[str, str | None]] = Cases(
    {
        of.Identity: ("identity", None),
        of.Current: ("current", None),
        of.Field: ("field", "name"),
        of.Variable: ("variable", "name"),
        of.Literal: ("literal", "value"),
        of.Subexpression: ("subexpression", None),
        of.Index: ("index", "number"),
        of.Slice: ("slice", None),
        of.IndexExpression: ("index_expression", None),
        of.Projection: ("projection", None),
        of.FilterProjection: ("filter_projection", None),
        of.ValueProjection: ("value_projection", None),
        of.Flattening: ("flatten", None),
        of.Comparison: ("comparator", "operator"),
        of.Or: ("or_expression", None),
        of.And: ("and_expression", None),
        of.Not: ("not_expression", None),
        of.Pipe: ("pipe", None),
        of.Call: ("function_expression", "name"),
        of.ExpressionReference: ("expref", None),
        of.MultiSelectList: ("multi_select_list", None),
        of.MultiSelectObject: ("multi_select_dict", None),
        of.Pair: ("key_val_pair", "name"),
    }
)
"""jmespath.py's name of a kind of node, and ours of what it has under ``value``."""


def thaw(node: Node) -> Thawed:
    """Return a tree as jmespath.py has it.

    >>> from querykit.expressions.parser import parse
    >>> thaw(parse("Name"))
    {'type': 'field', 'children': [], 'value': 'Name'}
    """
    kind, value = _NAMES.of(node)
    if isinstance(node, of.Slice):
        return {"type": kind, "children": [node.start, node.stop, node.step]}
    found: Thawed = {"type": kind, "children": [thaw(part) for part in node.children]}
    if value is not None:
        found["value"] = getattr(node, value)
    if isinstance(node, (of.Comparison, of.Call)) and node.reading:
        found["reading"] = node.reading
    return found


class _Interpreter(visitor.TreeInterpreter):  # type: ignore[misc]
    """jmespath.py's interpreter, which gives a list or mapping of the expression itself anew.

    Else all rows would share the one that is in the tree, and so would all queries with that
    expression: who changes a row would change what later queries find. Nodes that are marked as
    comparing timestamps compare instants.
    """

    def __init__(self, nested: frozenset[int], calls: Calls | None) -> None:
        super().__init__(visitor.Options(custom_functions=calls))
        self._nested = nested

    def visit_literal(self, node: Thawed, value: Any) -> Any:  # noqa: ARG002
        literal = node["value"]
        if not isinstance(literal, (list, dict)):
            return literal
        return deepcopy(literal) if id(literal) in self._nested else literal.copy()

    def visit_comparator(self, node: Thawed, value: Any) -> Any:
        reading = node.get("reading")
        if reading is None:
            return super().visit_comparator(node, value)
        left, right = (self.visit(child, value) for child in node["children"])
        pair = [{"type": "literal", "value": side} for side in reading.pair(left, right)]
        return super().visit_comparator({**node, "children": pair}, value)

    def visit_function_expression(self, node: Thawed, value: Any) -> Any:
        reading = node.get("reading")
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
        """Return sort(), min() or max() of a list of times in several forms."""
        if not all(isinstance(element, str) for element in elements):
            return self._functions.call_function(name, [elements])
        key = visitor._Expression({"type": "current", "children": []}, _Keyed(self, reading.key))
        return self._functions.call_function(f"{name}_by", [elements, key])


@dataclass(frozen=True)
class _Keyed:
    """An interpreter whose results are read as times if they are."""

    interpreter: _Interpreter
    key: Callable[[Any], Any]

    def visit(self, node: Thawed, value: Any) -> Any:
        return self.key(self.interpreter.visit(node, value))


class _Weighing(_Interpreter):
    """The same, for an expression that may build more than there is room for."""

    scale: Scale
    lengths: Mapping[str, Callable[..., int] | None]

    def visit_function_expression(self, node: Thawed, value: Any) -> Any:
        if length := self.lengths[node["value"]]:
            found = [self.visit(child, value) for child in node["children"]]
            self.scale.allow(length(*found))
            literals = [{"type": "literal", "value": each, "children": []} for each in found]
            node = {**node, "children": literals}
        return self._weigh(super().visit_function_expression(node, value))

    def visit_multi_select_list(self, node: Thawed, value: Any) -> Any:
        return self._weigh(super().visit_multi_select_list(node, value))

    def visit_multi_select_dict(self, node: Thawed, value: Any) -> Any:
        return self._weigh(super().visit_multi_select_dict(node, value))

    def visit_flatten(self, node: Thawed, value: Any) -> Any:
        return self._weigh(super().visit_flatten(node, value))

    def visit_projection(self, node: Thawed, value: Any) -> Any:
        return self._weigh(super().visit_projection(node, value))

    def visit_filter_projection(self, node: Thawed, value: Any) -> Any:
        return self._weigh(super().visit_filter_projection(node, value))

    def visit_value_projection(self, node: Thawed, value: Any) -> Any:
        return self._weigh(super().visit_value_projection(node, value))

    def _weigh(self, found: Any) -> Any:
        self.scale.weigh(found)
        return found


class Bound:
    """An expression with nothing left open. One thread at a time; bind again for another."""

    def __init__(self, tree: Node, now: datetime | None = None) -> None:
        self._tree = thaw(tree)
        found = list(nodes(tree))
        literals = [node.value for node in found if isinstance(node, of.Literal)]
        nested = frozenset(id(literal) for literal in literals if _is_nested(literal))
        names = {node.name for node in found if isinstance(node, of.Call)}
        calls = Calls(names, _in_utc(now)) if names else None
        self._interpreter = (_Weighing if multiplies(tree) else _Interpreter)(nested, calls)
        if isinstance(self._interpreter, _Weighing):
            self._interpreter.lengths = {name: signature(name).length for name in names}

    def search(self, value: Any) -> Any:
        """Return what the expression finds in a value, by jmespath.py's own interpreter.

        Raises EvaluationError where the value is nothing that it can be applied to.
        """
        try:
            if isinstance(self._interpreter, _Weighing):
                self._interpreter.scale = Scale(value)
            return self._interpreter.visit(self._tree, value)
        except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
            raise _evaluation_error(error) from error


def _in_utc(now: datetime | None) -> datetime:
    """Return a time in UTC, the present one if there is none; without a zone, it is in UTC."""
    return datetime.now(timezone.utc) if now is None else in_utc(now)


def _is_nested(literal: Any) -> bool:
    members = literal.values() if isinstance(literal, dict) else literal
    return isinstance(literal, (list, dict)) and any(
        isinstance(member, (list, dict)) for member in members
    )


def _evaluation_error(error: Exception) -> EvaluationError:
    if isinstance(error, RecursionError):
        return EvaluationError("the expression is nested too deeply to evaluate")
    if isinstance(error, TypeError) and "not supported between" in str(error):
        # jmespath.py compares with Python's own operators, which reject a number and a string.
        what = "the expression compares a number with a string"
        return EvaluationError(what, hint="write `5` for a number, '5' for a string")
    if isinstance(error, TypeError) and "left operand" in str(error):
        return EvaluationError("contains() searches a string for a non-string")
    hint = None
    if isinstance(error, JMESPathTypeError) and error.actual_type == "null":
        hint = "AWS omits empty values: write not_null(Field, `[]`) for a list that may be missing"
        if "array" not in error.expected_types:
            hint = "AWS omits empty values: List[?Field] keeps only elements that have the field"
    return EvaluationError(f"the expression failed: {_shorten(error)}", hint=hint)


def _shorten(error: Exception) -> str:
    """Return jmespath.py's message, with long values cut."""
    return cut(" ".join(str(error).split()), _LONGEST)
