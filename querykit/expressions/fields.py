"""Which fields of a response an expression reads, by their paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from querykit.expressions import tree as of
from querykit.expressions.cases import Cases
from querykit.expressions.functions import signature
from querykit.expressions.tree import Node

__all__ = ["Fields", "fields_read"]

Path = tuple[str, ...]

_ANY = "*"
_ELEMENTS = "[]"


@dataclass(frozen=True)
class Fields:
    """The paths that an expression reads; the elements of a list are at the path of the list.

    whole: those of values that are used with everything in them.
    counted: those of lists of which only the length or the type is used.
    """

    whole: frozenset[Path] = frozenset()
    counted: frozenset[Path] = frozenset()

    def touches(self, path: Path) -> bool:
        """Return whether what is at a path may change the value of the expression.

        The path has ``[]`` after a list whose elements are meant and ``*`` for the keys of a map.

        >>> from querykit.expressions import compile
        >>> found = fields_read(compile("cases[?status == 'open'].{id: caseId}").tree)
        >>> found.touches(("cases", "[]", "status")), found.touches(("cases", "[]", "notes"))
        (True, False)
        """
        names = tuple(name for name in path if name != _ELEMENTS)
        if any(_agree(read, names) for read in self.whole):
            return True
        of_elements = path[-1:] == (_ELEMENTS,)
        return any(
            _agree(read, names) and len(names) <= len(read) - of_elements for read in self.counted
        )


def fields_read(tree: Node) -> Fields:
    """Return what an expression reads of a page; a computed name counts as any name."""
    walk = _Walk()
    walk.use(walk.value(tree, _Value(frozenset([()]))))
    return Fields(frozenset(walk.whole), frozenset(walk.counted))


def _agree(one: Path, other: Path) -> bool:
    """Return whether one path is the other, or leads to it."""
    return all(_ANY in pair or pair[0] == pair[1] for pair in zip(one, other, strict=False))


@dataclass(frozen=True)
class _Value:
    """Where a value may come from: paths of the page, and the keys of an object that is built."""

    paths: frozenset[Path] = frozenset()
    keys: dict[str, _Value] = field(default_factory=dict)
    others: tuple[_Value, ...] = ()

    def member(self, name: str) -> _Value:
        found = [self.keys[name]] if name in self.keys else []
        if name == _ANY:
            found = list(self.keys.values())
        paths = frozenset((*path, name) for path in self.paths)
        return _unite([_Value(paths), *found, *(other.member(name) for other in self.others)])


def _unite(values: Iterable[_Value]) -> _Value:
    several = [value for value in values if value.paths or value.keys or value.others]
    return several[0] if len(several) == 1 else _Value(others=tuple(several))


class _Walk:
    """Follows values through a tree and notes what is used of them."""

    def __init__(self) -> None:
        self.whole: set[Path] = set()
        self.counted: set[Path] = set()

    def use(self, value: _Value) -> None:
        self.whole |= value.paths
        for inner in (*value.keys.values(), *value.others):
            self.use(inner)

    def count(self, value: _Value) -> None:
        self.counted |= value.paths
        for inner in (*value.keys.values(), *value.others):
            self.count(inner)

    def value(self, node: Node, scope: _Value) -> _Value:
        """Return where the value of a node comes from, given what ``@`` is."""
        return _FOLLOWED.of(node)(self, node, scope)

    def scope(self, _: Node, scope: _Value) -> _Value:
        return scope  # an element is at the path of its list

    def nothing(self, _: Node, __: _Value) -> _Value:
        return _Value()

    def field(self, node: of.Field, scope: _Value) -> _Value:
        return scope.member(node.name)

    def selection(self, node: of.MultiSelectObject, scope: _Value) -> _Value:
        return _Value(keys={pair.name: self.value(pair.value, scope) for pair in node.pairs})

    def chain(self, node: Node, scope: _Value) -> _Value:
        for part in node.children:
            scope = self.value(part, scope)
        return scope

    def condition(self, node: Node, scope: _Value) -> _Value:
        for part in node.children:
            self.use(self.value(part, scope))
        return _Value()

    def any(self, node: Node, scope: _Value) -> _Value:
        return _unite(self.value(part, scope) for part in node.children)

    def projection(self, node: of.Projection, scope: _Value) -> _Value:
        return self.value(node.element, self.value(node.base, scope))

    def filter(self, node: of.FilterProjection, scope: _Value) -> _Value:
        element = self.value(node.base, scope)
        self.use(self.value(node.condition, element))
        return self.value(node.element, element)

    def values(self, node: of.ValueProjection, scope: _Value) -> _Value:
        return self.value(node.element, self.value(node.base, scope).member(_ANY))

    def call(self, node: of.Call, scope: _Value) -> _Value:
        references = [each for each in node.arguments if isinstance(each, of.ExpressionReference)]
        plain = [each for each in node.arguments if not isinstance(each, of.ExpressionReference)]
        given = _unite(self.value(each, scope) for each in plain)
        results = _unite(self.value(each, given) for each in references)
        if node.name == "map":
            return results
        self.use(results)
        declared = signature(node.name)
        if declared.counts:
            self.count(given)
        elif not declared.passes:
            self.use(given)
        return given if declared.passes else _Value()


_FOLLOWED: Cases[Callable[..., _Value]] = Cases(
    {
        (of.Identity, of.Current, of.Index, of.Slice): _Walk.scope,
        (of.Literal, of.Variable): _Walk.nothing,
        of.Field: _Walk.field,
        of.MultiSelectObject: _Walk.selection,
        (of.Subexpression, of.Pipe, of.IndexExpression): _Walk.chain,
        (of.Comparison, of.Not): _Walk.condition,
        (of.MultiSelectList, of.Or, of.And, of.Flattening): _Walk.any,
        (of.ExpressionReference, of.Pair): _Walk.any,
        of.Projection: _Walk.projection,
        of.FilterProjection: _Walk.filter,
        of.ValueProjection: _Walk.values,
        of.Call: _Walk.call,
    }
)
