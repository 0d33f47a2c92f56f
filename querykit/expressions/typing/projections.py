"""Indexes, slices, projections and filters: the types of what they take from a list."""

from __future__ import annotations

from dataclasses import replace

from querykit.expressions.tree import (
    FilterProjection,
    Flattening,
    Index,
    IndexExpression,
    Node,
    Projection,
    ValueProjection,
)
from querykit.expressions.typing import suggestions
from querykit.expressions.typing.narrowing import narrow
from querykit.expressions.typing.truth import truth
from querykit.expressions.typing.walk import Walk
from querykit.rules import CONSTANT_FILTER, FIELD_OF_LIST, FIELD_OF_SCALAR, INDEX_OF_OBJECT
from querykit.types.shapes import members
from querykit.types.types import (
    ANYTHING,
    NOTHING,
    NULL,
    Anything,
    List,
    Map,
    Null,
    Record,
    Type,
    choices,
    nullable,
    present,
    union,
)
from querykit.types.words import phrase

__all__ = ["type_filter", "type_flattening", "type_index", "type_projection", "type_values"]

_NO_MATCH = "the result is null when nothing matches the filter"


def type_index(walk: Walk, node: IndexExpression, scope: Type) -> Type:
    """Return the type of ``List[0]`` or ``List[1:3]``; observe what is not a list."""
    base = node.base
    found = walk.type(base, scope)
    for step in node.steps:
        found = _element(walk, step, found, base)
        base = step
    return found


def _element(walk: Walk, step: Node, base: Type, before: Node) -> Type:
    found = _lists(walk, step, base, before)
    if not isinstance(found, List):
        return found
    if not isinstance(step, Index):
        return _unless(base, replace(found, items=None))
    at = step.number
    if found.items is not None:
        inside = -len(found.items) <= at < len(found.items)
        return _unless(base, found.items[at] if inside else NULL)
    return nullable(found.of, Null(_NO_MATCH) if found.sparse else NULL)


def _lists(walk: Walk, bracket: Node, base: Type, before: Node) -> Type:
    """Return the list that a bracket is applied to; anything or null if there is none."""
    found = [choice for choice in choices(base) if isinstance(choice, (List, Anything))]
    if found:
        return found[0]
    if not choices(present(base)):
        return base
    what = f"{suggestions.label(walk, before)} is {phrase(base)}, not a list"
    hint = suggestions.suggest_list(walk, bracket, base, before)
    return walk.observe(INDEX_OF_OBJECT, bracket, what, hint)


def _unless(base: Type, type_: Type) -> Type:
    """Return the type of what is made of a list, or null if there may be none."""
    return type_ if isinstance(base, List) else nullable(type_)


def type_flattening(walk: Walk, node: Flattening, scope: Type) -> Type:
    """Return the type of ``List[]``; observe what is not a list."""
    inner = node.base
    base = walk.type(inner, scope)
    found = _lists(walk, node, base, inner)
    if not isinstance(found, List):
        return found
    elements = found.items if found.items is not None else [found.of]
    flat = [
        choice.of if isinstance(choice, List) else choice
        for element in elements
        for choice in choices(element)
    ]
    return _unless(base, replace(found, of=union(*flat, NOTHING), items=None))


def type_projection(walk: Walk, node: Projection, scope: Type) -> Type:
    """Return the type of ``List[*].element``; observe what is not a list."""
    inner, right = node.base, node.element
    base = walk.type(inner, scope)
    at = inner if isinstance(inner, Flattening) else node
    found = _lists(walk, at, base, inner)
    if not isinstance(found, List):
        walk.type(right, ANYTHING)
        return found
    given = walk.within(right, found.of, scope)
    return _unless(base, replace(found, of=present(given), items=None))


def type_values(walk: Walk, node: ValueProjection, scope: Type) -> Type:
    """Return the type of ``Object.*.element``; observe what is not an object."""
    inner, right = node.base, node.element
    base = walk.type(inner, scope)
    if choices(base) and all(choice.kind == "null" for choice in choices(base)):
        walk.type(right, NULL)
        return base
    element = _member(base)
    if element is None:
        what = f"{suggestions.label(walk, inner)} is {phrase(base)}, and * needs an object"
        hint = "write [*]" if any(isinstance(choice, List) for choice in choices(base)) else None
        rule = FIELD_OF_LIST if hint else FIELD_OF_SCALAR
        walk.type(right, ANYTHING)
        return walk.observe(rule, node, what, hint)
    if isinstance(element, Anything):
        walk.type(right, ANYTHING)
        return ANYTHING
    given: Type = List(
        present(walk.within(right, element, scope)),
        from_response=getattr(choices(base)[0], "shape", None) is not None,
    )
    return given if all(choice.kind == "object" for choice in choices(base)) else nullable(given)


def _member(base: Type) -> Type | None:
    """Return the type of the values of an object; None if it is not one."""
    objects = [choice for choice in choices(base) if choice.kind in ("object", "unknown")]
    if not objects:
        return None
    found: list[Type] = []
    for choice in objects:
        if isinstance(choice, Anything):
            return ANYTHING
        if isinstance(choice, Record) and choice.open:
            return ANYTHING
        found += [choice.of] if isinstance(choice, Map) else members(choice).values()
    return union(*found, NOTHING)


def type_filter(walk: Walk, node: FilterProjection, scope: Type) -> Type:
    """Return the type of ``List[?condition].element``; observe a condition that is constant."""
    inner, right, condition = node.base, node.element, node.condition
    base = walk.type(inner, scope)
    found = _lists(walk, node, base, inner)
    if not isinstance(found, List):
        walk.type(condition, ANYTHING)
        walk.type(right, ANYTHING)
        return found
    lists = found.of if _are_lists(found.of) else None
    with walk.filtering(lists):
        passes = walk.within(condition, found.of, scope)
    if lists is not None and walk.has_observed(FIELD_OF_LIST, condition):
        walk.type(right, ANYTHING)
        return ANYTHING
    if truth(passes) is not None and choices(found.of):
        _constant(walk, node, condition, passes)
    given = walk.within(right, narrow(found.of, condition), scope)
    return _unless(base, replace(found, of=present(given), items=None, sparse=True))


def _are_lists(type_: Type) -> bool:
    found = choices(present(type_))
    return bool(found) and all(isinstance(each, List) and each.items is None for each in found)


def _constant(walk: Walk, node: Node, condition: Node, found: Type) -> None:
    """Observe a filter that lets everything pass, or nothing, whatever the data is."""
    culprit, hint, why = suggestions.explain_constant(walk, condition, found)
    what = f"this filter matches {'every element' if truth(found) else 'no element'}"
    walk.observe(CONSTANT_FILTER, culprit or node, what, hint, why)
