"""What in an expression means the same on each page as on the whole result."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from querykit.expressions.functions import signature
from querykit.expressions.tree import (
    CURRENT,
    EMPTY_LIST,
    Call,
    Current,
    Field,
    FilterProjection,
    Flattening,
    Identity,
    IndexExpression,
    Literal,
    Node,
    Or,
    Pipe,
    Projection,
    Slice,
    Subexpression,
)

__all__ = [
    "LIST_PROJECTIONS",
    "Distribution",
    "Scope",
    "is_never_null",
    "path_of",
]

LIST_PROJECTIONS = (Projection, FilterProjection)


@dataclass(frozen=True)
class Scope:
    """What ``@`` is in the place of a node.

    tree: what returns it on a page.
    path: where it is on the page, if it is a field of it.
    order: for a list that distributes, how it was sorted since: sort and reverse functions.
    """

    tree: Node
    path: str | None = None
    order: tuple[Call, ...] = ()

    @property
    def is_list(self) -> bool:
        """Return whether ``@`` is a list that distributes."""
        return self.path is None

    def whole(self, node: Node) -> Node:
        """Return a node of this scope as it would be written at the root of the page."""
        if isinstance(node, (Identity, Current)):
            return self.tree
        return node if self.tree is CURRENT else Pipe(self.tree, node)


Found = TypeVar("Found")


def _cache(
    method: Callable[[Any, Node, Scope], Found],
) -> Callable[[Any, Node, Scope], Found]:
    """Return a method that looks at a node in a scope only once.

    They call each other: each pipe in a row of them would be looked at twice as often as the next.
    """

    @wraps(method)
    def look_once(self: Any, node: Node, scope: Scope) -> Found:
        order = tuple(map(id, scope.order))
        key = (method.__name__, id(node), id(scope.tree), scope.path, order)
        # What is known by its identity is kept, so that nothing else gets the same.
        found = self.known.get(key) or (method(self, node, scope), node, scope)
        self.known[key] = found
        result: Found = found[0]
        return result

    return look_once


@dataclass(frozen=True)
class Distribution:
    """What distributes over pages whose lists are these.

    lists: the paths of the lists that the pages share out, one after the other.
    """

    lists: Collection[str]
    known: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @_cache
    def distributes(self, node: Node, scope: Scope) -> bool:
        """Return whether f(a + b) = f(a) + f(b): the pages' values make up the whole one."""
        if isinstance(node, LIST_PROJECTIONS):
            # (a ++ b)[*].f = a[*].f ++ b[*].f, and so [?f] and [].
            return self._is_list(node.base, scope)
        if isinstance(node, Pipe):
            # f(g(a ++ b)) = f(g(a) ++ g(b)) = f(g(a)) ++ f(g(b))
            inner = self.inside(node.left, scope)
            return inner is not None and not inner.order and self.distributes(node.right, inner)
        if isinstance(node, (Identity, Current)):
            return scope.is_list and not scope.order
        if isinstance(node, Or):
            # (a || []) ++ (b || []) = (a ++ b) || []
            return node.right == EMPTY_LIST and self.distributes(node.left, scope)
        if isinstance(node, Call):
            return self._call_distributes(node, scope)
        path = path_of(node)
        # Else it is one of the lists that the pages share out, by its path: (a ++ b).c = a.c ++ b.c
        if path is None and isinstance(node, Subexpression):
            return self._last_distributes(node, scope)
        return path is not None and self.at(path, scope) in self.lists

    def _is_list(self, base: Node, scope: Scope) -> bool:
        if isinstance(base, Flattening):
            return self._is_list(base.base, scope)
        return self.distributes(base, scope)

    def _last_distributes(self, node: Subexpression, scope: Scope) -> bool:
        """Return whether ``DistributionList.Items[*].Id`` does: its last part projects Items."""
        path = path_of(Subexpression(node.parts[:-1]))
        at = self.at(path, scope) if path else None
        return bool(at) and self.distributes(node.parts[-1], Scope(scope.tree, at))

    def _call_distributes(self, node: Call, scope: Scope) -> bool:
        arguments = node.arguments
        if node.name == "not_null" and len(arguments) == 2:
            # As (a || []), and it is what absent lists are filled with.
            return arguments[1] == EMPTY_LIST and self.distributes(arguments[0], scope)
        if node.name == "map" and not isinstance(arguments[1], Literal):
            # map(&f, a ++ b) = map(&f, a) ++ map(&f, b), if no page has null, which map() rejects.
            return is_never_null(arguments[1]) and self.distributes(arguments[1], scope)
        return False

    def at(self, path: str, scope: Scope) -> str | None:
        """Return the path of a path in a scope, from the root of the page; None if it has none."""
        if scope.path is None:
            return None
        return f"{scope.path}.{path}" if scope.path else path

    @_cache
    def inside(self, node: Node, scope: Scope) -> Scope | None:
        """Return the scope after a node and a pipe; None if nothing is known of it."""
        path = path_of(node)
        at = self.at(path, scope) if path else None
        if at and at not in self.lists:
            return Scope(scope.whole(node), at)
        return self.ordered(node, scope)

    @_cache
    def ordered(self, node: Node, scope: Scope) -> Scope | None:
        """Return the list that a node is, if it distributes but for its order; None otherwise."""
        if self.distributes(node, scope):
            return Scope(scope.whole(node))
        if isinstance(node, (Identity, Current)):
            return scope if scope.is_list else None
        if isinstance(node, Pipe):
            inner = self.inside(node.left, scope)
            return self.ordered(node.right, inner) if inner else None
        if isinstance(node, Call) and (signature(node.name).sorts or node.name == "reverse"):
            # sort(a ++ b) and reverse(a ++ b) are what they are of a ++ b, in another order.
            inner = self.ordered(node.arguments[0], scope)
            applied = node.with_children((CURRENT, *node.arguments[1:]))
            return Scope(inner.tree, order=(*inner.order, applied)) if inner else None
        if isinstance(node, Call) and node.name == "not_null":
            inner = self.ordered(node.arguments[0], scope)
            never_null = inner is not None and bool(inner.order)
            return inner if never_null and node.arguments[1:] == (EMPTY_LIST,) else None
        return None

    @_cache
    def head(self, node: Node, scope: Scope) -> tuple[Scope, int, int | None] | None:
        """Return the list and the bounds of ``List[2:5]`` or ``List | [:5]``, which can stream."""
        if isinstance(node, Pipe):
            inner = self.inside(node.left, scope)
            return self.head(node.right, inner) if inner else None
        if not isinstance(node, Projection) or not isinstance(node.element, Identity):
            return None
        base = node.base
        if not isinstance(base, IndexExpression) or len(base.steps) != 1:
            return None
        found, step = self.ordered(base.base, scope), base.steps[0]
        if not found or found.order or not isinstance(step, Slice):
            return None
        start, stop = step.start or 0, step.stop
        if start < 0 or (stop is not None and stop < 0) or step.step not in (None, 1):
            return None
        return found, start, stop


def path_of(node: Node) -> str | None:
    """Return ``a.b.c`` for a path of names; None for other nodes, and for names with a dot.

    AWS's members have none, but the keys of a map may: the names of tables, for one.
    """
    if isinstance(node, Field):
        return None if "." in node.name else node.name
    if isinstance(node, Subexpression):
        parts = [path_of(part) for part in node.parts]
        return None if None in parts else ".".join(part for part in parts if part)
    return None


def is_never_null(node: Node) -> bool:
    """Return whether a list cannot be null: a function would have failed, or it has a default."""
    if isinstance(node, Pipe):
        return is_never_null(node.right)
    if isinstance(node, Or):
        return node.right == EMPTY_LIST
    if isinstance(node, (*LIST_PROJECTIONS, Flattening)):
        return is_never_null(node.base)
    if not isinstance(node, Call):
        return False
    declared = signature(node.name)
    return (
        declared.sorts
        or declared.gives == "applied"
        or declared.condenses
        or (node.name == "not_null" and node.arguments[-1] == EMPTY_LIST)
    )
