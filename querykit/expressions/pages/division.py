"""An expression divided into what runs page by page and what is applied once to the whole.

An expression means the whole result, never a page. A part of it distributes over pages when
f(page 1 + page 2) = f(page 1) + f(page 2): a list that the pages share out, and projections,
filters and flattenings of it. These parts run on each page. What stands around them is applied
at the end to the parts of all pages put together, of which only what it needs is kept: of
``length(Contents)`` a number, of ``sort_by(Contents, &Size)[-1]`` one element. A part that does
not distribute is merged over the pages first, in the worst case the pages themselves.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from querykit.expressions.instants import MARK
from querykit.expressions.pages import reducers
from querykit.expressions.pages.distribution import (
    CURRENT,
    PROJECTIONS,
    Distribution,
    Scope,
    condenses,
    is_never_null,
    path_of,
)
from querykit.expressions.pages.merge import Layout, Merge
from querykit.expressions.pages.reducers import Reducer
from querykit.expressions.parser import Tree, nodes
from querykit.expressions.unparser import unparse

__all__ = ["Fold", "Part", "Stream", "split"]

Bind = Callable[[Tree], Callable[[Any], Any]]
"""A tree, made ready to be applied to values."""

_PICKING = ("min", "max", "min_by", "max_by")
# The functions that no value makes raise.
_CALM = ("type", "not_null", "to_string", "to_number", "to_array")


@dataclass(frozen=True)
class Stream:
    """An expression that gives rows page by page.

    start, stop: which of all these rows a slice takes; stop is None for all that follow.
    """

    tree: Tree
    start: int = 0
    stop: int | None = None

    @property
    def is_sliced(self) -> bool:
        return self.start > 0 or self.stop is not None

    def sliced(self, rows: Iterator[Any], before: int = 0) -> Iterator[tuple[int, Any]]:
        """The rows of the slice, each with its number among all rows; reads no row after the last.

        A slice is a projection: the nulls in it are counted, and dropped.

        before: how many rows come before the first one that is passed.

        >>> list(Stream({}, 1, 4).sliced(iter(["a", None, "b", "c", "d"])))
        [(3, 'b'), (4, 'c')]
        """
        numbers = (
            itertools.count(before + 1) if self.stop is None else range(before + 1, self.stop + 1)
        )
        for number, row in zip(numbers, rows, strict=False):
            if number > self.start and row is not None:
                yield number, row


@dataclass(frozen=True)
class Part:
    """What is taken of each page, and what is kept of it.

    keeps: the latter in words.
    grows: whether that is all of it, however much the pages have, and another expression over
        the same list would keep less.
    """

    tree: Tree
    keeps: str
    reducer: Callable[[Bind], Reducer]
    grows: bool = False


@dataclass(frozen=True)
class Fold:
    """Parts that are taken page by page, and the expression over them that gives the rows.

    parts: by the names that they have as members of the value that ``rest`` is applied to.
    by_element: whether it would stream if no element continued on the next page: then a row is
        right whatever is missing from another.
    """

    parts: dict[str, Part]
    rest: Tree
    by_element: bool = False


def split(tree: Tree, layout: Layout, *, slices: bool = True) -> Stream | Fold:
    """How an expression is run over pages so that it means the whole of them.

    slices: whether a slice may stream, which counts the rows of the pages.

    >>> from querykit.expressions import compile
    >>> from querykit.expressions.unparser import unparse
    >>> layout = Layout(lists=("Contents",))
    >>> unparse(split(compile("Contents[?Size > `5`].Key").tree, layout).tree)
    'Contents[?Size > `5`].Key'
    >>> fold = split(compile("Contents[?Size > `5`].Key | sort(@) | [:10]").tree, layout)
    >>> [(name, unparse(part.tree), part.keeps) for name, part in fold.parts.items()]
    [('part_1', 'Contents[?Size > `5`].Key', 'the first 10 of sort(@)')]
    >>> unparse(fold.rest)
    'sort(part_1)[:10]'
    """
    root = Scope(CURRENT, path="")
    distribution = Distribution(layout.lists)
    if distribution.distributes(tree, root):
        return Stream(tree)
    if head := distribution.head(tree, root):
        found, start, stop = head
        if start == 0 and stop is None:
            return Stream(tree)
        if slices:
            return Stream(found.tree, start, stop)
    splitting = _Splitting(layout, distribution)
    rest = splitting.rest(tree, root)
    return Fold(dict(splitting.parts), rest, by_element=_streams_unjoined(tree, layout))


@dataclass
class _Splitting:
    """Takes the parts out of an expression, and leaves the rest."""

    layout: Layout
    distribution: Distribution
    parts: dict[str, Part] = field(default_factory=dict)

    def rest(self, node: Tree, scope: Scope, *, plain: bool = False) -> Tree:
        """The node as an expression over the parts, which it notes.

        plain: whether nothing may be evaluated on a page that could raise there.
        """
        if not plain:
            found = self._reduced(node, scope) or self._listed(node, scope)
            if found:
                return found
        kind = node["type"]
        path = path_of(node)
        if path is not None:
            at = self.distribution.at(path, scope)
            return self._merged(at) if at else _piped(self._current(scope), node)
        if kind in ("identity", "current"):
            return self._current(scope)
        if kind == "subexpression":
            return self._subexpression(node, scope, plain)
        if kind == "pipe":
            return self._pipe(node, scope, plain)
        if kind in ("or_expression", "and_expression"):
            left, right = node["children"]
            # The right side is evaluated only where the left one asks for it.
            careful = plain or not _is_calm(right)
            behind = self.rest(right, scope, plain=careful)
            return _with(node, self.rest(left, scope, plain=plain), behind)
        if kind in _OUTER and (kind not in _MAKING or self._is_there(scope)):
            return _with(node, *(self._argument(each, scope, plain) for each in node["children"]))
        if kind in _BASED:
            base, *others = node["children"]
            return _with(node, self.rest(base, scope, plain=plain), *others)
        return node if kind in ("literal", "variable") else _piped(self._current(scope), node)

    def _argument(self, node: Tree, scope: Scope, plain: bool) -> Tree:
        return node if node["type"] == "expref" else self.rest(node, scope, plain=plain)

    def _subexpression(self, node: Tree, scope: Scope, plain: bool) -> Tree:
        children = node["children"]
        names = next(i for i, child in enumerate(children) if path_of(child) is None)
        if names and scope.path is not None:
            path = ".".join(child["value"] for child in children[:names])
            before = _with(node, *children[:names]) if names > 1 else children[0]
            scope = Scope(scope.whole(before), str(self.distribution.at(path, scope)))
        elif names:
            return _piped(self._current(scope), node)
        first = self.rest(children[names], scope, plain=plain)
        others = children[names + 1 :]
        return _with(node, first, *others) if others else first

    def _pipe(self, node: Tree, scope: Scope, plain: bool) -> Tree:
        left, right = node["children"]
        inner = None if plain else self.distribution.inside(left, scope)
        if inner:
            return self.rest(right, inner)
        return _with(node, self.rest(left, scope, plain=plain), right)

    def _is_there(self, scope: Scope) -> bool:
        """Whether ``@`` cannot be null, of which nothing can be made but null."""
        return scope.path == "" or (scope.is_list and is_never_null(scope.tree))

    def _current(self, scope: Scope) -> Tree:
        if scope.path is not None:
            return self._merged(scope.path)
        every = self._every(scope.tree)
        return _sorted(every, scope.order)

    def _listed(self, node: Tree, scope: Scope) -> Tree | None:
        found = self.distribution.ordered(node, scope)
        return self._current(found) if found else None

    def _merged(self, path: str) -> Tree:
        layout = self.layout
        if path in layout.counts:
            above, _, name = path.rpartition(".")
            return _with(_SUBEXPRESSION, self._merged(above), {**_FIELD, "value": name})
        names: list[Tree] = [{**_FIELD, "value": name} for name in path.split(".")] if path else []
        tree = _with(_SUBEXPRESSION, *names) if len(names) > 1 else (names or [CURRENT])[0]
        if path in layout.lists:
            return self._every(tree)
        if path in layout.joins:
            keeps = f"all of it, its elements joined by {' and '.join(layout.joins[path].by)}"
            return self._part(tree, keeps, lambda _: Merge(path, layout))
        keeps = "all of it, merged" if path else "all members, merged"
        return self._part(tree, keeps, lambda _: Merge(path, layout), grows=True)

    def _reduced(self, node: Tree, scope: Scope) -> Tree | None:
        """A function or an index over a list of which only a little must be kept."""
        kind = node["type"]
        if kind == "index_expression":
            return self._picked(node, scope)
        if kind not in ("function_expression", "not_expression") or not node["children"]:
            return None
        argument, *others = node["children"]
        found = self.distribution.ordered(argument, scope) if argument["type"] != "expref" else None
        if found is None or found.order:
            return None
        name = node.get("value")
        function = _with(node, CURRENT, *others)
        if kind == "not_expression":
            return _with(node, self._part(found.tree, "the first", lambda _: reducers.First(1)))
        if name == "contains" and others[0]["type"] in ("literal", "variable"):
            kept = self._part(
                found.tree,
                f"the first of which {unparse(function)} is true",
                lambda bind: reducers.Found(bind(function)),
            )
            return _with(node, kept, *others)
        if name in _COUNTING:
            keeps, reducer = _COUNTING[name]
            return self._part(found.tree, keeps, lambda bind: reducer(bind(function)))
        one = name in _PICKING
        if one or condenses(node):
            keeps = f"what {unparse(function)} {'picks' if one else 'leaves'}"
            kept = self._part(found.tree, keeps, lambda bind: _condensed(bind(function), one))
            return _with(node, kept, *others)
        return None

    def _picked(self, node: Tree, scope: Scope) -> Tree | None:
        base, *steps = node["children"]
        found, (number, from_end) = self.distribution.ordered(base, scope), _bounds(steps[0])
        if found is None or number is None:
            return None
        sorts = [each for each in found.order if each["value"] != "reverse"]
        turned = found.order[len(sorts) :]
        if any(each["value"] == "reverse" for each in found.order[: len(sorts)]):
            return None
        at_end = from_end if len(turned) % 2 == 0 else not from_end
        order = _sorted(CURRENT, tuple(sorts))
        keeps = f"the {'last' if at_end else 'first'} {number}"
        keeps += f" of {unparse(order)}" if sorts else ""

        def reducer(bind: Bind) -> Reducer:
            if sorts or at_end:
                return _cut(bind(order), number, at_end)
            return reducers.First(number)

        kept = self._part(found.tree, keeps, reducer)
        return _with(node, _sorted(kept, found.order), *steps)

    def _every(self, tree: Tree) -> Tree:
        return self._part(tree, "every element", lambda _: reducers.Every(), grows=True)

    def _part(
        self,
        tree: Tree,
        keeps: str,
        reducer: Callable[[Bind], Reducer],
        *,
        grows: bool = False,
    ) -> Tree:
        for name, part in self.parts.items():
            if (part.tree, part.keeps) == (tree, keeps):
                return {**_FIELD, "value": name}
        name = f"part_{len(self.parts) + 1}"
        self.parts[name] = Part(tree, keeps, reducer, grows)
        return {**_FIELD, "value": name}


def _streams_unjoined(tree: Tree, layout: Layout) -> bool:
    if not layout.joins:
        return False
    lists = (*layout.lists, *layout.joins)
    return isinstance(split(tree, replace(layout, lists=lists, joins={})), Stream)


_FIELD: Tree = {"type": "field", "children": []}
_SUBEXPRESSION: Tree = {"type": "subexpression", "children": []}
# What is evaluated where the node stands: all its children, or the first alone.
_MAKING = ("multi_select_dict", "multi_select_list")
_OUTER = (*_MAKING, "key_val_pair", "comparator", "function_expression", "not_expression")
_BASED = (*PROJECTIONS, "value_projection", "flatten", "index_expression")
_COUNTING: dict[Any, tuple[str, Any]] = {
    "length": ("their number", reducers.Length),
    "sum": ("their sum", reducers.Total),
    "avg": ("their sum and number", reducers.Average),
}


def _condensed(function: Callable[[Any], Any], one: bool) -> Reducer:
    if one:
        return reducers.Condensed(lambda elements: [function(elements)] if elements else [])
    return reducers.Condensed(function)


def _cut(order: Callable[[Any], Any], number: int, at_end: bool) -> Reducer:
    kept = slice(-number, None) if at_end else slice(number)
    return reducers.Condensed(lambda elements: order(elements)[kept])


def _bounds(step: Tree) -> tuple[int | None, bool]:
    """How many elements an index or a slice needs, and whether they are the last ones."""
    if step["type"] == "index":
        index = step["value"]
        return (index + 1, False) if index >= 0 else (-index, True)
    start, stop, stride = step["children"]
    if (stride or 1) > 0:
        if stop is not None and stop >= 0 and (start or 0) >= 0:
            return stop, False
        if start is not None and start < 0 and (stop is None or stop < 0):
            return -start, True
    return None, False


def _with(node: Tree, *children: Tree) -> Tree:
    return {**node, "children": list(children)}


def _piped(left: Tree, right: Tree) -> Tree:
    return {"type": "pipe", "children": [left, right]}


def _sorted(tree: Tree, order: tuple[Tree, ...]) -> Tree:
    for function in order:
        tree = _with(function, tree, *function["children"][1:])
    return tree


def _is_calm(node: Tree) -> bool:
    """Whether no value can make it raise."""
    for each in nodes(node):
        if each["type"] == "comparator" and (each["value"] not in ("eq", "ne") or MARK in each):
            return False
        if each["type"] == "function_expression" and not _is_calm_function(each):
            return False
    return True


def _is_calm_function(node: Tree) -> bool:
    counts = node["value"] == "length" and is_never_null(node["children"][0])
    return counts or node["value"] in _CALM
