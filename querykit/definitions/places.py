"""The places of a query's parts in its text: keys, values, and characters inside a scalar."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import yaml

from querykit.definitions import adhoc
from querykit.definitions.document import Path, Reader, compose, locate
from querykit.errors import DefinitionError, Location
from querykit.mistakes import Mistake, Part
from querykit.query import Query

__all__ = ["Places"]

_EXPRESSION: Path = ("expression",)


class Places:
    """The places of one query's parts.

    If the query has no text, a key has the place of its value, and what is inside a value has that
    of the value.
    """

    def __init__(self, query: Query) -> None:
        self._query = query
        self._text = query.text
        self._is_adhoc = query.source == adhoc.SOURCE
        self._mappings: dict[int, dict[Any, tuple[yaml.Node, yaml.Node]]] = {}

    def find(self, mistake: Mistake) -> Mistake:
        """Return a mistake with the location of its part of the query, if it has one."""
        part = mistake.part
        if part is None:
            return mistake
        begin, end = self._extent(part)
        return replace(mistake, location=begin, end=end, part=None)

    def _extent(self, part: Part) -> tuple[Location | None, Location | None]:
        path = part.path
        if part.is_key:
            return self.key(*path), None
        if part.start is not None:
            end = None if part.end is None else self.inside(part.end, *path)
            return self.inside(part.start, *path), end
        if path == ("parameters",) and path not in self._query.places:
            return self.value("operation"), None
        return self.value(*path), None

    def value(self, *path: str | int) -> Location | None:
        """Return where the part at a path begins, or the nearest part around it."""
        return self._query.place(*path)

    def key(self, *path: str | int) -> Location | None:
        """Return where the key of the part at a path begins."""
        found = self._node(path)
        if found is None or found[0] is None or self._reader is None:
            return self.value(*path)
        return self._reader.location(found[0])

    def inside(self, offset: int, *path: str | int) -> Location | None:
        """Return the place of a character of the string at a path; without a path, of the
        expression.
        """
        path = path or _EXPRESSION
        if path == _EXPRESSION and (self._is_adhoc or self.value(*path) is None):
            return self._inside_written(offset)
        found = self._node(path)
        node = found[1] if found else None
        if self._reader is None or not isinstance(node, yaml.ScalarNode):
            return self.value(*path)
        if path == _EXPRESSION and node.value != self._query.expression:
            return self.value(*path)  # the query has another one than its text
        return next(self._reader.inside(node, [offset]))

    def _inside_written(self, offset: int) -> Location:
        """Return a place in an expression that is not YAML: in an ad-hoc query, or without
        a text.
        """
        expression = self._query.expression or ""
        begin = self.value(*_EXPRESSION)
        if begin is None:
            return locate("<expression>", expression, offset)
        inner = locate(begin.source, expression, offset)
        if inner.line == 1:
            return Location(begin.source, begin.line, begin.column + offset, begin.text)
        line = begin.line + inner.line - 1
        return Location(begin.source, line, inner.column, inner.text)

    @cached_property
    def _reader(self) -> Reader | None:
        return None if self._text is None else Reader(self._text, self._query.source or "")

    @cached_property
    def _root(self) -> yaml.Node | None:
        if self._text is None:
            return None
        try:
            if self._is_adhoc:
                return adhoc.parameters(self._text)
            return compose(self._text, self._query.source or "")
        except DefinitionError:
            return None

    def _node(self, path: Path) -> tuple[yaml.Node | None, yaml.Node] | None:
        """Return the key and the value at a path."""
        key, node = None, self._root
        # The parameters of an ad-hoc query are all that is YAML in it.
        for part in path[1:] if self._is_adhoc else path:
            key, node = self._step(node, part)
        return None if node is None else (key, node)

    def _step(
        self, node: yaml.Node | None, part: str | int
    ) -> tuple[yaml.Node | None, yaml.Node | None]:
        if isinstance(node, yaml.MappingNode):
            return self._entries(node).get(part, (None, None))
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            return None, node.value[part]
        return None, None

    def _entries(self, node: yaml.MappingNode) -> dict[Any, tuple[yaml.Node, yaml.Node]]:
        """Return the entries of a mapping by their keys, the first of those with the same key."""
        if id(node) not in self._mappings:
            found: dict[Any, tuple[yaml.Node, yaml.Node]] = {}
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    found.setdefault(key.value, (key, value))
            self._mappings[id(node)] = found
        return self._mappings[id(node)]
