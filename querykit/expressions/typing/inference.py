"""The types of an expression's nodes, by what kind of node they are."""

from __future__ import annotations

from querykit.expressions import tree as of
from querykit.expressions.cases import Cases
from querykit.expressions.tree import Node
from querykit.expressions.typing import calls, comparisons, lookup, projections
from querykit.expressions.typing.absences import fill_piped
from querykit.expressions.typing.contradictions import check_contradictions
from querykit.expressions.typing.narrowing import narrow
from querykit.expressions.typing.truth import falsy, truth, truthy
from querykit.expressions.typing.walk import Typing, Walk
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

__all__ = ["TYPING"]


def _scope(_: Walk, __: Node, scope: Type) -> Type:
    return scope


def _literal(_: Walk, node: of.Literal, __: Type) -> Type:
    return literal(node.value)


def _variable(walk: Walk, node: of.Variable, _: Type) -> Type:
    return walk.variables.get(node.name, ANYTHING)


def _chain(walk: Walk, node: of.Subexpression, scope: Type) -> Type:
    before, *others = node.parts
    found = walk.type(before, scope)
    for part in others:
        walk.around.append(scope)
        if isinstance(part, of.Field):
            found = lookup.field(walk, part, found, before)
        else:
            found = walk.type(part, found)
        walk.around.pop()
        before = part
    return found


def _pipe(walk: Walk, node: of.Pipe, scope: Type) -> Type:
    left, right = node.left, node.right
    found = walk.type(left, scope)
    return walk.type(right, fill_piped(walk, node, found))


def _record(walk: Walk, node: of.MultiSelectObject, scope: Type) -> Type:
    inner = present(scope) if kinds(scope) != {"null"} else scope
    named = {pair.name: walk.type(pair.value, inner) for pair in node.pairs}
    return _unless_null(Record(tuple(named.items())), scope)


def _items(walk: Walk, node: of.MultiSelectList, scope: Type) -> Type:
    inner = present(scope) if kinds(scope) != {"null"} else scope
    found = tuple(walk.type(child, inner) for child in node.items)
    return _unless_null(List(union(*found, NOTHING), found), scope)


def _unless_null(type_: Type, scope: Type) -> Type:
    """Return the type, or null where the scope is: what is made of null is null."""
    if kinds(scope) == {"null"}:
        return scope
    nulls = [choice for choice in choices(scope) if choice.kind == "null"]
    maybe = [*nulls, NULL] if kinds(scope) & {"null", "unknown"} else []
    return union(type_, *maybe) if maybe else type_


def _or(walk: Walk, node: of.Or, scope: Type) -> Type:
    left, right = node.left, node.right
    found = walk.type(left, scope)
    other = walk.type(right, narrow(scope, left, truth=False))
    comparisons.check_alternative(walk, left, right)
    return found if truth(found) is True else union(truthy(found), other)


def _and(walk: Walk, node: of.And, scope: Type) -> Type:
    left, right = node.left, node.right
    found = walk.type(left, scope)
    other = walk.type(right, narrow(scope, left))
    check_contradictions(walk, node, scope)
    return found if truth(found) is False else union(falsy(found), other)


def _not(walk: Walk, node: of.Not, scope: Type) -> Type:
    known = truth(walk.type(node.operand, scope))
    return BOOLEAN if known is None else Boolean(not known)


def _part(_: Walk, __: Node, ___: Type) -> Type:
    """Return anything for a node that is typed with its parent and has no value of its own."""
    return ANYTHING


TYPING: Typing = Cases(
    {
        (of.Identity, of.Current): _scope,
        of.Literal: _literal,
        of.Variable: _variable,
        of.Field: lookup.field,
        of.Subexpression: _chain,
        of.Pipe: _pipe,
        of.MultiSelectObject: _record,
        of.MultiSelectList: _items,
        of.Or: _or,
        of.And: _and,
        of.Not: _not,
        of.Comparison: comparisons.type_comparison,
        of.Call: calls.type_call,
        of.IndexExpression: projections.type_index,
        of.Flattening: projections.type_flattening,
        of.Projection: projections.type_projection,
        of.FilterProjection: projections.type_filter,
        of.ValueProjection: projections.type_values,
        (of.ExpressionReference, of.Pair, of.Index, of.Slice): _part,
    }
)
