"""An expression divided into what runs on each page and what runs once on the whole result.

An expression means the whole result, never a page. A part of it distributes over pages when
f(page 1 + page 2) = f(page 1) + f(page 2): a list that the pages share out, and projections,
filters and flattenings of it. These parts run on each page. What is around them is applied
at the end to the parts of all pages put together, of which only what it needs is kept: of
``length(Contents)`` a number, of ``sort_by(Contents, &Size)[-1]`` one element. A part that does
not distribute is merged over the pages first, in the worst case the pages themselves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from querykit.expressions.functions import signature
from querykit.expressions.pages import keeps
from querykit.expressions.pages.calm import is_calm
from querykit.expressions.pages.distribution import (
    LIST_PROJECTIONS,
    Distribution,
    Scope,
    is_never_null,
    path_of,
)
from querykit.expressions.pages.keeps import Keep
from querykit.expressions.pages.merge import Layout
from querykit.expressions.tree import (
    CURRENT,
    And,
    Call,
    Comparison,
    Current,
    ExpressionReference,
    Field,
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
    Slice,
    Subexpression,
    ValueProjection,
    Variable,
)

__all__ = ["Fold", "Part", "Stream", "split"]


@dataclass(frozen=True)
class Stream:
    """An expression that returns rows page by page.

    start, stop: which of all these rows a slice takes; stop is None for all that follow.
    """

    tree: Node
    start: int = 0
    stop: int | None = None

    @property
    def is_sliced(self) -> bool:
        """Return whether only some of the rows are in the slice."""
        return self.start > 0 or self.stop is not None

    def slice(self, rows: Iterator[Any], before: int = 0) -> Iterator[tuple[int, Any]]:
        """Yield the rows of the slice, each with its number; read no row after the last.

        A slice is a projection: the nulls in it are counted, and dropped.

        before: how many rows come before the first one that is passed.

        >>> list(Stream(CURRENT, 1, 4).slice(iter(["a", None, "b", "c", "d"])))
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
    """What is taken of each page, and what is kept of it."""

    tree: Node
    keep: Keep


@dataclass(frozen=True)
class Fold:
    """Parts that are taken of each page, and the expression over them that returns the rows.

    parts: by the names that they have as members of the value that ``rest`` is applied to.
    by_element: whether it would stream if no element continued on the next page: then a row is
        right whatever is missing from another.
    """

    parts: dict[str, Part]
    rest: Node
    by_element: bool = False

    @property
    def fields(self) -> dict[Node, str]:
        """Return what is found on each page, with its field of what ``page`` returns.

        Two parts of one list, such as its length and its first, are found once.
        """
        trees = dict.fromkeys(part.tree for part in self.parts.values())
        return {tree: f"found_{number}" for number, tree in enumerate(trees, 1)}

    @property
    def page(self) -> Node:
        """Return the expression that runs on each page: an object of what all parts need."""
        return MultiSelectObject(tuple(Pair(name, tree) for tree, name in self.fields.items()))


def split(tree: Node, layout: Layout, *, slices: bool = True) -> Stream | Fold:
    """Divide an expression into what runs on each page and what runs once on the whole result.

    slices: whether a slice may stream, which counts the rows of the pages.

    >>> from querykit.expressions import compile
    >>> from querykit.expressions.unparser import unparse
    >>> layout = Layout(lists=("Contents",))
    >>> unparse(split(compile("Contents[?Size > `5`].Key").tree, layout).tree)
    'Contents[?Size > `5`].Key'
    >>> fold = split(compile("Contents[?Size > `5`].Key | sort(@) | [:10]").tree, layout)
    >>> [(name, unparse(part.tree), part.keep.text) for name, part in fold.parts.items()]
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
    divider = _Divider(layout, distribution)
    rest = divider.rest(tree, root)
    return Fold(dict(divider.parts), rest, by_element=_streams_without_joins(tree, layout))


@dataclass
class _Divider:
    """Takes the parts out of an expression, and leaves the rest."""

    layout: Layout
    distribution: Distribution
    parts: dict[str, Part] = field(default_factory=dict)

    def rest(self, node: Node, scope: Scope, *, plain: bool = False) -> Node:
        """Return the node as an expression over the parts, and note these.

        plain: whether nothing may be evaluated on a page that could raise there.
        """
        if not plain:
            found = self._reduce(node, scope) or self._list(node, scope)
            if found:
                return found
        path = path_of(node)
        if path is not None:
            # A field of the page is merged by itself: (a ++ b).c = a.c ++ b.c; else all of @ is.
            at = self.distribution.at(path, scope)
            return self._merge(at) if at else Pipe(self._current(scope), node)
        if isinstance(node, (Identity, Current)):
            return self._current(scope)
        if isinstance(node, Subexpression):
            return self._subexpression(node, scope, plain)
        if isinstance(node, Pipe):
            return self._pipe(node, scope, plain)
        if isinstance(node, (Or, And)):
            # (f || g)(@) = f(@) || g(@), where g is evaluated only if f asks for it.
            careful = plain or not is_calm(node.right)
            right = self.rest(node.right, scope, plain=careful)
            return node.with_children((self.rest(node.left, scope, plain=plain), right))
        if isinstance(node, _OUTER) and (not isinstance(node, _MAKING) or self._is_there(scope)):
            # [f, g](@) = [f(@), g(@)] where @ is not null; h(f, g)(@) = h(f(@), g(@)) everywhere.
            parts = [self._argument(part, scope, plain) for part in node.children]
            return node.with_children(tuple(parts))
        if isinstance(node, _BASED):
            # (f[*].g)(@) = f(@)[*].g: what is done with the elements does not see @.
            base, *others = node.children
            return node.with_children((self.rest(base, scope, plain=plain), *others))
        # f(@) = @ | f
        return node if isinstance(node, (Literal, Variable)) else Pipe(self._current(scope), node)

    def _argument(self, node: Node, scope: Scope, plain: bool) -> Node:
        is_applied = isinstance(node, ExpressionReference)
        return node if is_applied else self.rest(node, scope, plain=plain)

    def _subexpression(self, node: Subexpression, scope: Scope, plain: bool) -> Node:
        parts = node.parts
        names = next(i for i, part in enumerate(parts) if path_of(part) is None)
        if names and scope.path is not None:
            before = Subexpression(parts[:names]) if names > 1 else parts[0]
            path = str(path_of(before))
            scope = Scope(scope.whole(before), str(self.distribution.at(path, scope)))
        elif names:
            return Pipe(self._current(scope), node)
        first = self.rest(parts[names], scope, plain=plain)
        others = parts[names + 1 :]
        return Subexpression((first, *others)) if others else first

    def _pipe(self, node: Pipe, scope: Scope, plain: bool) -> Node:
        # (f | g)(@) = g(f(@)), so that g is divided where @ is f: if f distributes, or is a field.
        inner = None if plain else self.distribution.inside(node.left, scope)
        if inner:
            return self.rest(node.right, inner)
        return Pipe(self.rest(node.left, scope, plain=plain), node.right)

    def _is_there(self, scope: Scope) -> bool:
        """Return whether ``@`` cannot be null: what is made of null is null."""
        return scope.path == "" or (scope.is_list and is_never_null(scope.tree))

    def _current(self, scope: Scope) -> Node:
        if scope.path is not None:
            return self._merge(scope.path)
        every = self._every(scope.tree)
        return _apply_order(every, scope.order)

    def _list(self, node: Node, scope: Scope) -> Node | None:
        found = self.distribution.ordered(node, scope)
        return self._current(found) if found else None

    def _merge(self, path: str) -> Node:
        layout = self.layout
        if path in layout.counts:
            above, _, name = path.rpartition(".")
            return Subexpression((self._merge(above), Field(name)))
        tree = _path(path)
        if path in layout.lists:
            return self._every(tree)
        return self._part(tree, keeps.Merged(path, layout))

    def _reduce(self, node: Node, scope: Scope) -> Node | None:
        """Return a function or an index over a list of which only a little must be kept."""
        if isinstance(node, IndexExpression):
            return self._pick(node, scope)
        if not isinstance(node, (Call, Not)):
            return None
        argument, *others = node.children or (node,)
        is_applied = argument is node or isinstance(argument, ExpressionReference)
        found = None if is_applied else self.distribution.ordered(argument, scope)
        if found is None or found.order:
            return None
        if isinstance(node, Not):
            # !(a ++ b) = !([:1] of (a ++ b))
            return Not(self._part(found.tree, keeps.One()))
        function = node.with_children((CURRENT, *others))
        # length(a ++ b) = length(a) + length(b), and so sum; avg is the one over the other.
        if signature(node.name).reduces:
            return self._part(found.tree, keeps.Counted(function))
        keep = _condensing(function)
        if keep is None:
            return None
        return node.with_children((self._part(found.tree, keep), *others))

    def _pick(self, node: IndexExpression, scope: Scope) -> Node | None:
        """Return an index or a slice of a list, which may be sorted or reversed.

        first(n, a ++ b) = first(n, first(n, a) ++ b), and the same of what is sorted, because
        sort(a ++ b) = sort(sort(a) ++ b) keeps the order of equal elements; reverse(a)[0] = a[-1].
        """
        number, from_end = _bounds(node.steps[0])
        found = self.distribution.ordered(node.base, scope)
        if found is None or number is None:
            return None
        sorts = tuple(each for each in found.order if each.name != "reverse")
        turned = found.order[len(sorts) :]
        if any(each.name == "reverse" for each in found.order[: len(sorts)]):
            return None
        at_end = from_end if len(turned) % 2 == 0 else not from_end
        kept = self._part(found.tree, keeps.First(number, at_end, _apply_order(CURRENT, sorts)))
        return IndexExpression(_apply_order(kept, found.order), node.steps)

    def _every(self, tree: Node) -> Node:
        return self._part(tree, keeps.Every())

    def _part(self, tree: Node, keep: Keep) -> Node:
        """Return the field that a part is in what ``rest`` is applied to; each part once."""
        wanted = Part(tree, keep)
        for name, part in self.parts.items():
            if part == wanted:
                return Field(name)
        name = f"part_{len(self.parts) + 1}"
        self.parts[name] = wanted
        return Field(name)


def _condensing(function: Call) -> Keep | None:
    """Return what a function leaves of a list, if the rest can be found in it and further elements.

    f(a ++ b) = f(f(a) ++ b): of max() and its like, where one element stands for the list, and of
    functions of the shelf that say so, such as unique(). contains(a ++ b, x) = contains(a, x) ||
    contains(b, x), where x is the same on every page.
    """
    if function.name == "contains" and isinstance(function.arguments[1], (Literal, Variable)):
        return keeps.Found(function)
    declared = signature(function.name)
    if not declared.picks and not declared.condenses:
        return None
    return keeps.Condensed(function, declared.picks)


def _streams_without_joins(tree: Node, layout: Layout) -> bool:
    if not layout.joins:
        return False
    lists = (*layout.lists, *layout.joins)
    return isinstance(split(tree, replace(layout, lists=lists, joins={})), Stream)


# What is evaluated in the node's scope: all its parts, or only the first.
_MAKING = (MultiSelectObject, MultiSelectList)
_OUTER = (*_MAKING, Pair, Comparison, Call, Not)
_BASED = (*LIST_PROJECTIONS, ValueProjection, Flattening, IndexExpression)


def _bounds(step: Node) -> tuple[int | None, bool]:
    """Return how many elements an index or a slice needs, and whether they are the last ones."""
    if isinstance(step, Index):
        return (step.number + 1, False) if step.number >= 0 else (-step.number, True)
    if isinstance(step, Slice) and (step.step or 1) > 0:
        start, stop = step.start, step.stop
        if stop is not None and stop >= 0 and (start or 0) >= 0:
            return stop, False
        if start is not None and start < 0 and (stop is None or stop < 0):
            return -start, True
    return None, False


def _path(path: str) -> Node:
    """Return the field of a page at a path; the page itself if it is empty."""
    names = tuple(Field(name) for name in path.split(".")) if path else ()
    if len(names) > 1:
        return Subexpression(names)
    return names[0] if names else CURRENT


def _apply_order(tree: Node, order: tuple[Call, ...]) -> Node:
    for function in order:
        tree = function.with_children((tree, *function.arguments[1:]))
    return tree
