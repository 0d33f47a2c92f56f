"""A walk over the tree of an expression, from the type of a value to the type of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from querykit.expressions.absent import is_filling
from querykit.expressions.expression import Expression
from querykit.expressions.instants import Reading
from querykit.expressions.parser import Tree
from querykit.expressions.typing import calls, comparisons, lookup, projections
from querykit.expressions.typing.contradictions import hold_together
from querykit.expressions.typing.lookup import Missing
from querykit.expressions.typing.narrowing import narrowed
from querykit.expressions.typing.observation import Observation, Severity
from querykit.expressions.typing.truth import falsy, truth, truthy
from querykit.types.types import (
    ANYTHING,
    BOOLEAN,
    NOTHING,
    NULL,
    Boolean,
    List,
    Record,
    Type,
    choices,
    kinds,
    literal,
    present,
    union,
)

__all__ = ["Inference"]


class Inference:
    """One walk over one expression, and what was observed on the way.

    filled: the nodes that functions see as empty lists and objects where they are null.
    around: of what is part of a value, the values that it is part of, from the outermost on.
    """

    def __init__(
        self, expression: Expression, filled: frozenset[int], variables: Mapping[str, Type]
    ) -> None:
        self.expression = expression
        self.filled = filled
        self.variables = variables
        self.observations: dict[tuple[int, str], Observation] = {}
        self.risks: dict[tuple[int, str], Observation] = {}
        self.subjects: dict[int, Type] = {}
        self.readings: dict[int, Reading | None] = {}
        self.around: list[Type] = []

    def type(self, node: Tree, scope: Type, behind: Tree | None = None) -> Type:
        """The type of what a node gives on values of a type.

        behind: of a member, what stands before its dot.
        """
        if node["type"] == "field":
            found = self.find(node, scope)
            return lookup.report(self, node, found, behind) if isinstance(found, Missing) else found
        return _TYPED[node["type"]](self, node, scope)

    def within(self, node: Tree, inner: Type, outer: Type, behind: Tree | None = None) -> Type:
        """The type of a node that is applied to a part of a value: an element, or a member."""
        self.around.append(outer)
        found = self.type(node, inner, behind)
        self.around.pop()
        return found

    def find(self, node: Tree, scope: Type) -> Type | Missing:
        """The type of a member, and no word where there is none."""
        self.subjects.setdefault(self.expression.place(node)[0], scope)
        lookup.hold_name(self, node, scope)
        return lookup.find(node["value"], scope)

    def observe(
        self,
        rule: str,
        node: Tree,
        what: str,
        hint: str | None = None,
        why: str | None = None,
        severity: Severity = "error",
        whole: bool = False,
    ) -> Type:
        """Note something about a node. What it gives is unknown then: no mistake has another.

        whole: whether all of the node's text is meant, and not its own token.
        """
        start, end = (self.expression.extent if whole else self.expression.place)(node)
        found = Observation(rule, start, end, what, hint, why, severity)
        self.observations.setdefault((start, rule), found)
        return ANYTHING

    def risk(self, rule: str, node: Tree, what: str) -> None:
        """Note where an error may be raised that is too unlikely to be told."""
        start, end = self.expression.place(node)
        found = Observation(rule, start, end, what, severity="warning")
        self.risks.setdefault((start, rule), found)

    def read(self, node: Tree, reading: Reading | None) -> None:
        """Note how a node reads the strings that it compares; None as they are."""
        known = self.readings.setdefault(id(node), reading)
        if known != reading:  # it was typed in several scopes
            self.readings[id(node)] = Reading(None, self.text(node))

    def text(self, node: Tree) -> str:
        """How a node is written."""
        start, end = self.expression.extent(node)
        return self.expression.text[start:end]


def filled_nodes(tree: Tree, filled: Tree) -> Iterator[int]:
    """Of a tree the nodes which ``absent.fill`` made never null, by their identity."""
    waiting = [(tree, filled)]
    while waiting:
        node, other = waiting.pop()
        if is_filling(other):
            yield id(node)
            other = other["children"][0]
        for pair in zip(node["children"], other["children"], strict=True):
            if isinstance(pair[0], dict):
                waiting.append(pair)


def _scope(_: Inference, __: Tree, scope: Type) -> Type:
    return scope


def _literal(_: Inference, node: Tree, __: Type) -> Type:
    return literal(node["value"])


def _variable(walk: Inference, node: Tree, _: Type) -> Type:
    return walk.variables.get(node["value"], ANYTHING)


def _chain(walk: Inference, node: Tree, scope: Type) -> Type:
    first, *others = node["children"]
    found = walk.type(first, scope)
    for child in others:
        found = walk.within(child, found, scope, behind=first)
        first = child
    return found


def _pipe(walk: Inference, node: Tree, scope: Type) -> Type:
    left, right = node["children"]
    found = walk.type(left, scope)
    if id(left) in walk.filled:
        found = union(present(found), List(NOTHING, ()))
    return walk.type(right, found)


def _record(walk: Inference, node: Tree, scope: Type) -> Type:
    inner = present(scope) if kinds(scope) != {"null"} else scope
    named = {pair["value"]: walk.type(pair["children"][0], inner) for pair in node["children"]}
    return _unless_null(Record(tuple(named.items())), scope)


def _items(walk: Inference, node: Tree, scope: Type) -> Type:
    inner = present(scope) if kinds(scope) != {"null"} else scope
    found = tuple(walk.type(child, inner) for child in node["children"])
    return _unless_null(List(union(*found, NOTHING), found), scope)


def _unless_null(type_: Type, scope: Type) -> Type:
    """What is made of null is null."""
    if kinds(scope) == {"null"}:
        return scope
    nulls = [choice for choice in choices(scope) if choice.kind == "null"]
    maybe = [*nulls, NULL] if kinds(scope) & {"null", "unknown"} else []
    return union(type_, *maybe) if maybe else type_


def _or(walk: Inference, node: Tree, scope: Type) -> Type:
    left, right = node["children"]
    found = walk.type(left, scope)
    other = walk.type(right, narrowed(scope, left, truth=False))
    comparisons.hold_alternative(walk, left, right)
    return found if truth(found) is True else union(truthy(found), other)


def _and(walk: Inference, node: Tree, scope: Type) -> Type:
    left, right = node["children"]
    found = walk.type(left, scope)
    other = walk.type(right, narrowed(scope, left))
    hold_together(walk, node, scope)
    return found if truth(found) is False else union(falsy(found), other)


def _not(walk: Inference, node: Tree, scope: Type) -> Type:
    known = truth(walk.type(node["children"][0], scope))
    return BOOLEAN if known is None else Boolean(not known)


_TYPED: dict[str, Callable[[Inference, Tree, Type], Type]] = {
    "identity": _scope,
    "current": _scope,
    "literal": _literal,
    "variable": _variable,
    "subexpression": _chain,
    "pipe": _pipe,
    "multi_select_dict": _record,
    "multi_select_list": _items,
    "or_expression": _or,
    "and_expression": _and,
    "not_expression": _not,
    "comparator": comparisons.compared,
    "function_expression": calls.called,
    "index_expression": projections.indexed,
    "flatten": projections.flattened,
    "projection": projections.projected,
    "filter_projection": projections.filtered,
    "value_projection": projections.values,
}
