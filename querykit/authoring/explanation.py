"""An expression in words: what it does with a response, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from querykit.authoring.conditions import condition, kind
from querykit.expressions.cases import Cases
from querykit.expressions.functions import signature
from querykit.expressions.tree import (
    And,
    Call,
    Comparison,
    Current,
    ExpressionReference,
    Field,
    FilterProjection,
    Flattening,
    Identity,
    Index,
    IndexExpression,
    Literal,
    MultiSelectList,
    MultiSelectObject,
    Node,
    Not,
    Or,
    Pair,
    Pipe,
    Projection,
    Slice,
    Subexpression,
    ValueProjection,
    Variable,
)
from querykit.expressions.unparser import unparse

__all__ = ["phrase_call", "steps"]

_SELECTIONS = (MultiSelectObject, MultiSelectList)


def steps(tree: Node) -> list[str]:
    """Say what an expression does, one step a line, in the order in which it is meant.

    In a tree that is typed, what is true of a field in a filter is said by its kind.

    >>> from querykit.expressions import compile
    >>> text = "Volumes[?Size > `9` && !Encrypted].{id: VolumeId} | sort_by(@, &id)[:5]"
    >>> for step in steps(compile(text).tree): print(step)
    take each of Volumes
    keep those where Size is more than 9, and Encrypted is false or missing
    for each, return id: VolumeId
    order them by id
    keep the first 5
    """
    return list(_steps(tree))


def _steps(tree: Node) -> Iterator[str]:
    if isinstance(tree, (Identity, Current)):
        return
    if isinstance(tree, IndexExpression) and isinstance(tree.base, Identity):
        yield _index(tree.steps[0])
    elif isinstance(tree, IndexExpression) and _is_path(tree):
        yield f"{_index(tree.steps[0])} of {unparse(tree.base)}"
    elif _is_path(tree):
        each = "each of " if _is_projected(tree) or kind(tree) == "array" else ""
        yield f"take {each}{unparse(tree).removesuffix('[]').removesuffix('[*]')}"
    else:
        yield from _STEPS.of(tree)(tree)


def _whole(tree: Node) -> Iterator[str]:
    yield f"return {unparse(tree)}"


def _pipe(tree: Pipe) -> Iterator[str]:
    yield from _steps(tree.left)
    yield from _steps(tree.right)


def _pick(tree: IndexExpression) -> Iterator[str]:
    yield from _steps(tree.base)
    yield _index(tree.steps[0])


def _flatten(tree: Flattening) -> Iterator[str]:
    yield from _steps(tree.base)
    yield "flatten nested lists"


def _alternative(tree: Or) -> Iterator[str]:
    yield from _steps(tree.left)
    yield f"if there is nothing, take {unparse(tree.right)}"


def _select(tree: MultiSelectList | MultiSelectObject) -> Iterator[str]:
    yield f"return {_items(tree)}"


def _test(tree: Node) -> Iterator[str]:
    yield f"return whether {condition(tree)}"


def _is_path(tree: Node) -> bool:
    """Return whether it consists only of names and brackets."""
    if isinstance(tree, (Field, Identity, Index)):
        return True
    if isinstance(tree, (Projection, ValueProjection)) and _is_projected(tree.element):
        return False  # it returns lists in a list
    plain = (Subexpression, Flattening, Projection, ValueProjection, IndexExpression)
    return isinstance(tree, plain) and all(map(_is_path, tree.children))


def _is_projected(tree: Node) -> bool:
    if isinstance(tree, Subexpression):
        return _is_projected(tree.parts[0])
    return isinstance(tree, (Projection, ValueProjection, Flattening))


def _filter(tree: FilterProjection) -> Iterator[str]:
    yield from _each(tree.base)
    yield f"keep those where {condition(tree.condition)}"
    yield from _of_each(tree.element)


def _project(tree: Projection | ValueProjection) -> Iterator[str]:
    base = tree.base
    if isinstance(base, Flattening) and not _is_path(base):
        yield from _steps(base)
    elif isinstance(base, IndexExpression) and isinstance(base.steps[-1], Slice):
        yield from _steps(base.base)
        yield _index(base.steps[0])
    else:
        yield from _each(base)
    yield from _of_each(tree.element)


def _each(base: Node) -> Iterator[str]:
    """Yield what a projection goes through."""
    if isinstance(base, (Identity, Current)):
        return
    if _is_path(base):
        yield f"take each of {unparse(base).removesuffix('[]')}"
    else:
        yield from _steps(base)


def _of_each(element: Node) -> Iterator[str]:
    if isinstance(element, (Identity, Current)):
        return
    if isinstance(element, _SELECTIONS):
        yield f"for each, return {_items(element)}"
        return
    last = element.parts[-1] if isinstance(element, Subexpression) else element
    if isinstance(element, Subexpression) and isinstance(last, _SELECTIONS):
        first = element.parts[0]
        if _is_path(first):
            yield f"for the {unparse(first)} of each, return {_items(last)}"
            return
    yield f"from each, take {unparse(element)}"


def _chain(tree: Subexpression) -> Iterator[str]:
    first, *others = tree.parts
    yield from _steps(first)
    for part in others:
        if isinstance(part, _SELECTIONS):
            yield f"from that, return {_items(part)}"
        else:
            yield f"from that, take {unparse(part)}"


def _items(selection: MultiSelectList | MultiSelectObject) -> str:
    return ", ".join(map(unparse, selection.children))


def _index(index: Node) -> str:
    if isinstance(index, Index):
        at = index.number
        return {0: "take the first", -1: "take the last"}.get(at, f"take the one at [{at}]")
    if not isinstance(index, Slice) or index.step not in (None, 1):
        return f"keep [{unparse(index)}]"
    start, stop = index.start or 0, index.stop
    if start == 0 and stop is not None and stop:
        return f"keep the first {stop:,}" if stop > 0 else f"drop the last {-stop:,}"
    if stop is None and start:
        return f"skip the first {start:,}" if start > 0 else f"keep the last {-start:,}"
    if stop is not None and stop > start > 0:
        return f"skip the first {start:,}, keep the next {stop - start:,}"
    return f"keep [{unparse(index)}]"


def phrase_call(call: Call) -> tuple[str, str] | None:
    """Return what a function does with its list, as a verb and its object; None if unknown.

    >>> from querykit.expressions import compile
    >>> phrase_call(compile("max_by(Contents, &Size)").tree)
    ('take', 'the one with the largest Size')
    """
    verb, what = signature(call.name).explained
    if not verb or len(call.arguments) == 1:
        return (verb, what) if verb else None
    key = call.arguments[-1]
    if len(call.arguments) != 2 or not isinstance(key, ExpressionReference):
        return None
    is_condition = call.name == "find_first"
    return verb, what.format((condition if is_condition else unparse)(key.expression))


def _call(tree: Call) -> Iterator[str]:
    name, arguments = tree.name, tree.arguments
    if phrase := phrase_call(tree):
        yield from _steps(arguments[0])
        yield " ".join(phrase)
    elif name == "map" and isinstance(arguments[0], ExpressionReference):
        yield from _steps(arguments[1])
        yield from _of_each(arguments[0].expression)
    elif name == "join":
        yield from _steps(arguments[1])
        yield f"join them with {unparse(arguments[0])}"
    elif name == "not_null":
        yield from _steps(arguments[0])
        others = " or ".join(map(unparse, arguments[1:]))
        yield f"if it is missing, take {others}"
    else:
        yield f"return {unparse(tree)}"


_STEPS: Cases[Callable[[Any], Iterator[str]]] = Cases(
    {
        Pipe: _pipe,
        FilterProjection: _filter,
        (Projection, ValueProjection): _project,
        IndexExpression: _pick,
        Flattening: _flatten,
        Subexpression: _chain,
        Call: _call,
        Or: _alternative,
        (MultiSelectList, MultiSelectObject): _select,
        (Comparison, And, Not): _test,
        (Identity, Current, Field, Variable, Literal): _whole,
        (Index, Slice, ExpressionReference, Pair): _whole,
    }
)
