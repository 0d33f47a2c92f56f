"""What of an expression means the same page by page as over the whole result."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from querykit.expressions.functions import FUNCTIONS
from querykit.expressions.functions._calls import BUILT_IN
from querykit.expressions.parser import Tree

__all__ = [
    "CURRENT",
    "PROJECTIONS",
    "SORTING",
    "Distribution",
    "Scope",
    "condenses",
    "is_never_null",
    "path_of",
]

CURRENT: Tree = {"type": "current", "children": []}
EMPTY_LIST: Tree = {"type": "literal", "value": [], "children": []}
PROJECTIONS = ("projection", "filter_projection")
SORTING = ("sort", "sort_by")


@dataclass(frozen=True)
class Scope:
    """What ``@`` is where a node stands.

    tree: what gives it on a page.
    path: where it is on the page, if it is a member of it.
    order: for a list that distributes, how it was sorted since: sort and reverse functions.
    """

    tree: Tree
    path: str | None = None
    order: tuple[Tree, ...] = ()

    @property
    def is_list(self) -> bool:
        return self.path is None

    def whole(self, node: Tree) -> Tree:
        """A node that stands here, as it would be written at the root of the page."""
        if node["type"] in ("identity", "current"):
            return self.tree
        if self.tree is CURRENT:
            return node
        return {"type": "pipe", "children": [self.tree, node]}


Found = TypeVar("Found")


def _once(
    method: Callable[[Any, Tree, Scope], Found],
) -> Callable[[Any, Tree, Scope], Found]:
    """The same method, which looks at a node in a scope once.

    They call each other: each pipe in a row of them would be looked at twice as often as the next.
    """

    @wraps(method)
    def remembered(self: Any, node: Tree, scope: Scope) -> Found:
        order = tuple(map(id, scope.order))
        key = (method.__name__, id(node), id(scope.tree), scope.path, order)
        # What is known by its identity is kept, so that nothing else gets the same.
        found = self.known.get(key) or (method(self, node, scope), node, scope)
        self.known[key] = found
        result: Found = found[0]
        return result

    return remembered


@dataclass(frozen=True)
class Distribution:
    """What distributes over pages whose lists are these.

    lists: the paths of the lists that the pages share out, one behind the other.
    """

    lists: Collection[str]
    known: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @_once
    def distributes(self, node: Tree, scope: Scope) -> bool:
        """Whether the pages' values of a node, one behind the other, are the whole's."""
        kind = node["type"]
        if kind in PROJECTIONS:
            return self._is_list(node["children"][0], scope)
        if kind == "pipe":
            left, right = node["children"]
            inner = self.inside(left, scope)
            return inner is not None and not inner.order and self.distributes(right, inner)
        if kind in ("identity", "current"):
            return scope.is_list and not scope.order
        if kind == "or_expression":
            left, right = node["children"]
            return right == EMPTY_LIST and self.distributes(left, scope)
        if kind == "function_expression":
            return self._function_distributes(node, scope)
        path = path_of(node)
        if path is None and kind == "subexpression":
            return self._last_distributes(node, scope)
        return path is not None and self.at(path, scope) in self.lists

    def _is_list(self, base: Tree, scope: Scope) -> bool:
        if base["type"] == "flatten":
            return self._is_list(base["children"][0], scope)
        return self.distributes(base, scope)

    def _last_distributes(self, node: Tree, scope: Scope) -> bool:
        """``DistributionList.Items[*].Id``, whose last child is the projection of ``Items``."""
        path = path_of({**node, "children": node["children"][:-1]})
        at = self.at(path, scope) if path else None
        return bool(at) and self.distributes(node["children"][-1], Scope(scope.tree, at))

    def _function_distributes(self, node: Tree, scope: Scope) -> bool:
        arguments = node["children"]
        if node["value"] == "not_null" and len(arguments) == 2:
            return bool(arguments[1] == EMPTY_LIST) and self.distributes(arguments[0], scope)
        if node["value"] == "map" and arguments[1]["type"] != "literal":
            return is_never_null(arguments[1]) and self.distributes(arguments[1], scope)
        return False

    def at(self, path: str, scope: Scope) -> str | None:
        if scope.path is None:
            return None
        return f"{scope.path}.{path}" if scope.path else path

    @_once
    def inside(self, node: Tree, scope: Scope) -> Scope | None:
        """The scope behind a node and a pipe, where something is known of it."""
        path = path_of(node)
        at = self.at(path, scope) if path else None
        if at and at not in self.lists:
            return Scope(scope.whole(node), at)
        return self.ordered(node, scope)

    @_once
    def ordered(self, node: Tree, scope: Scope) -> Scope | None:
        """The list that a node is, where it is one that distributes but for its order."""
        if self.distributes(node, scope):
            return Scope(scope.whole(node))
        if node["type"] in ("identity", "current"):
            return scope if scope.is_list else None
        if node["type"] == "pipe":
            inner = self.inside(node["children"][0], scope)
            return self.ordered(node["children"][1], inner) if inner else None
        if node["type"] == "function_expression" and node["value"] in (*SORTING, "reverse"):
            inner = self.ordered(node["children"][0], scope)
            applied = {**node, "children": [CURRENT, *node["children"][1:]]}
            return Scope(inner.tree, order=(*inner.order, applied)) if inner else None
        if node["type"] == "function_expression" and node["value"] == "not_null":
            arguments = node["children"]
            inner = self.ordered(arguments[0], scope)
            never_null = inner is not None and bool(inner.order)
            return inner if never_null and arguments[1:] == [EMPTY_LIST] else None
        return None

    @_once
    def head(self, node: Tree, scope: Scope) -> tuple[Scope, int, int | None] | None:
        """``List[2:5]`` or ``List | [:5]``, whose rows can be given as they come."""
        if node["type"] == "pipe":
            inner = self.inside(node["children"][0], scope)
            return self.head(node["children"][1], inner) if inner else None
        if node["type"] != "projection" or node["children"][1]["type"] != "identity":
            return None
        base = node["children"][0]
        if base["type"] != "index_expression" or len(base["children"]) != 2:
            return None
        found = self.ordered(base["children"][0], scope)
        start, stop, step = base["children"][1]["children"] or (None, None, None)
        if not found or found.order or base["children"][1]["type"] != "slice":
            return None
        if (start or 0) < 0 or (stop is not None and stop < 0) or step not in (None, 1):
            return None
        return found, start or 0, stop


def path_of(node: Tree) -> str | None:
    """``a.b.c`` of a node that is a path of names and nothing else; none of these has a dot.

    AWS's members have none, but the keys of a map may: the names of tables, for one.
    """
    if node["type"] == "field":
        return None if "." in node["value"] else str(node["value"])
    if node["type"] == "subexpression":
        parts = [path_of(child) for child in node["children"]]
        return None if None in parts else ".".join(part for part in parts if part)
    return None


def is_never_null(node: Tree) -> bool:
    """Whether a list cannot be null: it would have raised, or has something in its place."""
    kind = node["type"]
    if kind == "pipe" or (kind == "or_expression" and node["children"][1] == EMPTY_LIST):
        return kind != "pipe" or is_never_null(node["children"][1])
    if kind in (*PROJECTIONS, "flatten"):
        return is_never_null(node["children"][0])
    if kind != "function_expression":
        return False
    return (
        node["value"] in ("map", *SORTING)
        or condenses(node)
        or (node["value"] == "not_null" and node["children"][-1] == EMPTY_LIST)
    )


def condenses(call: Tree) -> bool:
    """Whether a function of the shelf gives a list that can be condensed again with more."""
    name = call["value"]
    return name not in BUILT_IN and FUNCTIONS.member(name).SIGNATURE.condenses
