"""Which fields of a response an expression reads, by their paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from querykit.expressions.parser import Tree

__all__ = ["Reading", "reading"]

Path = tuple[str, ...]

_ANY = "*"
_ELEMENTS = "[]"
# These return what they take, or elements of it: what is done with that shows what is read.
_PASSING = frozenset(
    (
        *("sort", "sort_by", "reverse", "max_by", "min_by", "not_null", "to_array"),
        *("unique_by", "find_first", "flatten_all"),
    )
)
_COUNTING = frozenset(("length", "type"))


@dataclass(frozen=True)
class Reading:
    """The paths that an expression reads; the elements of a list are at the path of the list.

    whole: those of values that are used with everything in them.
    counted: those of lists of which only the length or the type is used.
    """

    whole: frozenset[Path] = frozenset()
    counted: frozenset[Path] = frozenset()

    def touches(self, path: Path) -> bool:
        """Whether what is at a path may change the value of the expression.

        The path has ``[]`` after a list whose elements are meant and ``*`` for the keys of a map.

        >>> from querykit.expressions import compile
        >>> found = reading(compile("cases[?status == 'open'].{id: caseId}").tree)
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


def reading(tree: Tree) -> Reading:
    """What an expression reads of a page; a name that is computed counts as any name."""
    walk = _Walk()
    walk.use(walk.value(tree, _Value(frozenset([()]))))
    return Reading(frozenset(walk.whole), frozenset(walk.counted))


def _agree(one: Path, other: Path) -> bool:
    """Whether one path is the other, or leads to it."""
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
        return _united([_Value(paths), *found, *(other.member(name) for other in self.others)])


def _united(values: Iterable[_Value]) -> _Value:
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

    def value(self, node: Tree, scope: _Value) -> _Value:
        """Where the value of a node comes from, on what ``@`` is."""
        kind, children = node["type"], node["children"]
        if kind == "field":
            return scope.member(node["value"])
        if kind == "multi_select_dict":
            return _Value(
                keys={pair["value"]: self.value(pair["children"][0], scope) for pair in children}
            )
        if kind == "function_expression":
            return self._function(node, scope)
        if kind in ("subexpression", "pipe", "index_expression"):
            for child in children:
                scope = self.value(child, scope)
            return scope
        if kind in ("projection", "filter_projection", "value_projection"):
            return self._projection(node, scope)
        if kind in ("comparator", "not_expression"):
            for child in children:
                self.use(self.value(child, scope))
            return _Value()
        if kind in ("literal", "variable"):
            return _Value()
        if kind in ("multi_select_list", "or_expression", "and_expression", "flatten", "expref"):
            return _united(self.value(child, scope) for child in children)
        return scope  # @, an index, a slice: an element is at the path of its list

    def _projection(self, node: Tree, scope: _Value) -> _Value:
        base, *others = node["children"]
        element = self.value(base, scope)
        if node["type"] == "value_projection":
            element = element.member(_ANY)
        if node["type"] == "filter_projection":
            self.use(self.value(others[1], element))
        return self.value(others[0], element)

    def _function(self, node: Tree, scope: _Value) -> _Value:
        plain = [child for child in node["children"] if child["type"] != "expref"]
        applied = [child for child in node["children"] if child["type"] == "expref"]
        given = _united(self.value(child, scope) for child in plain)
        results = _united(self.value(child, given) for child in applied)
        if node["value"] == "map":
            return results
        self.use(results)
        if node["value"] in _COUNTING:
            self.count(given)
        elif node["value"] not in _PASSING:
            self.use(given)
        return given if node["value"] in _PASSING else _Value()
